"""How a clock of an order ran so far: when it began, when it stood still and why, and when it was stopped.

It follows from the order's moves by what the table of states says each clock does in each state.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workorders.choices import Clock, ResponseMet, State, Timer
from workorders.clocks import Pause
from workorders.promises.terms import Terms
from workorders.states import STANDINGS


@dataclass(frozen=True, slots=True)
class Step:
    """From a moment on an order stood in a state. `pauses` and `reason` are those of a hold."""

    at: datetime
    state: str
    pauses: bool = False
    reason: str = ""


@dataclass(slots=True)
class Course:
    """How one clock ran. It stands still from `halted_at` on, if at all; `stopped_at` says that it was met then."""

    started_at: datetime | None = None
    pauses: list[Pause] = field(default_factory=list)
    halted_at: datetime | None = None
    halted_for: str = ""
    stopped_at: datetime | None = None
    is_void: bool = False

    @property
    def runs(self) -> bool:
        """Whether time counts now."""
        return self.started_at is not None and self.halted_at is None and self.stopped_at is None


# Why a clock stood still that no reason of a hold gives.
DONE, VOID, IDLE = "done", "void", "idle"


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Steps as they took effect. What was entered later for an earlier time takes the place of what came after it."""
    found: list[Step] = []
    for step in steps:
        while len(found) > 1 and found[-1].at > step.at:
            found.pop()
        if found and step.at < found[0].at:
            step = Step(found[0].at, step.state, step.pauses, step.reason)
        found.append(step)
    return found


def follow(timer: str, steps: Sequence[Step], terms: Terms) -> Course:
    """The course of one clock over an order's steps."""
    course = Course()
    for step in steps:
        does = behaviour(timer, step, terms)
        if does is Clock.RUNS:
            _run(course, step.at)
        elif course.started_at is None:
            if does in (Clock.IDLE, Clock.VOID):
                course.is_void = does is Clock.VOID
                continue
            # It was met, or put on hold, the moment it began.
            course.started_at = step.at
            _halt(course, step, does)
        else:
            _halt(course, step, does)
        if timer == Timer.RESPONSE and course.stopped_at is not None:
            break
    return course


def behaviour(timer: str, step: Step, terms: Terms) -> Clock:
    """What a clock does in a state, with what the table leaves to the hold's reason and to the policy."""
    does: Clock = getattr(STANDINGS[State(step.state)], timer)
    if does is Clock.BY_REASON:
        return Clock.PAUSED if step.pauses else Clock.RUNS
    if does is not Clock.BY_POLICY:
        return does
    if step.state == State.AWAITING_APPROVAL:
        return Clock.RUNS if terms.counts_approval else Clock.IDLE
    return Clock.STOPPED if terms.response_met_by == ResponseMet.ACCEPTED else Clock.RUNS


def _run(course: Course, at: datetime) -> None:
    if course.started_at is None:
        course.started_at = at
    _close(course, at)
    course.stopped_at, course.is_void = None, False


def _halt(course: Course, step: Step, does: Clock) -> None:
    """Stand still from now on. From one kind of standing still to another is two pauses."""
    reason = {Clock.STOPPED: DONE, Clock.VOID: VOID, Clock.IDLE: IDLE}.get(does, step.reason)
    if course.halted_at is not None and course.halted_for == reason:
        return
    _close(course, step.at)
    course.halted_at, course.halted_for = step.at, reason
    course.stopped_at = step.at if does is Clock.STOPPED else None
    course.is_void = does is Clock.VOID


def _close(course: Course, at: datetime) -> None:
    if course.halted_at is not None and course.halted_at < at:
        course.pauses.append(Pause(course.halted_at, at, course.halted_for))
    course.halted_at, course.halted_for = None, ""


def corrected(pauses: Sequence[Pause], corrections: Iterable[tuple[bool, Pause]]) -> list[Pause]:
    """Pauses after the ledger's corrections, in the order in which they were made: time taken out, or put back."""
    found = list(pauses)
    for counts, span in corrections:
        found = [part for pause in found for part in _without(pause, span)] if counts else [*found, span]
    return sorted(found, key=lambda pause: pause.start)


def _without(pause: Pause, span: Pause) -> list[Pause]:
    parts = (
        Pause(pause.start, min(pause.end, span.start), pause.reason),
        Pause(max(pause.start, span.end), pause.end, pause.reason),
    )
    return [part for part in parts if part.start < part.end]
