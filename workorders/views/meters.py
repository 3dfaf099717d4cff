"""The page of a meter: what it showed, how fast it counts, and what it will make due."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from core.charts import Chart, Series, line_chart
from core.pages.addresses import record_address
from core.pages.answers import page
from core.pages.forms import RecordForm, build_form
from core.pages.record_page import answer_record, get_record
from core.pages.requests import PageRequest
from workorders.models import Meter, MeterReading, Occurrence
from workorders.plan_choices import OccurrenceState
from workorders.plans.projection import is_stale, projected_day
from workorders.plans.schedules import day_at
from workorders.surfaces import maintenance_plans, meters
from workorders.surfaces.meters import readings_of

IN_CHART, IN_TABLE = 60, 12


@page
def meter_page(request: PageRequest, number: int) -> HttpResponse:
    """One meter with its chart, its latest readings, a form for the next, and the plans that wait for it."""
    request.actor.require(meters.permission("view"))
    record = get_record(request, meters, number)
    readings = list(readings_of([record.pk], request.actor).select_related("created_by")[:IN_CHART])
    more = {
        "readings": readings[:IN_TABLE],
        "chart": chart_of(record, readings),
        "reading_form": reading_form(request, record),
        "waiting": waiting_for(request, record),
        "is_stale": is_stale(record, timezone.now()),
    }
    return answer_record(request, meters, record, "", **more)


def chart_of(meter: Meter, readings: list[MeterReading]) -> Chart | None:
    """The total over the latest readings; nothing to draw before there are two."""
    if len(readings) < 2:
        return None
    rows = readings[::-1]
    labels = [format_date(day_at(row.read_at, meter.property.time_zone), "j M") for row in rows]
    title = _("Total of %s") % meter.name
    return line_chart(title, labels, [Series(_("Total"), [float(row.total) for row in rows])], unit=meter.unit)


def reading_form(request: PageRequest, meter: Meter) -> RecordForm | None:
    """The form of the next reading, for who may read it."""
    action = meters.action("read")
    if action is None or not action.offered(meter) or not request.actor.may(meters.permission("read")):
        return None
    return build_form(request, meters, action.inputs, record=meter)


def waiting_for(request: PageRequest, meter: Meter) -> list[dict[str, Any]]:
    """The plans that this meter makes due, each with its total and the estimated day."""
    rows = Occurrence.objects.visible_to(request.actor).filter(
        target__meter_id=meter.pk, state=OccurrenceState.PLANNED, meter_target__isnull=False
    )
    return [
        {
            "plan": row.plan,
            "url": record_address(request, maintenance_plans, row.plan.number),
            "total": row.meter_target,
            "estimate": projected_day(meter, row.meter_target) if row.meter_target is not None else None,
            "due_on": row.due_on,
        }
        for row in rows.select_related("plan").order_by("meter_target", "id")[:IN_TABLE]
    ]
