"""What a work order tells the plan that made it: done, done late, not performed, or to be done after all."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.writing import changing
from workorders.models import MaintenancePlan, Occurrence, PlanTarget, WorkOrder
from workorders.plan_choices import OccurrenceState
from workorders.plans.next_dates import replan, withdraw
from workorders.plans.places import places_of
from workorders.plans.schedules import day_at
from workorders.states import OPEN_STATES


@transaction.atomic
def follow_order(order: WorkOrder, *, actor: Actor) -> None:
    """Bring the occurrence of a planned order to where the order stands, and count floating work and meters anew.

    Called by every move of a work order, in its transaction. What the plan does then is Atrium's own doing: who
    completes the work need not have a right on plans.
    """
    if order.plan_id is None:
        return
    system = Actor.system(actor.organization_id, source=actor.source, name=actor.name)
    row = Occurrence.objects.visible_to(system).filter(work_order_id=order.pk).select_related("property").first()
    if row is None:
        return
    before = row.state
    with changing(row, event="occurrence.followed", actor=system) as occurrence:
        stand_as(occurrence, order, day_of(order, row))
    if occurrence.state != before:
        count_anew(occurrence, actor=system)


def day_of(order: WorkOrder, row: Occurrence) -> date | None:
    """The day on which the work was done, on the clock of the property."""
    return day_at(order.completed_at, row.property.time_zone) if order.completed_at else None


def stand_as(row: Occurrence, order: WorkOrder, done_on: date | None) -> None:
    """What the state of the order means for the occurrence."""
    if order.state in OPEN_STATES and order.deleted_at is None and row.state == OccurrenceState.MISSED:
        return
    row.done_on, row.reason = None, ""
    if order.deleted_at is not None:
        row.state, row.reason = OccurrenceState.NOT_PERFORMED, _("The work order was deleted.")
    elif order.state in OPEN_STATES:
        row.state = OccurrenceState.CREATED
    elif done_on is not None:
        row.done_on = done_on
        row.state = done_state(row, done_on)
    else:
        row.state, row.reason = OccurrenceState.NOT_PERFORMED, order.cancel_reason


def done_state(row: Occurrence, done_on: date) -> OccurrenceState:
    """Inside its window with the grace, before it or behind it."""
    if row.grace_ends_on is not None and done_on > row.grace_ends_on:
        return OccurrenceState.DONE_LATE
    is_early = row.opens_on is not None and done_on < row.opens_on
    return OccurrenceState.DONE_EARLY if is_early else OccurrenceState.DONE


def count_anew(row: Occurrence, *, actor: Actor) -> None:
    """Floating work and its meter count from when it was done; where it was not, from when it was due."""
    ours = {"organization_id": actor.organization_id}
    plan = MaintenancePlan.objects.filter(**ours).get(pk=row.plan_id)
    if not plan.is_floating or plan.deleted_at is not None:
        return
    if row.state == OccurrenceState.CREATED:
        waiting = Occurrence.objects.filter(**ours, target_id=row.target_id, state=OccurrenceState.PLANNED)
        withdraw(waiting.select_for_update(of=("self",), no_key=True), actor=actor)
        return
    day = row.done_on or row.due_on
    if Occurrence.objects.filter(**ours, target_id=row.target_id, done_on__gt=day).exists():
        return
    target = PlanTarget.objects.filter(**ours).select_related("meter").get(pk=row.target_id)
    with changing(target, event="maintenance_plan.counted", actor=actor) as place:
        place.anchor_on = day
        if plan.by_meter and place.meter is not None:
            place.meter_base = place.meter.last_total
    replan(plan, places_of(plan, actor=actor, only=[target.pk]), actor=actor)
