"""What may be done to the topics that are listened to."""

from typing import Any

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import assign, changing, creating, deleting
from integrations.mqtt.models import MqttTopic
from integrations.rules.steps import module_named


def create_mqtt_topic(*, actor: Actor, **values: Any) -> MqttTopic:
    """Listen to a topic. The listener takes it up within seconds."""
    row = MqttTopic(**values)
    with creating(row, event="mqtt_topic.created", permission="integrations.add_mqtttopic", actor=actor):
        _check(row)
    return row


def update_mqtt_topic(row: MqttTopic, *, actor: Actor, version: int | None = None, **values: Any) -> MqttTopic:
    """Change what is listened to, or how a message is read."""
    with changing(
        row, event="mqtt_topic.updated", permission="integrations.change_mqtttopic", actor=actor, version=version
    ) as found:
        assign(found, values)
        _check(found)
    return row


def delete_mqtt_topic(row: MqttTopic, *, actor: Actor, version: int | None = None) -> None:
    """Listen to it no more. The events that it brought stay."""
    with deleting(
        row, event="mqtt_topic.deleted", permission="integrations.delete_mqtttopic", actor=actor, version=version
    ):
        pass


def _check(row: MqttTopic) -> None:
    if row.subject_module:
        module_named(row.subject_module, "subject_module")
    if bool(row.subject_module) != bool(row.subject_key):
        raise RuleBroken("subject_key", "required", _("Say both what kind of record it is about, and which one."))
