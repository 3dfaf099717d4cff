"""What is promised: invoices use it up, the last one and the closing of the order release the rest."""

from decimal import Decimal

import pytest

from core.acting import acting
from core.errors import NotPermitted
from tests.cast import Cast
from tests.facilities.places import events_of, refused
from tests.vendors.firms import make_vendor
from tests.workorders.ledger import book, make_exchange, make_order, total_of
from tests.workorders.test_costs import close
from workorders.actions.commitments import invoice_cost
from workorders.actions.costs import reverse_cost
from workorders.actions.spending import close_costs, reopen_costs
from workorders.models import Cost, WorkOrder


def sums(order: WorkOrder) -> tuple[Decimal, Decimal]:
    """What is committed and what is spent."""
    return total_of(order, stage="committed"), total_of(order, stage="actual")


def test_an_invoice_moves_a_commitment_by_its_total(cast: Cast) -> None:
    with acting(cast.ana):
        order, vendor = make_order(cast), make_vendor(cast)
        order_form = book(cast, order, "1000", kind="vendor", stage="committed", vendor=vendor, source="PO 7")
        invoice = invoice_cost(order_form, amount=Decimal(400), tax=Decimal(20), source="R-1", actor=cast.ana)
        assert sums(order) == (580, 420)
        assert (invoice.vendor_id, invoice.kind, invoice.source) == (vendor.pk, "vendor", "R-1")
        assert events_of(order)[-1] == "work_order.cost_invoiced"
        invoice_cost(order_form, amount=Decimal(700), source="R-2", actor=cast.ana)
        assert sums(order) == (0, 1120)


def test_the_last_invoice_releases_the_rest(cast: Cast) -> None:
    with acting(cast.ana):
        make_exchange(cast, rate="1.1111111111")
        order = make_order(cast)
        quote = book(cast, order, "100", kind="vendor", stage="committed", currency="EUR", tax=Decimal(7))
        invoice_cost(quote, amount=Decimal("33.33"), source="R-1", actor=cast.ana)
        invoice_cost(quote, amount=Decimal("33.34"), source="R-2", is_final=True, actor=cast.ana)
        assert sums(order) == (0, Decimal("66.67"))
        rows = Cost.objects.filter(work_order=order, stage="committed")
        assert sum(row.reporting_total for row in rows) == 0


def test_taking_an_invoice_back_opens_its_commitment_again(cast: Cast) -> None:
    with acting(cast.ana):
        order = make_order(cast)
        quote = book(cast, order, "100", kind="vendor", stage="committed")
        invoice = invoice_cost(quote, amount=Decimal(60), source="R-1", is_final=True, actor=cast.ana)
        assert sums(order) == (0, 60)
        reverse_cost(invoice, reason="Not ours", actor=cast.ana)
        assert sums(order) == (100, 0)
        reverse_cost(quote, reason="Ordered elsewhere", actor=cast.ana)
        assert sums(order) == (0, 0)


def test_only_a_commitment_is_invoiced(cast: Cast) -> None:
    with acting(cast.ana):
        order = make_order(cast)
        spent = book(cast, order)
        with refused("", "no-commitment", 409):
            invoice_cost(spent, amount=Decimal(1), source="R-1", actor=cast.ana)
        quote = book(cast, order, stage="committed")
        with refused("source", "required"):
            invoice_cost(quote, amount=Decimal(1), source=" ", actor=cast.ana)
        with refused("unit_cost", "min_value"):
            invoice_cost(quote, amount=Decimal(-1), source="R-1", actor=cast.ana)
    with acting(cast.ben), pytest.raises(NotPermitted):
        invoice_cost(quote, amount=Decimal(1), source="R-1", actor=cast.ben)


def test_closing_releases_and_a_later_invoice_reopens_the_money_alone(cast: Cast) -> None:
    with acting(cast.ana):
        order = make_order(cast)
        quote = book(cast, order, "100", kind="vendor", stage="committed")
        with refused("state", "costs-open", 409):
            reopen_costs(order, reason="Early", actor=cast.ana)
        close(cast, order)
        assert sums(order) == (0, 0)
        with refused("work_order", "costs-frozen", 409):
            invoice_cost(quote, amount=Decimal(90), source="R-9", actor=cast.ana)
        with refused("reason", "required"):
            reopen_costs(order, reason="", actor=cast.ana)
        reopen_costs(order, reason="Invoice came late", actor=cast.ana)
        invoice_cost(quote, amount=Decimal(90), source="R-9", actor=cast.ana)
        book(cast, order, "50", stage="committed")
        assert (order.state, sums(order)) == ("closed", (50, 90))
        close_costs(order, actor=cast.ana)
        assert sums(order) == (0, 90)
        with refused("state", "costs-frozen", 409):
            close_costs(order, actor=cast.ana)


def test_what_was_booked_before_the_closing_stands(cast: Cast) -> None:
    from workorders.actions.costs import update_cost

    with acting(cast.ana):
        order = make_order(cast)
        cost = book(cast, order)
        close(cast, order)
        reopen_costs(order, reason="Late", actor=cast.ana)
        with refused("", "cost-fixed", 409):
            update_cost(cost, quantity=Decimal(2), actor=cast.ana)
        reverse_cost(cost, reason="Wrong", actor=cast.ana)
        assert total_of(order) == 0
