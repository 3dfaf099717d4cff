"""What a move takes with it, counted before anything is moved."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.trees import keys_below
from facilities.models import Equipment, Property, Region, Space


@dataclass(frozen=True, slots=True)
class Moved:
    """Everything that would lie elsewhere: the node itself and what is in it."""

    regions: QuerySet[Region]
    properties: QuerySet[Property]
    spaces: QuerySet[Space]
    equipment: QuerySet[Equipment]

    @property
    def places(self) -> Q:
        """Rows with `property`, `space` and `equipment` that lie at one of these places."""
        return (
            Q(property__in=self.properties.values("pk"))
            | Q(space__in=self.spaces.values("pk"))
            | Q(equipment__in=self.equipment.values("pk"))
        )


@dataclass(frozen=True, slots=True)
class MoveCount:
    """Something that is counted before a move, such as open work orders; listed in config/surfaces.py."""

    module: str
    label: Any
    rows: Callable[[Moved, Actor], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class MoveImpact:
    """How many records of each module go along, the moved one not counted."""

    counts: tuple[tuple[str, str, int], ...]  # module, label, count

    def count(self, module: str) -> int:
        """How many of one module."""
        return next((count for name, _label, count in self.counts if name == module), 0)


def preview_move(node: Region | Property | Space | Equipment, *, actor: Actor) -> MoveImpact:
    """Count what would go along with a node, as far as `actor` may see it."""
    moved = _moved(node, actor)
    counts = []
    for one in import_string(settings.ATRIUM_MOVE_COUNTS):
        rows = one.rows(moved, actor)
        count = rows.exclude(pk=node.pk).count() if rows.model is type(node) else rows.count()
        counts.append((one.module, str(one.label), count))
    return MoveImpact(tuple(counts))


def _moved(node: Region | Property | Space | Equipment, actor: Actor) -> Moved:
    regions, properties = Region.objects.visible_to(actor), Property.objects.visible_to(actor)
    spaces, equipment = Space.objects.visible_to(actor), Equipment.objects.visible_to(actor)
    if isinstance(node, Region):
        regions = regions.filter(path__under=node.path)
        properties = properties.filter(region__in=regions.values("pk"))
    elif isinstance(node, Property):
        regions, properties = regions.none(), properties.filter(pk=node.pk)
    else:
        regions, properties = regions.none(), properties.none()
        if isinstance(node, Space):
            spaces = spaces.filter(path__under=node.path)
            standing = list(equipment.filter(space__in=spaces.values("pk")).values_list("pk", flat=True))
            return Moved(regions, properties, spaces, equipment.filter(_with_parts(standing)))
        return Moved(regions, properties, spaces.none(), equipment.filter(_with_parts([node.pk])))
    inside = properties.values("pk")
    return Moved(regions, properties, spaces.filter(property__in=inside), equipment.filter(property__in=inside))


def _with_parts(keys: list[Any]) -> Q:
    """Equipment, and its parts that have no place of their own."""
    return Q(pk__in=keys) | Q(pk__in=keys_below(Equipment, keys), space__isnull=True)


PLACE_COUNTS = (
    MoveCount("region", _("regions"), lambda moved, actor: moved.regions),
    MoveCount("property", _("properties"), lambda moved, actor: moved.properties),
    MoveCount("space", _("spaces"), lambda moved, actor: moved.spaces),
    MoveCount("equipment", _("equipment"), lambda moved, actor: moved.equipment),
)
"""What facilities itself counts; apps above add theirs in config/surfaces.py."""
