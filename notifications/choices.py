"""Fixed choices of notifications."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Digest(models.TextChoices):
    """How mail is gathered."""

    NONE = "none", _("each at once")
    DAILY = "daily", _("one mail a day")
    WEEKLY = "weekly", _("one mail a week")


class Weekday(models.IntegerChoices):
    """Days as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class MailState(models.TextChoices):
    """Where a letter stands."""

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    SUPPRESSED = "suppressed", _("Not sent")


class SuppressionReason(models.TextChoices):
    """Why an address is not written to."""

    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    REFUSED = "refused", _("Refused by its server")
    BY_HAND = "by_hand", _("By an administrator")


class Outcome(models.TextChoices):
    """What became of an answer by mail."""

    TAKEN = "taken", _("Taken")
    IGNORED = "ignored", _("Ignored")
    REFUSED = "refused", _("Refused")
