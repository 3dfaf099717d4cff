"""Recurring work of the connections to other systems."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.models import Organization
from core.acting import acting
from integrations.choices import DeliveryState
from integrations.models import WebhookDelivery
from integrations.rules.tasks import run_rules
from integrations.webhooks.spreading import webhook_actor

__all__ = ["forget_deliveries", "run_rules"]

DONE = (DeliveryState.DELIVERED, DeliveryState.WITHDRAWN)


@shared_task
def forget_deliveries() -> int:
    """Take old entries out of the log of webhooks, with their calls; what is parked stays until it is sent."""
    before = timezone.now() - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    found = 0
    for key in Organization.objects.values_list("pk", flat=True):
        with acting(webhook_actor(key)):
            rows = WebhookDelivery.objects.filter(organization_id=key, state__in=DONE, wanted_at__lt=before)
            found += rows.delete()[0]
    return found
