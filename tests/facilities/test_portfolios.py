"""Portfolios: added by who sees everything, kept while something lies in them."""

from dataclasses import replace

import pytest

from core.acting import acting
from core.errors import RuleBroken
from facilities.actions.portfolios import create_portfolio, delete_portfolio, update_portfolio
from tests.cast import Cast
from tests.facilities.places import events_of, refused


def test_a_portfolio_is_added_changed_and_deleted(cast: Cast) -> None:
    with acting(cast.ana):
        made = create_portfolio(actor=cast.ana, name="Ports", currency="EUR")
        update_portfolio(made, actor=cast.ana, code="PRT")
        delete_portfolio(made, actor=cast.ana)
        assert events_of(made) == ["portfolio.created", "portfolio.updated", "portfolio.deleted"]
        assert create_portfolio(actor=cast.ana, name="Ports").pk != made.pk


def test_a_currency_exists_and_a_name_is_given_once(cast: Cast) -> None:
    with acting(cast.ana):
        with refused("currency", "currency"):
            create_portfolio(actor=cast.ana, name="Ports", currency="XXX")
        with refused("name", "unique", 409):
            create_portfolio(actor=cast.ana, name=cast.portfolio.name)


def test_a_portfolio_with_regions_and_properties_stays_and_names_them(cast: Cast) -> None:
    with acting(cast.ana), pytest.raises(RuleBroken) as broken:
        delete_portfolio(cast.portfolio, actor=cast.ana)
    counts = {one["module"]: one["count"] for one in broken.value.extra["references"]}
    assert (counts, broken.value.status) == ({"property": 2, "region": 1}, 409)


def test_only_who_sees_everything_adds_a_portfolio(cast: Cast) -> None:
    manager = replace(cast.ben, permissions=cast.ana.permissions)
    with acting(manager), refused("", "out-of-scope"):
        create_portfolio(actor=manager, name="Mine")


def test_a_reference_outside_the_scope_blocks_and_is_not_named(cast: Cast) -> None:
    manager = replace(cast.ben, permissions=cast.ana.permissions)
    with acting(manager), pytest.raises(RuleBroken) as broken:
        delete_portfolio(cast.portfolio, actor=manager)
    named = [entry["name"] for one in broken.value.extra["references"] for entry in one["records"]]
    assert "Annex" not in named and "Tower" in named
