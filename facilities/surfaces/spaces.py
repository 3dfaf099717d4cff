"""Spaces. Units are the spaces of kind `unit`: the same surface with a filter."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surfaces import Action, Include, Surface
from facilities.actions.spaces import create_space, delete_space, move_space, update_space
from facilities.models import Equipment, EquipmentServes, Space
from facilities.surfaces.lifecycle import LIFECYCLE


def _children(parents: Sequence[Any], actor: Actor) -> QuerySet[Space]:
    return Space.objects.visible_to(actor).filter(parent__in=parents).order_by("name", "id")


def _equipment(parents: Sequence[Any], actor: Actor) -> QuerySet[Equipment]:
    return Equipment.objects.visible_to(actor).filter(space__in=parents).order_by("name", "id")


def _served_by(parents: Sequence[Any], actor: Actor) -> QuerySet[EquipmentServes]:
    return EquipmentServes.objects.visible_to(actor).filter(space__in=parents).order_by("equipment__name", "id")


_FACTS = (
    "name",
    "code",
    "kind",
    "property",
    "parent",
    "use",
    "occupancy",
    "capacity",
    "level",
    "area",
    "area_unit",
    "area_standard",
)
_INSIDE = tuple(name for name in _FACTS if name not in ("property", "parent"))

spaces = Surface(
    model=Space,
    slug="spaces",
    scope="properties",
    prefix="S",
    icon="floor",
    columns=("number", *_FACTS, "created_at", "updated_at"),
    default_columns=("number", "name", "kind", "property", "parent", "use", "occupancy", "area"),
    filters=("number", *_FACTS, "created_at", "updated_at"),
    ordering=("name", "number", "code", "kind", "created_at", "updated_at"),
    default_ordering=("name",),
    form=_FACTS,
    imports=_FACTS,
    read=_FACTS,
    write=_FACTS,
    bulk=("use", "occupancy", "capacity"),
    search={"number": "A", "name": "A", "code": "A", "use": "B"},
    includes=(
        Include(
            name="children",
            label=_("Spaces inside"),
            rows=_children,
            parent="parent",
            read=("number", *_INSIDE),
            create=create_space,
            write=_INSIDE,
        ),
        Include(
            name="equipment",
            label=_("Equipment"),
            rows=_equipment,
            parent="space",
            read=("number", "name", "code", "kind", "status"),
        ),
        Include(name="served_by", label=_("Served by"), rows=_served_by, parent="space", read=("equipment",)),
    ),
    create=create_space,
    update=update_space,
    delete=delete_space,
    actions=(
        Action(
            verb="move",
            event="moved",
            label=_("Move"),
            run=move_space,
            inputs=("parent", "property"),
            icon="branch",
            help=_("The spaces and the equipment in it move along."),
        ),
        *LIFECYCLE,
    ),
)
