"""Installations: several buildings on one campus, as groups that are reported together."""

from collections.abc import Sequence

from accounts.models import Organization
from demo.loading.batches import create_all
from demo.loading.hierarchy import Hierarchy
from demo.source.buildings import BuildingRow
from facilities.choices import GroupKind
from facilities.models import ReportingGroup, ReportingGroupMember


def load_campuses(rows: Sequence[BuildingRow], hierarchy: Hierarchy, organization: Organization) -> int:
    """A group of kind campus for each installation, with its buildings; how many there are."""
    names = dict.fromkeys(row.campus for row in rows if row.campus)
    groups = {name: ReportingGroup(name=name, kind=GroupKind.CAMPUS) for name in names}
    create_all(groups.values(), event="reporting_group.created", organization=organization)
    members = [
        ReportingGroupMember(group=groups[row.campus], property=hierarchy.properties[row.code])
        for row in rows
        if row.campus
    ]
    create_all(members, event="reporting_group.updated", organization=organization)
    return len(groups)
