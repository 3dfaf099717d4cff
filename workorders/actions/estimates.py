"""The estimate of a work order: what was approved stays as it was until the approval is taken back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.bulk import changing_many
from core.errors import RuleBroken
from core.writing import lock, touch
from workorders.actions.comments import add_comment
from workorders.costs.choices import CostStage
from workorders.costs.ledger import ledger_of, refuse_frozen
from workorders.models import Cost, WorkOrder


@transaction.atomic
def approve_estimate(work_order: WorkOrder, *, actor: Actor) -> WorkOrder:
    """Approve the estimate as it stands. Its rows are fixed; what is added later is not part of what was approved."""
    actor.require("workorders.approve_estimate_workorder")
    order = lock(work_order, actor=actor)
    refuse_frozen(order)
    rows = ledger_of(order).filter(stage=CostStage.ESTIMATE)
    if not rows.exists():
        raise RuleBroken("", "no-estimate", _("There is no estimate to approve."), status=409)
    if rows.filter(approved_at__isnull=False).exists():
        raise RuleBroken("", "approved", _("An estimate is approved already. Take that back first."), status=409)
    now = timezone.now()

    def approve(cost: Cost) -> None:
        cost.approved_at = now

    changing_many(rows, approve, event="cost.approved", actor=actor)
    return _told(work_order, "work_order.estimate_approved", actor)


@transaction.atomic
def unapprove_estimate(work_order: WorkOrder, *, actor: Actor, reason: str) -> WorkOrder:
    """Take the approval of an estimate back, with the reason, so that its rows may be changed again."""
    actor.require("workorders.unapprove_estimate_workorder")
    order = lock(work_order, actor=actor)
    refuse_frozen(order)
    rows = ledger_of(order).filter(stage=CostStage.ESTIMATE, approved_at__isnull=False)
    if not rows.exists():
        raise RuleBroken("", "not-approved", _("No estimate is approved."), status=409)
    if not reason.strip():
        raise RuleBroken("reason", "required", _("Say why the approval is taken back."))

    def unapprove(cost: Cost) -> None:
        cost.approved_at = None

    changing_many(rows, unapprove, event="cost.unapproved", actor=actor)
    add_comment(work_order, actor=actor, body=reason, is_internal=True)
    return _told(work_order, "work_order.estimate_unapproved", actor)


def _told(work_order: WorkOrder, event: str, actor: Actor) -> WorkOrder:
    touch(work_order, event=event, actor=actor)
    work_order.refresh_from_db(fields=["version", "touched_at", "updated_at", "updated_by"])
    return work_order
