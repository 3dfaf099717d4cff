"""The modules of this app."""

from integrations.events.surfaces import event_types, events
from integrations.mqtt.surfaces import mqtt_topics
from integrations.rules.surfaces import alerts, event_rules
from integrations.surfaces.webhooks import webhooks

__all__ = ["alerts", "event_rules", "event_types", "events", "mqtt_topics", "webhooks"]
