"""The spaces of a property as they lie in each other."""

from typing import Annotated, TypedDict
from uuid import UUID

from core.actor import Actor
from core.told import Id
from facilities.choices import SpaceKind
from facilities.models import Property, Space


class SpaceNode(TypedDict):
    """A space, with those inside it."""

    id: Id
    number: int
    name: str
    code: str
    kind: Annotated[str, SpaceKind]
    children: list["SpaceNode"]


class SpaceTree(TypedDict):
    """The spaces of a property."""

    spaces: list[SpaceNode]


def tree_of_spaces(property_: Property, *, actor: Actor) -> SpaceTree:
    """The spaces that are not archived, each with those inside it: buildings, their floors, their units and rooms."""
    rows = Space.objects.visible_to(actor).filter(property=property_, archived_at__isnull=True).order_by("path")
    nodes: dict[UUID, SpaceNode] = {}
    roots: list[SpaceNode] = []
    for key, parent, number, name, code, kind in rows.values_list("id", "parent", "number", "name", "code", "kind"):
        node = SpaceNode(id=str(key), number=number, name=name, code=code, kind=kind, children=[])
        (nodes[parent]["children"] if parent in nodes else roots).append(node)
        nodes[key] = node
    return {"spaces": roots}
