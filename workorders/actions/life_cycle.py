"""The life of a work order from judgement to end: who may bring it on, and under which rule."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.trees import hold_tree
from core.writing import changing
from workorders.actions.bookings import refuse_with_bookings
from workorders.actions.commitments import release_commitments
from workorders.actions.families import refuse_with_open_parts
from workorders.actions.moves import Why, effective, moving, record_move, step
from workorders.choices import State
from workorders.completion import lacking
from workorders.models import WorkOrder
from workorders.promises.returning import refuse_late_return
from workorders.states import VOIDED


def approve_work_order(work_order: WorkOrder, *, actor: Actor, version: int | None = None) -> WorkOrder:
    """Let work that awaited approval be done. Somebody who was named to do it is assigned at once."""
    with transaction.atomic():
        with moving(work_order, "approve", actor=actor, version=version):
            pass
        if work_order.assignee_id is not None:
            with changing(work_order, event="work_order.assigned", actor=actor) as row:
                step(row, "assign")
                record_move(row, "assign", State.OPEN, actor=actor)
    return work_order


def decline_work_order(work_order: WorkOrder, *, actor: Actor, reason: str, version: int | None = None) -> WorkOrder:
    """Refuse work that awaited approval, and say why."""
    with ending(work_order, "decline", actor=actor, why=Why(reason), version=version) as row:
        row.cancel_reason = reason[:300]
    return work_order


def start_work_order(
    work_order: WorkOrder, *, actor: Actor, at: datetime | None = None, version: int | None = None
) -> WorkOrder:
    """Begin the work. An open order is assigned to whoever starts it; one that was assigned is accepted first."""
    why = Why()
    with moving(work_order, "start", actor=actor, why=why, version=version) as row:
        why.at = effective(row, at)
        row.started_at = row.started_at or why.at
        row.assignee_id = row.assignee_id or actor.person_id
    return work_order


def complete_work_order(
    work_order: WorkOrder,
    *,
    actor: Actor,
    resolution: str = "",
    completed_at: datetime | None = None,
    version: int | None = None,
) -> WorkOrder:
    """Say that the work is done, and what was done. `completed_at` may lie in the past, not in the future.

    Refused while required tasks are open, or a photo, signature or note is missing that the order's category asks for.
    """
    done_at = completed_at or timezone.now()
    with moving(work_order, "complete", actor=actor, why=Why(at=done_at), version=version) as row:
        if problems := lacking(row, resolution=resolution, actor=actor):
            raise RuleBroken(problems=problems, status=409)
        row.completed_at = done_at
        row.started_at = min(row.started_at or done_at, done_at)
        row.resolution = resolution
        if not row.reported_at <= done_at <= timezone.now():
            raise RuleBroken("completed_at", "order", _("It is done between the report and now."))
    return work_order


def verify_work_order(work_order: WorkOrder, *, actor: Actor, version: int | None = None) -> WorkOrder:
    """Confirm that completed work was looked at and is right."""
    with moving(work_order, "verify", actor=actor, version=version) as row:
        row.verified_at = timezone.now()
    return work_order


def reject_work_order(work_order: WorkOrder, *, actor: Actor, reason: str, version: int | None = None) -> WorkOrder:
    """Send completed or verified work back to be done properly, and say what is wrong with it.

    Its clock goes on where it stopped. After the days that the policy allows for it, a new order is its recall.
    """
    with moving(work_order, "reject", actor=actor, why=Why(reason), version=version) as row:
        refuse_late_return(row, actor=actor)
        row.completed_at = row.verified_at = None
    return work_order


def close_work_order(work_order: WorkOrder, *, actor: Actor, version: int | None = None) -> WorkOrder:
    """End verified work for good, after its parts. A closed order stays closed; a later fault is a new order."""
    with ending(work_order, "close", actor=actor, version=version) as row:
        release_commitments(row, actor=actor)
        row.closed_at = timezone.now()
    return work_order


def cancel_work_order(work_order: WorkOrder, *, actor: Actor, reason: str, version: int | None = None) -> WorkOrder:
    """End an order that will not be done, with the reason. One on which labour or cost is booked is completed."""
    with ending(work_order, "cancel", actor=actor, why=Why(reason), version=version) as row:
        refuse_with_bookings(row, actor=actor)
        row.cancel_reason = reason[:300]
        forget_hold(row)
    return work_order


def mark_work_order_duplicate(
    work_order: WorkOrder, *, actor: Actor, duplicate_of: WorkOrder | UUID, version: int | None = None
) -> WorkOrder:
    """End an open order that reports what another one reports already. That one must be done, not void itself."""
    kept = duplicate_of.pk if isinstance(duplicate_of, WorkOrder) else duplicate_of
    with transaction.atomic():
        state = _states_of({work_order.pk, kept}, actor).get(kept)
        with ending(work_order, "mark_duplicate", actor=actor, version=version) as row:
            refuse_with_bookings(row, actor=actor)
            row.duplicate_of_id = kept
            if state in VOIDED:
                raise RuleBroken("duplicate_of", "void", _("That work order is not done either."), status=409)
    return work_order


def _states_of(keys: set[UUID], actor: Actor) -> dict[UUID, str]:
    """The states of some orders, locked in the order of their ids: two that name each other do not wait forever."""
    rows = WorkOrder.objects.visible_to(actor).filter(pk__in=keys).order_by("pk")
    return dict(rows.select_for_update(of=("self",), no_key=True).values_list("pk", "state"))


def reopen_work_order(work_order: WorkOrder, *, actor: Actor, reason: str, version: int | None = None) -> WorkOrder:
    """Take up again what was cancelled, declined or a duplicate, and say why."""
    with moving(work_order, "reopen", actor=actor, why=Why(reason), version=version) as row:
        row.accepted_at = row.started_at = row.completed_at = row.duplicate_of_id = None
        row.assignee_id = row.team_id = row.vendor_id = None
        row.resolution = row.cancel_reason = ""
    return work_order


@contextmanager
def ending(
    work_order: WorkOrder, verb: str, *, actor: Actor, why: Why | None = None, version: int | None = None
) -> Iterator[WorkOrder]:
    """A move that ends the order: its parts have ended before, and none is added meanwhile."""
    with transaction.atomic():
        hold_tree(WorkOrder.module, actor=actor)
        with moving(work_order, verb, actor=actor, why=why, version=version) as row:
            refuse_with_open_parts(row)
            yield row


def forget_hold(row: WorkOrder) -> None:
    """What was said of the hold is over with it; the moves keep it."""
    row.hold_reason = row.hold_until = None
    row.hold_note = row.held_from = ""
