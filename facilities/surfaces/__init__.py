"""The surfaces of facilities."""

from facilities.surfaces.equipment import equipment, equipment_classes
from facilities.surfaces.hierarchy import portfolios, regions
from facilities.surfaces.leases import leases
from facilities.surfaces.ownership import ownership_entities, ownership_groups, reporting_groups
from facilities.surfaces.properties import properties
from facilities.surfaces.spaces import spaces

__all__ = [
    "equipment",
    "equipment_classes",
    "leases",
    "ownership_entities",
    "ownership_groups",
    "portfolios",
    "properties",
    "regions",
    "reporting_groups",
    "spaces",
]
