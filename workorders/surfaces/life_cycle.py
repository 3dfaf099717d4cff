"""The moves of a work order as actions: buttons, endpoints and permissions, offered as the table of states says."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.lifecycle import restore_record
from core.surfaces import Action, Input
from workorders.actions.assignment import accept_work_order, assign_work_order, decline_assignment
from workorders.actions.holds import hold_work_order, resume_work_order
from workorders.actions.life_cycle import (
    approve_work_order,
    cancel_work_order,
    close_work_order,
    complete_work_order,
    decline_work_order,
    mark_work_order_duplicate,
    reject_work_order,
    reopen_work_order,
    start_work_order,
    verify_work_order,
)
from workorders.actions.planning import reschedule_work_order
from workorders.actions.priorities import prioritize_work_order
from workorders.actions.signing import sign_work_order
from workorders.choices import Priority
from workorders.states import ACTIVE_STATES, BY_VERB, OPEN_STATES, is_legal

REASON = Input(name="reason", kind="longtext", label=_("Reason"))


def move(verb: str, run: Callable[..., Any], **more: Any) -> Action:
    """The action of a move; event, words and where it is offered stand in the table."""
    step = BY_VERB[verb]
    return Action(
        verb=verb,
        event=step.past,
        label=step.label,
        run=run,
        offered=lambda work_order: work_order.deleted_at is None and is_legal(verb, work_order.state),
        **more,
    )


MOVES = (
    move("approve", approve_work_order, icon="check", tone="success"),
    move("decline", decline_work_order, inputs=(REASON,), icon="ban", tone="danger"),
    move(
        "assign",
        assign_work_order,
        inputs=("assignee", "team", "vendor"),
        icon="user",
        help=_("Who is not named has it no longer."),
    ),
    move("accept", accept_work_order, icon="check"),
    move(
        "decline_assignment",
        decline_assignment,
        inputs=(REASON,),
        icon="undo",
        leaves=True,
        help=_("The order is open again and nobody's."),
    ),
    move("start", start_work_order, icon="play", help=_("It is assigned to you if nobody holds it.")),
    move(
        "hold",
        hold_work_order,
        inputs=(
            Input(name="hold_reason", kind="reference", to="hold_reason", label=_("Reason")),
            Input(name="note", kind="text", label=_("Note"), required=False),
            Input(name="until", kind="date", label=_("Probably until"), required=False),
        ),
        icon="pause",
        tone="warning",
        help=_("Reasons that pause the clocks say so."),
    ),
    move("resume", resume_work_order, icon="play"),
    move(
        "complete",
        complete_work_order,
        inputs=(
            Input(name="resolution", kind="longtext", label=_("What was done"), required=False),
            Input(name="completed_at", kind="datetime", label=_("Completed"), required=False, help=_("Empty: now.")),
        ),
        icon="check",
        tone="success",
    ),
    move("verify", verify_work_order, icon="ok", tone="success"),
    move("reject", reject_work_order, inputs=(REASON,), icon="undo", help=_("Work goes on.")),
    move("close", close_work_order, icon="ok", help=_("A closed work order stays closed.")),
    move("cancel", cancel_work_order, inputs=(REASON,), icon="x", tone="danger"),
    move(
        "mark_duplicate",
        mark_work_order_duplicate,
        inputs=(Input(name="duplicate_of", kind="reference", to="work_order", label=_("Duplicate of")),),
        icon="copy",
    ),
    move("reopen", reopen_work_order, inputs=(REASON,), icon="undo"),
)
PRIORITIZE = Action(
    verb="prioritize",
    event="prioritized",
    label=_("Set priority"),
    run=prioritize_work_order,
    inputs=(
        Input(
            name="priority",
            kind="choice",
            label=_("Priority"),
            required=False,
            choices=tuple(Priority.choices),
            help=_("Empty: by impact and urgency."),
        ),
        REASON,
    ),
    offered=lambda work_order: work_order.deleted_at is None and work_order.state in OPEN_STATES,
    icon="flag",
    help=_("Priority drives the clocks."),
)
SIGN = Action(
    verb="sign",
    event="signed",
    label=_("Sign"),
    run=sign_work_order,
    inputs=(
        Input(name="signed_by", kind="text", label=_("Name of who signs")),
        Input(
            name="drawing",
            kind="longtext",
            label=_("Drawing"),
            required=False,
            help=_("A PNG as a data address; pages with a pen fill it in."),
        ),
    ),
    offered=lambda work_order: work_order.deleted_at is None and work_order.state in ACTIVE_STATES,
    icon="edit",
)
RESCHEDULE = Action(
    verb="reschedule",
    event="rescheduled",
    label=_("Plan"),
    run=reschedule_work_order,
    inputs=("planned_start", "planned_end"),
    offered=lambda work_order: work_order.deleted_at is None and work_order.state in OPEN_STATES,
    icon="calendar",
    help=_("Without an end it keeps its length. Where the work stands stays as it is."),
)
RESTORE = Action(
    verb="restore",
    event="restored",
    label=_("Restore"),
    run=restore_record,
    offered=lambda work_order: work_order.deleted_at is not None,
    icon="undo",
    help=_("It comes back as it was deleted. This is possible for ninety days."),
)
