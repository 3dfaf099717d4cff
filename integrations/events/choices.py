"""Fixed choices of inbound events."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventStatus(models.TextChoices):
    """What became of an event."""

    ACCEPTED = "accepted", _("Accepted")
    WAITING = "waiting", _("Waiting for its record")
    PROCESSED = "processed", _("Processed")
    IGNORED = "ignored", _("Ignored")
    UNHANDLED = "unhandled", _("No rule for it")
    FAILED = "failed", _("Failed")


class Way(models.TextChoices):
    """By which way an event came."""

    API = "api", _("API")
    MQTT = "mqtt", _("MQTT")
    SYSTEM = "system", _("Atrium")
