"""Booking costs: what an amount follows from, what is refused, and how a booking is taken back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Person
from core.acting import acting
from core.errors import NotPermitted, NotVisible
from tests.cast import Cast
from tests.facilities.places import events_of, random_id, refused
from tests.vendors.firms import make_rate, make_trade, make_vendor
from tests.workorders.ledger import DAY, book, make_exchange, make_order, total_of
from workorders.actions.costs import create_cost, reverse_cost, update_cost
from workorders.actions.exchange_rates import create_exchange_rate, update_exchange_rate
from workorders.actions.life_cycle import (
    cancel_work_order,
    close_work_order,
    complete_work_order,
    start_work_order,
    verify_work_order,
)
from workorders.models import WorkOrder


def close(cast: Cast, order: WorkOrder) -> None:
    """From open to closed."""
    start_work_order(order, actor=cast.ana)
    complete_work_order(order, actor=cast.ana)
    verify_work_order(order, actor=cast.ana)
    close_work_order(order, actor=cast.ana)


def test_an_amount_is_quantity_times_cost_with_markup_and_tax_apart(cast: Cast) -> None:
    with acting(cast.ana):
        order = make_order(cast)
        cost = book(cast, order, "12.3456", "3", markup_percent=Decimal(10), tax=Decimal("2.55"))
        assert (cost.amount, cost.markup, cost.tax, cost.total) == tuple(
            map(Decimal, ("37.04", "3.70", "2.55", "43.29"))
        )
        assert (cost.currency, cost.reporting_total, cost.exchange_rate) == ("USD", Decimal("43.29"), 1)
        assert (events_of(cost), events_of(order)[-1]) == (["cost.created"], "work_order.cost_booked")
        assert order.version == 2


def test_hours_cost_what_the_rate_card_of_the_day_says(cast: Cast) -> None:
    with acting(cast.ana):
        plumbing = make_trade(cast)
        make_rate(cast, "60", valid_until=date(2026, 6, 30), minimum_hours=Decimal(2), trip_charge=Decimal(45))
        rate = make_rate(cast, "90", kind="holiday", trade=plumbing)
        order = make_order(cast, trade=plumbing)
        short = book(cast, order, None, "0.5", kind="labour", charges_trip=True)
        assert (short.charged_quantity, short.trip_charge, short.total) == (2, 45, 165)
        festive = book(cast, order, None, "3", kind="labour", labour_kind="holiday", worked_on=date(2026, 12, 25))
        assert (festive.rate_id, festive.trade_id, festive.total) == (rate.pk, plumbing.pk, 270)
        with refused("rate", "no-rate"):
            book(cast, order, None, "1", kind="labour", worked_on=date(2026, 7, 1))
        with refused("currency", "other-currency"):
            book(cast, order, None, "1", kind="labour", currency="EUR")


def test_a_vendors_material_takes_the_markup_of_its_card(cast: Cast) -> None:
    with acting(cast.ana):
        vendor, order = make_vendor(cast), make_order(cast)
        make_rate(cast, vendor=vendor, markup_percent=Decimal("12.5"))
        assert book(cast, order, "80", vendor=vendor).markup == 10
        assert book(cast, order, "80", vendor=vendor, markup_percent=Decimal(0)).markup == 0
        assert book(cast, order, "80").markup == 0


def test_another_currency_keeps_the_rate_of_its_day(cast: Cast) -> None:
    with acting(cast.ana):
        order, rate = make_order(cast), make_exchange(cast)
        make_exchange(cast, rate="1.20", on=date(2026, 4, 1))
        cost = book(cast, order, "100", currency="EUR")
        assert (cost.exchange_rate, cost.exchange_on, cost.reporting_total) == (Decimal("1.1"), date(2026, 1, 1), 110)
        update_exchange_rate(rate, rate=Decimal(2), actor=cast.ana)
        cost.refresh_from_db()
        assert cost.reporting_total == 110
        with refused("currency", "no-exchange-rate"):
            book(cast, order, currency="EUR", worked_on=date(2025, 12, 31))
        with refused("currency", "own-currency"):
            create_exchange_rate(actor=cast.ana, currency="USD", rate=Decimal(1), valid_from=DAY)
        with refused("", "min_value"):
            create_exchange_rate(actor=cast.ana, currency="CHF", rate=Decimal(0), valid_from=DAY)


def test_a_yen_has_no_cents(cast: Cast) -> None:
    with acting(cast.ana):
        make_exchange(cast, "JPY", "0.0065")
        cost = book(cast, make_order(cast), "99.5", currency="JPY", markup_percent=Decimal("1.5"))
        assert (cost.amount, cost.markup, cost.total, cost.reporting_total) == (100, 2, 102, Decimal("0.66"))


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"quantity": Decimal("-1"), "kind": "labour"}, "quantity", "min_value"),
        ({"unit_cost": Decimal("-1")}, "unit_cost", "min_value"),
        ({"tax": Decimal("-0.01")}, "tax", "min_value"),
        ({"markup_percent": Decimal("-1")}, "markup_percent", "min_value"),
        ({"currency": "XYZ"}, "currency", "currency"),
        ({"currency": "usd"}, "currency", "currency"),
        ({"currency": "EUR"}, "currency", "no-exchange-rate"),
        ({"kind": "bribe"}, "kind", "invalid_choice"),
        ({"stage": "hoped"}, "stage", "invalid_choice"),
        ({"labour_kind": "night"}, "labour_kind", "invalid_choice"),
        ({"unit_cost": None}, "unit_cost", "required"),
        ({"quantity": None}, "quantity", "null"),
        ({"quantity": Decimal(99_999_999), "unit_cost": Decimal(9_999_999_999)}, "quantity", "max_digits"),
        ({"person_id": random_id()}, "person", "unknown-reference"),
    ],
)
def test_a_wrong_booking_is_refused(cast: Cast, values: dict[str, Any], field: str, code: str) -> None:
    with acting(cast.ana):
        order = make_order(cast)
        given = {"kind": "material", "quantity": Decimal(1), "unit_cost": Decimal(1), "worked_on": DAY, **values}
        with refused(field, code):
            create_cost(actor=cast.ana, work_order=order, **given)


def test_what_belongs_to_others_cannot_be_named(cast: Cast) -> None:
    with acting(cast.cleo):
        foreign = make_trade(cast, actor=cast.cleo)
    with acting(cast.ana):
        order = make_order(cast)
        with refused("work_order", "required"):
            create_cost(actor=cast.ana, kind="material", quantity=Decimal(1), unit_cost=Decimal(1))
        with refused("vendor", "unknown-reference"):
            book(cast, order, vendor_id=random_id())
        with refused("person", "unknown-reference"):
            book(cast, order, person=Person.objects.get(pk=cast.cleo.person_id))
        with refused("trade", "unknown-reference"):
            book(cast, order, trade=foreign)
        leak = make_trade(cast, "leak", list="category")
        with refused("trade", "not-a-trade"):
            book(cast, order, trade=leak)


def test_a_booking_is_corrected_until_it_stands(cast: Cast) -> None:
    with acting(cast.ana):
        make_rate(cast, "60")
        order, other = make_order(cast), make_order(cast, "Another")
        cost = book(cast, order, None, "2", kind="labour")
        update_cost(cost, quantity=Decimal(3), unit_cost=cost.unit_cost, actor=cast.ana)
        assert (cost.total, cost.rate_id is not None, events_of(cost)[-1]) == (180, True, "cost.updated")
        update_cost(cost, unit_cost=Decimal(50), actor=cast.ana)
        assert (cost.total, cost.rate_id) == (150, None)
        with refused("work_order", "fixed"):
            update_cost(cost, work_order=other, actor=cast.ana)
        reverse_cost(cost, reason="Booked twice", actor=cast.ana)
        with refused("", "cost-fixed", 409):
            update_cost(cost, quantity=Decimal(1), actor=cast.ana)


def test_a_reversal_takes_back_everything_and_only_once(cast: Cast) -> None:
    with acting(cast.ana):
        make_exchange(cast)
        order = make_order(cast)
        cost = book(cast, order, "33.33", "3", currency="EUR", tax=Decimal("1.11"))
        with refused("reason", "required"):
            reverse_cost(cost, reason=" ", actor=cast.ana)
        row = reverse_cost(cost, reason="Wrong order", actor=cast.ana)
        assert (row.entry, row.against_id, row.quantity, row.total) == ("reversal", cost.pk, -3, -cost.total)
        assert (row.reporting_total, total_of(order)) == (-cost.reporting_total, 0)
        assert events_of(order)[-1] == "work_order.cost_reversed"
        for again in (cost, row):
            with refused("", "cost-reversed", 409):
                reverse_cost(again, reason="Again", actor=cast.ana)


def test_an_order_with_hours_or_cost_is_not_cancelled(cast: Cast) -> None:
    with acting(cast.ana):
        order = make_order(cast)
        book(cast, order, "5", stage="estimate")
        cost = book(cast, order, "0", "2", kind="labour")
        with refused("state", "booked", 409):
            cancel_work_order(order, reason="Not needed", actor=cast.ana)
        reverse_cost(cost, reason="Never worked", actor=cast.ana)
        cancel_work_order(order, reason="Not needed", actor=cast.ana)
        with refused("work_order", "costs-frozen", 409):
            book(cast, order)


def test_closing_freezes_the_ledger(cast: Cast) -> None:
    with acting(cast.ana):
        order = make_order(cast)
        cost = book(cast, order)
        close(cast, order)
        for act in (
            lambda: book(cast, order),
            lambda: update_cost(cost, quantity=Decimal(2), actor=cast.ana),
            lambda: reverse_cost(cost, reason="Late", actor=cast.ana),
        ):
            with refused("work_order", "costs-frozen", 409):
                act()


def test_who_may_book(cast: Cast) -> None:
    with acting(cast.ana):
        here, there = make_order(cast), make_order(cast, property=cast.annex)
        cost = book(cast, here)
    given: dict[str, Any] = {"kind": "other", "quantity": Decimal(1), "unit_cost": Decimal(1)}
    with acting(cast.ben):
        with pytest.raises(NotPermitted):
            create_cost(actor=cast.ben, work_order=here, **given)
        with pytest.raises(NotPermitted):
            reverse_cost(cost, reason="Mine", actor=cast.ben)
    booker = cast.ana.__class__(
        **{**_fields(cast.ben), "permissions": frozenset({"workorders.add_cost", "workorders.others_workorder"})}
    )
    with acting(booker):
        with pytest.raises(NotVisible):
            create_cost(actor=booker, work_order=there, **given)
        with pytest.raises(NotPermitted):
            create_cost(actor=booker, work_order=here, **{**given, "kind": "vendor"})
    with acting(cast.cleo), pytest.raises(NotVisible):
        create_cost(actor=cast.cleo, work_order=here, **given)


def _fields(actor: Any) -> dict[str, Any]:
    return {name: getattr(actor, name) for name in actor.__dataclass_fields__}
