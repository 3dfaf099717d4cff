"""Dates as people say them: today, last_week, next_3_days, -7d. Resolved when asked, in the asker's time zone.

A day or period is half open, from its first midnight to the next one's; one that reaches to now includes now.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(9998, 12, 31)
LARGEST_COUNT = 100_000

_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks", "mo": "months", "y": "years"}
_HOURS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}
_MONTHS = {"months": 1, "quarters": 3, "years": 12}
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_PERIOD = re.compile(r"(this|last|next)_(week|month|quarter|year)")
_WINDOW = re.compile(r"(last|next)_([1-9][0-9]{0,5})_(minutes|hours|days|weeks|months|quarters|years)")
_OFFSET = re.compile(r"([+-])([0-9]{1,6})(min|h|d|w|mo|y)")

WORDS = (
    *("now", *_DAYS),
    *(f"{when}_{unit}" for unit in ("week", "month", "quarter", "year") for when in ("this", "last", "next")),
    *("last_30_days", "last_24_hours", "last_3_months", "next_7_days", "next_4_weeks", "-7d", "+3d"),
)


@dataclass(frozen=True, slots=True)
class Relative:
    """A date that depends on when it is asked. `text` is one of the forms in README.md."""

    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time. An end that is a date is the first day after it; a moment belongs to it."""

    start: date | datetime
    end: date | datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """Now, as told in one time zone. `week_start` is 0 for Monday."""

    now: datetime
    zone: ZoneInfo
    week_start: int = 0

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """The first moment of a local day, daylight saving respected."""
        return datetime.combine(day, time(), self.zone)


def parse_relative(text: str) -> Relative | None:
    """The relative date that `text` means. A `+` that an address turned into a space is put back."""
    word = text.strip().lower()
    word = f"+{word}" if word[:1].isdigit() and _OFFSET.fullmatch(f"+{word}") else word
    if word in WORDS or _PERIOD.fullmatch(word):
        return Relative(word)
    match = _WINDOW.fullmatch(word) or _OFFSET.fullmatch(word)
    return Relative(word) if match and int(match[2]) <= LARGEST_COUNT else None


def resolve(relative: Relative, clock: Clock) -> Span:
    """The stretch of time a relative date means now."""
    word = relative.text
    if word == "now":
        return Span(clock.now, clock.now)
    if word in _DAYS:
        return _days(clock.today, _DAYS[word])
    if match := _PERIOD.fullmatch(word):
        place = {"last": -1, "this": 0, "next": 1}[match[1]]
        return _periods(f"{match[2]}s", clock, place, place + 1)
    if match := _WINDOW.fullmatch(word):
        return _window(match[1], int(match[2]), match[3], clock)
    match = _OFFSET.fullmatch(word)
    assert match, word  # parse_relative let nothing else through
    return _offset(int(match[1] + match[2]), _UNITS[match[3]], clock)


def span_of(value: date | datetime | Relative, clock: Clock) -> Span:
    """Any date value as a stretch of time: a plain date is that whole local day."""
    if isinstance(value, Relative):
        return resolve(value, clock)
    return Span(value, value) if isinstance(value, datetime) else _days(value, 0)


def _window(side: str, count: int, unit: str, clock: Clock) -> Span:
    """`last_30_days`: the 30 days before today, and today so far. Longer units count whole periods only."""
    if unit in _HOURS:
        moment = _shift(clock.now, _HOURS[unit], -count if side == "last" else count)
        return Span(moment, clock.now) if side == "last" else Span(clock.now, moment)
    if unit == "days" and side == "last":
        return Span(_add_days(clock.today, -count), clock.now)
    return _periods(unit, clock, -count, 0) if side == "last" else _periods(unit, clock, 1, count + 1)


def _offset(count: int, unit: str, clock: Clock) -> Span:
    """`-7d`: the day a week ago. Hours and minutes are exact moments; the 31st becomes the last of its month."""
    if unit in _HOURS:
        moment = _shift(clock.now, _HOURS[unit], count)
        return Span(moment, moment)
    if unit in _MONTHS:
        return _days(_add_months(clock.today, count * _MONTHS[unit]), 0)
    return _days(clock.today, count * (7 if unit == "weeks" else 1))


def _days(day: date, offset: int) -> Span:
    start = _add_days(day, offset)
    return Span(start, start + timedelta(days=1))


def _periods(unit: str, clock: Clock, first: int, after: int) -> Span:
    return Span(_period_start(unit, clock, first), _period_start(unit, clock, after))


def _period_start(unit: str, clock: Clock, place: int) -> date:
    """First day of the period `place` steps from the one that holds today."""
    today = clock.today
    if unit == "days":
        return _add_days(today, place)
    if unit == "weeks":
        return _add_days(today, 7 * place - (today.weekday() - clock.week_start) % 7)
    length = _MONTHS[unit]
    return _add_months(today.replace(day=1), place * length - (today.month - 1) % length)


def _add_days(day: date, count: int) -> date:
    ordinal = min(max(day.toordinal() + count, FIRST_DAY.toordinal()), LAST_DAY.toordinal())
    return date.fromordinal(ordinal)


def _add_months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        return FIRST_DAY if count < 0 else LAST_DAY
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def _shift(moment: datetime, unit: timedelta, count: int) -> datetime:
    """Hours and minutes are absolute time, whatever the clock on the wall does in between."""
    return moment + unit * count
