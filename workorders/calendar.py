"""What stands in the calendar of work: layers of events, each on the day it is at its own property."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, F, Func, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from workorders.models import Occurrence, WorkOrder
from workorders.plan_choices import OccurrenceState
from workorders.states import OPEN_STATES

# No place on earth is further from UTC.
FURTHEST = timedelta(hours=14)


class LocalDay(Func):
    """The day that a moment is on the clock of a place."""

    template = "((%(expressions)s)::date)"
    arg_joiner = " at time zone "
    output_field = DateField()


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of event: records at a property by one of their times."""

    name: str
    label: Any
    model: type[Any]
    column: str
    icon: str
    rows: Callable[[QuerySet[Any]], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Event:
    """A record on a day, by the clock of its property."""

    record: Any
    layer: Layer
    day: date
    at: datetime

    @property
    def clock(self) -> str:
        """The time on that clock."""
        return f"{self.at:%H:%M}"


# What a plan will make; once it is made it is a work order.
MAINTENANCE = Layer(
    "maintenance",
    _("Maintenance to come"),
    Occurrence,
    "due_at",
    "refresh",
    lambda rows: rows.filter(state=OccurrenceState.PLANNED),
)

# A layer with the rows it is taken from.
Source = tuple[Layer, QuerySet[Any]]

LAYERS = (
    Layer("planned", _("Planned"), WorkOrder, "planned_start", "work", lambda rows: rows),
    Layer("due", _("Due"), WorkOrder, "due_at", "clock", lambda rows: rows.filter(state__in=OPEN_STATES)),
    MAINTENANCE,
)


def within(rows: QuerySet[Any], layer: Layer, first: date, last: date) -> QuerySet[Any]:
    """The rows of a layer whose day at the property lies from `first` to `last`."""
    start = datetime.combine(first, time(), tzinfo=UTC) - FURTHEST
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=UTC) + FURTHEST
    column = layer.column
    rows = layer.rows(rows).filter(**{f"{column}__gte": start, f"{column}__lt": end})
    local = LocalDay(F(column), F("property__time_zone"))
    between = Q(local_day__gte=first, local_day__lte=last)
    return rows.order_by().annotate(local_day=local).filter(between)


def count_days(sources: Iterable[Source], first: date, last: date) -> dict[date, int]:
    """How many events each day has, over all layers."""
    found: dict[date, int] = {}
    for layer, rows in sources:
        counted = within(rows, layer, first, last).values("local_day").annotate(events=Count("pk"))
        for day, events in counted.values_list("local_day", "events"):
            found[day] = found.get(day, 0) + events
    return found


def read_events(sources: Iterable[Source], first: date, last: date, most: int) -> dict[date, list[Event]]:
    """At most `most` events of each layer and day, the earliest first: no more is read than is shown."""
    found: dict[date, list[Event]] = {}
    for layer, rows in sources:
        for event in _read_layer(rows, layer, first, last, most):
            found.setdefault(event.day, []).append(event)
    return {day: earliest(events, most) for day, events in found.items()}


def earliest(events: Iterable[Event], most: int) -> list[Event]:
    """The first of a day, as its property's clock has them."""
    return sorted(events, key=lambda one: (one.at, one.record.number))[:most]


def _read_layer(rows: QuerySet[Any], layer: Layer, first: date, last: date, most: int) -> Iterator[Event]:
    place = Window(RowNumber(), partition_by=[F("local_day")], order_by=[F(layer.column), F("number")])
    shown = within(rows, layer, first, last).annotate(place=place).filter(place__lte=most)
    for record in shown.select_related("property"):
        zone = ZoneInfo(record.property.time_zone)
        yield Event(record, layer, record.local_day, getattr(record, layer.column).astimezone(zone))
