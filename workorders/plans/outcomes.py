"""What becomes of the times that work is due at a place when the scheduler takes them up. Reads rows, writes none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, zip_longest
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from workorders.models import MaintenancePlan, Occurrence
from workorders.plan_choices import OccurrenceState, OpenPrevious
from workorders.plans.next_dates import Place
from workorders.plans.schedules import create_moment, dues_of, window_at
from workorders.recurrence import Due, Window, is_covered

# A place that was without a scheduler for long is brought up to date over several rounds.
MOST_AT_ONCE = 400


@dataclass(slots=True)
class Outcome:
    """What one due time becomes. `due` is None where a meter made it due."""

    due: Due | None
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a place when its planned occurrence is taken up."""

    plan: MaintenancePlan
    place: Place
    row: Occurrence
    greater: Sequence[Window] = ()
    gone: str = ""  # why nothing can be done there
    stands: bool = True  # a deleted place has no next time
    open_orders: Sequence[UUID] = ()  # of earlier occurrences at the place
    being_done: bool = False

    @property
    def open_before(self) -> bool:
        return bool(self.open_orders)


def outcomes_of(known: Situation, now: datetime) -> tuple[list[Outcome], date | None]:
    """What each due time becomes, the planned one first, and behind which day the next one is looked for.

    Of several that were not made in time only the newest is made: one whose successor's window is open is missed.
    """
    dues = list(islice(taken_up(known, now), MOST_AT_ONCE if known.stands else 1))
    today = now.astimezone(ZoneInfo(known.place.zone)).date()
    if not dues:
        return [judge(known, None, today)], None
    outcomes = []
    for due, following in zip_longest(dues, dues[1:]):
        is_over = following is not None and window_at(known.plan, following.day).opens <= today
        outcomes.append(missed(known, due) if is_over else judge(known, due, due.day))
    return outcomes, dues[-1].named


def taken_up(known: Situation, now: datetime) -> Iterator[Due]:
    """The planned time and, in a fixed plan, those behind it whose time has come as well."""
    planned = planned_due(known)
    if planned is None:
        return
    yield planned
    if known.plan.is_floating:
        return
    plan, place = known.plan, known.place
    for due in dues_of(plan, place.zone, anchor=place.target.anchor_on, after=planned.named, is_closed=place.is_closed):
        if create_moment(plan, due.day, place.zone) > now:
            return
        if due.named.isoformat() not in place.used:
            yield due


def planned_due(known: Situation) -> Due | None:
    """The due time that the planned row stands for."""
    row = known.row
    if row.due_on is None or row.due_at is None:
        return None
    return Due(date.fromisoformat(row.key), row.due_on, row.due_at)


def missed(known: Situation, due: Due) -> Outcome:
    """A time that passed while nothing was made; greater work that covers it comes before that."""
    if is_covered(due.day, known.greater):
        return Outcome(due, OccurrenceState.BYPASSED, _("Greater work of these days covers it."))
    return Outcome(due, OccurrenceState.MISSED, _("Its time passed before a work order could be made."))


def judge(known: Situation, due: Due | None, day: date) -> Outcome:
    """What a time becomes whose window is not over: work, unless the place, greater or earlier work is in the way."""
    if known.gone:
        return Outcome(due, OccurrenceState.SKIPPED, known.gone)
    if is_covered(day, known.greater):
        return Outcome(due, OccurrenceState.BYPASSED, _("Greater work of these days covers it."))
    policy = known.plan.open_previous
    if known.open_before and policy == OpenPrevious.SKIP:
        return Outcome(due, OccurrenceState.SKIPPED, _("The work order before it is still open."))
    if known.open_before and policy == OpenPrevious.SUPERSEDE and known.being_done:
        return Outcome(due, OccurrenceState.SKIPPED, _("The work order before it was taken on already."))
    return Outcome(due, OccurrenceState.CREATED)
