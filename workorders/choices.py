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


class RequestState(models.TextChoices):
    """Where a request stands. Which move is legal is said in `workorders.request_states`."""

    NEW = "new", _("New")
    ACCEPTED = "accepted", _("Accepted")
    DUPLICATE = "duplicate", _("Duplicate")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RequestSource(models.TextChoices):
    """By which way a request came in."""

    PAGE = "page", _("In Atrium")
    LINK = "link", _("Request link")
    QR = "qr", _("QR code")
    MAIL = "mail", _("E-mail")
    API = "api", _("API")
    IMPORT = "import", _("Import")


class Entry(models.TextChoices):
    """Whether somebody may come in to do the work."""

    ANY_TIME = "any_time", _("Yes, also when nobody is there")
    WHEN_PRESENT = "when_present", _("Only when somebody is there")
    ASK_FIRST = "ask_first", _("Ask first")
