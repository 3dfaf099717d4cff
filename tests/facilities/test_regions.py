"""The tree of regions: added, moved with everything in it, refused where it would be torn."""

from dataclasses import replace

import pytest

from core.acting import acting
from core.actor import Scope
from core.changes import Change
from core.errors import NotPermitted, RuleBroken
from facilities.actions.portfolios import create_portfolio
from facilities.actions.properties import create_property
from facilities.actions.regions import create_region, delete_region, move_region, update_region
from facilities.impact import preview_move
from facilities.models import Property, Region
from tests.cast import Cast
from tests.facilities.places import count_changes, events_of, problems_of, random_id, refused


@pytest.fixture
def midwest(cast: Cast) -> Region:
    """A region with a market below it."""
    with acting(cast.ana):
        region = create_region(actor=cast.ana, portfolio=cast.portfolio, name="Midwest")
        create_region(actor=cast.ana, parent=region, name="Milwaukee", kind="market")
    return region


def market_of(region: Region) -> Region:
    return Region.objects.get(parent=region)


def test_a_region_takes_path_and_portfolio_from_above(cast: Cast, midwest: Region) -> None:
    with acting(cast.ana):
        market = market_of(midwest)
        assert midwest.path == f"{midwest.number}/"
        assert (market.path, market.portfolio_id) == (f"{midwest.number}/{market.number}/", cast.portfolio.pk)
        assert events_of(market) == ["region.created"]


def test_a_region_below_another_portfolios_region_is_refused(cast: Cast, midwest: Region) -> None:
    with acting(cast.ana):
        other = create_portfolio(actor=cast.ana, name="Other")
        with refused("parent", "other-portfolio"):
            create_region(actor=cast.ana, portfolio=other, parent=midwest, name="Torn")


def test_a_move_within_the_portfolio_is_one_entry_of_history(cast: Cast, midwest: Region) -> None:
    with acting(cast.ana):
        before = count_changes()
        move_region(midwest, parent=cast.region, actor=cast.ana)
        assert count_changes() == before + 1
        assert midwest.path == f"{cast.region.path}{midwest.number}/"
        assert market_of(midwest).path.startswith(midwest.path)


def test_a_move_to_another_portfolio_takes_regions_and_properties_along(cast: Cast, midwest: Region) -> None:
    with acting(cast.ana):
        other = create_portfolio(actor=cast.ana, name="Other")
        depot = create_property(actor=cast.ana, name="Depot", region=market_of(midwest))
        impact = preview_move(midwest, actor=cast.ana)
        assert (impact.count("region"), impact.count("property")) == (1, 1)
        move_region(midwest, portfolio=other, actor=cast.ana)
        assert market_of(midwest).portfolio_id == other.pk
        assert Property.objects.get(pk=depot.pk).portfolio_id == other.pk
        assert set(Change.objects.filter(event="region.moved").values_list("module", flat=True)) == {
            "region",
            "property",
        }


def test_a_region_is_not_moved_below_itself(cast: Cast, midwest: Region) -> None:
    with acting(cast.ana):
        with refused("parent", "loop"):
            move_region(midwest, parent=market_of(midwest), actor=cast.ana)
        with refused("parent", "loop"):
            update_region(midwest, parent=midwest, actor=cast.ana)


def test_another_organizations_region_answers_as_a_random_id(cast: Cast, midwest: Region) -> None:
    with acting(cast.cleo):
        far = Region.objects.get()
    answers = []
    with acting(cast.ana):
        for key in (far.pk, random_id()):
            with pytest.raises(RuleBroken) as broken:
                update_region(midwest, parent_id=key, actor=cast.ana)
            answers.append(problems_of(broken.value))
    assert answers[0] == answers[1] == [("parent", "unknown-reference", "There is no such record.")]


def test_nothing_is_moved_beyond_or_added_outside_the_scope(cast: Cast, midwest: Region) -> None:
    manager = replace(cast.ben, permissions=cast.ana.permissions, scope=Scope(False, regions=(midwest.path,)))
    with acting(cast.ana):
        market = market_of(midwest)
    with acting(manager):
        with refused("parent", "unknown-reference"):
            update_region(market, parent=cast.region, actor=manager)
        with refused("", "out-of-scope"):
            move_region(market, actor=manager)
        with refused("", "out-of-scope"):
            create_region(actor=manager, portfolio=cast.portfolio, name="Beside")
        assert create_region(actor=manager, parent=midwest, name="Inside").path.startswith(midwest.path)


def test_a_region_with_anything_in_it_stays(cast: Cast, midwest: Region) -> None:
    with acting(cast.ana):
        with pytest.raises(RuleBroken) as broken:
            delete_region(midwest, actor=cast.ana)
        assert broken.value.extra["references"] == [
            {
                "module": "region",
                "field": "parent",
                "count": 1,
                "records": [{"id": str(market_of(midwest).pk), "name": "Milwaukee"}],
            }
        ]
        delete_region(market_of(midwest), actor=cast.ana)
        delete_region(midwest, actor=cast.ana)
        assert set(Region.objects.visible_to(cast.ana)) == {cast.region}


def test_an_update_keeps_the_place(cast: Cast, midwest: Region) -> None:
    with acting(cast.ana):
        update_region(midwest, name="Mid West", parent=None, portfolio=cast.portfolio, actor=cast.ana)
        assert events_of(midwest) == ["region.created", "region.updated"]


def test_ben_changes_no_region(cast: Cast) -> None:
    with acting(cast.ben), pytest.raises(NotPermitted):
        update_region(cast.region, name="Mine", actor=cast.ben)
