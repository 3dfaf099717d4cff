"""What may be done to a lease."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Problem, RuleBroken
from core.references import refuse_if_referred_to
from core.writing import assign, changing, creating, deleting, touch
from facilities.choices import AreaUnit
from facilities.models import Lease, LeaseProperty, Property


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A property that a lease covers, as it is given."""

    property: Property
    area: Decimal | None = None
    area_unit: str = AreaUnit.SQUARE_FEET


@transaction.atomic
def create_lease(*, actor: Actor, properties: Sequence[Covered] = (), **values: Any) -> Lease:
    """Add a lease of one or several properties."""
    with creating(Lease(**values), event="lease.created", permission="facilities.add_lease", actor=actor) as lease:
        _refuse_nothing(properties)
    _replace_covered(lease, properties, actor=actor)
    return lease


def update_lease(lease: Lease, *, actor: Actor, version: int | None = None, **values: Any) -> Lease:
    """Change what is known of a lease."""
    with changing(
        lease, event="lease.updated", permission="facilities.change_lease", actor=actor, version=version
    ) as row:
        assign(row, values)
    return lease


@transaction.atomic
def set_leased_properties(
    lease: Lease, *, properties: Sequence[Covered], actor: Actor, version: int | None = None
) -> Lease:
    """Say which properties a lease covers, in place of those before. Those outside one's scope stay covered."""
    event = "lease.properties_set"
    with changing(
        lease, event=event, permission="facilities.change_lease", actor=actor, version=version
    ):  # locks the lease, so that two sets given at once cannot mix
        _refuse_nothing(properties)
    if _replace_covered(lease, properties, actor=actor):
        touch(lease, event=event, actor=actor)
        lease.refresh_from_db(fields=["version", "touched_at", "updated_at", "updated_by"])
    return lease


def delete_lease(lease: Lease, *, actor: Actor, version: int | None = None) -> None:
    """Hide a lease."""
    with deleting(
        lease, event="lease.deleted", permission="facilities.delete_lease", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)


def _refuse_nothing(properties: Sequence[Covered]) -> None:
    if not properties:
        raise RuleBroken("properties", "required", _("A lease covers at least one property."))


def _replace_covered(lease: Lease, properties: Sequence[Covered], *, actor: Actor) -> bool:
    """Whether anything changed."""
    rows = LeaseProperty.objects.visible_to(actor).filter(lease_id=lease.pk)
    present = {row.property_id: row for row in rows}
    wanted = {covered.property.pk for covered in properties}
    gone = [row for key, row in present.items() if key not in wanted]
    for row in gone:
        with deleting(row, event="lease_property.deleted", actor=actor):
            pass
    written = [
        _write_covered(lease, present.get(covered.property.pk), covered, position, actor)
        for position, covered in enumerate(properties)
    ]
    return bool(gone) or any(written)


def _write_covered(lease: Lease, row: LeaseProperty | None, covered: Covered, position: int, actor: Actor) -> bool:
    try:
        if row is None:
            made = LeaseProperty(lease=lease, property=covered.property, area=covered.area, area_unit=covered.area_unit)
            with creating(made, event="lease_property.created", actor=actor):
                pass
            return True
        before = row.version
        with changing(row, event="lease_property.updated", actor=actor) as stored:
            stored.area, stored.area_unit = covered.area, covered.area_unit
        return row.version != before
    except RuleBroken as error:
        problems = [Problem(f"properties.{position}.{one.field}", one.code, one.message) for one in error.problems]
        raise RuleBroken(problems=problems, status=error.status) from error
