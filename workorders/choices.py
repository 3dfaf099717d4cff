"""Fixed choices of work orders."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a work order stands. Which move is legal is said in `workorders.states`."""

    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class Impact(models.TextChoices):
    """How much is at stake."""

    LIFE_SAFETY = "life_safety", _("Life safety or building down")
    MANY = "many", _("Many people, code, or damage growing")
    ONE = "one", _("One space or function")
    COSMETIC = "cosmetic", _("Cosmetic")


class Urgency(models.TextChoices):
    """How soon it must be seen to."""

    NOW = "now", _("Now")
    TODAY = "today", _("Today")
    WEEK = "week", _("This week")
    CAN_WAIT = "can_wait", _("Can wait")


class Priority(models.TextChoices):
    """What drives the clocks: impact × urgency, not the requester's wish."""

    P1 = "P1", _("P1 Emergency")
    P2 = "P2", _("P2 Urgent")
    P3 = "P3", _("P3 Routine")
    P4 = "P4", _("P4 Scheduled")
    P5 = "P5", _("P5 Planned")
