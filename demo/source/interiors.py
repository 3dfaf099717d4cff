"""Floors, rooms and air handling equipment of three university buildings, from their Brick models."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from demo.source.tables import read_table

MODELS = {
    "soda": "Soda Hall, University of California, Berkeley",
    "ebu3b": "EBU3B, University of California, San Diego",
    "rice": "Rice Hall, University of Virginia",
}

_PREFIXES = ("EBU3B_", "room_", "Room")


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """A floor, or a room on a floor."""

    model: str
    code: str
    name: str
    is_floor: bool
    floor: str
    """Code of the floor; empty for floors and for the rooms that the model puts on none."""


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """A piece of equipment, what it is part of, and what it feeds."""

    model: str
    code: str
    name: str
    kind: str
    """A value of ``KINDS``, or "Meter"."""
    part_of: str
    feeds: tuple[str, ...]
    """Codes of equipment or of rooms."""


# Two of the three models give their equipment no class of its own, so the last of these words in a name tells.
KINDS: dict[str, str] = {
    "ahu": "Air handling unit",
    "coil": "Coil",
    "compressor": "Compressor",
    "crac": "Computer room air conditioner",
    "damper": "Damper",
    "economizer": "Economizer",
    "elevator": "Elevator",
    "exchanger": "Heat exchanger",
    "fan": "Fan",
    "filter": "Filter",
    "hvac": "System",
    "inverter": "Inverter",
    "pump": "Pump",
    "system": "System",
    "thermostat": "Thermostat",
    "valve": "Valve",
    "vav": "Variable air volume box",
    "vfd": "Variable frequency drive",
}
_KIND_WORD = re.compile(rf"(?:^|_)({'|'.join(KINDS)})(?=_|\d|$)", re.IGNORECASE)


def read_spaces() -> Iterator[SpaceRow]:
    """Floors before the rooms that lie on them."""
    return (_space(row) for row in read_table("spaces.csv"))


def read_equipment() -> Iterator[EquipmentRow]:
    """What contains others comes before its parts."""
    rows = (_equipment(row) for row in read_table("equipment.csv"))
    return iter(sorted(rows, key=lambda row: (row.model, row.code)))


def readable(code: str) -> str:
    """A code as a person would read it out: ``EBU3B_VAV_Rm_1203`` is "VAV Rm 1203"."""
    for prefix in _PREFIXES:
        code = code.removeprefix(prefix)
    words = re.sub(r"(?<=[a-z])(?=\d)", " ", code).replace("_", " ").strip()
    words = re.sub(r"^(ahu|vav)\b", lambda found: found[0].upper(), words)
    return words[:1].upper() + words[1:]


def kind_of(code: str, brick_class: str) -> str:
    """What sort of equipment it is: ``EBU3B_VAV_Rm_1203_Thermostat`` is a thermostat."""
    if brick_class.endswith("Meter"):
        return "Meter"
    return KINDS[_KIND_WORD.findall(code)[-1].lower()]


def _space(row: dict[str, str]) -> SpaceRow:
    return SpaceRow(row["Model"], row["Name"], readable(row["Name"]), row["Class"] == "Floor", row["Part of"])


def _equipment(row: dict[str, str]) -> EquipmentRow:
    return EquipmentRow(
        model=row["Model"],
        code=row["Name"],
        name=readable(row["Name"]),
        kind=kind_of(row["Name"], row["Class"]),
        part_of=row["Part of"],
        feeds=tuple(row["Feeds"].split()),
    )
