"""Limits and approvals: not more than granted, and an approved estimate that stays as it was."""

from decimal import Decimal
from typing import Any

import pytest

from core.acting import acting
from core.errors import NotPermitted, NotVisible, RuleBroken
from tests.cast import Cast
from tests.facilities.places import events_of, refused
from tests.workorders.ledger import book, make_exchange, make_order, total_of
from workorders.actions.commitments import invoice_cost
from workorders.actions.costs import reverse_cost, update_cost
from workorders.actions.estimates import approve_estimate, unapprove_estimate
from workorders.actions.prices import (
    approve_price_line,
    create_price_line,
    delete_price_line,
    refuse_price_line,
    update_price_line,
    withdraw_price_line,
)
from workorders.actions.spending import approve_nte, refuse_nte, request_nte


def test_beyond_the_limit_nothing_is_committed_or_spent(cast: Cast) -> None:
    with acting(cast.ana):
        make_exchange(cast)
        order = make_order(cast)
        request_nte(order, amount=Decimal(100), reason="Pump", actor=cast.ana)
        assert (order.nte_requested, order.nte_amount) == (100, None)
        approve_nte(order, actor=cast.ana)
        assert (order.nte_amount, order.nte_currency, order.nte_requested) == (100, "USD", None)
        book(cast, order, "500", stage="estimate")
        quote = book(cast, order, "60", stage="committed")
        spent = book(cast, order, "40")
        for act in (
            lambda: book(cast, order, "0.01"),
            lambda: book(cast, order, "0.01", currency="EUR"),
            lambda: book(cast, order, "0.01", stage="committed"),
            lambda: update_cost(spent, unit_cost=Decimal("40.01"), actor=cast.ana),
            lambda: invoice_cost(quote, amount=Decimal("60.01"), source="R", actor=cast.ana),
        ):
            with refused("quantity", "over-nte", 409):
                act()
        invoice_cost(quote, amount=Decimal(60), source="R", actor=cast.ana)
        update_cost(spent, unit_cost=Decimal(39), actor=cast.ana)
        approve_nte(order, amount=Decimal(200), actor=cast.ana)
        book(cast, order, "100")
        assert events_of(order).count("work_order.nte_approved") == 2


def test_the_refusal_says_limit_and_sum(cast: Cast) -> None:
    with acting(cast.ana):
        order = make_order(cast)
        approve_nte(order, amount=Decimal(10), actor=cast.ana)
        with pytest.raises(RuleBroken) as broken:
            book(cast, order, "12.50")
        assert broken.value.extra == {"limit": "10.00", "spent": "12.50"}


def test_a_limit_is_asked_for_granted_or_refused(cast: Cast) -> None:
    with acting(cast.ana):
        order = make_order(cast)
        for amount in (Decimal(0), Decimal(-5)):
            with refused("amount", "min_value"):
                request_nte(order, amount=amount, reason="Pump", actor=cast.ana)
        with refused("reason", "required"):
            request_nte(order, amount=Decimal(5), reason="", actor=cast.ana)
        with refused("amount", "required"):
            approve_nte(order, actor=cast.ana)
        with refused("", "not-requested", 409):
            refuse_nte(order, reason="Why", actor=cast.ana)
        request_nte(order, amount=Decimal(5), reason="Pump", actor=cast.ana)
        refuse_nte(order, reason="Too dear", actor=cast.ana)
        assert (order.nte_requested, order.nte_reason, events_of(order)[-1]) == (
            None,
            "Too dear",
            "work_order.nte_refused",
        )
    with acting(cast.ben):
        for act in (request_nte, approve_nte):
            with pytest.raises(NotPermitted):
                act(order, amount=Decimal(5), actor=cast.ben, **({"reason": "x"} if act is request_nte else {}))
    with acting(cast.cleo), pytest.raises(NotVisible):
        approve_nte(order, amount=Decimal(5), actor=cast.cleo)


def test_an_approved_estimate_stays_until_the_approval_is_taken_back(cast: Cast) -> None:
    with acting(cast.ana):
        order = make_order(cast)
        with refused("", "no-estimate", 409):
            approve_estimate(order, actor=cast.ana)
        first = book(cast, order, "100", stage="estimate")
        approve_estimate(order, actor=cast.ana)
        assert events_of(order)[-1] == "work_order.estimate_approved"
        with refused("", "approved", 409):
            approve_estimate(order, actor=cast.ana)
        first.refresh_from_db()
        with refused("", "cost-fixed", 409):
            update_cost(first, quantity=Decimal(2), actor=cast.ana)
        book(cast, order, "30", stage="estimate")
        reverse_cost(first, reason="Another way", actor=cast.ana)
        approved = {"stage": "estimate", "approved_at__isnull": False}
        assert (total_of(order, stage="estimate"), total_of(order, **approved)) == (30, 100)
        with refused("reason", "required"):
            unapprove_estimate(order, reason=" ", actor=cast.ana)
        unapprove_estimate(order, reason="Scope changed", actor=cast.ana)
        assert total_of(order, **approved) == 0
        with refused("", "not-approved", 409):
            unapprove_estimate(order, reason="Again", actor=cast.ana)
    with acting(cast.ben), pytest.raises(NotPermitted):
        approve_estimate(order, actor=cast.ben)


def test_what_is_charged_is_apart_from_what_it_costs(cast: Cast) -> None:
    with acting(cast.ana):
        order = make_order(cast)
        cost = book(cast, order, "80")
        line = create_price_line(
            actor=cast.ana,
            work_order=order,
            description="Tap replaced",
            cost=cost,
            unit_price=Decimal(80),
            markup_percent=Decimal(15),
            tax_percent=Decimal("7.5"),
        )
        assert (line.amount, line.markup, line.tax, line.total) == (80, 12, Decimal("6.90"), Decimal("98.90"))
        assert total_of(order) == 80
        approve_price_line(line, actor=cast.ana)
        assert (line.state, line.decided_by_id, events_of(line)[-1]) == (
            "approved",
            cast.ana.person_id,
            "price_line.approved",
        )
        for act in (
            lambda: update_price_line(line, quantity=Decimal(2), actor=cast.ana),
            lambda: delete_price_line(line, actor=cast.ana),
            lambda: approve_price_line(line, actor=cast.ana),
            lambda: refuse_price_line(line, reason="No", actor=cast.ana),
        ):
            with refused("state", "decided", 409):
                act()
        with refused("reason", "required"):
            withdraw_price_line(line, reason="", actor=cast.ana)
        withdraw_price_line(line, reason="Goodwill", actor=cast.ana)
        with refused("state", "not-approved", 409):
            withdraw_price_line(line, reason="Again", actor=cast.ana)


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"unit_price": Decimal(-1)}, "unit_price", "min_value"),
        ({"quantity": Decimal(-1)}, "quantity", "min_value"),
        ({"unit_price": None}, "unit_price", "null"),
        ({"currency": "XYZ"}, "currency", "currency"),
        ({"tax_percent": Decimal(101)}, "tax_percent", "max_value"),
    ],
)
def test_a_wrong_price_is_refused(cast: Cast, values: dict[str, Any], field: str, code: str) -> None:
    with acting(cast.ana):
        order, other = make_order(cast), make_order(cast, "Other")
        given = {"description": "Tap", "unit_price": Decimal(1), **values}
        with refused(field, code):
            create_price_line(actor=cast.ana, work_order=order, **given)
        cost = book(cast, other)
        with refused("cost", "other-order"):
            create_price_line(actor=cast.ana, work_order=order, description="Tap", unit_price=Decimal(1), cost=cost)
