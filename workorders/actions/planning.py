"""When work is to be done: planning it, and moving it to another day."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import changing
from workorders.models import WorkOrder
from workorders.states import OPEN_STATES

# Where a day is all that is known of a plan.
BEGINNING = time(8)


def reschedule_work_order(
    work_order: WorkOrder,
    *,
    actor: Actor,
    planned_start: datetime | None,
    planned_end: datetime | None = None,
    version: int | None = None,
) -> WorkOrder:
    """Plan open work for another time, or for none. Without an end it keeps its length. Its state stays as it is."""
    with changing(
        work_order,
        event="work_order.rescheduled",
        permission="workorders.reschedule_workorder",
        actor=actor,
        version=version,
    ) as row:
        if row.state not in OPEN_STATES:
            raise RuleBroken("state", "invalid-transition", _("This work order is no longer to be done."), status=409)
        if planned_start and planned_end is None and row.planned_start and row.planned_end:
            planned_end = planned_start + (row.planned_end - row.planned_start)
        row.planned_start, row.planned_end = planned_start, planned_end
    return work_order


def start_on(work_order: WorkOrder, day: date) -> datetime:
    """The planned start on another day: at the same hour on the clock of the property, at first in the morning."""
    zone = ZoneInfo(work_order.property.time_zone)
    moment = work_order.planned_start.astimezone(zone).time() if work_order.planned_start else BEGINNING
    return datetime.combine(day, moment, tzinfo=zone)
