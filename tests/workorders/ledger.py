"""What the tests of costs share: an order at the tower, bookings, and sums over the ledger."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from tests.cast import Cast
from workorders.actions.costs import create_cost
from workorders.actions.exchange_rates import create_exchange_rate
from workorders.actions.work_orders import create_work_order
from workorders.models import Cost, ExchangeRate, WorkOrder

DAY = date(2026, 3, 2)


def make_order(cast: Cast, title: str = "Leaking tap", **values: Any) -> WorkOrder:
    """An open order at the tower."""
    return create_work_order(actor=cast.ana, **{"title": title, "property": cast.tower, **values})


def book(cast: Cast, order: WorkOrder, unit_cost: str | None = "10", quantity: str = "1", **values: Any) -> Cost:
    """Something spent on material, unless `values` say otherwise."""
    price = None if unit_cost is None else Decimal(unit_cost)
    given = {"kind": "material", "worked_on": DAY, "quantity": Decimal(quantity), "unit_cost": price, **values}
    return create_cost(actor=cast.ana, work_order=order, **given)


def make_exchange(cast: Cast, currency: str = "EUR", rate: str = "1.10", on: date = date(2026, 1, 1)) -> ExchangeRate:
    """What a currency is worth in dollars."""
    return create_exchange_rate(actor=cast.ana, currency=currency, rate=Decimal(rate), valid_from=on)


def total_of(order: WorkOrder, **conditions: Any) -> Decimal:
    """The sum of the ledger's rows."""
    rows = Cost.objects.filter(work_order=order, **conditions)
    return rows.aggregate(sum=Sum("total"))["sum"] or Decimal(0)
