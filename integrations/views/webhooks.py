"""The page of one webhook: whether its receiver answers, and what it was sent."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from core.pages.addresses import record_address
from core.pages.answers import page
from core.pages.record_page import answer_record, get_record
from core.pages.requests import PageRequest
from integrations.choices import DeliveryState
from integrations.models import Webhook, WebhookDelivery, WebhookQueue, WebhookReplay
from integrations.surfaces.webhooks import deliveries_of, webhooks
from integrations.webhooks.backoff import CIRCUIT

SHOWN, CALLS = 20, 3


@page
def webhook_page(request: PageRequest, number: int) -> HttpResponse:
    """The overview; its tabs are those of every record."""
    request.actor.require(webhooks.permission("view"))
    record: Webhook = get_record(request, webhooks, number)
    return answer_record(request, webhooks, record, "", **log_context(request, record))


def log_context(request: PageRequest, webhook: Webhook) -> dict[str, Any]:
    """How the receiver stands, and the newest deliveries: all, or those in one state."""
    state = request.GET.get("state", "")
    rows = deliveries_of([webhook.pk], request.actor)
    shown = rows.filter(state=state) if state in DeliveryState.values else rows
    queue = WebhookQueue.objects.filter(webhook_id=webhook.pk).first()
    replays = WebhookReplay.objects.visible_to(request.actor).filter(webhook=webhook)
    here = record_address(request, webhooks, webhook.number)
    return {
        "deliveries": [entry(row) for row in shown.prefetch_related("calls")[:SHOWN]],
        "states": [(value, label, value == state) for value, label in DeliveryState.choices],
        "chosen_state": state if state in DeliveryState.values else "",
        "counts": {"waiting": rows.filter(state="waiting").count(), "parked": rows.filter(state="parked").count()},
        "is_down": queue is not None and queue.failures >= CIRCUIT,
        "next_at": queue.wake_at if queue and queue.wake_at and queue.wake_at > timezone.now() else None,
        "replays": list(replays.order_by("-id")[:3]),
        "here": here,
        "may_resend": webhook.is_active and request.actor.may(webhooks.permission("resend")),
        "resend_url": record_address(request, webhooks, webhook.number, "resend"),
    }


def entry(row: WebhookDelivery) -> dict[str, Any]:
    """A delivery with its latest calls."""
    return {"row": row, "calls": sorted(row.calls.all(), key=lambda call: call.at, reverse=True)[:CALLS]}
