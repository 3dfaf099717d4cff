"""Who does a work order: giving it to somebody, and taking it on or giving it back."""

from uuid import UUID

from django.utils import timezone

from accounts.models import Person
from core.actor import Actor
from core.errors import RuleBroken
from core.rules import unknown_reference
from core.writing import changing
from workorders.actions.moves import Why, moving, record_move, step
from workorders.choices import State
from workorders.members import members_of
from workorders.models import WorkOrder


def assign_work_order(
    work_order: WorkOrder, *, actor: Actor, assignee: Person | UUID | None, version: int | None = None
) -> WorkOrder:
    """Give a work order to a member who may see its property; to nobody, and an assigned one is open again."""
    with changing(
        work_order,
        event="work_order.assigned",
        permission="workorders.assign_workorder",
        actor=actor,
        version=version,
    ) as row:
        give_to(row, assignee.pk if isinstance(assignee, Person) else assignee, actor=actor)
    return work_order


def accept_work_order(work_order: WorkOrder, *, actor: Actor, version: int | None = None) -> WorkOrder:
    """Take on a job that was assigned. The answer to whoever asked is given."""
    with moving(work_order, "accept", actor=actor, version=version) as row:
        row.accepted_at = timezone.now()
    return work_order


def decline_assignment(work_order: WorkOrder, *, actor: Actor, reason: str, version: int | None = None) -> WorkOrder:
    """Give an assigned job back, and say why. It is open again and nobody's."""
    with moving(work_order, "decline_assignment", actor=actor, why=Why(reason), version=version) as row:
        row.assignee_id = None
    return work_order


def give_to(row: WorkOrder, assignee_id: UUID | None, *, actor: Actor) -> None:
    """Set who holds a locked order and move it along: assigned, or open again when nobody holds it."""
    if row.assignee_id == assignee_id and (assignee_id is None or row.state == State.ASSIGNED):
        return
    if assignee_id is not None and not members_of({assignee_id}, actor):
        raise RuleBroken(problems=[unknown_reference("assignee")])
    verb, before = "assign" if assignee_id else "decline_assignment", row.state
    step(row, verb)
    row.assignee_id, row.accepted_at = assignee_id, None
    record_move(row, verb, before, actor=actor)
