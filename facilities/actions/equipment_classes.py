"""What may be done to classes of equipment."""

from typing import Any

from django.db import transaction

from core.actor import Actor
from core.references import refuse_if_referred_to
from core.trees import hold_tree, refuse_loop
from core.writing import assign, changing, creating, deleting
from facilities.models import EquipmentClass
from facilities.uniformat import CLASSES, EDITION, SCHEME, parent_code

TREE = "equipment_class"


def create_equipment_class(*, actor: Actor, **values: Any) -> EquipmentClass:
    """Add a class to a classification."""
    with creating(
        EquipmentClass(**values),
        event="equipment_class.created",
        permission="facilities.add_equipmentclass",
        actor=actor,
    ) as equipment_class:
        pass
    return equipment_class


@transaction.atomic
def update_equipment_class(
    equipment_class: EquipmentClass, *, actor: Actor, version: int | None = None, **values: Any
) -> EquipmentClass:
    """Change a class, or its place in the classification."""
    hold_tree(TREE, actor=actor, alone="parent" in values or "parent_id" in values)
    with changing(
        equipment_class,
        event="equipment_class.updated",
        permission="facilities.change_equipmentclass",
        actor=actor,
        version=version,
    ) as row:
        assign(row, values)
        refuse_loop(row)
    return equipment_class


def delete_equipment_class(equipment_class: EquipmentClass, *, actor: Actor, version: int | None = None) -> None:
    """Hide a class that no equipment has and under which no other class stands."""
    with deleting(
        equipment_class,
        event="equipment_class.deleted",
        permission="facilities.delete_equipmentclass",
        actor=actor,
        version=version,
    ) as row:
        refuse_if_referred_to(row, actor=actor)


@transaction.atomic
def seed_equipment_classes(*, actor: Actor) -> dict[str, EquipmentClass]:
    """Give the organization the classes of UNIFORMAT II that it does not have yet; all of them by code."""
    rows = EquipmentClass.objects.visible_to(actor).filter(scheme=SCHEME)
    classes = {row.code: row for row in rows}
    for code, title in CLASSES.items():
        if code not in classes:
            parent = classes.get(parent_code(code))
            classes[code] = create_equipment_class(
                actor=actor, scheme=SCHEME, edition=EDITION, code=code, title=title, parent=parent
            )
    return classes
