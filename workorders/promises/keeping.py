"""Writing the clocks of a set of orders: started, moved on with each move, and kept in step with what is promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone

from core.actor import Actor
from core.loading import load_together, save_rows
from core.making import made
from core.rules import remember_seen
from core.writing import meaning
from workorders.choices import ClockState, Priority, SlaAct, Timer
from workorders.clocks import Pause
from workorders.models import CalendarVersion, SlaClock, SlaEntry, SlaVersion, Transition, WorkOrder
from workorders.promises.escalating import plan_steps
from workorders.promises.planning import STATES, Plan, Promise, make_plans, show_states, steps_of
from workorders.promises.rulebook import read_rulebook
from workorders.promises.terms import read_terms

V = TypeVar("V", SlaVersion, CalendarVersion)
EVENT = "work_order.sla_updated"
# Nobody promises anything for work that is said to be reported in other years.
YEARS = range(1971, 2200)
CORRECTIONS = (SlaAct.COUNTED, SlaAct.NOT_COUNTED)


@dataclass(slots=True)
class Kept:
    """What is to be written beside the orders themselves, in the same transaction."""

    actor: Actor
    # Those that were there before: what a change of theirs breaks is brought before people as what time breaks.
    known: dict[UUID, WorkOrder] = field(default_factory=dict)
    added: list[SlaClock] = field(default_factory=list)
    changed: list[SlaClock] = field(default_factory=list)
    entries: list[SlaEntry] = field(default_factory=list)

    def write(self) -> None:
        """Write it, by few statements. Clocks and ledger are in no history, so no event is named."""
        load_together(self.added, self.entries)
        if self.changed:
            save_rows(self.changed, COMPUTED)
        broken = [one for one in self.entries if one.act == SlaAct.BREACHED and one.work_order_id in self.known]
        if broken:
            plan_steps(broken, self.known, self.actor)


# The columns of a clock that are computed. What was breached or excused is never computed away.
COMPUTED = ("sla_version", "calendar_version", "zone", "amount", "unit", "state", "started_at", "due_at", "at_risk_at",
            "paused_at", "met_at", "breached_at")  # fmt: skip


# What of an order, besides its promise and whether a vendor has it, its first clocks follow from.
_beginning_of = attrgetter("state", "priority", "reported_at", "first_reported_at", "accepted_at", "started_at",
                           "completed_at", "verified_at", "closed_at")  # fmt: skip
Alike = dict[tuple[Any, ...], Sequence[Plan]]

# What an order shows of its clocks.
SHOWN = ("sla_version", *STATES, "due_at", "due_given")


@dataclass(slots=True)
class Past:
    """What is known of the orders' clocks: their moves, their corrections, and the clocks as they were kept."""

    moves: dict[UUID, list[Transition]] = field(default_factory=dict)
    corrections: dict[UUID, list[tuple[bool, Pause]]] = field(default_factory=dict)
    clocks: dict[UUID, dict[str, SlaClock]] = field(default_factory=dict)


def compute_clocks(
    orders: Sequence[WorkOrder],
    *,
    actor: Actor,
    are_new: bool = False,
    rematch: bool = True,
    now: datetime | None = None,
    kept: Kept | None = None,
) -> Kept:
    """Compute the clocks of locked or new orders, and set what the orders show of them.

    `rematch` asks again which promise holds; otherwise each order keeps the one it has. What is to be written is put
    into `kept`, where that is given.
    """
    now = now or timezone.now()
    past = Past() if are_new else read_past(orders, actor)
    promises = {} if rematch else _kept_promises(orders, past, actor)
    if unmatched := [order for order in orders if order.pk not in promises]:
        promises |= _promises(unmatched, actor)
    remember_seen(*{promise.version.pk: promise.version for promise in promises.values()}.values(), actor=actor)
    kept = kept or Kept(actor)
    kept.known = {} if are_new else {order.pk: order for order in orders}
    alike: Alike = {}
    for order in orders:
        promise = promises.get(order.pk)
        plans = () if promise is None else _plans_of(order, promise, past, alike)
        _compute(order, promise, plans, past, kept, now)
    for clock in kept.added:
        clock.organization_id = actor.organization_id
    for entry in kept.entries:
        entry.organization_id = actor.organization_id
    return kept


def start_clocks(orders: Sequence[WorkOrder], *, actor: Actor) -> None:
    """Begin the clocks of orders that a set has just created."""
    if not orders:
        return
    compute_clocks(orders, actor=actor, are_new=True).write()
    if promised := [order for order in orders if order.sla_version_id]:
        with meaning(EVENT, WorkOrder):
            save_rows(promised, SHOWN)


def read_past(orders: Sequence[WorkOrder], actor: Actor) -> Past:
    """Three statements for any set of orders."""
    keys, system = [order.pk for order in orders], Actor.system(actor.organization_id)
    clocks: dict[UUID, dict[str, SlaClock]] = {}
    for clock in SlaClock.objects.visible_to(system).filter(work_order__in=keys):
        clocks.setdefault(clock.work_order_id, {})[clock.timer] = clock
    entries = SlaEntry.objects.visible_to(system).filter(work_order__in=keys, act__in=CORRECTIONS).order_by("id")
    return Past(read_moves(keys, system), corrections_in(entries), clocks)


def read_moves(keys: Sequence[UUID], actor: Actor) -> dict[UUID, list[Transition]]:
    """The moves of some orders, in the order in which they were made."""
    found: dict[UUID, list[Transition]] = {}
    rows = Transition.objects.visible_to(actor).filter(work_order__in=keys).select_related("hold_reason")
    for move in rows.order_by("work_order", "id"):
        found.setdefault(move.work_order_id, []).append(move)
    return found


def corrections_in(entries: Iterable[SlaEntry]) -> dict[UUID, list[tuple[bool, Pause]]]:
    """The corrections of some orders: whether a time counts, and which."""
    found: dict[UUID, list[tuple[bool, Pause]]] = {}
    for entry in entries:
        if entry.act in CORRECTIONS and entry.starts_at and entry.ends_at:
            span = Pause(entry.starts_at, entry.ends_at, entry.reason)
            found.setdefault(entry.work_order_id, []).append((entry.act == SlaAct.COUNTED, span))
    return found


def _promises(orders: Sequence[WorkOrder], actor: Actor) -> dict[UUID, Promise]:
    """What is promised for each order today. Planned work has its own window, and no promise."""
    book = read_rulebook(orders, actor=actor)
    found: dict[UUID, Promise] = {}
    for order in orders if book else ():
        assert book
        if order.priority == Priority.P5 or order.plan_id is not None or order.reported_at.year not in YEARS:
            continue
        if (version := book.version_for(order)) is None:
            continue
        terms = read_terms(version)
        zone = book.zones.get(order.property_id, "UTC")
        found[order.pk] = Promise(version, terms, book.calendar_for(order, terms), zone)
    return found


def _kept_promises(orders: Sequence[WorkOrder], past: Past, actor: Actor) -> dict[UUID, Promise]:
    """The promise that each order holds already."""
    system = Actor.system(actor.organization_id)
    clocks = [clock for clocks in past.clocks.values() for clock in clocks.values()]
    versions = _by_key(SlaVersion, {clock.sla_version_id for clock in clocks}, system)
    calendars = _by_key(CalendarVersion, {clock.calendar_version_id for clock in clocks}, system)
    found = {}
    for order in orders:
        for clock in past.clocks.get(order.pk, {}).values():
            version = versions[clock.sla_version_id]
            calendar = calendars.get(clock.calendar_version_id)
            found[order.pk] = Promise(version, read_terms(version), calendar, clock.zone)
    return found


def _plans_of(order: WorkOrder, promise: Promise, past: Past, alike: Alike) -> Sequence[Plan]:
    """The clocks that an order should have. Orders without a past that began alike are planned once."""
    moves, corrections = past.moves.get(order.pk, ()), past.corrections.get(order.pk, ())
    if moves or corrections:
        return make_plans(order, steps_of(order, moves), promise, corrections)
    hours = promise.calendar_version.pk if promise.calendar_version else None
    key = (promise.version.pk, hours, promise.zone, order.vendor_id is None, *_beginning_of(order))
    if key not in alike:
        alike[key] = make_plans(order, steps_of(order, ()), promise)
    return alike[key]


def _compute(
    order: WorkOrder, promise: Promise | None, plans: Sequence[Plan], past: Past, kept: Kept, now: datetime
) -> None:
    """The clocks of one order, and what the order itself shows."""
    known = past.clocks.get(order.pk, {})
    clocks = []
    for plan in plans:
        assert promise
        clocks.append(_keep(order, plan, promise, known.get(plan.timer), kept, now))
    for clock in [clock for timer, clock in known.items() if timer not in {plan.timer for plan in plans}]:
        clocks.append(_end(clock, kept, now))
    if promise is not None:
        order.sla_version = promise.version
    elif not known:
        order.sla_version = None
    show_states(order, clocks, now)
    if not order.due_given and (promise or known):
        order.due_at = next((plan.due_at for plan in plans if plan.timer == Timer.RESOLUTION), None)


def _keep(
    order: WorkOrder, plan: Plan, promise: Promise, clock: SlaClock | None, kept: Kept, now: datetime
) -> SlaClock:
    """One clock as it stands now, with a line in the ledger when it began or its deadline moved."""
    values = _values(plan, promise)
    is_new = clock is None
    was_due = clock.due_at if clock else None
    was_broken = clock.breached_at if clock else None
    if clock is None:
        clock, has_changed = made(SlaClock, {"work_order_id": order.pk, "timer": plan.timer, **values}), True
    else:
        has_changed = any(getattr(clock, name) != value for name, value in values.items())
        for name, value in values.items():
            setattr(clock, name, value)
    _note(clock, was_due, kept, now)
    if plan.state != ClockState.VOID and clock.breached_at is None and plan.counted_until(now) > plan.due_at:
        # A deadline that a change moved into the past was missed by the change, not before it.
        clock.breached_at = plan.due_at if was_due in (None, plan.due_at) else max(plan.due_at, now)
        kept.entries.append(_entry(clock, SlaAct.BREACHED, clock.breached_at))
    if is_new:
        kept.added.append(clock)
    elif has_changed or clock.breached_at != was_broken:
        kept.changed.append(clock)
    return clock


def _note(clock: SlaClock, was_due: datetime | None, kept: Kept, now: datetime) -> None:
    if was_due is None:
        kept.entries.append(_entry(clock, SlaAct.STARTED, clock.started_at, due_after=clock.due_at))
    elif was_due != clock.due_at:
        kept.entries.append(_entry(clock, SlaAct.MOVED, now, due_before=was_due, due_after=clock.due_at))


def _end(clock: SlaClock, kept: Kept, now: datetime) -> SlaClock:
    """Nothing is promised any more: the clock stays as it was and counts no further."""
    if clock.state in (ClockState.RUNNING, ClockState.PAUSED):
        clock.state, clock.paused_at = ClockState.VOID, None
        kept.changed.append(clock)
        kept.entries.append(_entry(clock, SlaAct.ENDED, now, due_before=clock.due_at))
    return clock


def _entry(clock: SlaClock, act: SlaAct, at: datetime, **due: datetime) -> SlaEntry:
    return made(SlaEntry, {"work_order_id": clock.work_order_id, "timer": clock.timer, "act": act, "at": at, **due})


def _values(plan: Plan, promise: Promise) -> dict[str, Any]:
    """What is computed of a clock, by column."""
    return {
        "sla_version_id": promise.version.pk,
        "calendar_version_id": promise.calendar_version.pk if promise.calendar_version else None,
        "zone": promise.zone,
        "amount": plan.target.amount,
        "unit": plan.target.unit,
        "state": plan.state,
        "started_at": plan.started_at,
        "due_at": plan.due_at,
        "at_risk_at": plan.at_risk_at,
        "met_at": plan.course.stopped_at,
        "paused_at": plan.course.halted_at if plan.state == ClockState.PAUSED else None,
    }


def _by_key(model: type[V], keys: Iterable[UUID | None], actor: Actor) -> dict[UUID | None, V]:
    rows = model.objects.visible_to(actor).filter(pk__in={key for key in keys if key is not None})
    return {row.pk: row for row in rows}
