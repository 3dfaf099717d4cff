"""The checklist of a work order: its tasks, and ticking them."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import assign, changing, creating, deleting, lock, touch
from workorders.models import Task, WorkOrder
from workorders.states import OPEN_STATES


@transaction.atomic
def create_task(*, actor: Actor, **values: Any) -> Task:
    """Add a task to the checklist of an order that is still to be done."""
    task = Task(**values)
    with creating(task, event="task.created", permission="workorders.add_task", actor=actor):
        if task.work_order_id is not None:
            _hold_open(task.work_order, actor=actor)
    touch(task.work_order, event="work_order.task_added", actor=actor)
    return task


def add_task(work_order: WorkOrder, *, actor: Actor, **values: Any) -> Task:
    """Add a task to the order's checklist."""
    task = create_task(actor=actor, work_order=work_order, **values)
    work_order.refresh_from_db(fields=["version", "updated_at", "updated_by", "touched_at"])
    return task


def update_task(task: Task, *, actor: Actor, version: int | None = None, **values: Any) -> Task:
    """Reword or reorder a task. It stays with its work order."""
    with changing(task, event="task.updated", permission="workorders.change_task", actor=actor, version=version) as row:
        before = row.work_order_id
        assign(row, values)
        if row.work_order_id != before:
            raise RuleBroken("work_order", "fixed", _("A task stays with its work order."))
    return task


def delete_task(task: Task, *, actor: Actor, version: int | None = None) -> None:
    """Take a task off a checklist. One that is done stays: it says what was done."""
    with deleting(task, event="task.deleted", permission="workorders.delete_task", actor=actor, version=version) as row:
        if row.done_at is not None:
            raise RuleBroken("", "done", _("This task is done."), status=409)


def tick_task(task: Task, *, actor: Actor, version: int | None = None) -> Task:
    """Say that a task is done, while its order is still to be done."""
    return _set_done(task, True, actor=actor, version=version)


def untick_task(task: Task, *, actor: Actor, version: int | None = None) -> Task:
    """Say that a task is not done after all."""
    return _set_done(task, False, actor=actor, version=version)


@transaction.atomic
def _set_done(task: Task, done: bool, *, actor: Actor, version: int | None) -> Task:
    order = _hold_open(task.work_order, actor=actor)
    verb, past = ("tick", "ticked") if done else ("untick", "unticked")
    with changing(
        task, event=f"task.{past}", permission=f"workorders.{verb}_task", actor=actor, version=version
    ) as row:
        if (row.done_at is not None) == done:
            raise RuleBroken("", "unchanged", _("It says so already."), status=409)
        row.done_at, row.done_by_id = (timezone.now(), actor.person_id) if done else (None, None)
    touch(order, event=f"work_order.task_{past}", actor=actor)
    return task


def _hold_open(order: WorkOrder, *, actor: Actor) -> WorkOrder:
    """Lock the order, so that it is not completed meanwhile."""
    row = lock(order, actor=actor)
    if row.state not in OPEN_STATES:
        raise RuleBroken("", "not-open", _("The work order is no longer to be done."), status=409)
    return row
