"""How well planned work keeps its dates: done inside the window, of what was due."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from workorders.models import Occurrence
from workorders.plan_choices import OccurrenceState

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Compliance:
    """What became of the work that was due in a period. Late and missed are told apart."""

    due: int
    in_time: int
    early: int
    late: int
    missed: int
    not_performed: int
    overdue: int  # open, and its window with the grace is over

    @property
    def percent(self) -> float | None:
        """Done inside the window ÷ due; None where nothing was due."""
        return round(100 * self.in_time / self.due, 1) if self.due else None


def compliance_of(rows: QuerySet[Occurrence], *, first: date, last: date, today: date) -> Compliance:
    """Of the occurrences due from `first` to `last`. What was skipped or covered was not due; what is open counts
    once its window is over."""
    counted = rows.filter(due_on__range=(first, last)).aggregate(
        in_time=Count("pk", filter=Q(state=OccurrenceState.DONE)),
        early=Count("pk", filter=Q(state=OccurrenceState.DONE_EARLY)),
        late=Count("pk", filter=Q(state=OccurrenceState.DONE_LATE)),
        missed=Count("pk", filter=Q(state=OccurrenceState.MISSED)),
        not_performed=Count("pk", filter=Q(state=OccurrenceState.NOT_PERFORMED)),
        overdue=Count("pk", filter=Q(state=OccurrenceState.CREATED, grace_ends_on__lt=today)),
    )
    return Compliance(due=sum(counted.values()), **counted)
