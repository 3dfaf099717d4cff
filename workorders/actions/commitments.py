"""What is promised to be paid: released by the invoices for it, and the rest by the last one or at closing."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import creating, lock, touch
from workorders.actions.costs import counter, lock_order
from workorders.costs.amounts import NOTHING, Parts, round_money
from workorders.costs.choices import CostEntry, CostStage
from workorders.costs.ledger import ledger_of, left_of, refuse_frozen, refuse_over_limit
from workorders.costs.pricing import Pricing, price_cost
from workorders.models import Cost, WorkOrder


@transaction.atomic
def invoice_cost(
    cost: Cost,
    *,
    actor: Actor,
    amount: Decimal,
    source: str,
    tax: Decimal = NOTHING,
    invoiced_on: date | None = None,
    is_final: bool = False,
) -> Cost:
    """Book an approved invoice for a commitment, which falls by the same total; the last one releases the rest."""
    actor.require("workorders.invoice_cost")
    order = lock_order(cost, actor)
    refuse_frozen(order)
    commitment = lock(cost, actor=actor)
    if commitment.stage != CostStage.COMMITTED or commitment.entry != CostEntry.BOOKING:
        raise RuleBroken("", "no-commitment", _("Only a commitment is invoiced."), status=409)
    if not source.strip():
        raise RuleBroken("source", "required", _("Name the invoice."))
    invoice = _invoice_for(commitment, amount, tax, source, invoiced_on or timezone.localdate())
    invoice.work_order = order
    with creating(invoice, event="cost.created", actor=actor):
        price_cost(invoice, Pricing(actor))
    release(commitment, invoice.total, invoice, actor=actor, all_of_it=is_final)
    refuse_over_limit(order)
    touch(order, event="work_order.cost_invoiced", actor=actor)
    return invoice


def release(commitment: Cost, total: Decimal, cause: Cost | None, *, actor: Actor, all_of_it: bool = False) -> None:
    """Let a commitment fall by a total, or by all that is left of it."""
    left = left_of(commitment)
    parts = left.parts if all_of_it else left.parts.first(total)
    if parts == Parts():
        return
    is_last = parts == left.parts
    reporting = round_money(parts.total * commitment.exchange_rate, commitment.reporting_currency)
    reporting = left.reporting if is_last else min(reporting, left.reporting)
    row = counter(commitment, CostEntry.RELEASE, -parts, -reporting, -left.quantity if is_last else NOTHING)
    row.caused_by = cause
    with creating(row, event="cost.released", actor=actor):
        pass


def release_commitments(work_order: WorkOrder, *, actor: Actor) -> None:
    """When an order closes: what was promised and never invoiced is free again."""
    rows = ledger_of(work_order).filter(stage=CostStage.COMMITTED, entry=CostEntry.BOOKING)
    for commitment in rows.order_by("pk"):
        release(commitment, NOTHING, None, actor=actor, all_of_it=True)


def _invoice_for(commitment: Cost, amount: Decimal, tax: Decimal, source: str, on: date) -> Cost:
    return Cost(
        kind=commitment.kind,
        stage=CostStage.ACTUAL,
        description=commitment.description,
        worked_on=on,
        quantity=Decimal(1),
        unit_cost=amount,
        tax=tax,
        currency=commitment.currency,
        vendor_id=commitment.vendor_id,
        trade_id=commitment.trade_id,
        source=source[:120],
    )
