"""How the clocks of one order ran, minute by minute: what its page shows and the API answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from workorders.choices import ClockState
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


def explain_clocks(order: WorkOrder, *, actor: Actor) -> Mapping[str, Any]:
    """Every clock of the work order: what was promised, by which hours it counts, when it is due, the minutes that
    counted and those left, each stretch of time with what became of it, and the ledger of all that was done to it.
    """
    told = tell_clocks(order, actor=actor)
    return {
        "state": order.sla_state,
        "due_at": _time(order.due_at),
        "due_given": order.due_given,
        "clocks": [_clock_data(story) for story in told.stories],
        "ledger": [_entry_data(entry) for entry in told.ledger],
    }


def _clock_data(story: Story) -> dict[str, Any]:
    clock = story.clock
    version = clock.calendar_version
    return {
        "timer": clock.timer,
        "state": clock.state,
        "promised": {"amount": clock.amount, "unit": clock.unit},
        "policy": {"id": str(clock.sla_version.policy_id), "revision": clock.sla_version.revision},
        "calendar": {"id": str(version.calendar_id), "revision": version.revision} if version else None,
        "time_zone": story.calendar.zone,
        **{name: _time(getattr(clock, name)) for name in _TIMES},
        "minutes_counted": story.counted,
        "minutes_left": story.left,
        "excuse": clock.excuse,
        "intervals": [_piece_data(piece) for piece in story.pieces],
    }


_TIMES = ("started_at", "due_at", "at_risk_at", "paused_at", "met_at", "breached_at", "excused_at")


def _piece_data(piece: Piece) -> dict[str, Any]:
    return {
        "from": _time(piece.start),
        "until": _time(piece.end),
        "kind": piece.kind.value,
        "minutes": piece.length // timedelta(minutes=1),
        "reason": words_of(piece),
    }


def _entry_data(entry: SlaEntry) -> dict[str, Any]:
    times = ("at", "due_before", "due_after", "starts_at", "ends_at")
    return {
        "timer": entry.timer,
        "act": entry.act,
        "reason": entry.reason,
        "by": entry.by.name if entry.by else None,
    } | {name: _time(getattr(entry, name)) for name in times}


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else None
