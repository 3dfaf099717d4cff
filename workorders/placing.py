"""Where something is: equipment stands in a space, a space lies in a property, and what is named must fit."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Problem
from core.records import Record
from core.rules import unknown_reference
from facilities.models import Equipment, Space


def settle_places(rows: Sequence[Any], actor: Actor) -> dict[int, list[Problem]]:
    """Take property and space from the most exact place named, for rows that have all three; problems by position."""
    broken: dict[int, list[Problem]] = {}
    equipment = _places(Equipment, {row.equipment_id for row in rows}, ("property_id", "space_id"), actor)
    for row in rows:
        if row.equipment_id in equipment and row.space_id is None:
            row.space_id = equipment[row.equipment_id][1]
    spaces = _places(Space, {row.space_id for row in rows}, ("property_id",), actor)
    for position, row in enumerate(rows):
        for name, key, found in (("equipment", row.equipment_id, equipment), ("space", row.space_id, spaces)):
            if key is None:
                continue
            if problem := _fit(row, name, found.get(key)):
                broken.setdefault(position, []).append(problem)
    return broken


def _fit(row: Any, name: str, place: tuple[UUID, ...] | None) -> Problem | None:
    if place is None:
        return unknown_reference(name)
    row.property_id = row.property_id or place[0]
    if row.property_id != place[0]:
        return Problem(name, "other-property", _("This is at another property."))
    return None


def _places(
    model: type[Record], keys: set[UUID | None], names: tuple[str, ...], actor: Actor
) -> dict[UUID, tuple[UUID, ...]]:
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    rows = model.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", *names)
    return {key: tuple(values) for key, *values in rows}
