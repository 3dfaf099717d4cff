"""What becomes of open work in the demonstration: planned, waiting, with a checklist; invented, none is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Person
from core.actor import Actor
from core.picklists import PicklistItem
from facilities.actions.equipment import update_equipment
from facilities.models import Equipment, Property
from workorders.actions.escalations import create_escalation_rule
from workorders.actions.holds import hold_work_order
from workorders.actions.planning import reschedule_work_order, start_on
from workorders.actions.prices import create_price_line
from workorders.actions.skills import create_skill
from workorders.actions.tasks import add_task
from workorders.actions.times import create_time_entry
from workorders.choices import State
from workorders.models import HoldReason, Team, WorkOrder
from workorders.states import ACTIVE_STATES

PLANNED, WITH_TASKS, WAITING, CHARGED, WORKED, COVERED = 40, 15, 9, 4, 60, 24
CHECKLIST = ("Place is safe", "Cause found", "Area left clean")
WAITS = ("Belt is on order", "Tenant lets us in on Monday", "Second quote is due")


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works, in which team, and the trades there are."""

    people: Sequence[Person]
    team: Team
    trades: Sequence[PicklistItem]


def load_open_work(actor: Actor, crew: Crew, place: Property, today: date) -> int:
    """Give open work its next steps; how many orders have one."""
    load_skills(actor, crew, today)
    load_warranties(actor, place, today)
    create_escalation_rule(actor=actor, name="Late work to who leads the team", team=crew.team)
    load_hours(actor)
    rows = WorkOrder.objects.visible_to(actor).filter(state__in=ACTIVE_STATES).select_related("property")
    orders = list(rows.order_by("-number")[:PLANNED])
    for position, order in enumerate(orders):
        step_of(actor, order, position, today)
    begun = list(rows.filter(state=State.IN_PROGRESS).order_by("number")[:WAITING])
    reasons = list(HoldReason.objects.visible_to(actor).order_by("position"))
    for position, order in enumerate(begun):
        reason, note = reasons[position % len(reasons)], WAITS[position % len(WAITS)]
        hold_work_order(order, actor=actor, hold_reason=reason, note=note, until=today + timedelta(days=3 + position))
    return len(orders) + len(begun)


def step_of(actor: Actor, order: WorkOrder, position: int, today: date) -> None:
    """A day in the coming weeks, and for some a checklist or what a tenant is charged."""
    day = today + timedelta(days=1 + position // 3)
    reschedule_work_order(order, actor=actor, planned_start=start_on(order, day))
    if position < WITH_TASKS:
        for place, title in enumerate(CHECKLIST):
            add_task(order, actor=actor, title=title, position=place, is_required=not place)
    if position < CHARGED:
        create_price_line(
            actor=actor, work_order=order, description="Work beyond the lease", quantity=Decimal(2),
            unit_price=Decimal(85), currency="USD",
        )  # fmt: skip


def load_skills(actor: Actor, crew: Crew, today: date) -> None:
    """What each of the crew has learned, and until when it is valid."""
    for position, person in enumerate(crew.people):
        for trade in crew.trades[position : position + 2]:
            create_skill(actor=actor, person=person, trade=trade, expires_on=today + timedelta(days=60 * position + 20))


def load_warranties(actor: Actor, place: Property, today: date) -> None:
    """Some equipment is under warranty, some no longer."""
    rows = Equipment.objects.visible_to(actor).filter(property=place, warranty_until=None, installed_on=None)
    for position, equipment in enumerate(rows.order_by("number")[:COVERED]):
        update_equipment(equipment, actor=actor, warranty_until=today + timedelta(days=40 * position - 200))


def load_hours(actor: Actor) -> None:
    """The hour before work was done, of whoever did it; nobody is at two places at once."""
    done = WorkOrder.objects.visible_to(actor).filter(state=State.COMPLETED, assignee__isnull=False)
    free: dict[Any, datetime] = {}
    for order in done.filter(completed_at__isnull=False).order_by("-completed_at", "id")[:WORKED]:
        assert order.completed_at is not None
        if order.assignee_id in free and order.completed_at > free[order.assignee_id]:
            continue
        began = max(order.reported_at, order.completed_at - timedelta(hours=1))
        if began < order.completed_at:
            create_time_entry(
                actor=actor,
                work_order=order,
                person_id=order.assignee_id,
                started_at=began,
                ended_at=order.completed_at,
            )
            free[order.assignee_id] = began
