"""Work that waits: putting it on hold and going on."""

from datetime import date, datetime
from uuid import UUID

from core.actor import Actor
from core.errors import RuleBroken
from core.rules import unknown_reference
from workorders.actions.life_cycle import forget_hold
from workorders.actions.moves import Why, effective, moving
from workorders.models import HoldReason, WorkOrder


def hold_work_order(
    work_order: WorkOrder,
    *,
    actor: Actor,
    hold_reason: HoldReason | UUID,
    note: str = "",
    until: date | None = None,
    at: datetime | None = None,
    version: int | None = None,
) -> WorkOrder:
    """Let work wait for a reason that is in use. Whether the clocks are paused is the reason's to say."""
    why = Why(note, _reason_in_use(hold_reason, actor))
    with moving(work_order, "hold", actor=actor, why=why, version=version) as row:
        why.at = effective(row, at)
        row.hold_reason, row.hold_note, row.hold_until = why.hold_reason, note[:300], until
    return work_order


def resume_work_order(
    work_order: WorkOrder, *, actor: Actor, at: datetime | None = None, version: int | None = None
) -> WorkOrder:
    """Go on with work on hold, from where it was."""
    why = Why()
    with moving(work_order, "resume", actor=actor, why=why, version=version) as row:
        why.at = effective(row, at)
        forget_hold(row)
    return work_order


def _reason_in_use(reason: HoldReason | UUID, actor: Actor) -> HoldReason:
    key = reason.pk if isinstance(reason, HoldReason) else reason
    found = HoldReason.objects.visible_to(actor).filter(pk=key, is_active=True).first()
    if found is None:
        raise RuleBroken(problems=[unknown_reference("hold_reason")])
    return found
