"""The days of a rule, from any day to any day, in time that does not grow with the years since its start.

The walk is ours and not a library's: the usual one looks for a day that never comes until the year 9999, and begins
at the start each time. The tests compare every rule with it.
"""

from collections.abc import Callable, Iterator
from datetime import MAXYEAR, date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from workorders.recurrence.rules import Rule

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


class MonthEnd(models.TextChoices):
    """What becomes of the 29th, 30th or 31st in a month that has no such day."""

    LAST = "last", _("On the last day of the month")
    OMIT = "omit", _("Left out in that month")


def days(rule: Rule, start: date, *, first: date, last: date, month_end: str = MonthEnd.OMIT) -> Iterator[date]:
    """The rule's days from `first` to `last`, both included. COUNT counts from the start of the rule."""
    left = rule.count
    from_day = start if left is not None else max(first, start)
    for day in _walk(rule, start, from_day, last, month_end):
        if left is not None:
            if left == 0:
                return
            left -= 1
        if day >= first:
            yield day


def _walk(rule: Rule, start: date, first: date, last: date, month_end: str) -> Iterator[date]:
    matches = _matcher(rule, start, month_end)
    for period in _periods(rule, start, first, last):
        found = [day for day in period if matches(day)]
        for day in _positions(found, rule.positions):
            if day > last:
                return
            if day >= first and day >= start:
                yield day


def _positions(found: list[date], positions: tuple[int, ...]) -> list[date]:
    if not positions:
        return found
    places = {place - 1 if place > 0 else len(found) + place for place in positions}
    return [found[place] for place in sorted(places) if 0 <= place < len(found)]


def _periods(rule: Rule, start: date, first: date, last: date) -> Iterator[list[date]]:
    """The days of each period that the interval meets, beginning with the one in which `first` lies."""
    step = rule.interval
    begin = _BEGIN[rule.frequency]
    origin, number = begin(start, rule), 0
    number = max(0, _DISTANCE[rule.frequency](origin, begin(first, rule)) // step)
    while (period := _PERIOD[rule.frequency](origin, number * step)) and period[0] <= last:
        # The week in which a rule starts has no days before the start, neither to keep nor to count.
        yield [day for day in period if day >= start] if rule.frequency == "WEEKLY" else period
        number += 1


def _year(origin: date, years: int) -> list[date]:
    year = origin.year + years
    return _between(date(year, 1, 1), date(year, 12, 31)) if year <= MAXYEAR else []


def _month(origin: date, months: int) -> list[date]:
    year, month = divmod(origin.year * 12 + origin.month - 1 + months, 12)
    if year > MAXYEAR:
        return []
    return _between(date(year, month + 1, 1), date(year, month + 1, length_of_month(year, month + 1)))


def _week(origin: date, weeks: int) -> list[date]:
    ordinal = origin.toordinal() + weeks * 7
    return [date.fromordinal(ordinal + n) for n in range(7)] if ordinal + 6 <= date.max.toordinal() else []


def _day(origin: date, count: int) -> list[date]:
    ordinal = origin.toordinal() + count
    return [date.fromordinal(ordinal)] if ordinal <= date.max.toordinal() else []


_BEGIN: dict[str, Callable[[date, Rule], date]] = {
    "YEARLY": lambda day, rule: date(day.year, 1, 1),
    "MONTHLY": lambda day, rule: day.replace(day=1),
    "WEEKLY": lambda day, rule: week_begin(day, rule.week_start),
    "DAILY": lambda day, rule: day,
}
_DISTANCE: dict[str, Callable[[date, date], int]] = {
    "YEARLY": lambda a, b: b.year - a.year,
    "MONTHLY": lambda a, b: (b.year - a.year) * 12 + b.month - a.month,
    "WEEKLY": lambda a, b: (b - a).days // 7,
    "DAILY": lambda a, b: (b - a).days,
}
_PERIOD: dict[str, Callable[[date, int], list[date]]] = {
    "YEARLY": _year,
    "MONTHLY": _month,
    "WEEKLY": _week,
    "DAILY": _day,
}


def _matcher(rule: Rule, start: date, month_end: str) -> Callable[[date], bool]:
    """Whether a day has everything the rule asks of it; what the rule leaves open is taken from its start."""
    tests: list[Callable[[date], bool]] = []
    months, month_days, weekdays = _with_defaults(rule, start)
    if months:
        tests.append(lambda day: day.month in months)
    if weekdays:
        tests.append(lambda day: day.weekday() in weekdays)
    if month_days:
        to_the_end = month_end == MonthEnd.LAST and rule.frequency in ("MONTHLY", "YEARLY")
        tests.append(lambda day: _has_month_day(day, month_days, to_the_end))
    if rule.nth:
        by_year = rule.frequency == "YEARLY" and not rule.months
        tests.append(lambda day: _is_nth(day, rule.nth, by_year))
    if rule.year_days:
        tests.append(
            lambda day: bool({_year_day(day), _year_day(day) - _year_length(day.year) - 1} & {*rule.year_days})
        )
    if rule.weeks:
        tests.append(lambda day: _in_weeks(day, rule))
    return lambda day: all(test(day) for test in tests)


def _with_defaults(rule: Rule, start: date) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    months, month_days, weekdays = rule.months, rule.month_days, rule.weekdays
    if not (month_days or weekdays or rule.nth or rule.year_days or rule.weeks):
        if rule.frequency == "YEARLY":
            months, month_days = months or (start.month,), (start.day,)
        elif rule.frequency == "MONTHLY":
            month_days = (start.day,)
        elif rule.frequency == "WEEKLY":
            weekdays = (start.weekday(),)
    return months, month_days, weekdays


def _has_month_day(day: date, wanted: tuple[int, ...], to_the_end: bool) -> bool:
    length = length_of_month(day.year, day.month)
    if day.day in wanted or day.day - length - 1 in wanted:
        return True
    return to_the_end and day.day == length and wanted[-1] > length


def _is_nth(day: date, nth: tuple[tuple[int, int], ...], by_year: bool) -> bool:
    place = _year_day(day) if by_year else day.day
    length = _year_length(day.year) if by_year else length_of_month(day.year, day.month)
    forward, backward = (place - 1) // 7 + 1, -((length - place) // 7 + 1)
    return (day.weekday(), forward) in nth or (day.weekday(), backward) in nth


def _in_weeks(day: date, rule: Rule) -> bool:
    """A week belongs to the year in which four of its days lie."""
    middle = week_begin(day, rule.week_start) + 3 * DAY
    number = (_year_day(middle) - 1) // 7 + 1
    end = week_begin(date(middle.year, 12, 31), rule.week_start) + 3 * DAY
    end = end if end.year == middle.year else end - WEEK
    weeks = (_year_day(end) - 1) // 7 + 1
    return number in rule.weeks or number - weeks - 1 in rule.weeks


def week_begin(day: date, week_start: int) -> date:
    """The first day of the week in which `day` lies."""
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def length_of_month(year: int, month: int) -> int:
    """How many days the month has."""
    if month == 2:
        return 29 if _year_length(year) == 366 else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _year_length(year: int) -> int:
    return 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _between(first: date, last: date) -> list[date]:
    begin = first.toordinal()
    return [date.fromordinal(begin + n) for n in range((last - first).days + 1)]
