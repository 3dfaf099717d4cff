"""The surface of MQTT topics."""

from django.utils.translation import gettext_lazy as _

from core.surfaces import Surface
from facilities.surfaces.lifecycle import LIFECYCLE
from integrations.mqtt.actions import create_mqtt_topic, delete_mqtt_topic, update_mqtt_topic
from integrations.mqtt.models import MqttTopic

_WRITE = ("name", "topic", "type", "subject_module", "subject_key", "id_member", "time_member", "enabled")

mqtt_topics = Surface(
    model=MqttTopic,
    slug="mqtt-topics",
    scope="events",
    prefix="MT",
    icon="cloud",
    columns=("number", *_WRITE, "created_at", "updated_at"),
    default_columns=("name", "topic", "type", "subject_module", "subject_key", "enabled"),
    filters=("number", *_WRITE, "created_at", "updated_at"),
    ordering=("name", "number", "updated_at"),
    default_ordering=("name",),
    form=_WRITE,
    imports=_WRITE,
    read=_WRITE,
    write=_WRITE,
    search={"number": "A", "name": "A", "topic": "B", "type": "B"},
    groups=(
        (_("Messages"), ("name", "topic", "type", "enabled")),
        (_("How they are read"), ("subject_module", "subject_key", "id_member", "time_member")),
    ),
    create=create_mqtt_topic,
    update=update_mqtt_topic,
    delete=delete_mqtt_topic,
    actions=LIFECYCLE,
)
