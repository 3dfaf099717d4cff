"""Which messages of building systems are events."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records import Record
from integrations.events.models import type_name
from integrations.mqtt.topics import is_filter


class MqttTopic(Record):
    """Messages on these topics of the MQTT broker are events of this type."""

    module = "mqtt_topic"

    name = models.CharField(_("name"), max_length=120)
    topic = models.CharField(
        _("topic"), max_length=200, help_text=_("Such as bms/+/temperature; + is any step, # all below.")
    )
    type = models.CharField(
        _("type of event"), max_length=120, validators=[type_name], help_text=_("Such as sensor.reading.")
    )
    subject_module = models.CharField(
        _("about"), max_length=60, blank=True, help_text=_("What kind of record, such as equipment.")
    )
    subject_key = models.CharField(
        _("which one"),
        max_length=200,
        blank=True,
        help_text=_("Such as bms:{topic.2} for the second step of the topic, or bms:{data.device}."),
    )
    id_member = models.CharField(
        _("id of a message"),
        max_length=120,
        blank=True,
        help_text=_("The member that tells one message from another, such as id. Empty: its text and time."),
    )
    time_member = models.CharField(
        _("time of a message"), max_length=120, blank=True, help_text=_("Such as ts. Empty: when it arrives.")
    )
    enabled = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("MQTT topic")
        verbose_name_plural = _("MQTT topics")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="mqtt_topic_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="mqtt_topic_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="mqtt_topic_number_once"),
            models.UniqueConstraint(
                fields=["organization", "topic", "type"],
                condition=models.Q(deleted_at__isnull=True),
                name="mqtt_topic_once",
                violation_error_message=_("These messages are taken already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The topic is a filter as MQTT understands it."""
        if not is_filter(self.topic):
            raise ValidationError({"topic": ValidationError(_("This is no topic such as bms/+/temperature."), "topic")})
