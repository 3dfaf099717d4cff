"""Sums over the ledger, by kind and stage: queries over the rows, never numbers that were copied."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from workorders.costs.amounts import NOTHING
from workorders.costs.choices import CostKind, CostStage
from workorders.models import Cost
from workorders.states import FINAL_STATES

_ESTIMATE = Q(stage=CostStage.ESTIMATE)
_SUMS = {
    "estimate": _ESTIMATE,
    "approved": _ESTIMATE & Q(approved_at__isnull=False),
    "committed": Q(stage=CostStage.COMMITTED),
    "actual": Q(stage=CostStage.ACTUAL),
}


@dataclass(slots=True)
class Sums:
    """One row of the cost panel. The forecast is what was spent and promised, and at least the estimate."""

    estimate: Decimal = NOTHING
    approved: Decimal = NOTHING
    committed: Decimal = NOTHING
    actual: Decimal = NOTHING
    forecast: Decimal = NOTHING

    def add(self, other: "Sums") -> None:
        self.estimate += other.estimate
        self.approved += other.approved
        self.committed += other.committed
        self.actual += other.actual
        self.forecast += other.forecast


@dataclass(slots=True)
class CurrencySums:
    """The panel's rows in one currency, and their sum."""

    currency: str
    kinds: dict[str, Sums] = field(default_factory=dict)
    total: Sums = field(default_factory=Sums)
    # Whether some of it was exchanged: only then is the sum in the reporting currency another one.
    is_exchanged: bool = False


def sum_costs(rows: QuerySet[Cost]) -> list[CurrencySums]:
    """Sums in each currency of the rows, by kind: one statement."""
    return _gather(_grouped(rows, "currency", "total"), "currency")


def sum_reporting(rows: QuerySet[Cost]) -> list[CurrencySums]:
    """The same in the reporting currency, at the rates that the rows keep."""
    return _gather(_grouped(rows, "reporting_currency", "reporting_total"), "reporting_currency")


def _grouped(rows: QuerySet[Cost], currency: str, amount: str) -> Iterable[dict[str, Any]]:
    """By order too: what is still to come is known for each order by itself."""
    keys = (currency, "kind", "work_order_id", "work_order__state")
    sums = {name: Sum(amount, filter=condition, default=NOTHING) for name, condition in _SUMS.items()}
    exchanged = Count("pk", filter=~Q(reporting_currency=F("currency")))
    return rows.order_by().values(*keys).annotate(**sums, exchanged=exchanged)


def _gather(groups: Iterable[dict[str, Any]], currency: str) -> list[CurrencySums]:
    found: dict[str, CurrencySums] = {}
    for group in groups:
        table = found.setdefault(group[currency], CurrencySums(group[currency]))
        sums = Sums(forecast=_forecast(group), **{name: group[name] for name in _SUMS})
        table.kinds.setdefault(group["kind"], Sums()).add(sums)
        table.total.add(sums)
        table.is_exchanged |= group["exchanged"] > 0
    for table in found.values():
        table.kinds = {kind: table.kinds[kind] for kind in CostKind.values if kind in table.kinds}
    return [found[name] for name in sorted(found)]


def _forecast(group: dict[str, Any]) -> Decimal:
    """What it will come to: over, what it came to; before, at least what was expected, as approved if it was."""
    due: Decimal = group["committed"] + group["actual"]
    if group["work_order__state"] in FINAL_STATES:
        return due
    return max(due, group["approved"] or group["estimate"])
