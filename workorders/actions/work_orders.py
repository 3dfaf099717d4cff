"""What may be done to a work order. Pages, API, import, bulk edit and admin all end here."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Person
from core.actor import Actor
from core.errors import Problem, RuleBroken
from core.references import refuse_if_referred_to
from core.rules import unknown_reference
from core.writing import changing, creating, deleting
from workorders.actions.comments import add_comment
from workorders.choices import Impact, State, Urgency
from workorders.models import WorkOrder
from workorders.placing import settle_places
from workorders.priorities import priority_of
from workorders.states import move

# The matrix of impact and urgency, read as the plain texts that rows hold. What is neither fails its own check.
_PRIORITIES = {(i.value, u.value): priority_of(i, u) for i in Impact for u in Urgency}


def create_work_order(*, actor: Actor, comments: list[dict[str, Any]] | None = None, **values: Any) -> WorkOrder:
    """Report something to be done. The place follows from the equipment or space; the priority from the matrix.

    `comments` are created with it, in the same transaction.
    """
    with creating(
        WorkOrder(**values), event="work_order.created", permission="workorders.add_workorder", actor=actor
    ) as work_order:
        _settle(work_order, actor)
    for comment in comments or ():
        add_comment(work_order, actor=actor, **comment)
    return work_order


def update_work_order(work_order: WorkOrder, *, actor: Actor, version: int | None = None, **values: Any) -> WorkOrder:
    """Change what is known of a work order. Its state and assignee are changed by their own actions."""
    with changing(
        work_order,
        event="work_order.updated",
        permission="workorders.change_workorder",
        actor=actor,
        version=version,
    ) as row:
        for name, value in values.items():
            setattr(row, name, value)
        _settle(row, actor)
    return work_order


def delete_work_order(work_order: WorkOrder, *, actor: Actor, version: int | None = None) -> None:
    """Hide a work order for ninety days. One that others are duplicates of stays."""
    with deleting(
        work_order,
        event="work_order.deleted",
        permission="workorders.delete_workorder",
        actor=actor,
        version=version,
    ) as row:
        refuse_if_referred_to(row, actor=actor)


def assign_work_order(
    work_order: WorkOrder, *, actor: Actor, assignee: Person | UUID | None, version: int | None = None
) -> WorkOrder:
    """Give a work order to a member who may see its property, or to nobody. Only while it is still to be done."""
    with changing(
        work_order,
        event="work_order.assigned",
        permission="workorders.assign_workorder",
        actor=actor,
        version=version,
    ) as row:
        if row.state not in (State.OPEN, State.IN_PROGRESS):
            raise RuleBroken("state", "invalid-transition", _("This work order is no longer to be done."), status=409)
        row.assignee_id = assignee.pk if isinstance(assignee, Person) else assignee
        _check_assignee(row, actor)
    return work_order


def start_work_order(work_order: WorkOrder, *, actor: Actor, version: int | None = None) -> WorkOrder:
    """Begin the work. An order that nobody holds is assigned to whoever starts it."""
    with changing(
        work_order, event="work_order.started", permission="workorders.start_workorder", actor=actor, version=version
    ) as row:
        move(row, "start")
        row.started_at = row.started_at or timezone.now()
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
    """Say that the work is done, and what was done. `completed_at` may lie in the past, not in the future."""
    with changing(
        work_order,
        event="work_order.completed",
        permission="workorders.complete_workorder",
        actor=actor,
        version=version,
    ) as row:
        move(row, "complete")
        row.completed_at = completed_at or timezone.now()
        row.resolution = resolution
        if not row.reported_at <= row.completed_at <= timezone.now():
            raise RuleBroken("completed_at", "order", _("It is done between the report and now."))
    return work_order


def close_work_order(work_order: WorkOrder, *, actor: Actor, version: int | None = None) -> WorkOrder:
    """Accept the work as done. A closed order stays closed; a later fault is a new order."""
    with changing(
        work_order, event="work_order.closed", permission="workorders.close_workorder", actor=actor, version=version
    ) as row:
        move(row, "close")
        row.closed_at = timezone.now()
    return work_order


def cancel_work_order(
    work_order: WorkOrder,
    *,
    actor: Actor,
    reason: str,
    duplicate_of: WorkOrder | UUID | None = None,
    version: int | None = None,
) -> WorkOrder:
    """End an order that will not be done, with the reason; as a duplicate it names the order that is done instead."""
    with changing(
        work_order,
        event="work_order.cancelled",
        permission="workorders.cancel_workorder",
        actor=actor,
        version=version,
    ) as row:
        move(row, "cancel")
        if not reason.strip():
            raise RuleBroken("reason", "required", _("Say why it is cancelled."))
        row.cancel_reason = reason
        row.duplicate_of_id = duplicate_of.pk if isinstance(duplicate_of, WorkOrder) else duplicate_of
    return work_order


def reopen_work_order(work_order: WorkOrder, *, actor: Actor, reason: str, version: int | None = None) -> WorkOrder:
    """Take up again what was completed or cancelled. The reason is kept as a comment."""
    with changing(
        work_order,
        event="work_order.reopened",
        permission="workorders.reopen_workorder",
        actor=actor,
        version=version,
    ) as row:
        move(row, "reopen")
        if not reason.strip():
            raise RuleBroken("reason", "required", _("Say why it is taken up again."))
        row.started_at = row.completed_at = row.duplicate_of_id = None
        row.resolution = row.cancel_reason = ""
    add_comment(work_order, actor=actor, body=reason)
    return work_order


def settle_work_orders(rows: Sequence[WorkOrder], *, actor: Actor) -> dict[int, list[Problem]]:
    """Derive place and priority of new or changed work orders, and check who they are assigned to.

    The one rule of single writes and of imports: problems by position, few queries however many rows.
    """
    broken = settle_places(rows, actor)
    for row in rows:
        priority = _PRIORITIES.get((row.impact, row.urgency))
        row.priority = row.priority if priority is None else priority
    members = _members({row.assignee_id for row in rows if row.assignee_id is not None}, actor)
    for position, row in enumerate(rows):
        if row.assignee_id is not None and row.assignee_id not in members:
            broken.setdefault(position, []).append(unknown_reference("assignee"))
    return broken


def _settle(work_order: WorkOrder, actor: Actor) -> None:
    if broken := settle_work_orders([work_order], actor=actor):
        raise RuleBroken(problems=broken[0])


def _members(people: set[UUID], actor: Actor) -> set[UUID]:
    """Work is given to members of the organization, on days on which they are."""
    if not people:
        return set()
    today: date = timezone.localdate()
    members = Membership.objects.visible_to(actor).filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=today),
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        person_id__in=people,
        person__is_active=True,
    )
    return set(members.values_list("person_id", flat=True))


def _check_assignee(work_order: WorkOrder, actor: Actor) -> None:
    if work_order.assignee_id is not None and not _members({work_order.assignee_id}, actor):
        raise RuleBroken(problems=[unknown_reference("assignee")])
