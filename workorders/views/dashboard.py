"""Home: what needs doing, in numbers that open lists, and what happened last."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F
from django.db.models.functions import TruncDate
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.changes import Change
from core.charts import Chart, Series, bar_chart
from core.looks import look_of
from core.pages.addresses import address, list_address, record_address
from core.pages.answers import page
from core.pages.history import changes_of, event_words
from core.pages.places import place_of, visible_rows
from core.pages.requests import PageRequest
from core.pages.tiles import Tile, build_tiles
from core.surfaces import Surface, surface_named
from workorders.choices import SlaState
from workorders.models import WorkOrder
from workorders.states import OPEN_STATES
from workorders.surfaces import work_orders

OPEN = {"state__in": ",".join(OPEN_STATES)}
# While its clock stands still an order is not late, whatever the time was that it was due.
LATE = {**OPEN, "due_at__lt": "now", "sla_state__ne": "paused"}
TILES = (
    Tile(label=gettext_lazy("Open"), module="work_order", parameters=OPEN),
    Tile(
        label=gettext_lazy("Overdue"),
        module="work_order",
        parameters=LATE,
        tone="danger",
        icon="alert",
    ),
    Tile(
        label=gettext_lazy("At risk"),
        module="work_order",
        parameters={**OPEN, "sla_state": "at_risk"},
        tone="warning",
        icon="clock",
    ),
    Tile(label=gettext_lazy("On hold"), module="work_order", parameters={"state": "on_hold"}, icon="pause"),
    Tile(label=gettext_lazy("Due this week"), module="work_order", parameters={**OPEN, "due_at": "this_week"}),
    Tile(label=gettext_lazy("Unassigned"), module="work_order", parameters={**OPEN, "assignee__isnull": "true"}),
    Tile(label=gettext_lazy("Mine"), module="work_order", parameters={**OPEN, "assignee": "me"}),
    Tile(label=gettext_lazy("Done this week"), module="work_order", parameters={"completed_at": "this_week"}),
)
DAYS, SHOWN, CHANGES = 14, 6, 8


@page
def dashboard(request: PageRequest) -> HttpResponse:
    """The first page after signing in. Every number and list keeps to the place that is looked at."""
    place = place_of(request)
    context = {
        "greeting": greeting(request.actor.name, timezone.localtime()),
        "place": place.record if place else request.organization,
        "tiles": build_tiles(request, TILES),
        "activity": activity(request),
    }
    if request.actor.may(work_orders.permission("view")):
        context |= work_context(request)
    return render(request, "workorders/dashboard.html", context)


def greeting(name: str, now: datetime) -> str:
    """By the reader's own clock."""
    words = (
        _("Good morning, %s") if now.hour < 12 else _("Good afternoon, %s") if now.hour < 18 else _("Good evening, %s")
    )
    return words % name.split(" ")[0]


def work_context(request: PageRequest) -> dict[str, Any]:
    """What is late, what is new, and how work came and went by day."""
    rows = visible_rows(request, WorkOrder).filter(archived_at__isnull=True).select_related("property", "assignee")
    late = rows.filter(state__in=OPEN_STATES, due_at__lt=timezone.now()).exclude(sla_state=SlaState.PAUSED)
    late = late.order_by("due_at", "id")[:SHOWN]
    newest = rows.filter(state__in=OPEN_STATES).order_by("-reported_at", "-id")[:SHOWN]
    return {
        "late": lines(request, late),
        "late_url": list_address(request, work_orders, **LATE, sort="due_at"),
        "newest": lines(request, newest),
        "newest_url": list_address(request, work_orders, **OPEN, sort="-reported_at"),
        "chart": work_by_day(request),
        "new_url": address(request, work_orders.slug, "new")
        if request.actor.may(work_orders.permission("add"))
        else "",
    }


def lines(request: PageRequest, rows: Any) -> list[dict[str, Any]]:
    """Work orders with the way to each."""
    return [{"record": row, "url": record_address(request, work_orders, row.number)} for row in rows]


def work_by_day(request: PageRequest) -> Chart:
    """Reported and completed on each of the last days, by the reader's calendar."""
    today = timezone.localdate()
    days = [today - timedelta(days=n) for n in range(DAYS - 1, -1, -1)]
    rows = visible_rows(request, WorkOrder).order_by()
    reported = per_day(rows, "reported_at", days)
    completed = per_day(rows, "completed_at", days)
    late = per_day(rows.filter(completed_at__gt=F("due_at")), "completed_at", days)
    on_time = [done - missed for done, missed in zip(completed, late, strict=True)]
    labels = [_("Today") if day == today else format_date(day, "D j") for day in days]
    series = [
        Series(_("Reported"), reported, "d2"),
        Series(_("Completed"), on_time),
        Series(_("Completed late"), late, "bad"),
    ]
    return bar_chart(_("Work by day"), labels, series)


def per_day(rows: Any, column: str, days: list[date]) -> list[int]:
    """How many rows fall on each day; only the window's rows are read, by the column's index, and counted there."""
    zone = timezone.get_current_timezone()
    start = datetime(days[0].year, days[0].month, days[0].day, tzinfo=zone)
    found = rows.filter(**{f"{column}__gte": start}).annotate(day=TruncDate(column)).values_list("day")
    counts: dict[date, int] = dict(found.annotate(Count("pk")))
    return [counts.get(day, 0) for day in days]


def activity(request: PageRequest) -> list[dict[str, Any]]:
    """The last changes of what the person may see, newest first."""
    seen = [one for one in map(surface_named, ("work_order", "property")) if request.actor.may(one.permission("view"))]
    found = newest_records(request, seen)
    changes = changes_of(request.actor).filter(record_id__in=found).select_related("actor").order_by("-pk")[:CHANGES]
    return [activity_entry(request, change, *found[change.record_id]) for change in changes]


def newest_records(request: PageRequest, seen: list[Surface]) -> dict[UUID, tuple[Surface, Any]]:
    """The records that changed last, by the index of their stamps: the last changes are changes of these."""
    return {
        row.pk: (surface, row)
        for surface in seen
        for row in visible_rows(request, surface.model).order_by("-updated_at", "-id")[:CHANGES]
    }


def activity_entry(request: PageRequest, change: Change, surface: Surface, record: Any) -> dict[str, Any]:
    """One change in a line: who did what to which record."""
    verb = change.event.partition(".")[2]
    look = look_of(verb)
    return {
        "who": change.actor.name if change.actor else _("Atrium"),
        "words": event_words(verb, short=True),
        "name": surface.label_of(record),
        "url": record_address(request, surface, record.number),
        "at": change.at,
        "icon": look.icon,
        "tone": look.tone,
    }
