"""Which webhook has something to be sent, and which dispatcher is at it. Ids and times only, before any organization.

A lease is taken by one short statement and renewed while its dispatcher lives; after a kill it runs out and another
dispatcher goes on. No row is locked while anything is sent.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from integrations.models import WebhookQueue

_CLAIM = """
update integrations_webhook_queue set lease = %s, leased_until = clock_timestamp() + make_interval(secs => %s)
where webhook_id in (
    select webhook_id from integrations_webhook_queue
    where wake_at <= clock_timestamp() and (leased_until is null or leased_until < clock_timestamp())
      and (failures > 0) = %s and is_active
    order by wake_at limit %s for update skip locked)
returning webhook_id, organization_id, failures
"""
# Of each record the first that waits: what stands behind it is not due before it.
_DUE = """
select min(next_attempt_at) from (
    select distinct on (coalesce(record_id, id)) next_attempt_at from integrations_webhookdelivery
    where organization_id = %s and webhook_id = %s and state = 'waiting'
    order by coalesce(record_id, id), change_id nulls first) heads
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A webhook that this dispatcher may send to until the lease ends."""

    webhook_id: UUID
    organization_id: UUID
    failures: int


def lease_time() -> timedelta:
    return timedelta(seconds=settings.WEBHOOK_LEASE)


def claim(dispatcher: UUID, *, failing: bool, limit: int) -> list[Claim]:
    """Take webhooks that are due: those that answer, or those whose last call failed."""
    if limit < 1:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [dispatcher, settings.WEBHOOK_LEASE, failing, limit])
        return [Claim(*row) for row in cursor.fetchall()]


def renew(dispatcher: UUID) -> None:
    """Say that the dispatcher lives, for everything it is at."""
    held = WebhookQueue.objects.filter(lease=dispatcher, leased_until__isnull=False)
    held.update(leased_until=timezone.now() + lease_time())


def wake(webhooks: Collection[UUID]) -> None:
    """There is something to be sent now. Called in the transaction that queued it, after it was queued."""
    if webhooks:
        WebhookQueue.objects.filter(webhook_id__in=webhooks).order_by().update(wake_at=timezone.now())


def release(
    webhook_id: UUID, dispatcher: UUID, *, failures: int, not_before: datetime | None = None, has_more: bool = False
) -> None:
    """Give a webhook back, with when it is due again. Called inside `acting()`.

    With `has_more` it is due now: looking through all that waits for the first is left until little is left.
    The row is locked first: what another transaction queued and committed before is then seen by the look-up, and
    what it queues later wakes the webhook again.
    """
    row = WebhookQueue.objects.select_for_update().filter(webhook_id=webhook_id).first()
    if row is None or row.lease != dispatcher:
        return
    due = timezone.now() if has_more else _first_due(row)
    row.wake_at = max(due, not_before) if due and not_before else due
    row.failures, row.leased_until = failures, None
    row.save(update_fields=["wake_at", "failures", "leased_until"])


def _first_due(row: WebhookQueue) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [row.organization_id, row.webhook_id])
        (due,) = cursor.fetchone()
    return cast(datetime | None, due)


def organizations() -> list[UUID]:
    """The organizations that have an active webhook."""
    rows = WebhookQueue.objects.filter(is_active=True)
    return list(rows.values_list("organization_id", flat=True).distinct().order_by("organization_id"))
