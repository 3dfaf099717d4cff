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


class SpaceKind(models.TextChoices):
    """What a node of the space tree is."""

    BUILDING = "building", _("Building")
    FLOOR = "floor", _("Floor")
    UNIT = "unit", _("Unit")
    SUITE = "suite", _("Suite")
    ROOM = "room", _("Room")
    COMMON_AREA = "common_area", _("Common area")


class Occupancy(models.TextChoices):
    """Whether a space is in use."""

    OCCUPIED = "occupied", _("Occupied")
    VACANT = "vacant", _("Vacant")
    RESERVED = "reserved", _("Reserved")
    OUT_OF_USE = "out_of_use", _("Out of use")


class MeasurementStandard(models.TextChoices):
    """Whose rules a floor area was measured by. The edition is named beside it: editions differ."""

    BOMA = "boma", _("BOMA")
    ASTM_E1836 = "astm_e1836", _("ASTM E1836")
    IPMS = "ipms", _("IPMS")
    OTHER = "other", _("Other")


class MeasurementMethod(models.TextChoices):
    """The method a BOMA lease must name since 2010."""

    A = "a", _("A, floor by floor")
    B = "b", _("B, single load factor")


class AreaKind(models.TextChoices):
    """What part of a property an area counts. There is never one “square footage”."""

    INTERIOR_GROSS = "interior_gross", _("Interior gross")
    EXTERIOR_GROSS = "exterior_gross", _("Exterior gross")
    RENTABLE = "rentable", _("Rentable")
    OCCUPANT = "occupant", _("Usable (occupant)")
    OCCUPANT_STORAGE = "occupant_storage", _("Occupant storage")
    BUILDING_AMENITY = "building_amenity", _("Building amenity")
    BUILDING_SERVICE = "building_service", _("Building service")
    FLOOR_SERVICE = "floor_service", _("Floor service")
    BASE_CIRCULATION = "base_circulation", _("Base building circulation")
    INTER_BUILDING = "inter_building", _("Inter-building")
    VERTICAL_PENETRATIONS = "vertical_penetrations", _("Major vertical penetrations")
    EXCLUSIVE_OUTDOOR = "exclusive_outdoor", _("Balcony and exclusive outdoor")
    PARKING = "parking", _("Parking")


class EntityKind(models.TextChoices):
    """What sort of owner an entity is."""

    COMPANY = "company", _("Company")
    FUND = "fund", _("Fund")
    TRUST = "trust", _("Trust")
    PUBLIC_BODY = "public_body", _("Public body")
    PERSON = "person", _("Person")
    OTHER = "other", _("Other")


class GroupKind(models.TextChoices):
    """Why properties are reported together."""

    CAMPUS = "campus", _("Campus")
    PORTFOLIO_VIEW = "portfolio_view", _("Portfolio view")
    FUND = "fund", _("Fund")
    OTHER = "other", _("Other")


class AssociationKind(models.TextChoices):
    """How two properties have to do with each other."""

    ADJACENT = "adjacent", _("Adjacent")
    SHARED_PLANT = "shared_plant", _("Shared plant")
    CAMPUS = "campus", _("Same campus")
    PARENT_CHILD = "parent_child", _("Part of")
    OTHER = "other", _("Other")


class SystemKind(models.TextChoices):
    """The building system that a piece of equipment is, or is part of."""

    HVAC = "hvac", _("Heating, ventilation, air conditioning")
    ELECTRICAL = "electrical", _("Electrical")
    PLUMBING = "plumbing", _("Plumbing")
    FIRE = "fire", _("Fire protection")
    ELEVATOR = "elevator", _("Elevator")
    SECURITY = "security", _("Security")
    ROOF = "roof", _("Roof")
    STRUCTURE = "structure", _("Structure")
    OTHER = "other", _("Other")


class Criticality(models.TextChoices):
    """How much depends on a piece of equipment."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")


class Condition(models.TextChoices):
    """In what shape a piece of equipment was found."""

    EXCELLENT = "excellent", _("Excellent")
    GOOD = "good", _("Good")
    FAIR = "fair", _("Fair")
    POOR = "poor", _("Poor")
    FAILED = "failed", _("Failed")


class EquipmentStatus(models.TextChoices):
    """Whether a piece of equipment does its work."""

    IN_SERVICE = "in_service", _("In service")
    STANDBY = "standby", _("Standby")
    OUT_OF_SERVICE = "out_of_service", _("Out of service")
    RETIRED = "retired", _("Retired")
