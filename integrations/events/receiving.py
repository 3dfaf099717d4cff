"""Taking an event: kept first, once for each source and id; what it does is decided by rules afterwards."""

import json
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import creating
from integrations.events.choices import EventStatus, Way
from integrations.events.envelopes import Envelope
from integrations.events.models import Event, type_name
from integrations.events.schemas import data_problems
from integrations.events.storable import LARGEST, plain, plain_text
from integrations.events.subjects import find_subject, property_of, surface_of_subject
from integrations.events.types import schema_of
from integrations.rules.choosing import has_rule

PERMISSION = "integrations.receive_event"
# Clocks differ; what claims to be of the future would make everything after it late.
AHEAD = timedelta(minutes=10)


def receive_event(envelope: Envelope, *, actor: Actor, way: str = Way.API) -> Event:
    """Keep an event, or give the one that its source sent under this id before.

    Without a rule for it it is kept as unhandled; with a record that is not known yet it waits.
    """
    actor.require(PERMISSION)
    if known := find_event(envelope, actor=actor):
        return known
    event = event_of(envelope, way, actor)
    check_data(event, actor)
    settle_event(event, envelope, actor)
    try:
        with creating(event, event="event.received", actor=actor):
            pass
    except RuleBroken as broken:
        # Another call with the same event was quicker: its transaction is over by now.
        known = find_event(envelope, actor=actor) if broken.code == "repeated" else None
        if known is None:
            raise
        return known
    return event


def keep_refused(envelope: Envelope, reason: str, payload: bytes, *, actor: Actor, way: str) -> Event:
    """Keep an event that is not taken, with the reason, where nobody waits for an answer."""
    if known := find_event(envelope, actor=actor):
        return known
    text = payload[:4000].decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    event = Event(
        source=envelope.source,
        type=envelope.type,
        event_id=envelope.event_id,
        occurred_at=min(envelope.occurred_at, timezone.now()),
        data={"refused": text},
        way=way,
        status=EventStatus.FAILED,
        error=reason[:2000],
    )
    with creating(event, event="event.refused", actor=actor):
        pass
    return event


def find_event(envelope: Envelope, *, actor: Actor) -> Event | None:
    """The event that was received from this source under this id."""
    rows = Event.objects.filter(organization_id=actor.organization_id)
    return rows.filter(source=envelope.source, event_id=envelope.event_id).first()


def event_of(envelope: Envelope, way: str, actor: Actor) -> Event:
    """The row of an event, checked by itself."""
    if envelope.occurred_at > timezone.now() + AHEAD:
        raise RuleBroken("occurred_at", "future", _("It has not happened yet."))
    check_type(envelope.type)
    for name, text in (("source", envelope.source), ("id", envelope.event_id)):
        plain_text(text, name)
    return Event(
        source=envelope.source,
        type=envelope.type,
        event_id=envelope.event_id,
        occurred_at=envelope.occurred_at,
        subject_module=envelope.subject_module,
        subject_key=envelope.subject_key,
        data=plain(envelope.data),
        extensions=plain(envelope.extensions, "extensions"),
        way=way,
        credential_id=actor.credential_id,
        next_attempt_at=timezone.now(),
    )


def check_type(name: str) -> None:
    try:
        type_name(name)
    except ValidationError as error:
        raise RuleBroken("type", "invalid", " ".join(error.messages)) from None


def check_data(event: Event, actor: Actor) -> None:
    """Refuse data that is too large, or that the type's schema does not allow."""
    if len(json.dumps(event.data)) > LARGEST:
        raise RuleBroken("data", "too-long", _("The data has at most %d characters.") % LARGEST)
    if problems := data_problems(dict(schema_of(event.type, actor=actor)), event.data):
        raise RuleBroken(problems=problems)


def settle_event(event: Event, envelope: Envelope, actor: Actor) -> None:
    """Find the record that it is about, and say what will become of it."""
    subject = None
    if envelope.subject_module:
        surface_of_subject(envelope.subject_module)
        subject = find_subject(envelope.subject_module, envelope.subject_key, actor=actor)
    event.subject_id, event.property_id = subject.pk if subject else None, property_of(subject)
    if not has_rule(event, actor=actor):
        event.status, event.next_attempt_at = EventStatus.UNHANDLED, None
    elif envelope.subject_module and subject is None:
        event.status, event.error = EventStatus.WAITING, waiting_words(event)


def waiting_words(event: Event) -> str:
    return _("There is no %(module)s “%(key)s” yet.") % {"module": event.subject_module, "key": event.subject_key}


def describe_problems(broken: RuleBroken) -> str:
    """The problems in one line, for a log."""
    return "; ".join(f"{one.field}: {one.message}" if one.field else one.message for one in broken.problems)[:2000]


def payload(event: Event) -> dict[str, Any]:
    """What rules and webhooks read of an event."""
    return {
        "id": event.event_id,
        "type": event.type,
        "source": event.source,
        "occurred_at": event.occurred_at.isoformat(),
        "data": event.data,
    }
