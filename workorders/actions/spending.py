"""How much a work order may cost: a limit somebody asks for and somebody else grants, and the freeze at closing."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import changing
from workorders.actions.comments import add_comment
from workorders.actions.commitments import release_commitments
from workorders.choices import State
from workorders.costs.amounts import LARGEST, round_money
from workorders.costs.ledger import refuse_frozen
from workorders.costs.pricing import Pricing
from workorders.models import WorkOrder


def request_nte(
    work_order: WorkOrder, *, actor: Actor, amount: Decimal, reason: str, version: int | None = None
) -> WorkOrder:
    """Ask for a limit of what the work may cost, with the reason. It holds once it is approved."""
    with changing(
        work_order,
        event="work_order.nte_requested",
        permission="workorders.request_nte_workorder",
        actor=actor,
        version=version,
    ) as row:
        refuse_frozen(row)
        row.nte_requested = _positive(amount)
        row.nte_reason = _said(reason)
    return work_order


def approve_nte(
    work_order: WorkOrder, *, actor: Actor, amount: Decimal | None = None, version: int | None = None
) -> WorkOrder:
    """Grant the limit that was asked for, or set another amount. Beyond it nothing is committed or spent."""
    with changing(
        work_order,
        event="work_order.nte_approved",
        permission="workorders.approve_nte_workorder",
        actor=actor,
        version=version,
    ) as row:
        refuse_frozen(row)
        granted = row.nte_requested if amount is None else amount
        if granted is None:
            raise RuleBroken("amount", "required", _("Nobody asked for a limit: say how much."))
        pricing = Pricing(actor)
        row.nte_currency = pricing.currency_at(row.property)
        row.nte_amount = round_money(_positive(granted), row.nte_currency)
        rate, _on = pricing.exchange(row.nte_currency, timezone.localdate())
        row.nte_reporting = round_money(row.nte_amount * rate, pricing.reporting_currency)
        row.nte_requested, row.nte_reason = None, ""
    return work_order


def refuse_nte(work_order: WorkOrder, *, actor: Actor, reason: str, version: int | None = None) -> WorkOrder:
    """Turn a requested limit down, with the reason. The limit stays what it was."""
    with changing(
        work_order,
        event="work_order.nte_refused",
        permission="workorders.refuse_nte_workorder",
        actor=actor,
        version=version,
    ) as row:
        if row.nte_requested is None:
            raise RuleBroken("", "not-requested", _("Nobody asked for a limit."), status=409)
        row.nte_requested, row.nte_reason = None, _said(reason)
    return work_order


def reopen_costs(work_order: WorkOrder, *, actor: Actor, reason: str, version: int | None = None) -> WorkOrder:
    """Let a closed order take a later invoice, with the reason. The work itself stays closed."""
    with changing(
        work_order,
        event="work_order.costs_reopened",
        permission="workorders.reopen_costs_workorder",
        actor=actor,
        version=version,
    ) as row:
        if row.state != State.CLOSED or row.costs_reopened_at is not None:
            raise RuleBroken("state", "costs-open", _("The costs of this work order are not closed."), status=409)
        _said(reason)
        row.costs_reopened_at = timezone.now()
    add_comment(work_order, actor=actor, body=reason, is_internal=True)
    return work_order


@transaction.atomic
def close_costs(work_order: WorkOrder, *, actor: Actor, version: int | None = None) -> WorkOrder:
    """Close the costs of a closed order again. What was promised and not invoiced is released."""
    with changing(
        work_order,
        event="work_order.costs_closed",
        permission="workorders.close_costs_workorder",
        actor=actor,
        version=version,
    ) as row:
        if row.costs_reopened_at is None:
            raise RuleBroken("state", "costs-frozen", _("The costs of this work order are closed."), status=409)
        release_commitments(row, actor=actor)
        row.costs_reopened_at = None
    return work_order


def _positive(amount: Decimal) -> Decimal:
    if amount <= 0:
        raise RuleBroken("amount", "min_value", _("A limit is more than nothing."))
    if amount > LARGEST:
        raise RuleBroken("amount", "max_digits", _("This is more than the ledger can hold."))
    return amount


def _said(reason: str) -> str:
    if not reason.strip():
        raise RuleBroken("reason", "required", _("Say why."))
    return reason[:300]
