"""Floors, rooms and equipment of three university buildings, put into three federal ones for the demonstration."""

from collections.abc import Sequence

from accounts.models import Organization
from core.acting import acting
from demo.loading.batches import create_all, loader_of
from demo.loading.hierarchy import Hierarchy
from demo.source.interiors import MODELS, EquipmentRow, SpaceRow, read_equipment, read_spaces
from facilities.actions.equipment_classes import seed_equipment_classes
from facilities.actions.spaces import SpaceTree, create_space
from facilities.choices import Occupancy, SpaceKind, SystemKind
from facilities.models import Equipment, EquipmentClass, EquipmentServes, Property, Space

# Everett M. Dirksen, John C. Kluczynski and Metcalfe buildings in Chicago.
BUILDING_OF_MODEL = {"ebu3b": "IL0205", "soda": "IL0236", "rice": "IL0303"}

# Codes of UNIFORMAT II.
CLASS_OF_KIND = {
    "Air handling unit": "D3040",
    "Coil": "D3040",
    "Compressor": "D3030",
    "Computer room air conditioner": "D3050",
    "Damper": "D3040",
    "Economizer": "D3040",
    "Elevator": "D1010",
    "Fan": "D3040",
    "Filter": "D3040",
    "Heat exchanger": "D3020",
    "Inverter": "D3060",
    "Meter": "D5010",
    "Pump": "D3040",
    "System": "D30",
    "Thermostat": "D3060",
    "Valve": "D3040",
    "Variable air volume box": "D3040",
    "Variable frequency drive": "D3060",
}
SYSTEM_OF_KIND = {"Elevator": SystemKind.ELEVATOR, "Meter": SystemKind.ELECTRICAL}


def load_interiors(hierarchy: Hierarchy, organization: Organization) -> tuple[int, int]:
    """Fill the buildings that are there; how many spaces and how much equipment that made."""
    places = {model: hierarchy.properties.get(code) for model, code in BUILDING_OF_MODEL.items()}
    spaces, equipment = list(read_spaces()), list(read_equipment())
    actor = loader_of(organization)
    with acting(actor):
        classes = seed_equipment_classes(actor=actor)
    made = [0, 0]
    for model, place in places.items():
        if place is not None:
            rooms = load_spaces(model, [row for row in spaces if row.model == model], place, organization)
            rows = [row for row in equipment if row.model == model]
            load_equipment(rows, rooms, place, classes, organization)
            made = [made[0] + len(rooms), made[1] + len(rows)]
    return made[0], made[1]


def load_spaces(model: str, rows: Sequence[SpaceRow], place: Property, organization: Organization) -> dict[str, Space]:
    """One tree that says at its root whose interior it is; the spaces by their codes."""
    floors = [row for row in rows if row.is_floor]
    children = [_floor(floor, rows) for floor in floors]
    children += [_room(row) for row in rows if not row.is_floor and not row.floor]
    actor = loader_of(organization)
    with acting(actor):
        create_space(
            actor=actor,
            property=place,
            name=f"Interior of {MODELS[model]}",
            kind=SpaceKind.BUILDING,
            occupancy=Occupancy.OCCUPIED,
            children=children,
        )
        return {space.code: space for space in Space.objects.visible_to(actor).filter(property=place)}


def load_equipment(
    rows: Sequence[EquipmentRow],
    rooms: dict[str, Space],
    place: Property,
    classes: dict[str, EquipmentClass],
    organization: Organization,
) -> None:
    """Equipment with its parts, and the rooms it serves, be it through other equipment."""
    made: dict[str, Equipment] = {}
    for row in rows:
        made[row.code] = Equipment(
            property=place,
            parent=made.get(row.part_of),
            equipment_class=classes[CLASS_OF_KIND[row.kind]],
            name=row.name,
            code=row.code,
            kind=SYSTEM_OF_KIND.get(row.kind, SystemKind.HVAC),
            is_system=row.kind == "System",
        )
    create_all(made.values(), event="equipment.created", organization=organization)
    served = served_rooms(rows)
    serves = [EquipmentServes(equipment=made[code], space=rooms[room]) for code, room in served]
    create_all(serves, event="equipment.updated", organization=organization)


def served_rooms(rows: Sequence[EquipmentRow]) -> list[tuple[str, str]]:
    """Pairs of equipment and room: an air handler serves the rooms of the boxes it feeds."""
    feeds = {row.code: row.feeds for row in rows}

    def rooms_below(code: str) -> set[str]:
        return set().union(*(rooms_below(fed) if fed in feeds else {fed} for fed in feeds[code]))

    return [(code, room) for code in feeds for room in sorted(rooms_below(code))]


def _floor(floor: SpaceRow, rows: Sequence[SpaceRow]) -> SpaceTree:
    return {
        "name": floor.name,
        "code": floor.code,
        "kind": SpaceKind.FLOOR,
        "occupancy": Occupancy.OCCUPIED,
        "children": [_room(row) for row in rows if row.floor == floor.code],
    }


def _room(row: SpaceRow) -> SpaceTree:
    return {"name": row.name, "code": row.code, "kind": SpaceKind.ROOM, "occupancy": Occupancy.OCCUPIED}
