"""What a plan would do, before it is saved: its next dates on the clock of the property, with what moves them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.utils import timezone

from core.actor import Actor
from workorders.models import MaintenancePlan
from workorders.plans.closed_days import ClosedDays, closed_days_of
from workorders.plans.schedules import day_at, schedule_of, window_at
from workorders.plans.settling import settle_plan, zone_of_plan
from workorders.recurrence import Due, Window, all_due_dates, due_dates, is_covered, parse_rule
from workorders.recurrence.words import say_rule

SHOWN, MOST = 12, 366


@dataclass(frozen=True, slots=True)
class Coming:
    """One date of the preview: the rule's own day, where it falls, the window, and what is in the way."""

    named: date
    day: date
    at: datetime
    opens: date
    closes: date
    because: str  # why it was moved
    is_covered: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The next dates of a plan, in the zone of its property, and its rule in words."""

    zone: str
    words: str
    dates: list[Coming]


def preview_plan(plan: MaintenancePlan, *, actor: Actor, count: int | None = SHOWN) -> Preview:
    """The next dates of a plan that is written down or only thought of. RuleBroken says what is wrong with it.

    Without a count: all of them, for a plan that ends. Dates of floating work are as if each were done on its day.
    """
    settle_plan(plan, actor=actor)
    return dates_of(plan, actor=actor, count=count)


def dates_of(plan: MaintenancePlan, *, actor: Actor, count: int | None = SHOWN) -> Preview:
    """The next dates of a plan as it stands."""
    zone = zone_of_plan(plan, actor)
    if not plan.by_dates:
        return Preview(zone, "", [])
    closed = closed_days_of(actor.organization_id, [plan.property_id])[plan.property_id]
    dues = _dues(plan, zone, closed, count)
    greater = _greater(plan, zone, closed, dues, actor)
    return Preview(zone, say_rule(parse_rule(plan.rule)), [_coming(plan, due, closed, greater) for due in dues])


def _dues(plan: MaintenancePlan, zone: str, closed: ClosedDays, count: int | None) -> list[Due]:
    schedule = schedule_of(plan, zone, is_closed=closed)
    if count is None:
        return all_due_dates(schedule)
    return list(islice(due_dates(schedule, first=max(plan.starts_on, day_at(timezone.now(), zone))), min(count, MOST)))


def _greater(plan: MaintenancePlan, zone: str, closed: ClosedDays, dues: list[Due], actor: Actor) -> list[Window]:
    """The windows of the plan that covers this one, as far as the dates reach."""
    above = MaintenancePlan.objects.visible_to(actor).filter(pk=plan.parent_id).first() if plan.parent_id else None
    return windows_over(above, zone, closed, dues)


def windows_over(above: MaintenancePlan | None, zone: str, closed: ClosedDays, dues: list[Due]) -> list[Window]:
    """The windows of a greater plan at a place, as far as these dates reach; one that is deleted covers nothing."""
    if above is None or not above.by_dates or above.deleted_at is not None or not dues:
        return []
    reach = timedelta(days=above.days_before + above.days_after)
    schedule = schedule_of(above, zone, is_closed=closed)
    found: Iterable[Due] = due_dates(schedule, first=dues[0].named - reach, last=dues[-1].named + reach)
    return [window_at(above, due.day) for due in found]


def _coming(plan: MaintenancePlan, due: Due, closed: ClosedDays, greater: list[Window]) -> Coming:
    window = window_at(plan, due.day)
    because = closed.why(due.named) if due.moved else ""
    return Coming(due.named, due.day, due.at, window.opens, window.closes, because, is_covered(due.day, greater))
