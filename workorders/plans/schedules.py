"""From the columns of a plan to its schedule at one place, and from a due date to the columns of an occurrence."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from workorders.models import MaintenancePlan, Occurrence
from workorders.recurrence import Due, Schedule, Season, Window, due_dates, parse_rule, window_of
from workorders.recurrence.schedules import never_closed

Closed = Callable[[date], bool]
FIRST_YEAR, LAST_YEAR = 1970, 2199
MOST_EXCEPTIONS = 80


def schedule_of(
    plan: MaintenancePlan, zone: str, *, anchor: date | None = None, is_closed: Closed = never_closed
) -> Schedule:
    """The schedule of a plan that is due by dates, in the time of a place; an anchor makes the rule begin anew."""
    return Schedule(
        rule=parse_rule(plan.rule),
        start=datetime.combine(anchor or plan.starts_on, time_of(plan)),
        zone=ZoneInfo(zone),
        month_end=plan.month_end,
        season=season_of(plan),
        exceptions=frozenset(exceptions_of(plan)),
        holidays=plan.holiday_policy,
        is_closed=is_closed,
        ends=plan.ends_on,
    )


def time_of(plan: MaintenancePlan) -> time:
    """The time of day at which it is due."""
    try:
        return time.fromisoformat(plan.due_time)
    except ValueError:
        raise RuleBroken("due_time", "time", _("Give a time such as 08:00.")) from None


def season_of(plan: MaintenancePlan) -> Season | None:
    """The part of the year in which the plan makes work."""
    if not plan.season_from and not plan.season_until:
        return None
    if not (plan.season_from and plan.season_until):
        raise RuleBroken("season_until", "required", _("A season has a first and a last day."))
    return Season(_month_and_day("season_from", plan.season_from), _month_and_day("season_until", plan.season_until))


def _month_and_day(name: str, text: str) -> tuple[int, int]:
    # In a leap year, so that a season may end on the 29th of February.
    try:
        day = date.fromisoformat(f"2024-{text}")
    except ValueError:
        raise RuleBroken(name, "day", _("Give month and day such as 04-01.")) from None
    return day.month, day.day


def exceptions_of(plan: MaintenancePlan) -> list[date]:
    """The days that are left out, in order."""
    words = [word for word in re.split(r"[\s,;]+", plan.exceptions) if word]
    try:
        days = sorted({date.fromisoformat(word) for word in words})
    except ValueError:
        raise RuleBroken("exceptions", "day", _("Give days such as 2027-12-24, separated by commas.")) from None
    if len(days) > MOST_EXCEPTIONS:
        raise RuleBroken("exceptions", "too-many", _("At most %d days can be left out.") % MOST_EXCEPTIONS)
    return days


def dues_of(
    plan: MaintenancePlan,
    zone: str,
    *,
    anchor: date | None,
    after: date | None,
    last: date | None = None,
    is_closed: Closed = never_closed,
) -> Iterator[Due]:
    """The times the plan is due at a place, by the rule's own days behind `after` and the anchor, up to `last`."""
    schedule = schedule_of(plan, zone, anchor=anchor, is_closed=is_closed)
    bounds = [day for day in (anchor, after) if day is not None]
    first = max(bounds) + timedelta(days=1) if bounds else plan.starts_on
    return due_dates(schedule, first=first, last=last)


def window_at(plan: MaintenancePlan, day: date) -> Window:
    """When the work of that day may be done."""
    return window_of(day, earliest=plan.days_before, latest=plan.days_after, grace=plan.grace_days)


def create_moment(plan: MaintenancePlan, day: date, zone: str) -> datetime:
    """When the scheduler takes up work of that day: so many days before, as the day begins at the place."""
    return datetime.combine(day - timedelta(days=plan.lead_days), time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def place_due(row: Occurrence, plan: MaintenancePlan, due: Due | None, zone: str) -> None:
    """Set the days of an occurrence; without a due date it waits for a meter."""
    window = window_at(plan, due.day) if due else None
    row.due_on = due.day if due else None
    row.due_at = due.at.astimezone(UTC) if due else None
    row.opens_on = window.opens if window else None
    row.closes_on = window.closes if window else None
    row.grace_ends_on = window.grace_ends if window else None
    row.create_at = create_moment(plan, due.day, zone) if due else None


def key_of(due: Due | None, meter_target: Decimal | None) -> str:
    """What names an occurrence once and for all: the rule's own day, or the total of the meter."""
    return due.named.isoformat() if due else f"m{meter_target:f}"


def day_at(moment: datetime, zone: str) -> date:
    """The day of a moment on the clock of a place."""
    return moment.astimezone(ZoneInfo(zone)).date()
