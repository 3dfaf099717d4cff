"""What may be done to a maintenance plan. Each change plans anew what is next at its places."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.bulk import changing_many, creating_many
from core.errors import RuleBroken
from core.references import refuse_if_referred_to
from core.writing import assign, changing, creating, deleting
from facilities.placing import refuse_outside_scope
from workorders.actions.plan_targets import follow_place, put_target, refuse_beyond_scope
from workorders.models import MaintenancePlan, Task, WorkOrder
from workorders.plan_choices import PlanState
from workorders.plans.next_dates import replan
from workorders.plans.orders import tasks_of
from workorders.plans.places import places_of
from workorders.plans.settling import settle_plan
from workorders.states import OPEN_STATES

# What a work order takes over from its plan, as a changed template is brought to orders that nobody has begun.
TEMPLATE = ("title", "description", "trade_id", "category_id", "impact")


@transaction.atomic
def create_maintenance_plan(
    *, actor: Actor, targets: Sequence[Mapping[str, Any]] = (), **values: Any
) -> MaintenancePlan:
    """Plan work that is due again and again, first at the place named, and at more of them by `targets`."""
    with creating(
        MaintenancePlan(**values),
        event="maintenance_plan.created",
        permission="workorders.add_maintenanceplan",
        actor=actor,
    ) as plan:
        settle_plan(plan, actor=actor)
    refuse_outside_scope(plan, actor=actor)
    put_target(plan, actor=actor)
    for target in targets:
        put_target(plan, actor=actor, **target)
    replan(plan, places_of(plan, actor=actor), actor=actor)
    return plan


@transaction.atomic
def update_maintenance_plan(
    plan: MaintenancePlan, *, actor: Actor, version: int | None = None, **values: Any
) -> MaintenancePlan:
    """Change a plan. What is planned moves with it; work orders that were made stay as they are."""
    with changing(
        plan,
        event="maintenance_plan.updated",
        permission="workorders.change_maintenanceplan",
        actor=actor,
        version=version,
    ) as row:
        refuse_beyond_scope(row, actor)
        before = (row.property_id, row.space_id, row.equipment_id, row.meter_id)
        _forget_place(row, values)
        assign(row, values)
        settle_plan(row, actor=actor)
    refuse_outside_scope(plan, actor=actor)
    follow_place(plan, before, actor=actor)
    replan(plan, places_of(plan, actor=actor), actor=actor)
    return plan


@transaction.atomic
def apply_maintenance_plan(plan: MaintenancePlan, *, actor: Actor, version: int | None = None) -> MaintenancePlan:
    """Bring what the plan says of the work to its orders that are open and that nobody has begun."""
    with changing(
        plan,
        event="maintenance_plan.applied",
        permission="workorders.apply_maintenanceplan",
        actor=actor,
        version=version,
    ) as row:
        refuse_beyond_scope(row, actor)
    orders = WorkOrder.objects.filter(plan_id=plan.pk, state__in=OPEN_STATES, started_at__isnull=True)
    changing_many(orders, lambda order: take_over(order, plan), event="work_order.updated", actor=actor)
    take_over_checklist(list(orders.visible_to(actor)), plan, actor=actor)
    return plan


def take_over(order: WorkOrder, plan: MaintenancePlan) -> None:
    """Set what an order has from its plan."""
    for name in TEMPLATE:
        setattr(order, name, getattr(plan, name))
    order.priority = order.priority_override = plan.priority
    # A limit that was granted since stays: only somebody who may grant one changes it.
    order.needs_photo, order.needs_signature = plan.requires_photos, plan.requires_signature


def take_over_checklist(orders: Sequence[WorkOrder], plan: MaintenancePlan, *, actor: Actor) -> None:
    """Put the plan's checklist in the place of tasks that are not done yet. What is done stays."""
    rows = Task.objects.filter(organization_id=actor.organization_id, work_order__in=orders, deleted_at__isnull=True)
    done = set(rows.filter(done_at__isnull=False).values_list("work_order_id", "title"))
    now = timezone.now()
    changing_many(
        rows.filter(done_at__isnull=True),
        lambda task: setattr(task, "deleted_at", now),
        event="task.deleted",
        actor=actor,
    )
    tasks = [task for order in orders for task in tasks_of(order, plan) if (order.pk, task.title) not in done]
    creating_many(tasks, event="task.created", actor=actor)


def pause_maintenance_plan(plan: MaintenancePlan, *, actor: Actor, version: int | None = None) -> MaintenancePlan:
    """Let a plan make no work until it is resumed. Work orders that were made stay."""
    with changing(
        plan,
        event="maintenance_plan.paused",
        permission="workorders.pause_maintenanceplan",
        actor=actor,
        version=version,
    ) as row:
        refuse_beyond_scope(row, actor)
        if row.state == PlanState.PAUSED:
            raise RuleBroken("state", "invalid-transition", _("The plan is paused already."), status=409)
        row.state = PlanState.PAUSED
    return plan


@transaction.atomic
def resume_maintenance_plan(plan: MaintenancePlan, *, actor: Actor, version: int | None = None) -> MaintenancePlan:
    """Let a paused plan make work again, from today on: what was due meanwhile is not made up for."""
    with changing(
        plan,
        event="maintenance_plan.resumed",
        permission="workorders.resume_maintenanceplan",
        actor=actor,
        version=version,
    ) as row:
        refuse_beyond_scope(row, actor)
        if row.state == PlanState.ACTIVE:
            raise RuleBroken("state", "invalid-transition", _("The plan is active."), status=409)
        row.state = PlanState.ACTIVE
    replan(plan, places_of(plan, actor=actor), actor=actor)
    return plan


def delete_maintenance_plan(plan: MaintenancePlan, *, actor: Actor, version: int | None = None) -> None:
    """Hide a plan for ninety days. One that made work orders, or covers others, stays: pause or archive it."""
    with deleting(
        plan,
        event="maintenance_plan.deleted",
        permission="workorders.delete_maintenanceplan",
        actor=actor,
        version=version,
    ) as row:
        refuse_beyond_scope(row, actor)
        refuse_if_referred_to(row, actor=actor)


def _forget_place(row: MaintenancePlan, values: Mapping[str, Any]) -> None:
    """A new property leaves the space and equipment of the old one behind."""
    given: Any = values.get("property")
    key: UUID | None = getattr(given, "pk", None) or values.get("property_id")
    if key is not None and key != row.property_id:
        row.space_id = row.space_id if {"space", "space_id"} & values.keys() else None
        row.equipment_id = row.equipment_id if {"equipment", "equipment_id"} & values.keys() else None
        row.meter_id = row.meter_id if {"meter", "meter_id"} & values.keys() else None
