"""Fixed choices of vendors and their rates."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VendorStatus(models.TextChoices):
    """Whether work may be given to a vendor at all."""

    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Inactive")


class LabourKind(models.TextChoices):
    """When an hour is worked, which decides what it costs."""

    REGULAR = "regular", _("Regular hours")
    OVERTIME = "overtime", _("Overtime")
    AFTER_HOURS = "after_hours", _("After hours")
    HOLIDAY = "holiday", _("Holiday")
