"""When a building is open: weekly hours, closed days, a time zone. From these, opening spans as exact instants."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from workorders.clocks.ruler import Ruler
from workorders.clocks.zones import DAY, EPOCH, SECOND, stretches

MINUTE = 60 * SECOND
DAY_MINUTES = 1440
# Opening hours of one day: pairs of minutes since local midnight.
Spans = tuple[tuple[int, int], ...]
Week = tuple[Spans, ...]


class Unit(StrEnum):
    """What a target counts: minutes of opening time, or working days."""

    MINUTES = "minutes"
    DAYS = "days"


def week_of(days: Sequence[int], *spans: tuple[int, int]) -> Week:
    """A week in which the given weekdays (0 is Monday) have the same hours."""
    return tuple(tuple(spans) if day in days else () for day in range(7))


ROUND_THE_CLOCK = week_of(range(7), (0, DAY_MINUTES))


@dataclass(frozen=True, eq=False)
class Calendar:
    """Opening hours of a week in a time zone, less the closed days. A calendar that never opens is refused.

    A moment is open when the clock on the building's wall shows an opening hour. So an hour that a change of the clocks
    leaves out is not counted, and one that comes twice is counted twice.
    """

    zone: str
    week: Week = ROUND_THE_CLOCK
    closed: Mapping[date, str] = field(default_factory=dict)
    _rulers: dict[Unit, Ruler] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        ZoneInfo(self.zone)
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        for spans in self.week:
            edges = [edge for span in spans for edge in span]
            if edges != sorted(set(edges)) or any(not 0 <= edge <= DAY_MINUTES for edge in edges):
                raise ValueError("opening hours follow each other within the day")
        if not any(self.week):
            raise ValueError("a calendar has an opening hour")

    @classmethod
    def always(cls, zone: str) -> "Calendar":
        """Open day and night, every day."""
        return cls(zone)

    def hours_on(self, day: date) -> Spans:
        """The opening hours of one date, in minutes of the wall clock."""
        return () if day in self.closed else self.week[day.weekday()]

    def spans(self, first: int, last: int) -> list[tuple[int, int, date]]:
        """Every opening span of the years `first` to `last` as instants, in order, with its local date."""
        days = (date(first, 1, 1) + timedelta(days=n) for n in range((date(last, 12, 31) - date(first, 1, 1)).days + 1))
        return sorted(span for day in days for span in self._spans_on(day, first, last))

    def _spans_on(self, day: date, first: int, last: int) -> Iterator[tuple[int, int, date]]:
        if not (hours := self.hours_on(day)):
            return
        midnight = (day - EPOCH.date()).days * DAY
        parts = stretches(self.zone, first, last)
        # No wall clock is further than a day from UTC: only these stretches can touch the date.
        low = max(bisect_right(parts, (midnight - DAY, 0, 0)) - 1, 0)
        for start, end, offset in parts[low:]:
            if start > midnight + 2 * DAY:
                return
            for opens, closes in hours:
                since = max(midnight + opens * MINUTE - offset, start)
                until = min(midnight + closes * MINUTE - offset, end)
                if since < until:
                    yield since, until, day

    def ruler(self, unit: Unit, first: int, last: int) -> Ruler:
        """A measure of this calendar over these years. It is kept, and made anew only when it is too short."""
        known = self._rulers.get(unit)
        if known is not None and known.covers(first, last):
            return known
        if known is not None:
            first, last = min(first, known.first + 1), max(last, known.last - 1)
        self._rulers[unit] = made = Ruler(self, unit, first - 1, last + 1)
        return made
