"""What may be done to a work order. Pages, API, import, bulk edit and admin all end here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from core.acting import all_or_nothing
from core.actor import Actor
from core.bulk import creating_many
from core.errors import Problem, RuleBroken
from core.making import made
from core.references import refuse_if_referred_to
from core.trees import hold_tree
from core.writing import changing, creating, deleting
from workorders.actions.assignment import Holder, give_to, holder_problems, key_of
from workorders.actions.comments import add_comment
from workorders.actions.families import check_parent, hold_families, link_recall, link_recalls
from workorders.actions.tasks import add_task
from workorders.choices import Impact, State, Urgency
from workorders.models import CategoryRule, WorkOrder
from workorders.placing import settle_places
from workorders.plans.following import follow_order
from workorders.priorities import priority_of
from workorders.promises.keeping import Kept, compute_clocks
from workorders.states import OPEN_STATES

HOLDERS = ("assignee", "assignee_id", "team", "team_id", "vendor", "vendor_id")
RECALL_OF = WorkOrder._meta.get_field("recall_of")
# The matrix of impact and urgency, read as the plain texts that rows hold. What is neither fails its own check.
_PRIORITIES = {(i.value, u.value): priority_of(i, u) for i in Impact for u in Urgency}


@all_or_nothing()
def create_work_order(
    *,
    actor: Actor,
    comments: list[dict[str, Any]] | None = None,
    tasks: list[dict[str, Any]] | None = None,
    awaits_approval: bool = False,
    **values: Any,
) -> WorkOrder:
    """Report something to be done. The place follows from the equipment or space; the priority from the matrix.

    `comments` and `tasks` are created with it. With `awaits_approval` somebody must approve it first. What takes up
    work that was finished there lately is linked as its recall.
    """
    hold_families(values, actor=actor)
    clocks = Kept(actor)
    with creating(
        made(WorkOrder, values),
        event="work_order.created",
        permission="workorders.add_workorder",
        actor=actor,
        savepoint=False,
        beside=(clocks.added, clocks.entries),
    ) as work_order:
        work_order.state = State.AWAITING_APPROVAL if awaits_approval else work_order.state
        _settle(work_order, actor)
        check_parent(work_order, actor=actor)
        if "recall_of" not in values and "recall_of_id" not in values:
            link_recall(work_order, actor=actor)
        compute_clocks([work_order], actor=actor, are_new=True, kept=clocks)
    for comment in comments or ():
        add_comment(work_order, actor=actor, **comment)
    for position, task in enumerate(tasks or ()):
        add_task(work_order, actor=actor, **{"position": position, **task})
    return work_order


@all_or_nothing()
def update_work_order(work_order: WorkOrder, *, actor: Actor, version: int | None = None, **values: Any) -> WorkOrder:
    """Change what is known of a work order. Another assignee is an assignment; the state has its own actions."""
    hold_families(values, actor=actor)
    with changing(
        work_order,
        event="work_order.updated",
        permission="workorders.change_workorder",
        actor=actor,
        version=version,
    ) as row:
        _change(row, dict(values), actor)
        _settle(row, actor)
        if "parent" in values or "parent_id" in values:
            check_parent(row, actor=actor)
        compute_clocks([row], actor=actor, rematch=row.state in OPEN_STATES).write()
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
    follow_order(work_order, actor=actor)


def create_work_orders(rows: Sequence[WorkOrder], *, actor: Actor) -> list[WorkOrder]:
    """Report a set of work orders by the rules of one. Their clocks begin with them."""
    started: list[Kept] = []

    def settle(rows: Sequence[WorkOrder], *, actor: Actor) -> dict[int, list[Problem]]:
        broken = settle_work_orders(rows, actor=actor) | _parent_problems(rows, actor)
        if not broken:
            link_recalls([row for row in rows if not RECALL_OF.is_cached(row)], actor=actor)
            started.append(compute_clocks(rows, actor=actor, are_new=True))
        return broken

    made = creating_many(
        rows, event="work_order.created", permission="workorders.add_workorder", actor=actor, settle=settle
    )
    for clocks in started:
        clocks.write()
    return made


def change_work_orders(
    rows: Sequence[WorkOrder], values: Sequence[Mapping[str, Any]], *, actor: Actor
) -> dict[int, list[Problem]]:
    """The rule of changes, for locked orders: another assignee is an assignment, and the clocks follow."""
    broken: dict[int, list[Problem]] = {}
    for position, (row, given) in enumerate(zip(rows, values, strict=True)):
        try:
            _change(row, dict(given), actor)
        except RuleBroken as refused:
            broken[position] = list(refused.problems)
    broken |= settle_work_orders(rows, actor=actor)
    moved = [row for row, given in zip(rows, values, strict=True) if {"parent", "parent_id"} & given.keys()]
    for position, problems in _parent_problems(moved, actor).items():
        broken.setdefault(rows.index(moved[position]), []).extend(problems)
    if not broken:
        open_rows = [row for row in rows if row.state in OPEN_STATES]
        for some, rematch in ((open_rows, True), ([row for row in rows if row.state not in OPEN_STATES], False)):
            if some:
                compute_clocks(some, actor=actor, rematch=rematch).write()
    return broken


def _parent_problems(rows: Sequence[WorkOrder], actor: Actor) -> dict[int, list[Problem]]:
    broken: dict[int, list[Problem]] = {}
    if any(row.parent_id is not None for row in rows):
        hold_tree(WorkOrder.module, actor=actor, alone=True)
    for position, row in enumerate(rows):
        try:
            check_parent(row, actor=actor)
        except RuleBroken as refused:
            broken[position] = list(refused.problems)
    return broken


def _change(row: WorkOrder, values: dict[str, Any], actor: Actor) -> None:
    """Set what is given, the holder and the due time by their own rules."""
    _give_to(row, {name: values.pop(name) for name in HOLDERS if name in values}, actor)
    if "due_at" in values:
        _set_due(row, values.pop("due_at"))
    for name, value in values.items():
        setattr(row, name, value)


def settle_work_orders(rows: Sequence[WorkOrder], *, actor: Actor) -> dict[int, list[Problem]]:
    """Derive place and priority of new or changed work orders, and check who they are assigned to.

    The one rule of single writes and of imports: problems by position, few queries however many rows.
    """
    broken = settle_places(rows, actor)
    _await_approval(rows, actor)
    for row in rows:
        priority = row.priority_override or _PRIORITIES.get((row.impact, row.urgency))
        row.priority = row.priority if priority is None else priority
        if row._state.adding:
            row.due_given = row.due_at is not None
        if row.state == State.OPEN and Holder.of(row):
            row.state = State.ASSIGNED
    for position, problems in holder_problems(rows, actor=actor).items():
        broken.setdefault(position, []).extend(problems)
    return broken


def _give_to(row: WorkOrder, given: dict[str, Any], actor: Actor) -> None:
    """Another holder wants the right to assign, whichever way it is given. Who is not named keeps it."""
    named = {name if name.endswith("_id") else f"{name}_id": key_of(one) for name, one in given.items()}
    holder = replace(Holder.of(row), **named)
    if holder != Holder.of(row):
        actor.require("workorders.assign_workorder")
        give_to(row, holder, actor=actor)


def _await_approval(rows: Sequence[WorkOrder], actor: Actor) -> None:
    """New work of a category that needs approval waits for it, unless whoever reports it may approve it."""
    if actor.may("workorders.approve_workorder"):
        return
    new = [row for row in rows if row._state.adding and row.state == State.OPEN and row.category_id is not None]
    if not new:
        return
    rules = CategoryRule.objects.visible_to(actor).filter(needs_approval=True)
    asking = set(rules.filter(category_id__in={row.category_id for row in new}).values_list("category_id", flat=True))
    for row in new:
        row.state = State.AWAITING_APPROVAL if row.category_id in asking else row.state


def _set_due(row: WorkOrder, due_at: datetime | None) -> None:
    """A time that somebody sets holds in place of the promised one until it is taken away. Forms know minutes only."""
    if row.due_at is None or due_at is None or not _same_minute(row.due_at, due_at):
        row.due_at, row.due_given = due_at, due_at is not None


def _same_minute(one: datetime, other: datetime) -> bool:
    return abs(one - other) < timedelta(minutes=1) and one.minute == other.minute


def _settle(work_order: WorkOrder, actor: Actor) -> None:
    if broken := settle_work_orders([work_order], actor=actor):
        raise RuleBroken(problems=broken[0])
