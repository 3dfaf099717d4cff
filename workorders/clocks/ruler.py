"""The one function of business time: what a calendar's clock shows at an instant. Read backwards it gives deadlines.

A ruler counts ticks: one for each open microsecond, or, for working days, the same number for each day however long
it is open. Its reading never falls, so elapsed time is a difference of two readings and a deadline is the first
instant at which a reading is reached. Pauses are stretches of the ruler that do not count.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from workorders.clocks.zones import SECOND, instant, moment

if TYPE_CHECKING:
    from workorders.clocks.calendars import Calendar, Unit

# The ticks of what targets are given in. A working day has more ticks than the longest day has microseconds.
MINUTE_TICKS = 60 * SECOND
DAY_TICKS = 10**12


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count, with the reason why."""

    start: datetime
    end: datetime
    reason: str = ""


class Ruler:
    """The measure of one calendar in one unit, laid out over the years `first` to `last`."""

    def __init__(self, calendar: "Calendar", unit: "Unit", first: int, last: int) -> None:
        self.first, self.last = first, last
        self.spans = calendar.spans(first, last)
        self._starts = [start for start, _, _ in self.spans]
        self._rates = rates_by_day(self.spans) if unit == "days" else [(0, 1, 1)] * len(self.spans)
        self._bases: list[int] = []
        self._tops: list[int] = []
        base = 0
        for (start, end, _), (before, numerator, denominator) in zip(self.spans, self._rates, strict=True):
            self._bases.append(base)
            base += (before + end - start) * numerator // denominator - before * numerator // denominator
            self._tops.append(base)

    def covers(self, first: int, last: int) -> bool:
        """Whether every moment of these years can be read, in any time zone."""
        return self.first < first and last < self.last

    def place(self, at: int) -> int:
        """The position of the last span that has begun at an instant, or -1."""
        return bisect_right(self._starts, at) - 1

    def read(self, at: datetime) -> int:
        """What the clock shows at this moment, in ticks since the ruler's beginning."""
        now = instant(at)
        place = self.place(now)
        if place < 0:
            return 0
        start, end, _ = self.spans[place]
        before, numerator, denominator = self._rates[place]
        inside = min(now, end) - start
        return self._bases[place] + (before + inside) * numerator // denominator - before * numerator // denominator

    def find(self, ticks: int) -> datetime | None:
        """The first moment at which the clock shows so many ticks; None when that is beyond the ruler's end."""
        place = bisect_left(self._tops, ticks)
        if place == len(self._tops):
            return None
        before, numerator, denominator = self._rates[place]
        wanted = ticks - self._bases[place] + before * numerator // denominator
        return moment(self.spans[place][0] - (-wanted * denominator // numerator) - before)

    def stops(self, low: int, pauses: Iterable[Pause]) -> Sequence[tuple[int, int]]:
        """The pauses as stretches of the ruler from `low` on: in order, without overlap."""
        stretches: list[tuple[int, int]] = []
        for since, to in sorted((max(self.read(pause.start), low), self.read(pause.end)) for pause in pauses):
            if stretches and since <= stretches[-1][1]:
                stretches[-1] = (stretches[-1][0], max(to, stretches[-1][1]))
            elif since < to:
                stretches.append((since, to))
        return stretches


def rates_by_day(spans: Sequence[tuple[int, int, date]]) -> list[tuple[int, int, int]]:
    """For each span the open microseconds of its date before it, and how many ticks go to how many microseconds."""
    by_day = groupby(sorted(spans, key=itemgetter(2)), key=itemgetter(2))
    lengths = {day: sum(end - start for start, end, _ in group) for day, group in by_day}
    seen: dict[date, int] = {}
    rates = []
    for start, end, day in spans:
        rates.append((seen.get(day, 0), DAY_TICKS, lengths[day]))
        seen[day] = seen.get(day, 0) + end - start
    return rates
