"""The spaces of a property as they lie in each other."""

from collections.abc import Mapping
from typing import Any

from core.actor import Actor
from facilities.models import Property, Space

_SHOWN = ("id", "number", "name", "code", "kind")


def tree_of_spaces(property_: Property, *, actor: Actor) -> Mapping[str, Any]:
    """The spaces that are not archived, each with those inside it: buildings, their floors, their units and rooms."""
    rows = Space.objects.visible_to(actor).filter(property=property_, archived_at__isnull=True).order_by("path")
    nodes: dict[Any, dict[str, Any]] = {}
    roots: list[dict[str, Any]] = []
    for row in rows.values("parent_id", *_SHOWN):
        parent = nodes.get(row.pop("parent_id"))
        nodes[row["id"]] = node = {**row, "id": str(row["id"]), "children": []}
        (parent["children"] if parent else roots).append(node)
    return {"spaces": roots}
