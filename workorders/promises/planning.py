"""From an order's course, its promise and its hours: when each clock is due, and whether it was kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from workorders.choices import ClockState, SlaState, State, Timer
from workorders.clocks import Calendar, Pause, Target, due, elapsed
from workorders.models import CalendarVersion, SlaClock, SlaVersion, Transition, WorkOrder
from workorders.promises.courses import Course, Step, corrected, follow, in_order
from workorders.promises.terms import Terms, read_calendar


@dataclass(frozen=True, slots=True)
class Promise:
    """What holds for an order: the version of the policy, its terms, and the hours that count where the order is."""

    version: SlaVersion
    terms: Terms
    calendar_version: CalendarVersion | None
    zone: str

    @property
    def calendar(self) -> Calendar:
        """The hours that count."""
        return read_calendar(self.calendar_version, self.zone)


@dataclass(frozen=True, slots=True)
class Plan:
    """One clock as it stands: when it began, when it is due, and how it was stopped."""

    timer: str
    target: Target
    course: Course
    pauses: Sequence[Pause]
    started_at: datetime
    due_at: datetime
    at_risk_at: datetime

    @property
    def state(self) -> str:
        """What the clock does now."""
        if self.course.is_void:
            return ClockState.VOID
        if self.course.stopped_at is not None:
            return ClockState.STOPPED
        return ClockState.RUNNING if self.course.halted_at is None else ClockState.PAUSED

    def counted_until(self, now: datetime) -> datetime:
        """Until when time counted: its end, the pause it is in, or now."""
        return self.course.stopped_at or self.course.halted_at or now


def timers_of(order: WorkOrder) -> list[str]:
    """The clocks an order may have; a vendor's only when a vendor has it."""
    return [Timer.RESPONSE, Timer.RESOLUTION, *([Timer.VENDOR] if order.vendor_id else [])]


def make_plans(
    order: WorkOrder, steps: Sequence[Step], promise: Promise, corrections: Iterable[tuple[bool, Pause]] = ()
) -> list[Plan]:
    """The clocks of an order that have begun."""
    plans, fixes = [], list(corrections)
    for timer in timers_of(order):
        target = promise.terms.target(order.priority, timer)
        course = follow(timer, steps, promise.terms)
        if target is None or course.started_at is None:
            continue
        start = course.started_at
        if timer == Timer.RESPONSE and order.first_reported_at:
            start = min(start, order.first_reported_at)
        pauses = corrected(course.pauses, fixes)
        at_risk = due(promise.calendar, start, target, pauses, promise.terms.at_risk_percent)
        plans.append(Plan(timer, target, course, pauses, start, due(promise.calendar, start, target, pauses), at_risk))
    return plans


def steps_of(order: WorkOrder, moves: Sequence[Transition]) -> list[Step]:
    """Where an order stood from when on. What came in from another system tells it by its stamps."""
    first = moves[0].from_state if moves else order.state
    until = moves[0].at if moves else None
    steps = [Step(order.reported_at, first if first in BEGINNINGS else State.OPEN)]
    if first not in BEGINNINGS:
        steps += [step for step in _stamped(order) if until is None or step.at <= until]
        steps.append(Step(_arrived(order, first, steps[-1].at), first))
    steps += [Step(move.at, move.to_state, move.pauses, _reason(move)) for move in moves]
    return in_order(steps)


# States in which an order may be reported.
BEGINNINGS = (State.AWAITING_APPROVAL, State.OPEN, State.ASSIGNED)


def _stamped(order: WorkOrder) -> list[Step]:
    stamps = (
        (order.accepted_at, State.ACCEPTED),
        (order.started_at, State.IN_PROGRESS),
        (order.completed_at, State.COMPLETED),
    )
    return sorted((Step(at, state) for at, state in stamps if at is not None), key=lambda step: step.at)


def _arrived(order: WorkOrder, state: str, last: datetime) -> datetime:
    """When an order without moves came to the state it is in, as far as its stamps tell."""
    known = {State.VERIFIED: order.verified_at, State.CLOSED: order.closed_at}.get(State(state))
    return max(known or order.closed_at or last, last) if state not in _STAMPED else last


_STAMPED = (State.ACCEPTED, State.IN_PROGRESS, State.COMPLETED)


def _reason(move: Transition) -> str:
    return move.hold_reason.label if move.hold_reason else ""


def sla_state_of(clocks: Sequence[SlaClock], now: datetime) -> str:
    """How the promises of an order stand: the worst of its clocks."""
    running = [clock for clock in clocks if clock.state == ClockState.RUNNING]
    if any(clock.breached_at and not clock.excused_at for clock in clocks):
        return SlaState.BREACHED
    if any(clock.at_risk_at <= now for clock in running):
        return SlaState.AT_RISK
    if any(clock.state == ClockState.PAUSED for clock in clocks):
        return SlaState.PAUSED
    if running:
        return SlaState.ON_TRACK
    if any(clock.excused_at for clock in clocks):
        return SlaState.EXCUSED
    return SlaState.MET if any(clock.state == ClockState.STOPPED for clock in clocks) else ""


# What an order shows of each of its clocks.
STATE_OF_TIMER = {
    Timer.RESPONSE: "response_state",
    Timer.RESOLUTION: "resolution_state",
    Timer.VENDOR: "vendor_state",
}
STATES = ("sla_state", *STATE_OF_TIMER.values())


def show_states(order: WorkOrder, clocks: Sequence[SlaClock], now: datetime) -> None:
    """Let an order say how its promises stand: the worst of them, and each."""
    order.sla_state = sla_state_of(clocks, now)
    for timer, name in STATE_OF_TIMER.items():
        setattr(order, name, sla_state_of([clock for clock in clocks if clock.timer == timer], now))


def minutes_left(clock: SlaClock, calendar: Calendar, now: datetime) -> int:
    """Opening minutes until the deadline; below zero, how many it is late. A clock that stands still stays."""
    at = clock.met_at or clock.paused_at or now
    ahead = elapsed(calendar, at, clock.due_at) - elapsed(calendar, clock.due_at, at)
    return ahead // 60_000_000
