"""What may be done to equipment."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.acting import set_event
from core.actor import Actor
from core.errors import RuleBroken
from core.references import refuse_if_referred_to
from core.rules import unknown_reference
from core.trees import hold_tree, keys_below, refuse_loop
from core.writing import assign, changing, creating, deleting, touch
from facilities.models import Equipment, EquipmentServes, Property, Space
from facilities.placing import LOCATIONS, changes_place, refuse_outside_scope

PLACE = ("property", "space", "parent")


@transaction.atomic
def create_equipment(*, actor: Actor, serves: Sequence[Space] = (), **values: Any) -> Equipment:
    """Add equipment at a property. A space it stands in, or equipment it is part of, tells the property too."""
    hold_tree(LOCATIONS, actor=actor)
    with creating(
        Equipment(**values), event="equipment.created", permission="facilities.add_equipment", actor=actor
    ) as equipment:
        _follow_place(equipment, actor, chosen=equipment.property_id is not None)
        _follow_portfolio(equipment)
    refuse_outside_scope(equipment, actor=actor)
    _replace_served(equipment, serves, actor=actor)
    return equipment


def update_equipment(equipment: Equipment, *, actor: Actor, version: int | None = None, **values: Any) -> Equipment:
    """Change what is known of equipment. A new property or space moves it, and its parts, there."""
    if changes_place(equipment, values, PLACE):
        return _move(equipment, values, permission="facilities.change_equipment", actor=actor, version=version)
    with changing(
        equipment, event="equipment.updated", permission="facilities.change_equipment", actor=actor, version=version
    ) as row:
        assign(row, {name: value for name, value in values.items() if name.removesuffix("_id") not in PLACE})
        _follow_portfolio(row)
    return equipment


def move_equipment(equipment: Equipment, *, actor: Actor, version: int | None = None, **place: Any) -> Equipment:
    """Put equipment elsewhere (`property=`, `space=`) or make it part of other equipment (`parent=`)."""
    if not place.keys() <= {*PLACE, *(f"{name}_id" for name in PLACE)}:
        raise TypeError(f"equipment is moved by {', '.join(PLACE)} alone")
    return _move(equipment, place, permission="facilities.move_equipment", actor=actor, version=version)


@transaction.atomic
def serve_spaces(
    equipment: Equipment, *, spaces: Sequence[Space], actor: Actor, version: int | None = None
) -> Equipment:
    """Say which spaces equipment serves, in place of those it served before."""
    with changing(
        equipment,
        event="equipment.spaces_served",
        permission="facilities.change_equipment",
        actor=actor,
        version=version,
    ):
        pass
    if _replace_served(equipment, spaces, actor=actor):
        touch(equipment, event="equipment.spaces_served", actor=actor)
    return equipment


def delete_equipment(equipment: Equipment, *, actor: Actor, version: int | None = None) -> None:
    """Hide equipment of which nothing is part; otherwise its parts, or what refers to it, are named."""
    hold_tree(LOCATIONS, actor=actor, alone=True)
    with deleting(
        equipment, event="equipment.deleted", permission="facilities.delete_equipment", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)


@transaction.atomic
def _move(
    equipment: Equipment, values: dict[str, Any], *, permission: str, actor: Actor, version: int | None
) -> Equipment:
    hold_tree(LOCATIONS, actor=actor, alone=True)
    with changing(equipment, event="equipment.moved", permission=permission, actor=actor, version=version) as row:
        old_property = row.property_id
        assign(row, values)
        if row.property_id != old_property and "space" not in values and "space_id" not in values:
            row.space = None  # it stood in the other property
        refuse_loop(row)
        _follow_place(row, actor, chosen=row.property_id != old_property)
        if row.property_id != old_property:
            _take_parts_along(row)
    refuse_outside_scope(equipment, actor=actor)
    return equipment


def _take_parts_along(equipment: Equipment) -> None:
    """Parts without a place of their own lie where the whole does."""
    parts = keys_below(Equipment, [equipment.pk])
    set_event("equipment.moved")
    Equipment._base_manager.filter(pk__in=parts, space__isnull=True).exclude(pk=equipment.pk).update(
        property_id=equipment.property_id
    )


def _follow_place(equipment: Equipment, actor: Actor, *, chosen: bool) -> None:
    """The space is one of the property; without a property the space, or the whole, tells it."""
    space = Space.objects.visible_to(actor).filter(pk=equipment.space_id).first() if equipment.space_id else None
    if space is not None:
        if not chosen:
            equipment.property_id = space.property_id
        elif equipment.property_id != space.property_id and _is_visible(equipment, actor):
            raise RuleBroken("space", "other-property", _("This space is in another property."))
    elif equipment.parent_id is not None and not equipment.property_id:
        whole = Equipment.objects.visible_to(actor).filter(pk=equipment.parent_id).first()
        if whole is not None:
            equipment.property_id = whole.property_id


def _is_visible(equipment: Equipment, actor: Actor) -> bool:
    return Property.objects.visible_to(actor).filter(pk=equipment.property_id).exists()


def _follow_portfolio(equipment: Equipment) -> None:
    """A cost without a currency is in that of the portfolio."""
    if equipment.replacement_cost is not None and not equipment.currency and equipment.property_id is not None:
        found = Property._base_manager.filter(pk=equipment.property_id).values_list("portfolio__currency", flat=True)
        equipment.currency = found.first() or ""


def _replace_served(equipment: Equipment, spaces: Sequence[Space], *, actor: Actor) -> bool:
    """Whether anything changed. A space that cannot be seen is refused in the words for one that does not exist."""
    wanted = {space.pk for space in spaces}
    if Space.objects.visible_to(actor).filter(pk__in=wanted).count() != len(wanted):
        raise RuleBroken(problems=[unknown_reference("serves")])
    kept = {row.space_id: row for row in EquipmentServes.objects.filter(equipment=equipment)}
    gone = [row for key, row in kept.items() if key not in wanted]
    for row in gone:
        with deleting(row, event="equipment_serves.deleted", actor=actor):
            pass
    added = [key for key in wanted if key not in kept]
    _insert_served(equipment, added, actor=actor)
    return bool(gone or added)


def _insert_served(equipment: Equipment, keys: Sequence[Any], *, actor: Actor) -> None:
    set_event("equipment_serves.created")
    EquipmentServes.objects.bulk_create(
        EquipmentServes(organization_id=actor.organization_id, equipment=equipment, space_id=key)
        for key in sorted(keys)
    )
    set_event("")
