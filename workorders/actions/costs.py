"""What may be booked on a work order, and how a booking is taken back."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import assign, changing, creating, lock, touch
from vendors.trades import refuse_other_list
from workorders.costs.amounts import NOTHING, Parts
from workorders.costs.choices import CostEntry, CostKind, CostStage
from workorders.costs.ledger import is_fixed, left_of, refuse_frozen, refuse_over_limit
from workorders.costs.pricing import Pricing, price_cost
from workorders.models import Cost, WorkOrder

# What a counter-row says as the booking did.
SAME = ("work_order_id", "kind", "stage", "unit", "unit_cost", "person_id", "labour_kind", "trade_id", "vendor_id",
        "rate_id", "currency", "source", "exchange_rate", "exchange_on", "reporting_currency")  # fmt: skip


@transaction.atomic
def create_cost(*, actor: Actor, work_order: WorkOrder | None = None, **values: Any) -> Cost:
    """Book an amount on a work order. Hours without a price are priced by the rate card of their day."""
    actor.require("workorders.add_cost")
    if work_order is None:
        raise RuleBroken("work_order", "required", _("This is required."))
    order = lock(work_order, actor=actor)
    refuse_frozen(order)
    with creating(Cost(work_order=order, **values), event="cost.created", actor=actor) as cost:
        _settle(cost, actor)
    refuse_over_limit_by(cost, order)
    _touched(order, "work_order.cost_booked", actor, work_order)
    return cost


@transaction.atomic
def update_cost(cost: Cost, *, actor: Actor, version: int | None = None, **values: Any) -> Cost:
    """Correct a booking that does not stand for good yet. Afterwards it is taken back by a row of its own."""
    order = lock_order(cost, actor)
    refuse_frozen(order)
    with changing(cost, event="cost.updated", permission="workorders.change_cost", actor=actor, version=version) as row:
        if is_fixed(row, order):
            raise RuleBroken("", "cost-fixed", _("This booking stands. Take it back by a reversal."), status=409)
        before = row.total
        _assign_booking(row, values, order)
        _settle(row, actor)
    if cost.total > before:
        refuse_over_limit_by(cost, order)
    touch(order, event="work_order.cost_booked", actor=actor)
    return cost


@transaction.atomic
def reverse_cost(cost: Cost, *, actor: Actor, reason: str) -> Cost:
    """Take back what is left of a booking by a row of the opposite sign. An invoice gives its commitment back."""
    actor.require("workorders.reverse_cost")
    order = lock_order(cost, actor)
    refuse_frozen(order)
    row = lock(cost, actor=actor)
    if not reason.strip():
        raise RuleBroken("reason", "required", _("Say why it is taken back."))
    left = left_of(row)
    if row.entry != CostEntry.BOOKING or (left.parts == Parts() and row.countered_by.exists()):
        raise RuleBroken("", "cost-reversed", _("Nothing of this is left to take back."), status=409)
    reversal = counter(row, CostEntry.REVERSAL, -left.parts, -left.reporting, -left.quantity)
    reversal.description = reason[:200]
    with creating(reversal, event="cost.reversed", actor=actor):
        pass
    for release in Cost.objects.filter(organization_id=row.organization_id, caused_by_id=row.pk):
        _restore(release, actor)
    _touched(order, "work_order.cost_reversed", actor)
    return reversal


def counter(cost: Cost, entry: str, parts: Parts, reporting: Any, quantity: Any = NOTHING) -> Cost:
    """A row that stands against a booking: the same in everything but its amounts."""
    row = Cost(entry=entry, against_id=cost.pk, quantity=quantity, charged_quantity=quantity)
    for name in SAME:
        setattr(row, name, getattr(cost, name))
    row.worked_on, row.description = cost.worked_on, cost.description
    row.amount, row.markup, row.tax, row.total = parts.amount, parts.markup, parts.tax, parts.total
    row.reporting_total = reporting
    return row


def lock_order(cost: Cost, actor: Actor) -> WorkOrder:
    """The order of a row, locked before the row: whoever books on one waits for whoever closes it."""
    return lock(WorkOrder(pk=cost.work_order_id), actor=actor)


def refuse_over_limit_by(cost: Cost, order: WorkOrder) -> None:
    """An estimate spends nothing yet."""
    if cost.stage != CostStage.ESTIMATE:
        refuse_over_limit(order)


def _restore(release: Cost, actor: Actor) -> None:
    """The commitment that an invoice had used up is open again."""
    parts = -Parts(release.amount, release.markup, release.tax)
    row = counter(release, CostEntry.RESTORED, parts, -release.reporting_total, -release.quantity)
    row.against_id = release.against_id
    with creating(row, event="cost.restored", actor=actor):
        pass


def _assign_booking(row: Cost, values: dict[str, Any], order: WorkOrder) -> None:
    """Hours that the rate card priced are priced by it again, unless a price is given by hand."""
    moved = values.pop("work_order", None)
    if moved is not None and moved.pk != row.work_order_id:
        raise RuleBroken("work_order", "fixed", _("A cost stays with its work order. Take it back and book it anew."))
    by_card, price, currency = row.rate_id is not None, row.unit_cost, row.currency
    assign(row, values)
    row.work_order = order
    if by_card and row.unit_cost == price:
        row.unit_cost = None
        row.currency = "" if row.currency == currency else row.currency


def _settle(cost: Cost, actor: Actor) -> None:
    refuse_other_list(cost.trade_id, actor=actor)
    if cost.stage == CostStage.COMMITTED or cost.kind == CostKind.VENDOR:
        actor.require("workorders.commit_cost")
    price_cost(cost, Pricing(actor))


def _touched(order: WorkOrder, event: str, actor: Actor, *shown: WorkOrder) -> None:
    touch(order, event=event, actor=actor)
    for one in shown:
        one.refresh_from_db(fields=["version", "touched_at", "updated_at", "updated_by"])
