"""Rate cards: on any day one rate, and the rate of the day the work was done."""

from datetime import date
from decimal import Decimal

import pytest

from core.acting import acting
from core.errors import NotPermitted, NotVisible
from core.lifecycle import restore_record
from tests.cast import Cast
from tests.facilities.places import events_of, refused
from tests.vendors.firms import make_rate, make_trade, make_vendor
from vendors.actions.rates import create_rate, delete_rate, update_rate
from vendors.rates import find_rate, rate_on


def test_a_rate_takes_name_and_currency_from_what_is_known(cast: Cast) -> None:
    with acting(cast.ana):
        rate = make_rate(cast, trade=make_trade(cast), kind="after_hours")
        assert (rate.name, rate.currency, events_of(rate)) == ("Plumbing, after hours", "USD", ["rate.created"])
        assert make_rate(cast).name == "Every trade, regular hours"


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-06-30", None), ("2025-01-01", "2026-01-01"), ("2026-02-01", "2026-02-01"), ("2020-01-01", None)],
)
def test_two_rates_of_a_day_are_refused(cast: Cast, first: str, last: str | None) -> None:
    days = {"valid_from": date.fromisoformat(first), "valid_until": last and date.fromisoformat(last)}
    with acting(cast.ana):
        vendor, trade = make_vendor(cast), make_trade(cast)
        for whose in ({}, {"vendor": vendor}, {"vendor": vendor, "trade": trade}, {"trade": trade}):
            make_rate(cast, valid_until=date(2026, 6, 30), **whose)
            with refused("", "overlap", 409):
                make_rate(cast, **days, **whose)
            make_rate(cast, **days, **whose, kind="holiday")


def test_a_rate_follows_on_the_next_day(cast: Cast) -> None:
    with acting(cast.ana):
        old = make_rate(cast, "60", valid_until=date(2026, 6, 30))
        new = make_rate(cast, "65", valid_from=date(2026, 7, 1))
        assert rate_on(None, None, "regular", date(2026, 6, 30), actor=cast.ana) == old
        assert rate_on(None, None, "regular", date(2026, 7, 1), actor=cast.ana) == new
        with refused("", "overlap", 409):
            update_rate(old, valid_until=date(2026, 7, 1), actor=cast.ana)
        assert find_rate(None, None, "regular", date(2025, 12, 31), actor=cast.ana) is None
        with refused("rate", "no-rate"):
            rate_on(None, None, "overtime", date(2026, 6, 30), actor=cast.ana)


def test_the_rate_of_the_trade_goes_before_that_of_every_trade(cast: Cast) -> None:
    day = date(2026, 3, 1)
    with acting(cast.ana):
        trade, vendor = make_trade(cast), make_vendor(cast)
        general, plumbing = make_rate(cast), make_rate(cast, trade=trade)
        theirs = make_rate(cast, vendor=vendor)
        assert find_rate(None, trade.pk, "regular", day, actor=cast.ana) == plumbing
        assert find_rate(None, None, "regular", day, actor=cast.ana) == general
        assert find_rate(vendor.pk, trade.pk, "regular", day, actor=cast.ana) == theirs


def test_a_deleted_rate_does_not_come_back_beside_its_successor(cast: Cast) -> None:
    with acting(cast.ana):
        rate = make_rate(cast)
        delete_rate(rate, actor=cast.ana)
        make_rate(cast)
        with refused("", "overlap", 409):
            restore_record(rate, actor=cast.ana)


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"hourly": Decimal("-1")}, "hourly", "min_value"),
        ({"trip_charge": Decimal("-1")}, "trip_charge", "min_value"),
        ({"currency": "XYZ"}, "currency", "currency"),
        ({"kind": "night"}, "kind", "invalid_choice"),
        ({"valid_until": date(2025, 1, 1)}, "", "order"),
        ({"valid_from": None}, "valid_from", "null"),
    ],
)
def test_a_wrong_rate_is_refused(cast: Cast, values: dict, field: str, code: str) -> None:
    given = {"hourly": Decimal(1), "valid_from": date(2026, 1, 1), **values}
    with acting(cast.ana), refused(field, code):
        create_rate(actor=cast.ana, **given)


def test_who_may_change_a_rate(cast: Cast) -> None:
    with acting(cast.ana):
        rate, leak = make_rate(cast), make_trade(cast, "leak", list="category")
        with refused("trade", "not-a-trade"):
            update_rate(rate, trade=leak, actor=cast.ana)
    with acting(cast.ben), pytest.raises(NotPermitted):
        update_rate(rate, hourly=Decimal(1), actor=cast.ben)
    with acting(cast.cleo), pytest.raises(NotVisible):
        update_rate(rate, hourly=Decimal(1), actor=cast.cleo)
