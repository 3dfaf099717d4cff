"""From a webhook that is due to its batch, and from the calls back to rows. Each is one short transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acting import acting
from core.db.planner import planned_for_values
from core.ids import new_id
from integrations.actions.webhooks import give_up_on_webhook, recover_webhook, stop_webhook
from integrations.choices import DeliveryState
from integrations.models import Webhook, WebhookAttempt, WebhookDelivery
from integrations.webhooks.backoff import CIRCUIT, asked_wait, longest, wait_after
from integrations.webhooks.bodies import Batch, build_messages, secrets_of
from integrations.webhooks.queue import Claim, release
from integrations.webhooks.sending import Outcome, Sending
from integrations.webhooks.spreading import webhook_actor

AT_ONCE = 200
# A receiver that answers so wants no more.
GONE = 410
# What tells of no change comes first; of each record only what nothing earlier holds up. `offset 0` keeps that question
# one for each row that is taken, answered by the index: joined, it is asked of every row with every other.
_DUE = """
(select d.id from integrations_webhookdelivery d
 where d.organization_id = %(organization)s and d.webhook_id = %(webhook)s and d.state = 'waiting'
   and d.change_id is null and (d.next_attempt_at <= %(now)s or %(tries)s)
 order by d.id limit %(limit)s)
union all
(select d.id from integrations_webhookdelivery d
 where d.organization_id = %(organization)s and d.webhook_id = %(webhook)s and d.state = 'waiting'
   and d.change_id is not null and (d.next_attempt_at <= %(now)s or %(tries)s)
   and (%(tries)s or not exists (
     select from integrations_webhookdelivery e
     where e.organization_id = d.organization_id and e.webhook_id = d.webhook_id and e.record_id = d.record_id
       and e.state = 'waiting' and e.change_id < d.change_id and e.next_attempt_at > %(now)s
     offset 0))
 order by d.change_id limit %(limit)s)
limit %(limit)s
"""
_NOTE = """
update integrations_webhookdelivery d
set state = n.state, attempts = d.attempts + 1, next_attempt_at = n.next_attempt_at, status = n.status,
    error = n.error, milliseconds = n.milliseconds, delivered_at = n.delivered_at
from unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::int[], %s::text[], %s::int[], %s::timestamptz[])
    n(id, state, next_attempt_at, status, error, milliseconds, delivered_at)
where d.id = n.id and d.organization_id = %s and d.state = 'waiting'
"""
_BACK = """
update integrations_webhookdelivery set next_attempt_at = %s
where organization_id = %s and webhook_id = %s and state = 'waiting' and next_attempt_at > %s
"""


def load_batch(claim: Claim, dispatcher: UUID) -> Batch | None:
    """What is to be sent to the webhook now. None: there is nothing, and the webhook was given back."""
    actor = webhook_actor(claim.organization_id)
    with acting(actor):
        webhook = Webhook.objects.visible_to(actor).filter(pk=claim.webhook_id, is_active=True).first()
        batch = Batch(claim.webhook_id, claim.organization_id, failures=claim.failures)
        if webhook is not None:
            batch.url, batch.secrets = webhook.url, secrets_of(webhook)
            if claim.failures and _park_overdue(batch):
                give_up_on_webhook(claim.webhook_id, actor=actor)
            rows = due_rows(claim)
            batch.is_full = len(rows) == AT_ONCE
            build_messages(webhook, rows, batch)
            _withdraw(batch)
        if not batch.messages:
            release(claim.webhook_id, dispatcher, failures=claim.failures)
            return None
    return batch


def due_rows(claim: Claim) -> list[WebhookDelivery]:
    """The rows to be sent next, in the order of the changes. While the circuit is open: one, to try."""
    is_open = claim.failures >= CIRCUIT
    asked: dict[str, Any] = {
        "organization": claim.organization_id,
        "webhook": claim.webhook_id,
        "now": timezone.now(),
        "tries": is_open,
        "limit": 1 if is_open else AT_ONCE,
    }
    with planned_for_values(), connection.cursor() as cursor:
        cursor.execute(_DUE, asked)
        keys = [key for (key,) in cursor.fetchall()]
    rows = WebhookDelivery.objects.in_bulk(keys)
    return [rows[key] for key in keys]


def _withdraw(batch: Batch) -> None:
    """What must not be told any more."""
    rows = WebhookDelivery.objects.filter(organization_id=batch.organization_id, pk__in=batch.withdrawn)
    reason = _("Whoever the webhook belongs to may no longer see it.")
    rows.update(state=DeliveryState.WITHDRAWN, next_attempt_at=None, error=reason)


def note_outcomes(sending: Sending, dispatcher: UUID) -> None:
    """Write down how the calls went, and give the webhook back."""
    batch, now = sending.batch, timezone.now()
    actor = webhook_actor(batch.organization_id)
    with acting(actor):
        if _note(sending.outcomes, batch, now):
            give_up_on_webhook(batch.webhook_id, actor=actor)
        WebhookAttempt.objects.bulk_create(_attempt(one, batch) for one in sending.outcomes)
        if any(one.answer is not None and one.answer.status == GONE for one in sending.outcomes):
            stop_webhook(batch.webhook_id, actor=actor)
        if batch.failures and not sending.failures:
            # It answers again: what waited for a later attempt need not wait longer.
            with connection.cursor() as cursor:
                cursor.execute(_BACK, [now, batch.organization_id, batch.webhook_id, now])
            recover_webhook(batch.webhook_id, actor=actor)
        pause = _pause(sending, now)
        failures = sending.failures
        release(batch.webhook_id, dispatcher, failures=failures, not_before=pause, has_more=batch.is_full)


def _pause(sending: Sending, now: datetime) -> datetime | None:
    """Until when the receiver is left alone: while its circuit is open, and for as long as it asks."""
    waits = [asked_wait(one.answer.retry_after, now) for one in sending.outcomes if one.answer and not one.is_success]
    if sending.failures >= CIRCUIT:
        waits.append(wait_after(sending.failures - CIRCUIT + 2))
    wait = max(waits, default=timedelta())
    return now + wait if wait else None


def _note(outcomes: Sequence[Outcome], batch: Batch, now: datetime) -> bool:
    """Whether one of them was the last attempt."""
    rows = [_noted(one, now) for one in outcomes]
    if rows:
        with connection.cursor() as cursor:
            columns: list[Any] = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(_NOTE, [*columns, batch.organization_id])
    return any(row[1] == DeliveryState.PARKED for row in rows)


def _noted(one: Outcome, now: datetime) -> tuple[object, ...]:
    """A delivery after a call: id, state, next attempt, answer, reason, time it took, when it was delivered."""
    status = one.answer.status if one.answer else None
    took = one.answer.milliseconds if one.answer else None
    key = one.message.delivery_id
    if one.is_success:
        return key, DeliveryState.DELIVERED.value, None, status, "", took, now
    if now - one.message.wanted_at >= longest():
        return key, DeliveryState.PARKED.value, None, status, one.error, took, None
    return key, DeliveryState.WAITING.value, now + wait_after(one.message.attempts + 1), status, one.error, took, None


def _attempt(one: Outcome, batch: Batch) -> WebhookAttempt:
    answer = one.answer.body.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}") if one.answer else ""
    return WebhookAttempt(
        id=new_id(),
        organization_id=batch.organization_id,
        webhook_id=batch.webhook_id,
        delivery_id=one.message.delivery_id,
        at=one.at,
        milliseconds=one.answer.milliseconds if one.answer else None,
        status=one.answer.status if one.answer else None,
        error=one.error,
        answer=answer,
    )


def _park_overdue(batch: Batch) -> bool:
    """What a receiver that does not answer was to be told for longer than the operator says is given up: was any?"""
    rows = WebhookDelivery.objects.filter(
        organization_id=batch.organization_id,
        webhook_id=batch.webhook_id,
        state=DeliveryState.WAITING,
        wanted_at__lte=timezone.now() - longest(),
    )
    return bool(rows.update(state=DeliveryState.PARKED, next_attempt_at=None))
