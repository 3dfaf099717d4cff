"""Fixed choices of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleTemplate(models.TextChoices):
    """The roles every organization starts with."""

    ADMINISTRATOR = "administrator", _("Administrator")
    PROPERTY_MANAGER = "property_manager", _("Property manager")
    TECHNICIAN = "technician", _("Technician")
    VIEWER = "viewer", _("Viewer")
    VENDOR = "vendor", _("Vendor")
    TENANT = "tenant", _("Tenant")
    INTEGRATION = "integration", _("Integration")
