"""What may stand in the ledger of a work order: when it is frozen, what is spent, what is left to take back."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.figures import say_money
from core.querysets import OwnedQuerySet
from workorders.costs.amounts import NOTHING, Parts
from workorders.costs.choices import CostStage
from workorders.models import Cost, WorkOrder
from workorders.states import FINAL_STATES

SPENT = (CostStage.COMMITTED, CostStage.ACTUAL)


def ledger_of(work_order: WorkOrder) -> OwnedQuerySet[Cost]:
    """Every row of a work order, whoever may see it."""
    return Cost.objects.filter(organization_id=work_order.organization_id, work_order_id=work_order.pk)


def is_frozen(work_order: WorkOrder) -> bool:
    """Whether nothing more is booked: the order is over, and its costs were not taken up again."""
    return work_order.state in FINAL_STATES and work_order.costs_reopened_at is None


def refuse_frozen(work_order: WorkOrder) -> None:
    """Refuse to book on an order that is over."""
    if is_frozen(work_order):
        message = _("The costs of this work order are closed. Reopen them to book a later invoice.")
        raise RuleBroken("work_order", "costs-frozen", message, status=409)


def is_fixed(cost: Cost, work_order: WorkOrder) -> bool:
    """Whether a row stands for good: approved, countered, a counter-row itself, or booked before the order closed."""
    before = (
        work_order.closed_at is not None and cost.created_at is not None and cost.created_at <= work_order.closed_at
    )
    return before or cost.approved_at is not None or cost.against_id is not None or cost.countered_by.exists()


def spent_on(work_order: WorkOrder) -> Decimal:
    """What is committed and spent, in the reporting currency."""
    rows = ledger_of(work_order).filter(stage__in=SPENT)
    return rows.aggregate(sum=Sum("reporting_total"))["sum"] or NOTHING


def refuse_over_limit(work_order: WorkOrder) -> None:
    """After booking: refuse what goes beyond the limit, and say by how much."""
    limit = work_order.nte_reporting
    if limit is None:
        return
    spent = spent_on(work_order)
    if spent > limit:
        words = {"over": spent - limit, "limit": limit}
        message = _("This goes %(over)s beyond the limit of %(limit)s. Ask for a higher one first.") % words
        extra: dict[str, object] = {"limit": str(limit), "spent": str(spent)}
        raise RuleBroken("quantity", "over-nte", message, status=409, extra=extra)


def costs_booked(work_order: WorkOrder) -> str:
    """What is committed and spent, in words, for who would cancel the order; nothing where all was taken back."""
    rows = ledger_of(work_order).filter(stage__in=SPENT).values("currency")
    found = rows.annotate(sum=Sum("total"), hours=Sum("quantity")).filter(~Q(sum=0) | ~Q(hours=0))
    return ", ".join(say_money(one["sum"], one["currency"]) for one in found.order_by("currency"))


@dataclass(frozen=True, slots=True)
class Left:
    """What of a booking is neither taken back nor released."""

    parts: Parts
    quantity: Decimal
    reporting: Decimal


def left_of(cost: Cost) -> Left:
    """What is left of a booking after all that stands against it."""
    rows = Cost.objects.filter(organization_id=cost.organization_id).filter(Q(pk=cost.pk) | Q(against_id=cost.pk))
    names = ("amount", "markup", "tax", "quantity", "reporting_total")
    sums = rows.aggregate(**{f"{name}_left": Sum(name) for name in names})
    amount, markup, tax, quantity, reporting = (sums[f"{name}_left"] or NOTHING for name in names)
    return Left(Parts(amount, markup, tax), quantity, reporting)
