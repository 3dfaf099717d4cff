"""Moving a work order from one state to another: the one way, which records every move."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import changing, creating
from workorders.choices import State
from workorders.models import HoldReason, Transition, WorkOrder
from workorders.plans.following import follow_order
from workorders.promises.keeping import compute_clocks
from workorders.states import BY_VERB, refuse_illegal, target_of


@dataclass(slots=True)
class Why:
    """What is kept of a move besides the states: the reason in words, that of a hold, and when it took effect."""

    reason: str = ""
    hold_reason: HoldReason | None = None
    at: datetime | None = None


@contextmanager
def moving(
    work_order: WorkOrder, verb: str, *, actor: Actor, why: Why | None = None, version: int | None = None
) -> Iterator[WorkOrder]:
    """Make one move under a lock, or refuse with the legal verbs. The block sets what else changes with it.

    A move that wants a reason is refused without one. The permission and the event are the verb's.
    """
    why = why or Why()
    with changing(
        work_order,
        event=f"work_order.{BY_VERB[verb].past}",
        permission=f"workorders.{verb}_workorder",
        actor=actor,
        version=version,
    ) as row:
        before = row.state
        step(row, verb)
        if BY_VERB[verb].reasoned and not (why.reason.strip() or why.hold_reason):
            raise RuleBroken("reason", "required", _("Say why."))
        yield row
        record_move(row, verb, before, actor=actor, why=why)
    follow_order(work_order, actor=actor)


def effective(row: WorkOrder, at: datetime | None) -> datetime:
    """When a move took effect that is told late, as by a phone without connection.

    Not ahead of now, and not before the report or the move before it: the clocks are read from the moves in order.
    """
    now = timezone.now()
    if at is None:
        return now
    last = Transition.objects.filter(organization_id=row.organization_id, work_order_id=row.pk).order_by("-at").first()
    return min(max(at, row.reported_at, last.at if last else row.reported_at), now)


def step(row: WorkOrder, verb: str) -> None:
    """Bring a locked order to the verb's state, or refuse. What is put on hold remembers where it was."""
    refuse_illegal(verb, row.state)
    before, row.state = row.state, target_of(verb, row)
    if row.state == State.ON_HOLD:
        row.held_from = before


@transaction.atomic
def record_move(row: WorkOrder, verb: str, before: str, *, actor: Actor, why: Why | None = None) -> None:
    """Keep the move, and run the clocks on.

    It is written before the order itself: who gives a job back may not see it afterwards.
    """
    why = why or Why()
    move = Transition(
        work_order=row,
        verb=verb,
        from_state=before,
        to_state=row.state,
        hold_reason=why.hold_reason,
        pauses=why.hold_reason.pauses if why.hold_reason else False,
        at=_after_the_last(row, why.at) if why.at else timezone.now(),
        source=actor.source,
        reason=why.reason.strip(),
    )
    with creating(move, event=f"work_order.{BY_VERB[verb].past}", actor=actor):
        pass
    compute_clocks([row], actor=actor, rematch=False).write()


def _after_the_last(row: WorkOrder, at: datetime) -> datetime:
    """A move that is entered late takes effect after the one before it: clocks read them in order."""
    last = Transition.objects.filter(organization_id=row.organization_id, work_order_id=row.pk).order_by("-at", "-id")
    latest = last.values_list("at", flat=True).first()
    return at if latest is None else max(at, latest)
