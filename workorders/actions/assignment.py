"""Who does a work order: giving it to somebody, and taking it on or giving it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Person
from core.actor import Actor
from core.errors import Problem, RuleBroken
from core.rules import unknown_reference
from core.writing import changing
from vendors.assigning import CONFLICTS, unassignable
from vendors.models import Vendor
from workorders.actions.moves import Why, effective, moving, record_move, step
from workorders.choices import State
from workorders.members import members_of
from workorders.models import Team, WorkOrder
from workorders.states import is_legal


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a work order: a person, a team or a vendor; a person of the team or vendor may be named with it."""

    assignee_id: UUID | None = None
    team_id: UUID | None = None
    vendor_id: UUID | None = None

    def __bool__(self) -> bool:
        return (self.assignee_id or self.team_id or self.vendor_id) is not None

    @classmethod
    def of(cls, row: WorkOrder) -> "Holder":
        """Who has it now."""
        return cls(row.assignee_id, row.team_id, row.vendor_id)


NOBODY = Holder()


def assign_work_order(
    work_order: WorkOrder,
    *,
    actor: Actor,
    assignee: Person | UUID | None = None,
    team: Team | UUID | None = None,
    vendor: Vendor | UUID | None = None,
    version: int | None = None,
) -> WorkOrder:
    """Give a work order to a person, a team or a vendor; who is not named has it no longer. To nobody: open again."""
    with changing(
        work_order,
        event="work_order.assigned",
        permission="workorders.assign_workorder",
        actor=actor,
        version=version,
    ) as row:
        give_to(row, Holder(key_of(assignee), key_of(team), key_of(vendor)), actor=actor)
    return work_order


def accept_work_order(
    work_order: WorkOrder, *, actor: Actor, at: datetime | None = None, version: int | None = None
) -> WorkOrder:
    """Take on a job that was assigned. The answer to whoever asked is given; `at` is when, if it is told late."""
    why = Why()
    with moving(work_order, "accept", actor=actor, why=why, version=version) as row:
        row.accepted_at = why.at = effective(row, at)
    return work_order


def decline_assignment(work_order: WorkOrder, *, actor: Actor, reason: str, version: int | None = None) -> WorkOrder:
    """Give an assigned job back, and say why. It is open again and nobody's."""
    with moving(work_order, "decline_assignment", actor=actor, why=Why(reason), version=version) as row:
        set_holder(row, NOBODY)
    return work_order


def give_to(row: WorkOrder, holder: Holder, *, actor: Actor) -> None:
    """Set who holds a locked order and move it along: assigned, or open again when nobody holds it."""
    if Holder.of(row) == holder and (not holder or row.state == State.ASSIGNED):
        return
    verb, before = "assign" if holder else "decline_assignment", row.state
    step(row, verb)
    set_holder(row, holder)
    row.accepted_at = None
    _refuse_holder(row, actor)
    record_move(row, verb, before, actor=actor)


def pass_on(row: WorkOrder, holder: Holder, *, actor: Actor) -> None:
    """Give a locked order away as it stands: one that waits keeps waiting, and goes on in other hands."""
    if is_legal("assign", row.state):
        give_to(row, holder, actor=actor)
        return
    set_holder(row, holder)
    if row.state == State.ON_HOLD:
        row.held_from = State.ASSIGNED if holder else State.OPEN
    _refuse_holder(row, actor)


def _refuse_holder(row: WorkOrder, actor: Actor) -> None:
    if problems := holder_problems([row], actor=actor).get(0):
        raise RuleBroken(problems=problems, status=409 if problems[0].code in CONFLICTS else 400)


def set_holder(row: WorkOrder, holder: Holder) -> None:
    """Write who has it, without asking whether they may."""
    row.assignee_id, row.team_id, row.vendor_id = holder.assignee_id, holder.team_id, holder.vendor_id


def holder_problems(rows: Sequence[WorkOrder], *, actor: Actor) -> dict[int, list[Problem]]:
    """Who may not have the order they are given: problems by position, few queries however many rows."""
    members = members_of({row.assignee_id for row in rows if row.assignee_id is not None}, actor)
    pairs = {(row.vendor_id, row.property_id) for row in rows if row.vendor_id is not None}
    refused = unassignable(pairs, actor=actor)
    broken: dict[int, list[Problem]] = {}
    for position, row in enumerate(rows):
        problems = []
        if row.assignee_id is not None and row.assignee_id not in members:
            problems.append(unknown_reference("assignee"))
        if row.vendor_id is not None and (problem := refused.get((row.vendor_id, row.property_id))):
            problems.append(problem)
        if row.vendor_id is not None and row.team_id is not None:
            problems.append(Problem("vendor", "team-or-vendor", _("Either a team or a vendor has it, not both.")))
        if problems:
            broken[position] = problems
    return broken


def key_of(one: Any) -> UUID | None:
    """The id of a record, or the id itself."""
    return getattr(one, "pk", one)
