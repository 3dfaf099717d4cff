"""Fixed choices of rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class When(models.TextChoices):
    """What sets a rule off."""

    EVENT = "event", _("An event arrives")
    CHANGE = "change", _("A record changes")
    SCHEDULE = "schedule", _("At fixed times")


class Every(models.TextChoices):
    """How often a schedule comes round."""

    HOUR = "hour", _("Every hour")
    DAY = "day", _("Every day")
    WEEK = "week", _("Every week, on Monday")
    MONTH = "month", _("Every month, on the first")


class OnFailure(models.TextChoices):
    """What happens with the rules after one that failed."""

    GO_ON = "go_on", _("go on with the next rules")
    STOP = "stop", _("leave out the next rules")


class RunState(models.TextChoices):
    """What became of a rule that was set off."""

    QUEUED = "queued", _("Queued")
    DONE = "done", _("Done")
    IGNORED = "ignored", _("Nothing to do")
    SKIPPED = "skipped", _("Left out")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class Severity(models.TextChoices):
    """How serious an alert is."""

    INFO = "info", _("For information")
    WARNING = "warning", _("Warning")
    DANGER = "danger", _("Alarm")
