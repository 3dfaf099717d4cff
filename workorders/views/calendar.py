"""The calendar of work by month, week and day; dragging an event plans the work for another day."""

import calendar as gregorian
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.errors import RuleBroken
from core.looks import look_of
from core.pages.addresses import PLACE, address, record_address
from core.pages.answers import page
from core.pages.listing import Listing, matching_rows, read_listing
from core.pages.places import place_of, visible_rows
from core.pages.record_page import get_record
from core.pages.requests import PageRequest
from workorders.actions.planning import reschedule_work_order, start_on
from workorders.calendar import LAYERS, MAINTENANCE, Event, Layer, Source, count_days, earliest, read_events
from workorders.models import WorkOrder
from workorders.plans.further import Further, read_further
from workorders.states import OPEN_STATES
from workorders.surfaces import occurrences, work_orders

MONTH, WEEK, DAY = "month", "week", "day"
SCALES = {MONTH: gettext_lazy("Month"), WEEK: gettext_lazy("Week"), DAY: gettext_lazy("Day")}
# How many events of a day are read at most.
MOST = {MONTH: 4, WEEK: 20, DAY: 200}
OWN = frozenset({"scale", "day", "layer"})


@page
def calendar_page(request: PageRequest) -> HttpResponse:
    """A month, a week or a day. The address says which, and which work, as it does for the list."""
    request.actor.require(work_orders.permission("view"))
    scale = request.GET.get("scale", MONTH) if request.GET.get("scale") in SCALES else MONTH
    day = read_day(request.GET.get("day", "")) or timezone.localdate()
    parameters = {name: values for name, values in request.GET.lists() if name not in OWN}
    listing = read_listing(request, work_orders, parameters)
    first, last = span_of(scale, day)
    offered = offered_layers(request, listing)
    layers = chosen_layers(request, offered)
    shown = [] if listing.error else sources_of(request, listing, layers)
    further, is_whole = further_of(request, shown, first, last)
    context = {
        "days": [] if listing.error else grid(request, shown, further, (first, last), scale, day),
        "is_whole": is_whole,
        "weekdays": [] if scale == DAY else [format_date(first + timedelta(days=n), "D") for n in range(7)],
        "heading": heading(scale, day, first, last),
        "error": listing.error,
        "scales": [scale_link(request, one, label, scale, day) for one, label in SCALES.items()],
        "layers": [layer_link(request, one, layers, offered) for one in offered],
        "before_url": here(request, day=step(scale, day, -1).isoformat()),
        "after_url": here(request, day=step(scale, day, 1).isoformat()),
        "today_url": here(request, day=timezone.localdate().isoformat()),
        "list_url": address(request, work_orders.slug),
        "feeds_url": address(request, work_orders.slug, "calendar", "feeds"),
        "here": request.get_full_path(),
        "may_move": request.actor.may(work_orders.permission("reschedule")),
        "move_url": address(request, work_orders.slug, "calendar", "move"),
        "scale": scale,
        "place": place_of(request),
    }
    return render(request, "workorders/work_calendar.html", context, status=400 if listing.error else 200)


def read_day(text: str) -> date | None:
    """A day as an address writes it; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 < day.year < 9999 else None


def span_of(scale: str, day: date) -> tuple[date, date]:
    """The first and last day that are shown: whole weeks, which begin on Monday."""
    if scale == DAY:
        return day, day
    monday = day - timedelta(days=day.weekday())
    if scale == WEEK:
        return monday, monday + timedelta(days=6)
    weeks = gregorian.Calendar().monthdatescalendar(day.year, day.month)
    return weeks[0][0], weeks[-1][-1]


def step(scale: str, day: date, by: int) -> date:
    """The same day one month, week or day before or after."""
    if scale == MONTH:
        other = (day.replace(day=1) + timedelta(days=31)) if by > 0 else day.replace(day=1) - timedelta(days=1)
        return other.replace(day=1)
    return day + timedelta(days=by * (7 if scale == WEEK else 1))


def heading(scale: str, day: date, first: date, last: date) -> str:
    """March 2026; 2 Mar to 8 Mar 2026; Tuesday 3 March 2026."""
    if scale == MONTH:
        return format_date(day, "F Y")
    if scale == DAY:
        return format_date(day, "l j F Y")
    return _("%(first)s to %(last)s") % {"first": format_date(first, "j M"), "last": format_date(last, "j M Y")}


def offered_layers(request: PageRequest, listing: Listing) -> list[Layer]:
    """The layers that the person may see. What asks for certain work orders shows nothing that is none."""
    is_asked = bool(listing.parameters.keys() - {PLACE})
    may_see = request.actor.may(occurrences.permission("view"))
    return [one for one in LAYERS if one.model is WorkOrder or (may_see and not is_asked)]


def chosen_layers(request: PageRequest, offered: list[Layer]) -> list[Layer]:
    """The layers that are switched on; all of them where the address names none."""
    named = request.GET.getlist("layer")
    return [layer for layer in offered if not named or layer.name in named]


def sources_of(request: PageRequest, listing: Listing, layers: Iterable[Layer]) -> list[Source]:
    """Each layer with its rows: the work orders that are asked for, and of anything else what the place has."""
    if listing.error:
        return []
    orders = matching_rows(request, listing)
    return [
        (layer, orders if layer.model is WorkOrder else visible_rows(request, layer.model).filter(archived_at=None))
        for layer in layers
    ]


def further_of(
    request: PageRequest, sources: list[Source], first: date, last: date
) -> tuple[dict[date, list[Event]], bool]:
    """What plans will make behind their next occurrences, if that is shown, and whether it is all of it."""
    planned = next((rows for layer, rows in sources if layer is MAINTENANCE), None)
    if planned is None:
        return {}, True
    found, is_whole = read_further(planned, first, last, actor=request.actor)
    return {day: [Event(one, MAINTENANCE, day, one.at) for one in rows] for day, rows in found.items()}, is_whole


def grid(
    request: PageRequest,
    sources: list[Source],
    further: dict[date, list[Event]],
    span: tuple[date, date],
    scale: str,
    shown: date,
) -> list[dict[str, Any]]:
    """The days with their events, and how many more each has."""
    events = read_events(sources, *span, MOST[scale])
    counts = count_days(sources, *span)
    length = (span[1] - span[0]).days + 1
    days = [span[0] + timedelta(days=n) for n in range(length)]
    return [
        cell(
            request,
            day,
            earliest([*events.get(day, []), *further.get(day, [])], MOST[scale]),
            counts.get(day, 0) + len(further.get(day, [])),
            out=scale == MONTH and day.month != shown.month,
        )
        for day in days
    ]


def cell(request: PageRequest, day: date, events: list[Event], count: int, *, out: bool) -> dict[str, Any]:
    """One day as the component wants it."""
    return {
        "date": day,
        "label": format_date(day, "j M") if day.day == 1 or out else str(day.day),
        "spoken": format_date(day, "l j F Y"),
        "out": out,
        "today": day == timezone.localdate(),
        "events": [event_of(request, one) for one in events],
        "more": max(0, count - len(events)),
        "more_url": here(request, scale=DAY, day=day.isoformat()),
    }


def event_of(request: PageRequest, event: Event) -> dict[str, Any]:
    """One event: when at its property, what, and the way to it."""
    common = {"icon": event.layer.icon, "layer": event.layer.label, "place": event.record.property.name}
    if event.layer.model is WorkOrder:
        return {**common, **order_event(request, event)}
    is_further = isinstance(event.record, Further)
    return {**common, **(further_event(request, event) if is_further else coming_event(request, event))}


def order_event(request: PageRequest, event: Event) -> dict[str, Any]:
    """A work order; what may be dragged says its number."""
    order = event.record
    is_late = event.layer.name == "due" and order.is_overdue()
    movable = order.state in OPEN_STATES and request.actor.may(work_orders.permission("reschedule"))
    return {
        "label": f"{event.clock} {work_orders.prefix}-{order.number} {order.title}",
        "url": record_address(request, work_orders, order.number),
        "move_url": record_address(request, work_orders, order.number, "reschedule") if movable else "",
        "number": order.number if movable else "",
        "tone": look_of("overdue" if is_late else order.state).tone,
    }


def coming_event(request: PageRequest, event: Event) -> dict[str, Any]:
    """Work that a plan will make. Its day follows from the plan, so that it is not dragged."""
    return {
        "label": f"{event.clock} {event.record.name}",
        "url": record_address(request, occurrences, event.record.number),
        "move_url": "",
        "number": "",
        "tone": look_of(event.record.state).tone,
    }


def further_event(request: PageRequest, event: Event) -> dict[str, Any]:
    """What will be planned once what comes before it at the place is made, which is what can be opened."""
    planned = event.record.planned
    return {
        "layer": _("Expected by the plan"),
        "label": f"{event.clock} {planned.name}",
        "url": record_address(request, occurrences, planned.number),
        "move_url": "",
        "number": "",
        "tone": "",
    }


def here(request: PageRequest, **changes: str) -> str:
    """This page with something else in its address."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"{request.path}?{query.urlencode(safe=':,/')}"


def scale_link(request: PageRequest, scale: str, label: Any, shown: str, day: date) -> dict[str, Any]:
    return {"label": label, "url": here(request, scale=scale, day=day.isoformat()), "current": scale == shown}


def layer_link(request: PageRequest, layer: Layer, shown: list[Layer], offered: list[Layer]) -> dict[str, Any]:
    """The chip that switches a layer on or off; the last one stays on."""
    names = [one.name for one in offered if (one in shown) != (one is layer)]
    query = request.GET.copy()
    query.setlist("layer", names or [layer.name])
    return {
        "label": layer.label,
        "icon": layer.icon,
        "on": layer in shown,
        "url": f"{request.path}?{query.urlencode(safe=':,/')}",
    }


@require_POST
@page
def move_event(request: PageRequest) -> HttpResponse:
    """Plan the work of an event for the day it was dropped on. What is refused stays where it was, and says why."""
    request.actor.require(work_orders.permission("view"))
    number, day = request.POST.get("number", ""), read_day(request.POST.get("day", ""))
    if not number.isascii() or not number.isdigit() or len(number) > 18 or day is None:
        messages.error(request, _("Choose a work order and a day."))
        return redirect(back(request))
    order: WorkOrder = get_record(request, work_orders, int(number))
    try:
        reschedule_work_order(order, actor=request.actor, planned_start=start_on(order, day))
    except RuleBroken as refused:
        messages.error(request, f"{work_orders.prefix}-{number}: {refused.problems[0].message}")
    else:
        words = {"order": f"{work_orders.prefix}-{number}", "day": format_date(day, "l j F")}
        messages.success(request, _("%(order)s is planned for %(day)s") % words)
    return redirect(back(request))


def back(request: PageRequest) -> str:
    """The calendar as it was looked at; no address elsewhere."""
    url = address(request, work_orders.slug, "calendar").partition("?")[0]
    given = request.POST.get("next", "")
    return given if given.startswith((f"{url}?", url)) and "//" not in given.partition("?")[0] else url
