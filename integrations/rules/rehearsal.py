"""What a rule would do: with one event that is made up, or with everything of the last thirty days."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.actor import Actor
from core.changes import Change
from core.errors import AtriumError, NotPermitted
from integrations.events.envelopes import Envelope
from integrations.events.models import Event
from integrations.events.receiving import event_of
from integrations.events.subjects import find_subject, property_of
from integrations.rules.changes import UNWATCHED
from integrations.rules.choices import When
from integrations.rules.choosing import fits_change, fits_event, names_of_change
from integrations.rules.matching import holds
from integrations.rules.models import EventRule
from integrations.rules.occasions import Occasion, occasion_of_change, occasion_of_event, occasion_of_record
from integrations.rules.people import actor_of
from integrations.rules.performing import Doing, perform
from integrations.rules.running import condition_of, context_of, describe, new_run
from integrations.rules.schedules import records_of
from integrations.rules.thresholds import is_beyond, measured_value
from integrations.rules.values import Facts

LOOKED_BACK = timedelta(days=30)
# So many happenings are looked at, and so many of those that fit are shown.
MOST, SHOWN = 5_000, 50


class Undone(Exception):
    """Takes back what a rehearsal has written."""


@dataclass
class Rehearsal:
    """What came of looking back. `more` says that older happenings were not looked at."""

    looked_at: int = 0
    matched: int = 0
    more: bool = False
    shown: list[Occasion] = field(default_factory=list)


def rehearse(rule: EventRule, *, actor: Actor) -> Rehearsal:
    """Hold the rule's condition against what happened in the last thirty days. Nothing is written."""
    refuse_part(actor)
    found, condition, context = Rehearsal(), condition_of(rule, actor=actor), context_of(actor)
    for occasion in past_occasions(rule, actor):
        if found.looked_at == MOST:
            found.more = True
            break
        found.looked_at += 1
        if not holds(condition, occasion, context) or not is_measured_beyond(rule, occasion):
            continue
        found.matched += 1
        if len(found.shown) < SHOWN:
            found.shown.append(occasion)
    return found


def refuse_part(actor: Actor) -> None:
    """What happened in the whole organization is shown to whoever works in the whole of it."""
    if not actor.scope.everything:
        raise NotPermitted("integrations.view_eventrule")


def is_measured_beyond(rule: EventRule, occasion: Occasion) -> bool:
    """Of a threshold: whether the value is beyond the limit, however long."""
    if not rule.has_threshold:
        return True
    value = measured_value(rule, occasion)
    return value is not None and is_beyond(rule, value)


def past_occasions(rule: EventRule, actor: Actor) -> Iterator[Occasion]:
    """What the rule is meant for, the latest first; of a schedule the records that it would find now."""
    since = timezone.now() - LOOKED_BACK
    if rule.when == When.EVENT:
        rows = Event.objects.visible_to(actor).filter(created_at__gte=since).order_by("-created_at", "-id")
        for event in rows.iterator(chunk_size=500):
            if fits_event(rule, event):
                yield occasion_of_event(event)
    elif rule.when == When.CHANGE:
        changes = Change.objects.filter(organization_id=actor.organization_id, module=rule.record_module)
        changes = changes.filter(at__gte=since).exclude(source__in=UNWATCHED).order_by("-id")
        for change in changes.iterator(chunk_size=500):
            if fits_change(rule, names_of_change(change.event, change.module, change.action)):
                yield occasion_of_change(change)
    else:
        for record in records_of(rule, actor)[: MOST + 1]:
            yield occasion_of_record(rule.record_module, record, key="rehearsal", at=timezone.now())


def try_out(rule: EventRule, envelope: Envelope, *, actor: Actor) -> dict[str, Any]:
    """What the rule would do with an event: whether it fits, and what it would make. Everything is taken back."""
    event = event_of(envelope, "api", actor)
    event.organization_id, event.created_by_id = actor.organization_id, actor.person_id
    if envelope.subject_module:
        subject = find_subject(envelope.subject_module, envelope.subject_key, actor=actor)
        event.subject_id, event.property_id = subject.pk if subject else None, property_of(subject)
    occasion = occasion_of_event(event)
    matched = rule.when == When.EVENT and fits_event(rule, event)
    matched = matched and holds(condition_of(rule, actor=actor), occasion, context_of(actor))
    matched = matched and is_measured_beyond(rule, occasion)
    return {"matched": matched, **(would_do(rule, occasion, actor) if matched else {"results": [], "error": ""})}


def would_do(rule: EventRule, occasion: Occasion, actor: Actor) -> dict[str, Any]:
    """The results of the steps, each done by the module's own action and then taken back."""
    acting_rule = actor_of(rule, new_run(rule, occasion, actor), occasion.event)
    doing = Doing(rule, Facts(occasion, rule.name, acting_rule), acting_rule, context_of(actor), is_rehearsal=True)
    try:
        with transaction.atomic():
            perform(doing)
            raise Undone
    except Undone:
        return {"results": doing.results, "error": ""}
    except AtriumError as error:
        return {"results": [], "error": describe(error)}
