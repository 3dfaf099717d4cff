"""Elapsed time and deadlines, both from the same ruler: one reads it forwards, the other backwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from workorders.clocks.calendars import Calendar, Unit
from workorders.clocks.ruler import DAY_TICKS, MINUTE_TICKS, Pause, Ruler

# Nobody promises anything later than this.
LAST_YEAR = 2300


@dataclass(frozen=True, slots=True)
class Target:
    """What is promised: so many minutes of opening time, or so many working days."""

    amount: int
    unit: Unit = Unit.MINUTES

    @property
    def ticks(self) -> int:
        """The target in ticks of its ruler."""
        return self.amount * (DAY_TICKS if self.unit is Unit.DAYS else MINUTE_TICKS)


def elapsed(
    calendar: Calendar, start: datetime, until: datetime, pauses: Iterable[Pause] = (), unit: Unit = Unit.MINUTES
) -> int:
    """The ticks that counted between two moments: microseconds of opening time, or 10¹²ths of a working day."""
    if until <= start:
        return 0
    stops = relevant(pauses, start)
    ruler = calendar.ruler(unit, *_years([start, until, *(pause.end for pause in stops)]))
    low, high = ruler.read(start), ruler.read(until)
    return high - low - sum(max(0, min(to, high) - since) for since, to in ruler.stops(low, stops))


def due(
    calendar: Calendar, start: datetime, target: Target, pauses: Iterable[Pause] = (), percent: int = 100
) -> datetime:
    """The first moment at which that share of the target has counted since `start`: `elapsed` read backwards."""
    stops = relevant(pauses, start)
    first, last = _years([start, *(pause.end for pause in stops)])
    while last < LAST_YEAR:
        ruler = calendar.ruler(target.unit, first, last)
        if (found := _reach(ruler, start, target.ticks * percent // 100, stops)) is not None:
            return found
        last = ruler.last + (ruler.last - first)
    raise OverflowError("no deadline is that far away")


def relevant(pauses: Iterable[Pause], start: datetime) -> list[Pause]:
    """The pauses that can hold up a clock that began at `start`."""
    return [pause for pause in pauses if pause.start < pause.end and pause.end > start]


def _reach(ruler: Ruler, start: datetime, ticks: int, pauses: Sequence[Pause]) -> datetime | None:
    if ticks <= 0:
        return start
    low = ruler.read(start)
    goal = low + ticks
    for since, to in ruler.stops(low, pauses):
        if goal <= since:
            break
        goal += to - since
    return ruler.find(goal)


def _years(moments: Sequence[datetime]) -> tuple[int, int]:
    years = [at.year for at in moments]
    return min(years), max(years)
