"""Work as a calendar file (RFC 5545): every time in the zone of its property, with the zone's own rules."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from icalendar import Calendar, Event

from core.actor import Actor
from workorders.choices import FeedScope
from workorders.models import CalendarFeed, WorkOrder
from workorders.states import OPEN_STATES
from workorders.teams import own_of

PAST, AHEAD, MOST = timedelta(days=30), timedelta(days=180), 1_000
# A plan without an end, and a time by which work is due.
LENGTH, MOMENT = timedelta(hours=1), timedelta(minutes=15)


def work_of(feed: CalendarFeed, actor: Actor) -> QuerySet[WorkOrder]:
    """The work of a feed: planned or due from a month ago to half a year ahead, the soonest first."""
    now = timezone.now()
    span = (now - PAST, now + AHEAD)
    rows = WorkOrder.objects.visible_to(actor).filter(_whose(feed, actor), archived_at__isnull=True)
    planned = Q(planned_start__range=span)
    due = Q(due_at__range=span, planned_start__isnull=True, state__in=OPEN_STATES)
    return (
        rows.filter(planned | due).select_related("property", "space").order_by("planned_start", "due_at", "id")[:MOST]
    )


def _whose(feed: CalendarFeed, actor: Actor) -> Q:
    if feed.whose == FeedScope.ALL:
        return Q()
    mine = Q(assignee_id=actor.person_id)
    if feed.whose == FeedScope.MINE:
        return mine
    own = own_of(actor)
    return mine | Q(assignee_id__in=own.colleagues) | Q(team_id__in=own.records["workorders.team"])


def build_calendar(feed: CalendarFeed, orders: Iterable[WorkOrder], *, site: str) -> bytes:
    """The file. An event keeps its identity from reading to reading, so that calendars change and do not double it."""
    file = Calendar()
    file.add("prodid", "-//Atrium//Work orders//EN")
    file.add("version", "2.0")
    file.add("x-wr-calname", feed.name)
    file.add("refresh-interval;value=duration", "PT1H")
    for order in orders:
        file.add_component(event_of(order, site=site))
    file.add_missing_timezones()
    return bytes(file.to_ical())


def event_of(order: WorkOrder, *, site: str) -> Event:
    """One work order, on the clock of its property."""
    zone = ZoneInfo(order.property.time_zone)
    start, end = times_of(order)
    event = Event()
    event.add("uid", f"{order.pk}@atrium")
    event.add("dtstamp", order.updated_at)
    event.add("last-modified", order.updated_at)
    event.add("sequence", order.version)
    event.add("dtstart", start.astimezone(zone))
    event.add("dtend", end.astimezone(zone))
    event.add("summary", f"WO-{order.number} {order.title}")
    event.add(
        "location",
        ", ".join(filter(None, (order.property.name, order.space.name if order.space else "", order.property.city))),
    )
    event.add("description", f"{order.get_priority_display()}, {order.get_state_display()}")
    event.add("url", f"{site}work-orders/{order.number}/")
    return event


def times_of(order: WorkOrder) -> tuple[datetime, datetime]:
    """From when until when: as planned, or the moment it is due."""
    if order.planned_start is not None:
        return order.planned_start, order.planned_end or order.planned_start + LENGTH
    assert order.due_at is not None
    return order.due_at - MOMENT, order.due_at
