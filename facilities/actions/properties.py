"""What may be done to a property."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.numbers import take_numbers
from core.references import refuse_if_referred_to
from core.trees import hold_tree, refuse_loop
from core.writing import assign, changing, creating, deleting
from facilities.actions.spaces import SpaceTree, count_spaces, insert_spaces
from facilities.models import Portfolio, Property, Region
from facilities.placing import LOCATIONS, changes_place, refuse_outside_scope

PLACE = ("portfolio", "region", "parent")


@transaction.atomic
def create_property(*, actor: Actor, spaces: Sequence[SpaceTree] = (), **values: Any) -> Property:
    """Add a property, with its spaces if they are given. Its portfolio is its region's, or must be given."""
    hold_tree(LOCATIONS, actor=actor)
    with creating(
        Property(**values), event="property.created", permission="facilities.add_property", actor=actor
    ) as property_:
        follow_region(property_, actor=actor, chosen=property_.portfolio_id is not None)
        numbers = iter(take_numbers(actor.organization_id, {"location": 1 + count_spaces(spaces)})["location"])
        property_.number = next(numbers)
    refuse_outside_scope(property_, actor=actor)
    insert_spaces(property_, None, spaces, numbers=numbers, actor=actor)
    return property_


def update_property(property_: Property, *, actor: Actor, version: int | None = None, **values: Any) -> Property:
    """Change what is known of a property. A new portfolio, region or parent moves it there."""
    moves = changes_place(property_, values, PLACE)
    return _write(
        property_,
        values,
        moves=moves,
        permission="facilities.change_property",
        actor=actor,
        version=version,
    )


def move_property(property_: Property, *, actor: Actor, version: int | None = None, **place: Any) -> Property:
    """Put a property into another region or portfolio (`region=`, `portfolio=`), or make it part of a site (`parent=`).

    Its spaces and equipment stay in it. A region of another portfolio takes the property to that portfolio.
    """
    if not place.keys() <= {*PLACE, *(f"{name}_id" for name in PLACE)}:
        raise TypeError(f"a property is moved by {', '.join(PLACE)} alone")
    return _write(property_, place, moves=True, permission="facilities.move_property", actor=actor, version=version)


def delete_property(property_: Property, *, actor: Actor, version: int | None = None) -> None:
    """Hide a property with its measured areas, shares and links. What else refers to it is named, and keeps it."""
    hold_tree(LOCATIONS, actor=actor, alone=True)
    with deleting(
        property_, event="property.deleted", permission="facilities.delete_property", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)


@transaction.atomic
def _write(
    property_: Property, values: dict[str, Any], *, moves: bool, permission: str, actor: Actor, version: int | None
) -> Property:
    if moves:
        hold_tree(LOCATIONS, actor=actor, alone=True)
    event = "property.moved" if moves else "property.updated"
    with changing(property_, event=event, permission=permission, actor=actor, version=version) as row:
        old = row.portfolio_id
        assign(row, values)
        follow_region(row, actor=actor, chosen=row.portfolio_id != old)
        refuse_loop(row)
    if moves:
        refuse_outside_scope(property_, actor=actor)
    return property_


def follow_region(property_: Property, *, actor: Actor, chosen: bool = False) -> None:
    """A region belongs to one portfolio, and its properties with it; a portfolio `chosen` beside it must be that one.

    What the actor cannot see is left to the reference check, which says no more than that it does not exist.
    """
    if property_.region_id is None:
        return
    region = Region.objects.visible_to(actor).filter(pk=property_.region_id).first()
    if region is None or region.portfolio_id == property_.portfolio_id:
        return
    if not chosen:
        property_.portfolio_id = region.portfolio_id
    elif Portfolio.objects.visible_to(actor).filter(pk=property_.portfolio_id).exists():
        raise RuleBroken("region", "other-portfolio", _("This region belongs to another portfolio."))
