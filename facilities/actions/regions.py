"""What may be done to a region: added, changed, moved with all below it, deleted when empty."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.acting import set_event
from core.actor import Actor
from core.errors import RuleBroken
from core.references import refuse_if_referred_to
from core.trees import build_path, hold_tree, move_subtree, refuse_below_itself
from core.writing import assign, changing, creating, deleting, next_number
from facilities.models import Portfolio, Property, Region
from facilities.placing import REGIONS, changes_place, refuse_outside_scope

PLACE = ("portfolio", "parent")


@transaction.atomic
def create_region(*, actor: Actor, **values: Any) -> Region:
    """Add a region or market. Below another one it belongs to the same portfolio."""
    hold_tree(REGIONS, actor=actor)
    with creating(Region(**values), event="region.created", permission="facilities.add_region", actor=actor) as region:
        parent = _visible_parent(region, actor)
        _follow_parent(region, parent, chosen=region.portfolio_id is not None)
        region.number = next_number(Region, actor.organization_id)
        region.path = build_path(parent.path if parent else "", region.number)
    refuse_outside_scope(region, actor=actor)
    return region


def update_region(region: Region, *, actor: Actor, version: int | None = None, **values: Any) -> Region:
    """Change what is known of a region. A new portfolio or parent moves it, and everything below it, there."""
    if changes_place(region, values, PLACE):
        return _move(region, values, actor=actor, version=version, permission="facilities.change_region")
    with changing(
        region, event="region.updated", permission="facilities.change_region", actor=actor, version=version
    ) as row:
        assign(row, {name: value for name, value in values.items() if name.removesuffix("_id") not in PLACE})
    return region


def move_region(
    region: Region,
    *,
    parent: Region | None = None,
    portfolio: Portfolio | None = None,
    actor: Actor,
    version: int | None = None,
) -> Region:
    """Move a region and everything below it under another region, or to the top of a portfolio."""
    place: dict[str, Any] = {"parent": parent} | ({"portfolio": portfolio} if portfolio else {})
    return _move(region, place, actor=actor, version=version, permission="facilities.move_region")


def delete_region(region: Region, *, actor: Actor, version: int | None = None) -> None:
    """Hide a region with nothing in it; otherwise what is in it is named."""
    hold_tree(REGIONS, actor=actor, alone=True)
    with deleting(
        region, event="region.deleted", permission="facilities.delete_region", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)


@transaction.atomic
def _move(region: Region, values: dict[str, Any], *, actor: Actor, version: int | None, permission: str) -> Region:
    """One event for the region, its subtree and the properties in it: the database records each under that name."""
    hold_tree(REGIONS, actor=actor, alone=True)
    event = "region.moved"
    with changing(region, event=event, permission=permission, actor=actor, version=version) as row:
        old, old_portfolio = row.path, row.portfolio_id
        assign(row, values)
        parent = _visible_parent(row, actor)
        refuse_below_itself(row, parent)
        _follow_parent(row, parent, chosen=row.portfolio_id != old_portfolio)
        row.path = build_path(parent.path if parent else "", row.number)
        set_event(event)
        also = {"portfolio_id": row.portfolio_id} if row.portfolio_id != old_portfolio else {}
        move_subtree(Region, row, old, row.path, **also)
    if also:
        _take_properties_along(region, event=event)
    refuse_outside_scope(region, actor=actor)
    return region


def _take_properties_along(region: Region, *, event: str) -> None:
    set_event(event)
    rows = Property._base_manager.filter(
        organization_id=region.organization_id, region__path__under=region.path
    ).exclude(portfolio_id=region.portfolio_id)
    rows.update(portfolio_id=region.portfolio_id)
    set_event("")


def _visible_parent(region: Region, actor: Actor) -> Region | None:
    """The region above, read again under the tree's lock; one that cannot be seen is refused by the reference check."""
    if region.parent_id is None:
        return None
    return Region.objects.visible_to(actor).filter(pk=region.parent_id).first()


def _follow_parent(region: Region, parent: Region | None, *, chosen: bool) -> None:
    """A child's portfolio is its parent's."""
    if parent is None:
        return
    if chosen and region.portfolio_id != parent.portfolio_id:
        raise RuleBroken("parent", "other-portfolio", _("This region belongs to another portfolio."))
    region.portfolio_id = parent.portfolio_id
