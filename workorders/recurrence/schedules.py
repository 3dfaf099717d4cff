"""A rule at a place: local time, season, exceptions, days on which the place is closed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleBroken
from workorders.recurrence.dates import MonthEnd, days
from workorders.recurrence.rules import Rule, refuse

# How far a rule is asked for its next day before it is said to have none, and a closed day for an open neighbour.
HORIZON_YEARS = 40
MOST_DAYS_MOVED = 31
PREVIEWED = 12


class HolidayPolicy(models.TextChoices):
    """What becomes of work that falls on a day on which the place is closed."""

    KEEP = "keep", gettext_lazy("Kept on that day")
    SKIP = "skip", gettext_lazy("Left out")
    BEFORE = "before", gettext_lazy("On the open day before")
    AFTER = "after", gettext_lazy("On the next open day")


def never_closed(day: date) -> bool:
    """The calendar of a place that is open every day."""
    return False


@dataclass(frozen=True, slots=True)
class Season:
    """The part of each year in which work is due, by month and day, both included. It may cross the new year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        """Whether the day lies in the season."""
        place = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= place <= self.last
        return place >= self.first or place <= self.last


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rule, when it begins on the wall clock of its zone, and what of its days is left out or moved."""

    rule: Rule
    start: datetime  # local, without zone
    zone: ZoneInfo
    month_end: str = MonthEnd.LAST
    season: Season | None = None
    exceptions: frozenset[date] = frozenset()
    holidays: str = HolidayPolicy.KEEP
    is_closed: Callable[[date], bool] = never_closed
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One time that work is due: the rule's own day, which names it, and the day and moment it falls on."""

    named: date
    day: date
    at: datetime

    @property
    def moved(self) -> bool:
        """Whether a closed day moved it."""
        return self.named != self.day


def due_dates(schedule: Schedule, *, first: date, last: date | None = None) -> Iterator[Due]:
    """The times work is due, by the rule's own days from `first` to `last`.

    Two days of a rule that closed days move onto one are due once. Where nothing says when to stop, the walk ends
    HORIZON_YEARS after `first`.
    """
    begin = schedule.start.date()
    # A day before `first` may have been moved onto one after it: what is due once does not depend on who asks.
    seen_from = max(first - timedelta(days=MOST_DAYS_MOVED), begin) if first > begin else begin
    end = _last(schedule, first, last)
    taken: dict[date, date] = {}
    for named in days(schedule.rule, begin, first=seen_from, last=end, month_end=schedule.month_end):
        day = _placed(schedule, named)
        if day is None or taken.setdefault(day, named) != named:
            continue
        if named >= first:
            yield Due(named, day, at_local(day, schedule))


def all_due_dates(schedule: Schedule) -> list[Due]:
    """Every time of a schedule that ends. One without an end is refused: the list would never be whole."""
    if not schedule.rule.ends and schedule.ends is None:
        raise refuse("needs-end", _("A rule without COUNT, UNTIL or an end has no last day."))
    return list(due_dates(schedule, first=schedule.start.date()))


def preview(schedule: Schedule, *, first: date, count: int = PREVIEWED) -> list[Due]:
    """The next times, as the form of a plan shows them before it is saved."""
    return list(islice(due_dates(schedule, first=first), count))


def next_after_completion(schedule: Schedule, completed: date) -> Due | None:
    """When floating work is due again: the rule begins anew on the day it was done, early or late."""
    begun = replace(schedule, start=datetime.combine(completed, schedule.start.time()))
    return next(due_dates(begun, first=completed + timedelta(days=1)), None)


def check_schedule(schedule: Schedule, *, floating: bool = False) -> None:
    """Refuse a schedule by which nothing is ever due, or that floats and counts."""
    if floating and schedule.rule.count is not None:
        raise refuse(
            "floating-count", _("Floating work begins anew each time it is done, so COUNT would never be reached.")
        )
    if schedule.ends is not None and schedule.ends < schedule.start.date():
        raise RuleBroken("ends_on", "order", _("It ends before it starts."))
    if next(due_dates(schedule, first=schedule.start.date()), None) is None:
        raise refuse("never", _("By this rule nothing would be due in %d years.") % HORIZON_YEARS)


def at_local(day: date, schedule: Schedule) -> datetime:
    """The moment on the wall clock of the place; one that the clock skips is read by the offset before the change."""
    return datetime.combine(day, schedule.start.time(), tzinfo=schedule.zone)


def _last(schedule: Schedule, first: date, last: date | None) -> date:
    ends = [date(min(first.year + HORIZON_YEARS, date.max.year), 12, 31)]
    ends += [day for day in (last, schedule.ends, _until_day(schedule)) if day is not None]
    return min(ends)


def _until_day(schedule: Schedule) -> date | None:
    until = schedule.rule.until
    if not isinstance(until, datetime):
        return until
    local = until.astimezone(schedule.zone).replace(tzinfo=None) if until.tzinfo else until
    return local.date() if schedule.start.time() <= local.time() else local.date() - timedelta(days=1)


def _placed(schedule: Schedule, named: date) -> date | None:
    """The day on which the rule's day falls, or None where it is left out."""
    if named in schedule.exceptions or (schedule.season is not None and not schedule.season.holds(named)):
        return None
    if schedule.holidays == HolidayPolicy.KEEP or not schedule.is_closed(named):
        return named
    if schedule.holidays == HolidayPolicy.SKIP:
        return None
    step = timedelta(days=-1 if schedule.holidays == HolidayPolicy.BEFORE else 1)
    moved = (named + step * n for n in range(1, MOST_DAYS_MOVED + 1))
    return next((day for day in moved if not schedule.is_closed(day)), None)
