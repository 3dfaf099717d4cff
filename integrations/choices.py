"""Codes that the connections to other systems keep."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryState(TextChoices):
    """How far one delivery of a webhook has come."""

    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    PARKED = "parked", _("parked")
    WITHDRAWN = "withdrawn", _("withdrawn")
