"""What plans will make after what they have next: their further dates, as far as a calendar reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from core.actor import Actor
from facilities.models import Property
from workorders.models import Occurrence
from workorders.plan_choices import OccurrenceState, PlanState
from workorders.plans.closed_days import ClosedDays, closed_days_of
from workorders.plans.preview import windows_over
from workorders.plans.schedules import dues_of
from workorders.recurrence import Due, is_covered
from workorders.recurrence.schedules import MOST_DAYS_MOVED

# Of how many places of plans dates are worked out for one page; beyond it a page says so and shows what is next.
MOST_PLACES = 400


@dataclass(frozen=True, slots=True)
class Further:
    """A date on which a place will be due behind its planned occurrence, by the clock there. Nothing is kept of it."""

    planned: Occurrence
    day: date
    at: datetime

    @property
    def number(self) -> int:
        """That of the planned one: what is to come has none of its own yet."""
        return self.planned.number

    @property
    def property(self) -> Property:
        """Where it will be."""
        return self.planned.property


def read_further(
    rows: QuerySet[Occurrence], first: date, last: date, *, actor: Actor
) -> tuple[dict[date, list[Further]], bool]:
    """The dates from `first` to `last` behind the planned ones of `rows`, and whether these are all of them.

    Dates of floating work are as if each were done on its day. Days that a greater plan covers are left out.
    """
    planned = rows.filter(state=OccurrenceState.PLANNED, due_on__lt=last, plan__state=PlanState.ACTIVE)
    planned = planned.filter(plan__deleted_at__isnull=True).order_by("due_on", "pk")
    # One more than is worked out tells whether there are more.
    coming = list(planned.select_related("plan__parent", "property", "target")[: MOST_PLACES + 1])
    if not coming or len(coming) > MOST_PLACES:
        return {}, not coming
    closed = closed_days_of(actor.organization_id, {row.property_id for row in coming})
    given = _given(coming, first, last, actor)
    found: dict[date, list[Further]] = {}
    for row in coming:
        for due in _behind(row, closed[row.property_id], first, last):
            if (row.target_id, due.named.isoformat()) not in given:
                found.setdefault(due.day, []).append(Further(row, due.day, due.at))
    return found, True


def _given(coming: Iterable[Occurrence], first: date, last: date, actor: Actor) -> set[tuple[UUID, str]]:
    """The places and keys of these days that something was made of already, as before a rule was changed."""
    rows = Occurrence.objects.visible_to(actor).filter(
        target_id__in={row.target_id for row in coming}, due_on__range=(first, last)
    )
    return set(rows.exclude(state=OccurrenceState.PLANNED).values_list("target_id", "key"))


def _behind(row: Occurrence, closed: ClosedDays, first: date, last: date) -> list[Due]:
    """The dates of one place behind the planned one that are not covered by a greater plan."""
    plan, zone = row.plan, row.property.time_zone
    if not plan.by_dates or row.due_on is None:
        return []
    # A closed day may have moved a date into the first days from before them.
    after = max(date.fromisoformat(row.key), first - timedelta(days=MOST_DAYS_MOVED + 1))
    anchor = row.due_on if plan.is_floating else row.target.anchor_on
    walked = dues_of(plan, zone, anchor=anchor, after=after, last=last, is_closed=closed)
    dues = [due for due in walked if first <= due.day <= last]
    greater = windows_over(plan.parent, zone, closed, dues)
    return [due for due in dues if not is_covered(due.day, greater)]
