"""How the clocks of one order ran, minute by minute: what its page shows and the API answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, TypedDict

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.told import Id, Moment, spell_moment
from workorders.choices import ClockState, SlaAct, Timer
from workorders.clocks import Calendar, Kind, Pause, Piece, Target, Unit, elapsed, walk
from workorders.hours import say_minutes, say_target
from workorders.models import SlaClock, SlaEntry, WorkOrder
from workorders.models.sla import TIMERS
from workorders.promises.courses import DONE, IDLE, VOID, Step, corrected, follow
from workorders.promises.keeping import corrections_in, read_moves
from workorders.promises.planning import steps_of
from workorders.promises.terms import read_calendar, read_terms

MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Story:
    """One clock with all that can be said of it now."""

    clock: SlaClock
    calendar: Calendar
    pieces: Sequence[Piece]
    counted: int  # minutes
    left: int  # minutes; below zero, how many it is late

    @property
    def promised(self) -> str:
        """What was promised, in words."""
        return say_target(Target(self.clock.amount, Unit(self.clock.unit)))

    @property
    def hours(self) -> str:
        """By which hours it counts."""
        version = self.clock.calendar_version
        return version.calendar.name if version else _("Day and night")

    @property
    def percent(self) -> int:
        """How much of what was promised has been used, for a bar."""
        whole = self.counted + self.left
        return 100 if whole <= 0 else min(100, self.counted * 100 // whole)

    @property
    def pauses(self) -> list[Piece]:
        """The stretches in which it stood still."""
        return [piece for piece in self.pieces if piece.kind is Kind.PAUSED]

    @property
    def is_late(self) -> bool:
        """Whether the promise was broken, or is about to be marked so."""
        return self.clock.breached_at is not None or self.left < 0

    @property
    def left_words(self) -> str:
        """The minutes left, or by how many it is late."""
        if self.clock.state == ClockState.VOID:
            return _("Does not count any more")
        words = say_minutes(self.left)
        if self.left < 0:
            return _("%s late") % words
        return _("%s left") % words if self.clock.state != ClockState.STOPPED else _("%s to spare") % words


@dataclass(frozen=True, slots=True)
class Told:
    """The clocks of one order, and the ledger of what was done to them, the newest first."""

    stories: Sequence[Story]
    ledger: Sequence[SlaEntry]


def tell_clocks(order: WorkOrder, *, actor: Actor, now: datetime | None = None) -> Told:
    """The clocks of an order that have begun, each with every minute of it, and the ledger. Three statements."""
    rows = SlaClock.objects.visible_to(actor).filter(work_order=order)
    clocks = list(rows.select_related("sla_version__policy", "calendar_version__calendar", "excused_by"))
    if not clocks:
        return Told((), ())
    ledger = list(SlaEntry.objects.visible_to(actor).filter(work_order=order).select_related("by").order_by("id"))
    steps = steps_of(order, read_moves([order.pk], Actor.system(actor.organization_id)).get(order.pk, ()))
    fixes, now = corrections_in(ledger).get(order.pk, []), now or timezone.now()
    stories = [_story(clock, steps, fixes, now) for clock in sorted(clocks, key=lambda one: TIMERS.index(one.timer))]
    return Told(stories, ledger[::-1])


def _story(clock: SlaClock, steps: Sequence[Step], fixes: Sequence[tuple[bool, Pause]], now: datetime) -> Story:
    course = follow(clock.timer, steps, read_terms(clock.sla_version))
    until = clock.met_at or (course.halted_at if course.is_void else None) or now
    pauses = list(course.pauses)
    if course.halted_at and course.halted_at < until:
        pauses.append(Pause(course.halted_at, until, course.halted_for))
    return _tell(clock, corrected(pauses, fixes), max(until, clock.started_at))


def _tell(clock: SlaClock, pauses: Sequence[Pause], until: datetime) -> Story:
    calendar = read_calendar(clock.calendar_version, clock.zone)
    pieces = walk(calendar, clock.started_at, until, pauses)
    counted = sum((piece.length for piece in pieces if piece.kind is Kind.COUNTED), timedelta())
    at = clock.met_at or clock.paused_at or until
    left = elapsed(calendar, at, clock.due_at) - elapsed(calendar, clock.due_at, at)
    return Story(clock, calendar, pieces, counted // timedelta(minutes=1), left // MINUTE)


def words_of(piece: Piece) -> str:
    """What became of a stretch of time, and why."""
    if piece.kind is Kind.COUNTED:
        return _("Counted")
    if piece.kind is Kind.PAUSED:
        return _STILL.get(piece.reasons[0] if piece.reasons else "", lambda: _("On hold: %s") % piece.reasons[0])()
    names = [*piece.reasons, *([_("weekend")] if piece.rest else [])] or [_("outside opening hours")]
    return _("Closed: %s") % ", ".join(names)


_STILL = {
    "": lambda: _("On hold"),
    DONE: lambda: _("Done, before it was sent back"),
    VOID: lambda: _("Not to be done"),
    IDLE: lambda: _("Not with anybody"),
}


class Promised(TypedDict):
    """The time that was promised."""

    amount: int
    unit: Annotated[str, Unit]


class Revision(TypedDict):
    """A policy or calendar as it was when the clock began, or was last computed."""

    id: Id
    revision: int


# `from` is no name that a class could give.
Interval = TypedDict(
    "Interval",
    {"from": Moment, "until": Moment, "kind": Annotated[str, Kind], "minutes": int, "reason": str},
)


class ClockTold(TypedDict):
    """One clock, with every minute of it."""

    timer: Annotated[str, Timer]
    state: Annotated[str, ClockState]
    promised: Promised
    policy: Revision
    calendar: Revision | None
    time_zone: str
    started_at: Moment
    due_at: Moment
    at_risk_at: Moment
    paused_at: Moment | None
    met_at: Moment | None
    breached_at: Moment | None
    excused_at: Moment | None
    minutes_counted: int
    minutes_left: int
    excuse: str
    intervals: list[Interval]


class LedgerEntry(TypedDict):
    """One thing that was done to a clock."""

    timer: Annotated[str, Timer]
    act: Annotated[str, SlaAct]
    reason: str
    by: str | None
    at: Moment
    due_before: Moment | None
    due_after: Moment | None
    starts_at: Moment | None
    ends_at: Moment | None


class ClocksTold(TypedDict):
    """The clocks of an order."""

    state: str
    due_at: Moment | None
    due_given: bool
    clocks: list[ClockTold]
    ledger: list[LedgerEntry]


def explain_clocks(order: WorkOrder, *, actor: Actor) -> ClocksTold:
    """Every clock of the work order: what was promised, by which hours it counts, when it is due, the minutes that
    counted and those left, each stretch of time with what became of it, and the ledger of all that was done to it.
    """
    told = tell_clocks(order, actor=actor)
    return {
        "state": order.sla_state,
        "due_at": _perhaps(order.due_at),
        "due_given": order.due_given,
        "clocks": [_clock_data(story) for story in told.stories],
        "ledger": [_entry_data(entry) for entry in told.ledger],
    }


def _clock_data(story: Story) -> ClockTold:
    clock = story.clock
    version = clock.calendar_version
    return {
        "timer": clock.timer,
        "state": clock.state,
        "promised": {"amount": clock.amount, "unit": clock.unit},
        "policy": {"id": str(clock.sla_version.policy_id), "revision": clock.sla_version.revision},
        "calendar": {"id": str(version.calendar_id), "revision": version.revision} if version else None,
        "time_zone": story.calendar.zone,
        "started_at": spell_moment(clock.started_at),
        "due_at": spell_moment(clock.due_at),
        "at_risk_at": spell_moment(clock.at_risk_at),
        "paused_at": _perhaps(clock.paused_at),
        "met_at": _perhaps(clock.met_at),
        "breached_at": _perhaps(clock.breached_at),
        "excused_at": _perhaps(clock.excused_at),
        "minutes_counted": story.counted,
        "minutes_left": story.left,
        "excuse": clock.excuse,
        "intervals": [_piece_data(piece) for piece in story.pieces],
    }


def _piece_data(piece: Piece) -> Interval:
    return {
        "from": spell_moment(piece.start),
        "until": spell_moment(piece.end),
        "kind": piece.kind.value,
        "minutes": piece.length // timedelta(minutes=1),
        "reason": words_of(piece),
    }


def _entry_data(entry: SlaEntry) -> LedgerEntry:
    return {
        "timer": entry.timer,
        "act": entry.act,
        "reason": entry.reason,
        "by": entry.by.name if entry.by else None,
        "at": spell_moment(entry.at),
        "due_before": _perhaps(entry.due_before),
        "due_after": _perhaps(entry.due_after),
        "starts_at": _perhaps(entry.starts_at),
        "ends_at": _perhaps(entry.ends_at),
    }


def _perhaps(at: datetime | None) -> Moment | None:
    return spell_moment(at) if at else None
