"""What is sent: one message for each delivery, built for a batch by a few statements, and signed for each call."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.utils import timezone
from standardwebhooks import Webhook as Signer

from core.acting import acting
from core.actor import Actor
from core.sealing import unseal
from core.told import spell_moment
from integrations.models import Webhook, WebhookDelivery
from integrations.webhooks.events import PING
from integrations.webhooks.records import Told, readers, telling

PURPOSE = "webhook"


@dataclass(frozen=True, slots=True)
class Message:
    """One delivery as it is sent. `after` says how often it was tried before."""

    delivery_id: UUID
    record_id: UUID | None
    attempts: int
    wanted_at: datetime
    body: bytes


@dataclass(slots=True)
class Batch:
    """What is sent to one webhook next, and what must not be sent any more. `is_full`: there may be more behind it."""

    webhook_id: UUID
    organization_id: UUID
    url: str = ""
    secrets: tuple[str, ...] = ()
    failures: int = 0
    is_full: bool = False
    messages: list[Message] = field(default_factory=list)
    withdrawn: list[UUID] = field(default_factory=list)


def build_messages(webhook: Webhook, rows: Sequence[WebhookDelivery], batch: Batch) -> None:
    """Put the messages of the rows into the batch, in their order; what its owner may not see any more is withdrawn."""
    people = readers([webhook.person_id], webhook.organization_id)
    reader = people.get(webhook.person_id) if webhook.person_id else None
    told = _told(rows, reader) if reader else {}
    for row in rows:
        content = _own(row) if row.change_id is None else _content(row, told.get(row.change_id))
        if content is None or reader is None:
            batch.withdrawn.append(row.pk)
        else:
            batch.messages.append(_message(row, content))


def _type_of(row: WebhookDelivery, told: Told) -> str:
    """The event; a record that has left what its reader sees was deleted for them."""
    return f"{row.record_module}.deleted" if told.record is None else row.event


def _told(rows: Iterable[WebhookDelivery], reader: Actor) -> dict[int, Told]:
    by_module: dict[str, list[int]] = {}
    for row in rows:
        if row.change_id is not None:
            by_module.setdefault(row.record_module, []).append(row.change_id)
    with acting(reader):
        return {one.pk: one for name, ids in by_module.items() for one in telling().tell_changes(name, ids, reader)}


def _message(row: WebhookDelivery, content: dict[str, Any]) -> Message:
    body = orjson.dumps({"id": str(row.pk), **content})
    return Message(row.pk, row.record_id, row.attempts, row.wanted_at, body)


def _content(row: WebhookDelivery, told: Told | None) -> dict[str, Any] | None:
    """Members of the body beside its id; None for what its reader is not told of any more."""
    if told is None:
        return None
    # A record that has left what the reader sees is told by its names only.
    data = told.record or {"id": str(row.record_id), "number": told.number}
    return {
        "type": _type_of(row, told),
        "occurred_at": told.at,
        "organization": str(row.organization_id),
        "actor": told.actor,
        "data": data,
        "changed": told.changed,
    }


def _own(row: WebhookDelivery) -> dict[str, Any]:
    """What tells of no change: a test, or what a rule sends."""
    moment = spell_moment(row.occurred_at)
    data = {"id": str(row.webhook_id)} if row.event == PING else row.body
    organization = str(row.organization_id)
    return {
        "type": row.event, "occurred_at": moment, "organization": organization, "actor": None, "data": data,
        "changed": {},
    }  # fmt: skip


def secrets_of(webhook: Webhook) -> tuple[str, ...]:
    """The secrets that sign: the present one, and the former until its time is over."""
    secrets = [webhook.secret]
    until = webhook.former_secret_until
    if webhook.former_secret and until and until > timezone.now():
        secrets.append(webhook.former_secret)
    return tuple(unseal(one, purpose=PURPOSE) for one in secrets)


def signed_headers(message: Message, secrets: Sequence[str]) -> dict[str, str]:
    """The headers of one call, as Standard Webhooks says: a signature by each secret, of id, time and body."""
    now = datetime.now(UTC)
    text, key = message.body.decode(), str(message.delivery_id)
    return {
        "Content-Type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Signer(one).sign(key, now, text) for one in secrets),
    }
