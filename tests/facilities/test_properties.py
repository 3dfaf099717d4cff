"""Properties: their place, their facts, and what keeps them from going."""

from dataclasses import replace
from typing import Any

import pytest

from core.acting import acting
from core.actor import Scope
from core.errors import NotPermitted, NotVisible, RuleBroken
from facilities.actions.areas import delete_area, record_area, update_area
from facilities.actions.portfolios import create_portfolio
from facilities.actions.properties import create_property, delete_property, move_property, update_property
from facilities.actions.regions import create_region
from facilities.actions.spaces import create_space
from facilities.impact import preview_move
from facilities.models import Property, PropertyArea
from tests.cast import Cast
from tests.facilities.places import build_tower, events_of, problems_of, random_id, refused


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"latitude": 91, "longitude": 0}, "latitude", "max_value"),
        ({"latitude": 0, "longitude": -181}, "longitude", "min_value"),
        ({"time_zone": "Mars/Base"}, "time_zone", "time-zone"),
        ({"country": "XX"}, "country", "country"),
        ({"gross_area": -1}, "gross_area", "min_value"),
        ({"status": "haunted"}, "status", "invalid_choice"),
        ({"year_built": 12}, "year_built", "min_value"),
    ],
)
def test_a_wrong_fact_is_refused(cast: Cast, values: dict[str, Any], field: str, code: str) -> None:
    with acting(cast.ana), refused(field, code):
        update_property(cast.tower, actor=cast.ana, **values)


def test_a_property_is_no_part_of_itself(cast: Cast) -> None:
    with acting(cast.ana):
        with refused("parent", "loop"):
            update_property(cast.tower, actor=cast.ana, parent=cast.tower)
        move_property(cast.annex, actor=cast.ana, parent=cast.tower)
        with refused("parent", "loop"):
            move_property(cast.tower, actor=cast.ana, parent=cast.annex)


def test_a_region_takes_the_property_to_its_portfolio(cast: Cast) -> None:
    with acting(cast.ana):
        other = create_portfolio(actor=cast.ana, name="Other")
        region = create_region(actor=cast.ana, portfolio=other, name="Lakes")
        build_tower(cast)
        impact = preview_move(cast.tower, actor=cast.ana)
        assert (impact.count("space"), impact.count("equipment"), impact.count("property")) == (4, 0, 0)
        move_property(cast.tower, actor=cast.ana, region=region)
        assert cast.tower.portfolio_id == other.pk
        assert events_of(cast.tower) == ["property.created", "property.moved"]


def test_a_new_portfolio_and_an_old_region_do_not_go_together(cast: Cast) -> None:
    with acting(cast.ana):
        other = create_portfolio(actor=cast.ana, name="Other")
        with refused("region", "other-portfolio"):
            update_property(cast.tower, actor=cast.ana, portfolio=other)
        with refused("region", "other-portfolio"):
            create_property(actor=cast.ana, name="Depot", portfolio=other, region=cast.region)


def test_a_property_needs_a_portfolio_or_a_region(cast: Cast) -> None:
    with acting(cast.ana), refused("portfolio", "required"):
        create_property(actor=cast.ana, name="Depot")


def test_an_update_with_the_same_place_is_no_move(cast: Cast) -> None:
    with acting(cast.ana):
        update_property(cast.tower, actor=cast.ana, region=cast.region, portfolio_id=cast.portfolio.pk, city="Gary")
        assert events_of(cast.tower)[-1] == "property.updated"


@pytest.mark.parametrize("field", ["region", "parent", "portfolio"])
def test_another_organizations_place_answers_as_a_random_id(cast: Cast, field: str) -> None:
    with acting(cast.cleo):
        keys = {"region": cast.elsewhere.portfolio.regions.get().pk}
    keys |= {"parent": cast.elsewhere.pk, "portfolio": cast.elsewhere.portfolio_id}
    answers = []
    with acting(cast.ana):
        for key in (keys[field], random_id()):
            options: dict[str, Any] = {f"{field}_id": key}
            with pytest.raises(RuleBroken) as broken:
                move_property(cast.annex, actor=cast.ana, **options)
            answers.append(problems_of(broken.value))
    assert answers[0] == answers[1] == [(field, "unknown-reference", "There is no such record.")]


def test_nothing_leaves_the_scope(cast: Cast) -> None:
    manager = replace(cast.ben, permissions=cast.ana.permissions, scope=Scope(False, regions=(cast.region.path,)))
    with acting(manager):
        with refused("", "out-of-scope"):
            move_property(cast.tower, actor=manager, region=None)
        with refused("", "out-of-scope"):
            create_property(actor=manager, name="Depot", portfolio=cast.portfolio)
        with pytest.raises(NotVisible):
            update_property(cast.annex, actor=manager, name="Mine")


def test_a_property_with_spaces_stays_and_names_them(cast: Cast) -> None:
    with acting(cast.ana):
        hall = create_space(actor=cast.ana, property=cast.annex, name="Hall")
        with pytest.raises(RuleBroken) as broken:
            delete_property(cast.annex, actor=cast.ana)
        assert broken.value.extra["references"] == [
            {"module": "space", "field": "property", "count": 1, "records": [{"id": str(hall.pk), "name": "Hall"}]}
        ]
        assert Property.objects.visible_to(cast.ana).count() == 2


def test_areas_stand_beside_each_other_by_standard(cast: Cast) -> None:
    boma = {"standard": "boma", "kind": "rentable", "method": "b", "value": "120000"}
    with acting(cast.ana):
        old = record_area(cast.tower, actor=cast.ana, edition="1996", **boma)
        record_area(cast.tower, actor=cast.ana, edition="2017", **boma)
        with refused("kind", "unique", 409):
            record_area(cast.tower, actor=cast.ana, edition="2017", **boma)
        update_area(old, actor=cast.ana, value="119000")
        delete_area(old, actor=cast.ana)
        assert PropertyArea.objects.visible_to(cast.ana).get().edition == "2017"
        assert set(events_of(cast.tower)) == {"property.created", "property.area_recorded"}
        delete_property(cast.tower, actor=cast.ana)
        assert not PropertyArea.objects.visible_to(cast.ana).exists()
    with acting(cast.ben), pytest.raises(NotVisible):
        update_area(old, actor=cast.ben, value=1)


def test_ben_moves_no_property(cast: Cast) -> None:
    with acting(cast.ben), pytest.raises(NotPermitted):
        move_property(cast.tower, actor=cast.ben, parent=None)
