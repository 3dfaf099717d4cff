"""What is kept of the systems that Atrium talks with."""

from integrations.models.webhooks import Webhook, WebhookAttempt, WebhookDelivery, WebhookQueue, WebhookReplay

__all__ = ["Webhook", "WebhookAttempt", "WebhookDelivery", "WebhookQueue", "WebhookReplay"]
