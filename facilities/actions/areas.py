"""What may be done to the measured areas of a property."""

from typing import Any

from django.db import transaction

from core.actor import Actor
from core.writing import assign, changing, creating, deleting, touch
from facilities.models import Property, PropertyArea

PERMISSION = "facilities.change_property"


@transaction.atomic
def record_area(property_: Property, *, actor: Actor, **values: Any) -> PropertyArea:
    """Record an area of a property as it was measured, beside those of other standards and days."""
    area = PropertyArea(property=property_, **values)
    with creating(area, event="property_area.created", permission=PERMISSION, actor=actor):
        pass
    touch(property_, event="property.area_recorded", actor=actor)
    return area


@transaction.atomic
def update_area(area: PropertyArea, *, actor: Actor, version: int | None = None, **values: Any) -> PropertyArea:
    """Correct a measured area."""
    with changing(area, event="property_area.updated", permission=PERMISSION, actor=actor, version=version) as row:
        assign(row, values)
    touch(area.property, event="property.area_recorded", actor=actor)
    return area


@transaction.atomic
def delete_area(area: PropertyArea, *, actor: Actor, version: int | None = None) -> None:
    """Take a measured area away."""
    property_ = area.property
    with deleting(area, event="property_area.deleted", permission=PERMISSION, actor=actor, version=version):
        pass
    touch(property_, event="property.area_recorded", actor=actor)
