"""Whatever is booked, invoiced and taken back in whatever order: every sum is that of the rows, to the cent."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.db.models import Sum
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.aggregates import read_aggregate
from core.acting import acting
from core.errors import RuleBroken
from core.surfaces import surface_of
from tests.cast import Cast
from tests.depth import times
from tests.workorders.ledger import book, make_exchange, make_order
from workorders.actions.commitments import invoice_cost, release_commitments
from workorders.actions.costs import reverse_cost, update_cost
from workorders.actions.estimates import approve_estimate, unapprove_estimate
from workorders.actions.spending import approve_nte
from workorders.costs.amounts import round_money
from workorders.costs.ledger import spent_on
from workorders.costs.summary import sum_costs, sum_reporting
from workorders.models import Cost, WorkOrder

pytestmark = pytest.mark.slow

RATES = {"USD": Decimal(1), "EUR": Decimal("1.0837"), "JPY": Decimal("0.006711")}
AMOUNT = st.decimals("0", "5000", places=4)
PERCENT = st.one_of(st.none(), st.decimals("0", "40", places=2))
BOOKING = st.tuples(
    st.just("book"),
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["labour", "material", "vendor", "other"]),
            "stage": st.sampled_from(["estimate", "committed", "actual"]),
            "quantity": st.decimals("0", "99", places=4),
            "unit_cost": AMOUNT,
            "markup_percent": PERCENT,
            "tax": st.decimals("0", "90", places=2),
            "currency": st.sampled_from(sorted(RATES)),
        }
    ),
)
REFUSED = {"cost-fixed", "cost-reversed", "no-commitment", "no-estimate", "approved", "not-approved"}
PICK = st.integers(0, 30)
STEP = st.one_of(
    BOOKING,
    BOOKING,
    st.tuples(st.just("update"), PICK, AMOUNT),
    st.tuples(st.just("invoice"), PICK, AMOUNT, st.booleans()),
    st.tuples(st.just("reverse"), PICK),
    st.tuples(st.sampled_from(["approve", "unapprove", "release"])),
)


class Ledger:
    """The same bookkeeping in a few dictionaries: what each booking is worth today."""

    def __init__(self) -> None:
        self.rows: dict[Any, tuple[str, str, str]] = {}
        self.worth: dict[Any, Decimal] = {}

    def put(self, cost: Cost, total: Decimal) -> None:
        self.rows[cost.pk], self.worth[cost.pk] = (cost.currency, cost.kind, cost.stage), total

    def sum(self, **wanted: str) -> Decimal:
        names = ("currency", "kind", "stage")
        return sum(
            (
                self.worth[key]
                for key, row in self.rows.items()
                if all(dict(zip(names, row, strict=True))[name] == value for name, value in wanted.items())
            ),
            Decimal(0),
        )


def worth_of(values: dict[str, Any]) -> Decimal:
    """Quantity times cost, a markup on it, and the tax: each rounded to the coin."""
    coin = Decimal(1) if values["currency"] == "JPY" else Decimal("0.01")
    amount = (values["quantity"] * values["unit_cost"]).quantize(coin, ROUND_HALF_UP)
    markup = (amount * (values["markup_percent"] or 0) / 100).quantize(coin, ROUND_HALF_UP)
    return amount + markup + values["tax"]


@given(steps=st.lists(STEP, min_size=1, max_size=14))
@settings(max_examples=times(20, 60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_every_sum_is_that_of_the_rows(cast: Cast, steps: list[tuple[Any, ...]]) -> None:
    with acting(cast.ana), transaction.atomic():
        for currency in ("EUR", "JPY"):
            make_exchange(cast, currency, str(RATES[currency]))
        order, ledger = make_order(cast), Ledger()
        approve_nte(order, amount=Decimal(9_000_000_000), actor=cast.ana)
        for step in steps:
            take(step, cast, order, ledger)
        compare(cast, order, ledger)
        transaction.set_rollback(True)


def take(step: tuple[Any, ...], cast: Cast, order: WorkOrder, ledger: Ledger) -> None:
    """One step on both; what the rules refuse changes neither."""
    bookings = list(Cost.objects.filter(work_order=order, entry="booking").order_by("created_at", "id"))
    verb, *given_ = step
    try:
        if verb == "book":
            cost = book(
                cast,
                order,
                **{**given_[0], "unit_cost": str(given_[0]["unit_cost"]), "quantity": str(given_[0]["quantity"])},
            )
            ledger.put(cost, worth_of(given_[0]))
        elif verb in ("approve", "unapprove", "release"):
            SETTLE[verb](cast, order, ledger)
        elif bookings:
            CHANGE[verb](cast, bookings[given_[0] % len(bookings)], ledger, *given_[1:])
    except RuleBroken as broken:
        if broken.code not in REFUSED:
            raise


def _update(cast: Cast, cost: Cost, ledger: Ledger, price: Decimal) -> None:
    update_cost(cost, unit_cost=price, actor=cast.ana)
    values = {name: getattr(cost, name) for name in ("quantity", "unit_cost", "markup_percent", "tax", "currency")}
    ledger.put(cost, worth_of(values))


def _invoice(cast: Cast, cost: Cost, ledger: Ledger, amount: Decimal, is_final: bool) -> None:
    invoice = invoice_cost(cost, amount=amount, source="R", is_final=is_final, actor=cast.ana)
    total = round_money(amount, cost.currency)
    ledger.put(invoice, total)
    freed = ledger.worth[cost.pk] if is_final else min(total, ledger.worth[cost.pk])
    ledger.worth[cost.pk] -= freed
    ledger.worth[invoice.pk, "frees"] = freed
    ledger.rows[invoice.pk, "frees"] = ("", "", str(cost.pk))


def _reverse(cast: Cast, cost: Cost, ledger: Ledger) -> None:
    reverse_cost(cost, reason="Wrong", actor=cast.ana)
    ledger.worth[cost.pk] = Decimal(0)
    if (cost.pk, "frees") in ledger.worth:
        opened = next(key for key in ledger.worth if str(key) == ledger.rows[cost.pk, "frees"][2])
        ledger.worth[opened] += ledger.worth.pop((cost.pk, "frees"))
        del ledger.rows[cost.pk, "frees"]


def _release(cast: Cast, order: WorkOrder, ledger: Ledger) -> None:
    release_commitments(order, actor=cast.ana)
    for key, row in ledger.rows.items():
        if row[2] == "committed":
            ledger.worth[key] = Decimal(0)


CHANGE = {"update": _update, "invoice": _invoice, "reverse": _reverse}
SETTLE = {
    "approve": lambda cast, order, ledger: approve_estimate(order, actor=cast.ana),
    "unapprove": lambda cast, order, ledger: unapprove_estimate(order, reason="Changed", actor=cast.ana),
    "release": _release,
}


def compare(cast: Cast, order: WorkOrder, ledger: Ledger) -> None:
    """The reference, the panel, the API's figures, and the rows themselves."""
    rows = Cost.objects.visible_to(cast.ana).filter(work_order=order)
    for table in sum_costs(rows):
        for kind, sums in table.kinds.items():
            for stage in ("estimate", "committed", "actual"):
                assert getattr(sums, stage) == ledger.sum(currency=table.currency, kind=kind, stage=stage)
        for name in ("estimate", "approved", "committed", "actual", "forecast"):
            assert getattr(table.total, name) == sum(getattr(one, name) for one in table.kinds.values())
    question = {"work_order": str(order.pk), "group_by": "currency,kind,stage", "measures": "sum:total"}
    surface = surface_of(Cost)
    assert surface is not None
    for group in read_aggregate(surface, cast.ana, QueryDict(urlencode(question)))["results"]:
        wanted = {name: group[name] for name in ("currency", "kind", "stage")}
        assert Decimal(group["sum:total"]) == ledger.sum(**wanted)
    spent = rows.filter(stage__in=["committed", "actual"]).aggregate(sum=Sum("reporting_total"))["sum"] or 0
    assert spent == spent_on(order) == sum(one.total.committed + one.total.actual for one in sum_reporting(rows))
    for row in rows:
        assert row.total == row.amount + row.markup + row.tax
        assert row.entry in ("reversal", "release") or row.total >= 0
    for booking in rows.filter(entry="booking"):
        left = rows.filter(against=booking).aggregate(sum=Sum("total"))["sum"] or 0
        assert booking.total + left >= 0
