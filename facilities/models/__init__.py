from facilities.models.areas import PropertyArea
from facilities.models.equipment import Equipment, EquipmentClass, EquipmentServes
from facilities.models.groups import PropertyAssociation, ReportingGroup, ReportingGroupMember
from facilities.models.hierarchy import Portfolio, Region
from facilities.models.leases import Lease, LeaseProperty
from facilities.models.ownership import OwnershipEntity, OwnershipGroup, OwnershipShare
from facilities.models.properties import Property
from facilities.models.spaces import Space

__all__ = [
    "Equipment",
    "EquipmentClass",
    "EquipmentServes",
    "Lease",
    "LeaseProperty",
    "OwnershipEntity",
    "OwnershipGroup",
    "OwnershipShare",
    "Portfolio",
    "Property",
    "PropertyArea",
    "PropertyAssociation",
    "Region",
    "ReportingGroup",
    "ReportingGroupMember",
    "Space",
]
