"""What may be done to a property."""

from typing import Any

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import changing, creating, deleting
from facilities.models import Property


def create_property(*, actor: Actor, **values: Any) -> Property:
    """Add a property. Its portfolio is its region's; without a region the portfolio must be given."""
    with creating(
        Property(**values), event="property.created", permission="facilities.add_property", actor=actor
    ) as property_:
        follow_region(property_)
    return property_


def update_property(property_: Property, *, actor: Actor, version: int | None = None, **values: Any) -> Property:
    """Change what is known of a property. Its place in the hierarchy is changed by `move_property` alone."""
    with changing(
        property_, event="property.updated", permission="facilities.change_property", actor=actor, version=version
    ) as row:
        for name, value in values.items():
            setattr(row, name, value)
        follow_region(row)
    return property_


def delete_property(property_: Property, *, actor: Actor, version: int | None = None) -> None:
    """Hide a property. What still refers to it is named, and nothing is deleted then."""
    with deleting(
        property_, event="property.deleted", permission="facilities.delete_property", actor=actor, version=version
    ) as row:
        if row.parts.filter(deleted_at__isnull=True).exists():
            raise RuleBroken("", "in-use", "Other properties are part of this one.", status=409)


def follow_region(property_: Property) -> None:
    """A region belongs to one portfolio, and its properties with it."""
    if property_.region_id is not None:
        region = property_.region
        if property_.portfolio_id is None:
            property_.portfolio_id = region.portfolio_id
        elif property_.portfolio_id != region.portfolio_id:
            raise RuleBroken("region", "other-portfolio", "This region belongs to another portfolio.")
