"""Every minute between two moments in words: counted, closed, or on hold. What counts adds up to `elapsed`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from workorders.clocks.calendars import Calendar, Unit
from workorders.clocks.reading import relevant
from workorders.clocks.ruler import Pause
from workorders.clocks.zones import instant, moment


class Kind(StrEnum):
    """What became of a stretch of time."""

    COUNTED = "counted"
    CLOSED = "closed"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time of one kind. `reasons` are the names of closed days or of the pause; none means: the night.

    `rest` says that a day lies in it on which the calendar never opens, such as a Sunday.
    """

    kind: Kind
    start: datetime
    end: datetime
    reasons: tuple[str, ...] = ()
    rest: bool = False

    @property
    def length(self) -> timedelta:
        """How long it lasted."""
        return self.end - self.start


def walk(calendar: Calendar, start: datetime, until: datetime, pauses: Iterable[Pause] = ()) -> list[Piece]:
    """The stretches from `start` to `until`, in order and without a gap."""
    if until <= start:
        return []
    stops = sorted(relevant(pauses, start), key=lambda pause: pause.start)
    pieces, reached = [], start
    for since, to in _open(calendar, start, until):
        if reached < since:
            pieces.append(_closed(calendar, reached, since))
        pieces += _counted(since, to, stops)
        reached = to
    if reached < until:
        pieces.append(_closed(calendar, reached, until))
    return pieces


def _open(calendar: Calendar, start: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The opening spans between two moments; spans that touch are one."""
    ruler = calendar.ruler(Unit.MINUTES, start.year, until.year)
    low, high = instant(start), instant(until)
    since = to = low
    for opens, closes, _ in ruler.spans[max(ruler.place(low), 0) : ruler.place(high) + 1]:
        if opens > to:
            if since < to:
                yield moment(since), moment(to)
            since = opens
        to = max(min(closes, high), to)
    if since < to:
        yield moment(since), moment(to)


def _counted(since: datetime, to: datetime, pauses: list[Pause]) -> Iterator[Piece]:
    """An open stretch, cut where pauses begin and end. Of pauses at the same time the first gives its reason."""
    for pause in pauses:
        if pause.end <= since or pause.start >= to:
            continue
        if since < pause.start:
            yield Piece(Kind.COUNTED, since, pause.start)
        begins, since = max(since, pause.start), min(to, pause.end)
        yield Piece(Kind.PAUSED, begins, since, (pause.reason,) if pause.reason else ())
    if since < to:
        yield Piece(Kind.COUNTED, since, to)


def _closed(calendar: Calendar, since: datetime, to: datetime) -> Piece:
    """A closed stretch, with the names of the closed days that lie in it."""
    zone = ZoneInfo(calendar.zone)
    first, last = since.astimezone(zone).date(), (to - timedelta.resolution).astimezone(zone).date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    names = dict.fromkeys(calendar.closed[day] for day in days if day in calendar.closed)
    return Piece(Kind.CLOSED, since, to, tuple(names), any(_rests(calendar, day) for day in days))


def _rests(calendar: Calendar, day: date) -> bool:
    return day not in calendar.closed and not calendar.week[day.weekday()]
