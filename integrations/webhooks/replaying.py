"""Replays: what happened in a stretch of time is queued once more, in sets, by the dispatcher."""

from uuid import UUID

from django.utils import timezone

from core.acting import acting
from core.changes import Change
from integrations.models import Webhook, WebhookDelivery, WebhookReplay
from integrations.webhooks.queue import wake
from integrations.webhooks.records import readers
from integrations.webhooks.spreading import SET, asked_for, deliveries, fetch_news, webhook_actor

AGAIN = ("state", "attempts", "wanted_at", "next_attempt_at", "delivered_at", "error")


def go_on_replaying(organization_id: UUID) -> int:
    """Queue the next set of each replay that is not finished; returns how many changes were read."""
    actor = webhook_actor(organization_id)
    with acting(actor):
        rows = WebhookReplay.objects.visible_to(actor).filter(finished_at__isnull=True)
        replays = list(rows.select_for_update(of=("self",), skip_locked=True).select_related("webhook")[:4])
        return sum(_go_on(replay) for replay in replays)


def _go_on(replay: WebhookReplay) -> int:
    webhook: Webhook = replay.webhook
    changes = Change.objects.filter(
        organization_id=replay.organization_id, at__gte=replay.since, at__lt=replay.until, pk__gt=replay.last_id
    )
    news = fetch_news(changes.order_by("pk")[:SET])
    people = readers([webhook.person_id], replay.organization_id)
    reader = people.get(webhook.person_id) if webhook.person_id else None
    if news and reader is not None and webhook.deleted_at is None:
        rows = deliveries(webhook, asked_for(webhook, news, reader))
        queue_again(rows)
        replay.last_id, replay.found = news[-1].pk, replay.found + len(rows)
        replay.save(update_fields=["last_id", "found"])
        return len(news)
    replay.finished_at = timezone.now()
    replay.save(update_fields=["finished_at"])
    return 0


def queue_again(rows: list[WebhookDelivery]) -> None:
    """Queue deliveries anew, under the ids that they had where they were made before."""
    WebhookDelivery.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["organization", "webhook", "change_id"],
        update_fields=list(AGAIN),
    )
    wake({row.webhook_id for row in rows})
