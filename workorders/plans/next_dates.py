"""What a plan has next at each of its places: one planned occurrence a place, made, moved or taken back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from core.acting import set_event
from core.actor import Actor
from core.bulk import changing_many, creating_many
from workorders.models import MaintenancePlan, Occurrence, PlanTarget
from workorders.plan_choices import OccurrenceState
from workorders.plans.schedules import Closed, day_at, dues_of, key_of, place_due
from workorders.recurrence import Due
from workorders.recurrence.schedules import never_closed

PLANNED = "occurrence.planned"
# What a planned occurrence says of the time it is due.
SAID = ("key", "name", "due_on", "due_at", "opens_on", "closes_on", "grace_ends_on", "create_at", "meter_target")


@dataclass(frozen=True, slots=True)
class Next:
    """What is due next at a place: a date, a total of the meter, or both, whichever comes first."""

    due: Due | None
    meter_target: Decimal | None

    @property
    def key(self) -> str:
        return key_of(self.due, self.meter_target)


@dataclass(frozen=True, slots=True)
class Place:
    """A target with what is needed to count on: its zone, its closed days and the total of its meter."""

    target: PlanTarget
    zone: str
    is_closed: Closed = never_closed
    total: Decimal | None = None
    used: Collection[str] = field(default_factory=frozenset)  # keys that were given already


def next_of(plan: MaintenancePlan, place: Place, *, after: date | None) -> Next | None:
    """The next date behind `after` and the next total; None when nothing will be due any more."""
    due = next_due(plan, place, after=after) if plan.by_dates else None
    total = next_total(plan, place) if plan.by_meter else None
    if plan.by_dates and due is None:
        return None
    return Next(due, total) if due or total is not None else None


def next_due(plan: MaintenancePlan, place: Place, *, after: date | None) -> Due | None:
    """The next date whose key was not given yet: a changed rule never makes one occurrence a second time."""
    dues = dues_of(plan, place.zone, anchor=place.target.anchor_on, after=after, is_closed=place.is_closed)
    return next((due for due in dues if due.named.isoformat() not in place.used), None)


def next_total(plan: MaintenancePlan, place: Place) -> Decimal | None:
    """The total at which it is due: so many units from where it is counted."""
    if place.total is None or plan.meter_every is None:
        return None
    base = place.target.meter_base if place.target.meter_base is not None else place.total
    total = base + plan.meter_every
    while key_of(None, total) in place.used:
        total += plan.meter_every
    return total


def fill(row: Occurrence, plan: MaintenancePlan, place: Place, coming: Next, *, now: datetime) -> Occurrence:
    """Make a planned occurrence say what is next."""
    row.key, row.name = coming.key, plan.title
    place_due(row, plan, coming.due, place.zone)
    row.meter_target = coming.meter_target
    if is_reached(plan, place.total, coming.meter_target):
        row.create_at = min(now, row.create_at) if row.create_at else now
    return row


def is_reached(plan: MaintenancePlan, total: Decimal | None, target: Decimal | None) -> bool:
    """Whether the meter stands at the total, or so many units before it."""
    return total is not None and target is not None and total >= target - (plan.meter_tolerance or 0)


def new_occurrence(plan: MaintenancePlan, target: PlanTarget) -> Occurrence:
    """An occurrence of a plan at a place, still without a date."""
    return Occurrence(
        plan_id=plan.pk,
        target_id=target.pk,
        property_id=target.property_id,
        space_id=target.space_id,
        equipment_id=target.equipment_id,
    )


def replan(plan: MaintenancePlan, places: Sequence[Place], *, actor: Actor, now: datetime | None = None) -> None:
    """Plan anew what is next at these places, after the plan or what it is counted from has changed."""
    now = now or timezone.now()
    keys = [place.target.pk for place in places]
    rows = Occurrence.objects.filter(
        organization_id=plan.organization_id, plan_id=plan.pk, target_id__in=keys, state=OccurrenceState.PLANNED
    )
    planned = {row.target_id: row for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")}
    coming = {place.target.pk: next_of(plan, place, after=_begin(plan, place, now)) for place in places}
    withdraw([row for key, row in planned.items() if coming[key] is None], actor=actor)
    added: list[Occurrence] = []
    moved: list[Occurrence] = []
    for place in places:
        following = coming[place.target.pk]
        if following is None:
            continue
        row = planned.get(place.target.pk)
        (added if row is None else moved).append(
            fill(row or new_occurrence(plan, place.target), plan, place, following, now=now)
        )
    save_planned(moved, actor=actor)
    creating_many(added, event=PLANNED, actor=actor)


def _begin(plan: MaintenancePlan, place: Place, now: datetime) -> date | None:
    """Behind which day the next date is looked for.

    Work that was done before floats from there, however late that makes it. Otherwise what may still be done in time
    counts, and a plan that starts in the past owes nothing for it.
    """
    if plan.is_floating and place.target.anchor_on is not None:
        return None
    return day_at(now, place.zone) - timedelta(days=plan.days_after + plan.grace_days + 1)


def save_planned(rows: Iterable[Occurrence], *, actor: Actor) -> None:
    """Keep what planned occurrences say now."""
    told = {row.pk: row for row in rows}

    def tell(row: Occurrence) -> None:
        for name in SAID:
            setattr(row, name, getattr(told[row.pk], name))

    if told:
        changing_many(Occurrence.objects.filter(pk__in=told), tell, event=PLANNED, actor=actor)


def withdraw(rows: Iterable[Occurrence], *, actor: Actor) -> None:
    """Take back planned occurrences of which nothing was made."""
    keys = [row.pk for row in rows]
    if not keys:
        return
    set_event("occurrence.withdrawn")
    planned = Occurrence.objects.filter(organization_id=actor.organization_id, state=OccurrenceState.PLANNED)
    planned.filter(pk__in=keys).delete()
    set_event("")


def used_keys(plan: MaintenancePlan, targets: Collection[UUID], since: date) -> dict[UUID, set[str]]:
    """The keys that were given since a day at each place, those of planned occurrences apart."""
    rows = Occurrence._base_manager.filter(
        organization_id=plan.organization_id, plan_id=plan.pk, target_id__in=targets
    ).exclude(Q(state=OccurrenceState.PLANNED) | Q(due_on__lt=since))
    found: dict[UUID, set[str]] = {}
    for target, key in rows.values_list("target_id", "key"):
        found.setdefault(target, set()).add(key)
    return found
