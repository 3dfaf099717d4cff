"""From changes to deliveries: each change becomes a row for each webhook that asks for it, in one transaction.

The rows and the position in the feed are committed together, so that a dispatcher that is killed here loses nothing
and spreads nothing twice.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from core.actor import Actor
from core.changes import Change
from core.feed import consume_rows
from core.query import EVERYTHING, Condition, QueryError
from core.surfaces import surfaces
from integrations.actions.webhooks import CONSUMER, stop_webhook
from integrations.models import Webhook, WebhookDelivery
from integrations.webhooks.events import event_of, wants
from integrations.webhooks.queue import wake
from integrations.webhooks.records import readers, telling

# Changes that are read at a time.
SET = 500
log = logging.getLogger("atrium.webhooks")


class News(NamedTuple):
    """A change, as far as it decides who is told of it."""

    pk: int
    module: str
    record_id: UUID
    action: str
    event: str
    at: datetime


def spread_news(organization_id: UUID) -> int:
    """Read the next changes of an organization and queue them; returns how many changes there were."""
    actor = webhook_actor(organization_id)
    return consume_rows(CONSUMER, fetch_news, lambda news: spread(news, actor=actor), actor=actor, limit=SET)


def webhook_actor(organization_id: UUID) -> Actor:
    return Actor.system(organization_id, source="job", name="Webhooks")


def fetch_news(rows: QuerySet[Change]) -> list[News]:
    return [News(*row) for row in rows.values_list("id", "module", "record_id", "action", "event", "at")]


def spread(news: Sequence[News], *, actor: Actor) -> int:
    """Queue a set of changes for every webhook that is active; returns how many deliveries were made."""
    known = {surface.module for surface in surfaces()}
    told = [one for one in news if one.module in known]
    webhooks = list(Webhook.objects.visible_to(actor).filter(is_active=True)) if told else []
    people = readers((one.person_id for one in webhooks), actor.organization_id) if webhooks else {}
    rows = [row for webhook in webhooks for row in _for_one(webhook, told, people, actor)]
    made = WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    wake({row.webhook_id for row in rows})
    return len(made)


def _for_one(
    webhook: Webhook, news: Sequence[News], people: Mapping[UUID, Actor], actor: Actor
) -> list[WebhookDelivery]:
    reader = people.get(webhook.person_id) if webhook.person_id else None
    try:
        return deliveries(webhook, asked_for(webhook, news, reader)) if reader else []
    except QueryError:
        # A custom field that it names is gone: sending everything would tell too much, waiting would hold up others.
        log.warning("webhook %s is switched off: its filter is not understood any more", webhook.pk)
        stop_webhook(webhook.pk, actor=actor)
        return []


def asked_for(webhook: Webhook, news: Iterable[News], reader: Actor) -> list[News]:
    """The changes that the webhook asks for and its owner may see."""
    wanted = [one for one in news if wants(webhook.events, one.module, one.event, one.action)]
    seen: set[int] = set()
    for module in dict.fromkeys(one.module for one in wanted):
        ids = [one.pk for one in wanted if one.module == module]
        seen |= telling().seen_changes(module, ids, reader, condition_of(webhook, module, reader))
    return [one for one in wanted if one.pk in seen]


def condition_of(webhook: Webhook, module: str, reader: Actor) -> Condition:
    return telling().parse_filter(module, webhook.filter, reader) if webhook.filter else EVERYTHING


def deliveries(webhook: Webhook, news: Iterable[News]) -> list[WebhookDelivery]:
    """Rows that wait to be sent."""
    now = timezone.now()
    return [
        WebhookDelivery(
            organization_id=webhook.organization_id,
            webhook_id=webhook.pk,
            change_id=one.pk,
            record_module=one.module,
            record_id=one.record_id,
            event=event_of(one.module, one.event, one.action),
            occurred_at=one.at,
            created_at=now,
            wanted_at=now,
            next_attempt_at=now,
        )
        for one in news
    ]
