"""What may be done to the organization's reasons for putting work on hold."""

from typing import Any

from core.actor import Actor
from core.bulk import creating_many
from core.references import refuse_if_referred_to
from core.writing import assign, changing, creating, deleting
from workorders.hold_reasons import STANDARD
from workorders.models import HoldReason


def create_hold_reason(*, actor: Actor, **values: Any) -> HoldReason:
    """Add a reason why work may wait, and say whether the clocks are paused meanwhile."""
    reason = HoldReason(**values)
    with creating(reason, event="hold_reason.created", permission="workorders.add_holdreason", actor=actor):
        pass
    return reason


def update_hold_reason(reason: HoldReason, *, actor: Actor, version: int | None = None, **values: Any) -> HoldReason:
    """Rename, reorder or withdraw a reason. What it paused before stays as it was."""
    with changing(
        reason, event="hold_reason.updated", permission="workorders.change_holdreason", actor=actor, version=version
    ) as row:
        assign(row, values)
    return reason


def delete_hold_reason(reason: HoldReason, *, actor: Actor, version: int | None = None) -> None:
    """Delete a reason that no work ever waited for. One that was used is withdrawn instead."""
    with deleting(
        reason, event="hold_reason.deleted", permission="workorders.delete_holdreason", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)


def create_standard_hold_reasons(*, actor: Actor) -> list[HoldReason]:
    """The reasons that a new organization starts with."""
    rows = [
        HoldReason(code=one.code, label=str(one.label), pauses=one.pauses, position=position)
        for position, one in enumerate(STANDARD)
    ]
    return creating_many(rows, event="hold_reason.created", permission="workorders.add_holdreason", actor=actor)
