"""Leases with the buildings they cover: one number may cover several, and a building may have several."""

from collections.abc import Iterable
from decimal import Decimal

from accounts.models import Organization
from demo.loading.batches import create_all
from demo.loading.hierarchy import Hierarchy
from demo.source.buildings import LeaseRow
from facilities.models import Lease, LeaseProperty


def load_leases(rows: Iterable[LeaseRow], hierarchy: Hierarchy, organization: Organization) -> int:
    """A lease for each number and term, over all buildings listed with it; how many there are."""
    leases: dict[tuple[object, ...], Lease] = {}
    areas: dict[tuple[Lease, str], Decimal | None] = {}
    for row in rows:
        if row.building_code not in hierarchy.properties:
            continue
        term = (row.number, row.starts_on, row.ends_on)
        lease = leases.setdefault(term, Lease(lease_number=row.number, starts_on=row.starts_on, ends_on=row.ends_on))
        areas.setdefault((lease, row.building_code), row.area)
    create_all(leases.values(), event="lease.created", organization=organization)
    covered = [
        LeaseProperty(lease=lease, property=hierarchy.properties[code], area=area)
        for (lease, code), area in areas.items()
    ]
    create_all(covered, event="lease.updated", organization=organization)
    return len(leases)
