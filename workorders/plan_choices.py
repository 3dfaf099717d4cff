"""Fixed choices of maintenance plans, their occurrences and meters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    """Whether a plan makes work."""

    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")


class Trigger(models.TextChoices):
    """What makes work due."""

    DATE = "date", _("Dates")
    METER = "meter", _("A meter")
    EITHER = "either", _("Dates or a meter, whichever comes first")


class Mode(models.TextChoices):
    """What the next date follows from."""

    FIXED = "fixed", _("Fixed: the dates stay, whenever the work is done")
    FLOATING = "floating", _("Floating: counted anew from the day the work is done")


class OpenPrevious(models.TextChoices):
    """What becomes of new work while the one before is still open."""

    SKIP = "skip", _("Skip the new one")
    STACK = "stack", _("Make it as well")
    SUPERSEDE = "supersede", _("End the one before as not performed")


class OccurrenceState(models.TextChoices):
    """What became of one time that work was due."""

    PLANNED = "planned", _("Planned")
    CREATED = "created", _("Work order made")
    DONE = "done", _("Done in time")
    DONE_EARLY = "done_early", _("Done early")
    DONE_LATE = "done_late", _("Done late")
    MISSED = "missed", _("Missed")
    BYPASSED = "bypassed", _("Covered by greater work")
    SKIPPED = "skipped", _("Skipped")
    NOT_PERFORMED = "not_performed", _("Not performed")


DONE = (OccurrenceState.DONE, OccurrenceState.DONE_EARLY, OccurrenceState.DONE_LATE)


class ReadingKind(models.TextChoices):
    """What a reading says of the counter."""

    REGULAR = "regular", _("Reading")
    ROLL_OVER = "roll_over", _("The counter began again at zero")
    REPLACEMENT = "replacement", _("The meter was replaced")
