"""Fixed choices of the property hierarchy."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssetClass(models.TextChoices):
    """What a property is used for, in the words of the trade."""

    OFFICE = "office", _("Office")
    RETAIL = "retail", _("Retail")
    INDUSTRIAL = "industrial", _("Industrial")
    MULTIFAMILY = "multifamily", _("Multifamily")
    HOSPITALITY = "hospitality", _("Hospitality")
    HEALTHCARE = "healthcare", _("Healthcare")
    EDUCATION = "education", _("Education")
    MIXED_USE = "mixed_use", _("Mixed use")
    LAND = "land", _("Land")
    OTHER = "other", _("Other")


class PropertyStatus(models.TextChoices):
    """Where a property stands in its life."""

    ACTIVE = "active", _("Active")
    EXCESS = "excess", _("Excess")
    DECOMMISSIONED = "decommissioned", _("Decommissioned")


class Tenure(models.TextChoices):
    """By what right the organization uses a property."""

    OWNED = "owned", _("Owned")
    LEASED = "leased", _("Leased")
    MANAGED = "managed", _("Managed for others")


class RegionKind(models.TextChoices):
    """What a node of the region tree stands for."""

    REGION = "region", _("Region")
    MARKET = "market", _("Market")


class AreaUnit(models.TextChoices):
    """Units of floor area."""

    SQUARE_FEET = "sqft", _("sq ft")
    SQUARE_METRES = "sqm", _("m²")
