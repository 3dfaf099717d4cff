"""Making the work of plans: in sets, each set whole or not at all, and no occurrence twice whoever else is at it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.bulk import changing_many, creating_many
from core.numbers import take_numbers
from core.records import Record
from workorders.actions.life_cycle import cancel_work_order
from workorders.costs.pricing import Pricing
from workorders.models import Occurrence, PlanTarget, Task, WorkOrder
from workorders.plan_choices import OccurrenceState, OpenPrevious, PlanState
from workorders.plans.next_dates import PLANNED, Place, fill, is_reached, new_occurrence, next_of
from workorders.plans.orders import create_orders, order_of, set_limit, tasks_of
from workorders.plans.outcomes import Outcome, Situation, outcomes_of
from workorders.plans.schedules import day_at, place_due
from workorders.plans.situations import situations_of
from workorders.recurrence import Due

BATCH = 200
GENERATED = "occurrence.generated"


@dataclass(slots=True)
class Generated:
    """What one set came to."""

    taken: int = 0
    made: int = 0


@dataclass(slots=True)
class Work:
    """What a set will write: planned rows that became something, rows of further times, orders, what is next."""

    pricing: Pricing
    became: list[Occurrence] = field(default_factory=list)
    further: list[Occurrence] = field(default_factory=list)
    orders: dict[UUID, WorkOrder] = field(default_factory=dict)  # by the id of the occurrence
    tasks: dict[UUID, list[Task]] = field(default_factory=dict)  # by the id of the occurrence
    unlimited: dict[UUID, str] = field(default_factory=dict)  # why an order has not the limit of its plan
    coming: list[Occurrence] = field(default_factory=list)
    counted: dict[UUID, PlanTarget] = field(default_factory=dict)


def generate_occurrences(*, actor: Actor, now: datetime | None = None, limit: int = BATCH) -> Generated:
    """Make the work orders of the planned occurrences whose time has come, at most `limit` of them, all or none.

    Rows that another scheduler holds are left to it. What was taken up is not planned any more, so that a clock that
    is put back finds nothing to make again.
    """
    actor.require("workorders.generate_maintenanceplan")
    now = now or timezone.now()
    with transaction.atomic():
        rows = due_rows(actor, now, limit)
        if not rows:
            return Generated()
        work = Work(Pricing(actor))
        for known in situations_of(rows):
            take_up(known, work, now, actor)
        write(work, actor=actor)
    return Generated(len(rows), len(work.orders))


def due_rows(actor: Actor, now: datetime, limit: int) -> list[Occurrence]:
    """The planned occurrences whose time has come, locked, with what decides about them.

    They are found first and joined then: with everything at their sides, all that is due would be sorted for each set.
    """
    rows = Occurrence.objects.visible_to(actor).filter(
        state=OccurrenceState.PLANNED,
        create_at__lte=now,
        plan__state=PlanState.ACTIVE,
        plan__deleted_at__isnull=True,
        plan__archived_at__isnull=True,
    )
    locked = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("create_at", "id")
    keys = [row.pk for row in locked.only("pk")[:limit]]
    found = Occurrence.objects.visible_to(actor).filter(pk__in=keys).order_by("create_at", "id")
    return list(found.select_related("plan", "target__meter", "target__property", "property", "space", "equipment"))


def take_up(known: Situation, work: Work, now: datetime, actor: Actor) -> None:
    """Decide what one planned occurrence and those behind it become, and what is next there."""
    outcomes, last = outcomes_of(known, now)
    if any(outcome.state == OccurrenceState.CREATED for outcome in outcomes):
        supersede(known, actor)
    by_meter = known.plan.by_meter and is_reached(known.plan, known.place.total, known.row.meter_target)
    for position, outcome in enumerate(outcomes):
        row = known.row if position == 0 else new_occurrence(known.plan, known.place.target)
        due = at_once(outcome.due, now, known) if by_meter and position == 0 else outcome.due
        become(row, outcome, due, known, work, now)
    following = count_on(known, outcomes[-1], by_meter, work, now)
    waits = known.plan.is_floating and outcomes[-1].state == OccurrenceState.CREATED
    if waits or not known.stands:
        return
    coming = next_of(known.plan, following, after=last)
    if coming is not None:
        row = new_occurrence(known.plan, following.target)
        work.coming.append(fill(row, known.plan, following, coming, now=now))


def at_once(due: Due | None, now: datetime, known: Situation) -> Due:
    """What a meter makes due is due today, unless its date has come before."""
    day = day_at(now, known.place.zone)
    if due is not None and due.day <= day:
        return due
    return Due(due.named if due else day, day, now)


def become(row: Occurrence, outcome: Outcome, due: Due | None, known: Situation, work: Work, now: datetime) -> None:
    """Set what an occurrence became, and build its work order."""
    is_further = row is not known.row
    if is_further:
        assert outcome.due is not None, "only dates follow each other"
        row.key, row.name = outcome.due.named.isoformat(), known.plan.title
    place_due(row, known.plan, due, known.place.zone)
    row.create_at = None
    row.state, row.reason = outcome.state, outcome.reason[:300]
    (work.further if is_further else work.became).append(row)
    if outcome.state == OccurrenceState.CREATED:
        work.orders[row.pk] = order_of(row, known.plan, now)
        work.unlimited[row.pk] = set_limit(work.orders[row.pk], known.plan, work.pricing)
        work.tasks[row.pk] = tasks_of(work.orders[row.pk], known.plan)


def count_on(known: Situation, last: Outcome, by_meter: bool, work: Work, now: datetime) -> Place:
    """From where the place is counted on, as far as that does not wait for the work to be done.

    In fixed plans the meter counts from when the work is made, and a meter that came first makes the dates begin anew.
    """
    target, plan = known.place.target, known.plan
    before = (target.anchor_on, target.meter_base)
    is_made = last.state == OccurrenceState.CREATED
    if plan.by_meter and (by_meter or (is_made and not plan.is_floating)):
        target.meter_base = known.place.total
    if plan.is_floating and not is_made and last.due is not None:
        target.anchor_on = last.due.day
    elif plan.by_dates and by_meter and not plan.is_floating:
        target.anchor_on = day_at(now, known.place.zone)
    if before != (target.anchor_on, target.meter_base):
        work.counted[target.pk] = target
    return replace(known.place, used={*known.place.used, known.row.key})


def supersede(known: Situation, actor: Actor) -> None:
    """End the open orders before this one as not performed, where the plan says so."""
    if known.plan.open_previous != OpenPrevious.SUPERSEDE or not known.open_before:
        return
    rows = WorkOrder.objects.visible_to(actor).filter(pk__in=known.open_orders)
    for order in rows.order_by("pk"):
        cancel_work_order(order, actor=actor, reason=_("Superseded: the work is due again."))


def write(work: Work, *, actor: Actor) -> None:
    """Write a set. Numbers are taken at once, so that two schedulers never wait for each other."""
    number(work, actor)
    told = create_orders(work.orders, actor=actor)
    became = {row.pk: row for row in work.became}
    for row in (*work.became, *work.further):
        if row.pk in told.refused:
            row.state, row.reason = OccurrenceState.SKIPPED, told.refused[row.pk][:300]
            del work.orders[row.pk], work.tasks[row.pk]
        elif row.pk in work.orders:
            row.work_order_id = work.orders[row.pk].pk
            row.reason = " ".join(filter(None, (told.without.get(row.pk), work.unlimited[row.pk])))[:300]
    changing_many(
        Occurrence.objects.filter(pk__in=became), lambda row: say(row, became[row.pk]), event=GENERATED, actor=actor
    )
    creating_many([one for rows in work.tasks.values() for one in rows], event="task.created", actor=actor)
    creating_many(work.further, event=GENERATED, actor=actor)
    creating_many(work.coming, event=PLANNED, actor=actor)
    if work.counted:
        changing_many(
            PlanTarget.objects.filter(pk__in=work.counted),
            lambda row: count_from(row, work.counted[row.pk]),
            event="maintenance_plan.counted",
            actor=actor,
        )


BECAME = ("state", "reason", "due_on", "due_at", "opens_on", "closes_on", "grace_ends_on", "create_at", "work_order_id")


def say(row: Occurrence, told: Occurrence) -> None:
    """Take over what an occurrence became."""
    for name in BECAME:
        setattr(row, name, getattr(told, name))


def count_from(row: PlanTarget, told: PlanTarget) -> None:
    """Take over from where a place is counted."""
    row.anchor_on, row.meter_base = told.anchor_on, told.meter_base


def number(work: Work, actor: Actor) -> None:
    """The numbers of everything the set creates, in one statement."""
    waiting: dict[str, list[Record]] = {
        Occurrence.module: [*work.further, *work.coming],
        Task.module: [one for rows in work.tasks.values() for one in rows],
        WorkOrder.module: [*work.orders.values()],
    }
    given = take_numbers(actor.organization_id, {name: len(rows) for name, rows in waiting.items() if rows})
    for name, rows in waiting.items():
        for row, one in zip(rows, given.get(name, ()), strict=True):
            row.number = one
