"""What may be done to the entries of picklists."""

from typing import Any

from core.actor import Actor
from core.picklists import PicklistItem
from core.references import refuse_if_referred_to
from core.writing import assign, changing, creating, deleting


def create_picklist_item(*, actor: Actor, **values: Any) -> PicklistItem:
    """Add an entry to a picklist."""
    item = PicklistItem(**values)
    with creating(item, event="picklist_item.created", permission="core.add_picklistitem", actor=actor):
        pass
    return item


def update_picklist_item(
    item: PicklistItem, *, actor: Actor, version: int | None = None, **values: Any
) -> PicklistItem:
    """Rename, reorder or withdraw an entry; records that carry it follow."""
    with changing(
        item, event="picklist_item.updated", permission="core.change_picklistitem", actor=actor, version=version
    ) as row:
        assign(row, values)
    return item


def delete_picklist_item(item: PicklistItem, *, actor: Actor, version: int | None = None) -> None:
    """Delete an entry that no record carries. One in use is withdrawn instead: set `is_active` to no."""
    with deleting(
        item, event="picklist_item.deleted", permission="core.delete_picklistitem", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)
