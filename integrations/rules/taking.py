"""Taking up what waits: events that have arrived, records that have come at last, runs that changes have set off."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.authentication import member_actors
from core.acting import acting
from core.actor import Actor
from core.writing import changing
from integrations.events.choices import EventStatus
from integrations.events.models import Event
from integrations.events.receiving import waiting_words
from integrations.events.subjects import find_subject, property_of
from integrations.rules.choices import RunState, When
from integrations.rules.choosing import fits_event, rules_in_use
from integrations.rules.models import EventRule, RuleRun
from integrations.rules.occasions import occasion_of_event
from integrations.rules.running import Round, is_transient, retry_after, set_off, take_turn

log = logging.getLogger(__name__)
# So long an event waits for the record that it is about, and how often it is looked for.
PATIENCE, LOOKED_FOR = timedelta(hours=24), timedelta(minutes=1)
MOST_ATTEMPTS = 8


def take_events(actor: Actor, *, limit: int = 100) -> int:
    """Act on the events that are due, each in a transaction of its own; returns how many were taken up."""
    with acting(actor):
        rows = Event.objects.filter(
            organization_id=actor.organization_id,
            status__in=[EventStatus.ACCEPTED, EventStatus.WAITING],
            next_attempt_at__lte=timezone.now(),
        )
        due = list(rows.order_by("next_attempt_at", "id").values_list("pk", flat=True)[:limit])
    return sum(take_event(key, actor) for key in due)


def take_event(key: UUID, actor: Actor) -> int:
    """One event. What the server could not do is tried again; a fault in the program is written down."""
    try:
        with acting(actor):
            if not take_turn(actor):
                return 0
            event = Event.objects.filter(organization_id=actor.organization_id, pk=key).first()
            if event is None or event.status not in (EventStatus.ACCEPTED, EventStatus.WAITING):
                return 0
            settle(event, actor)
    except Exception as error:
        if not is_transient(error):
            log.exception("event %s cannot be processed", key)
        put_off(key, error, actor)
    return 1


def settle(event: Event, actor: Actor) -> None:
    """Find its record, then set off the rules that fit."""
    if event.subject_module and event.subject_id is None:
        sender = sender_of(event, actor)
        subject = find_subject(event.subject_module, event.subject_key, actor=sender) if sender else None
        if subject is None:
            go_on_waiting(event, actor)
            return
        event.subject_id, event.property_id = subject.pk, property_of(subject)
    rules = [rule for rule in rules_in_use(When.EVENT, actor=actor) if fits_event(rule, event)]
    earlier = RuleRun.objects.filter(organization_id=actor.organization_id, event=event)
    failed = set(earlier.filter(state=RunState.FAILED).values_list("rule_id", flat=True))
    again = [rule for rule in rules if rule.pk in failed] if failed else rules
    done = set_off(again, occasion_of_event(event, round=event.attempts), actor=actor, late=lateness(event, actor))
    close(event, rules, done, actor)


def sender_of(event: Event, actor: Actor) -> Actor | None:
    """Who sent the event, with the rights of today; the system for what came without a person."""
    if event.created_by_id is None:
        return actor
    return member_actors([event.created_by_id], event.organization_id).get(event.created_by_id)


def lateness(event: Event, actor: Actor) -> str:
    """Why the event must change no record: a newer one of the same kind has been applied to it."""
    if event.subject_id is None:
        return ""
    rows = Event.objects.filter(
        organization_id=actor.organization_id,
        subject_id=event.subject_id,
        type=event.type,
        occurred_at__gt=event.occurred_at,
        status=EventStatus.PROCESSED,
    )
    newer = rows.order_by("-occurred_at").values_list("occurred_at", flat=True).first()
    return _("A newer event of %s has been applied.") % newer.isoformat() if newer else ""


def go_on_waiting(event: Event, actor: Actor) -> None:
    """Look again in a minute; after a day it is given up."""
    now, received = timezone.now(), event.created_at
    assert received is not None
    if now - received > PATIENCE:
        write(event, EventStatus.FAILED, waiting_words(event), actor)
    else:
        write(event, EventStatus.WAITING, waiting_words(event), actor, at=now + LOOKED_FOR)


def close(event: Event, rules: list[EventRule], done: Round, actor: Actor) -> None:
    """Say what became of the event."""
    states = {run.state for run in done.runs}
    error = next((run.error for run in done.runs if run.state in (RunState.FAILED, RunState.STOPPED)), "")
    if not rules:
        write(event, EventStatus.UNHANDLED, "", actor)
    elif error:
        write(event, EventStatus.FAILED, error, actor)
    elif RunState.DONE in states:
        write(event, EventStatus.PROCESSED, "", actor)
    else:
        reasons = [run.error for run in done.runs] or done.reasons
        write(event, EventStatus.IGNORED, "; ".join(reasons)[:2000], actor)


def write(event: Event, status: str, error: str, actor: Actor, *, at: datetime | None = None) -> None:
    """Keep what became of an event, in its history too."""
    subject_id, property_id = event.subject_id, event.property_id
    with changing(event, event=f"event.{status}", actor=actor) as row:
        row.status, row.error, row.next_attempt_at = status, error, at
        row.subject_id, row.property_id = subject_id, property_id
        row.processed_at = None if at else timezone.now()


def put_off(key: UUID, error: Exception, actor: Actor) -> None:
    """Try again later, and give up after some attempts. Nothing of the failed attempt was kept."""
    with acting(actor):
        event = Event.objects.filter(organization_id=actor.organization_id, pk=key).first()
        if event is None:
            return
        with changing(event, event="event.put_off", actor=actor) as row:
            row.attempts += 1
            row.error = _("It could not be processed: %s") % type(error).__name__
            row.next_attempt_at = timezone.now() + retry_after(row.attempts)
            if row.attempts >= MOST_ATTEMPTS:
                row.status, row.next_attempt_at = EventStatus.FAILED, None


def replay_event(event: Event, *, actor: Actor, version: int | None = None) -> Event:
    """Let the rules run again for an event. Where some of them failed, only those are repeated."""
    with changing(
        event, event="event.replayed", permission="integrations.replay_event", actor=actor, version=version
    ) as row:
        row.status, row.error, row.next_attempt_at = EventStatus.ACCEPTED, "", timezone.now()
        row.attempts += 1
    return event


def until_done(work: Callable[[], int], most: int = 20) -> int:
    """Set after set until nothing is left, or others want the worker."""
    total = 0
    for _set in range(most):
        found = work()
        total += found
        if not found:
            break
    return total
