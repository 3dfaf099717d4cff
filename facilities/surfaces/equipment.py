"""Equipment and its classes. Building systems are the equipment marked so: the same surface with a filter."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.bulk import plain_creates
from core.surfaces import Action, Include, Surface
from facilities.actions.equipment import (
    create_equipment,
    delete_equipment,
    move_equipment,
    serve_spaces,
    update_equipment,
)
from facilities.actions.equipment_classes import (
    create_equipment_class,
    delete_equipment_class,
    update_equipment_class,
)
from facilities.models import Equipment, EquipmentClass, EquipmentServes
from facilities.surfaces.lifecycle import LIFECYCLE


def _parts(parents: Sequence[Any], actor: Actor) -> QuerySet[Equipment]:
    return Equipment.objects.visible_to(actor).filter(parent__in=parents).order_by("name", "id")


def _serves(parents: Sequence[Any], actor: Actor) -> QuerySet[EquipmentServes]:
    return EquipmentServes.objects.visible_to(actor).filter(equipment__in=parents).order_by("space__name", "id")


_FACTS = (
    "name",
    "code",
    "equipment_class",
    "kind",
    "is_system",
    "property",
    "space",
    "parent",
    "status",
    "condition",
    "criticality",
    "manufacturer",
    "model",
    "serial",
    "installed_on",
    "warranty_until",
    "expected_life_years",
    "replacement_cost",
    "currency",
)
_CLASS = ("scheme", "edition", "code", "title", "parent", "is_active")

equipment = Surface(
    model=Equipment,
    slug="equipment",
    scope="properties",
    prefix="E",
    icon="equipment",
    columns=("number", *_FACTS, "created_at", "updated_at"),
    default_columns=("number", "name", "code", "kind", "property", "space", "status", "criticality", "warranty_until"),
    filters=("number", *_FACTS, "created_at", "updated_at"),
    ordering=("name", "number", "code", "kind", "warranty_until", "created_at", "updated_at"),
    default_ordering=("name",),
    form=_FACTS,
    imports=_FACTS,
    read=(*_FACTS, "specs"),
    write=(*_FACTS, "specs"),
    bulk=("status", "condition", "criticality", "warranty_until", "manufacturer"),
    search={"number": "A", "name": "A", "code": "A", "serial": "A", "manufacturer": "B", "model": "B"},
    includes=(
        Include(
            name="parts",
            label=_("Parts"),
            rows=_parts,
            parent="parent",
            read=("number", "name", "code", "kind", "status"),
        ),
        Include(
            name="serves",
            label=_("Serves"),
            rows=_serves,
            parent="equipment",
            read=("space",),
            write=("space",),
            replace=serve_spaces,
        ),
    ),
    create=create_equipment,
    update=update_equipment,
    delete=delete_equipment,
    actions=(
        Action(
            verb="move",
            event="moved",
            label=_("Move"),
            run=move_equipment,
            inputs=("property", "space", "parent"),
            icon="branch",
            help=_("Its parts that have no space of their own move along."),
        ),
        *LIFECYCLE,
    ),
)

equipment_classes = Surface(
    model=EquipmentClass,
    slug="equipment-classes",
    scope="properties",
    prefix="EC",
    icon="tag",
    title="title",
    columns=("number", *_CLASS, "created_at", "updated_at"),
    default_columns=("code", "title", "scheme", "parent", "is_active"),
    filters=("number", *_CLASS, "created_at", "updated_at"),
    ordering=("code", "title", "number", "updated_at"),
    default_ordering=("code",),
    form=_CLASS,
    imports=_CLASS,
    read=_CLASS,
    write=_CLASS,
    bulk=("is_active",),
    search={"number": "A", "code": "A", "title": "A"},
    create=create_equipment_class,
    update=update_equipment_class,
    delete=delete_equipment_class,
    create_many=plain_creates(EquipmentClass),
    actions=LIFECYCLE,
)
