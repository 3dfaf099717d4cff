"""What is kept of the systems that Atrium talks with."""

from integrations.events.models import Event, EventType
from integrations.models.webhooks import Webhook, WebhookAttempt, WebhookDelivery, WebhookQueue, WebhookReplay
from integrations.mqtt.models import MqttTopic
from integrations.rules.models import Alert, EventRule, RuleEpisode, RuleRun

__all__ = [
    "Alert",
    "Event",
    "EventRule",
    "EventType",
    "MqttTopic",
    "RuleEpisode",
    "RuleRun",
    "Webhook",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookQueue",
    "WebhookReplay",
]
