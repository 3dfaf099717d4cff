"""What may be done to a space: added, changed, moved with all in it, deleted when empty."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.acting import set_event
from core.actor import Actor
from core.errors import Problem, RuleBroken
from core.loading import load_rows
from core.numbers import take_numbers
from core.references import refuse_if_referred_to
from core.rules import check_record, database_rules
from core.trees import DEEPEST, build_path, depth_below, hold_tree, keys_below, move_subtree, refuse_below_itself
from core.writing import assign, changing, creating, deleting
from facilities.choices import SpaceKind
from facilities.models import Equipment, Property, Space
from facilities.placing import LOCATIONS, changes_place

SpaceTree: TypeAlias = Mapping[str, Any]
"""A space as a nested create gives it: its fields, and under `children` the spaces inside it."""

PLACE = ("property", "parent")

# What may lie directly in what. Every kind may also lie directly at the property.
INSIDE = {
    SpaceKind.BUILDING: (),
    SpaceKind.FLOOR: (SpaceKind.BUILDING,),
    SpaceKind.UNIT: (SpaceKind.BUILDING, SpaceKind.FLOOR),
    SpaceKind.SUITE: (SpaceKind.BUILDING, SpaceKind.FLOOR),
    SpaceKind.COMMON_AREA: (SpaceKind.BUILDING, SpaceKind.FLOOR, SpaceKind.UNIT, SpaceKind.SUITE),
    SpaceKind.ROOM: (
        SpaceKind.BUILDING,
        SpaceKind.FLOOR,
        SpaceKind.UNIT,
        SpaceKind.SUITE,
        SpaceKind.COMMON_AREA,
        SpaceKind.ROOM,
    ),
}


@transaction.atomic
def create_space(*, actor: Actor, children: Sequence[SpaceTree] = (), **values: Any) -> Space:
    """Add a space, with those inside it if they are given. Inside another one it belongs to the same property."""
    hold_tree(LOCATIONS, actor=actor)
    with creating(Space(**values), event="space.created", permission="facilities.add_space", actor=actor) as space:
        parent = _settle(space, actor, chosen=space.property_id is not None)
        numbers = iter(take_numbers(actor.organization_id, {"location": 1 + count_spaces(children)})["location"])
        space.number = next(numbers)
        space.path = _path(space, parent)
    insert_spaces(space.property, space, children, numbers=numbers, actor=actor, member="children")
    return space


def update_space(space: Space, *, actor: Actor, version: int | None = None, **values: Any) -> Space:
    """Change what is known of a space. A new property or parent moves it, and everything in it, there."""
    if changes_place(space, values, PLACE):
        return _move(space, values, permission="facilities.change_space", actor=actor, version=version)
    with changing(
        space, event="space.updated", permission="facilities.change_space", actor=actor, version=version
    ) as row:
        assign(row, {name: value for name, value in values.items() if name.removesuffix("_id") not in PLACE})
        _refuse_wrong_level(row, row.parent)
        for child in row.children.filter(deleted_at__isnull=True).only("kind").distinct("kind").order_by("kind"):
            _refuse_wrong_level(child, row, field="kind")
    return space


def move_space(
    space: Space,
    *,
    parent: Space | None = None,
    property: Property | None = None,
    actor: Actor,
    version: int | None = None,
) -> Space:
    """Move a space and everything in it (spaces, equipment) into another space, or to the top of a property."""
    place: dict[str, Any] = {"parent": parent} | ({"property": property} if property else {})
    return _move(space, place, permission="facilities.move_space", actor=actor, version=version)


def delete_space(space: Space, *, actor: Actor, version: int | None = None) -> None:
    """Hide a space with nothing in it; otherwise what is in it, or refers to it, is named."""
    hold_tree(LOCATIONS, actor=actor, alone=True)
    with deleting(
        space, event="space.deleted", permission="facilities.delete_space", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)


@transaction.atomic
def _move(space: Space, values: dict[str, Any], *, permission: str, actor: Actor, version: int | None) -> Space:
    """One event for the space and everything in it: the database records each under that name."""
    hold_tree(LOCATIONS, actor=actor, alone=True)
    event = "space.moved"
    with changing(space, event=event, permission=permission, actor=actor, version=version) as row:
        old, old_property = row.path, row.property_id
        assign(row, values)
        parent = _settle(row, actor, chosen=row.property_id != old_property)
        row.path = _path(row, parent)
        if row.path.count("/") + depth_below(Space, row, old) > DEEPEST:
            raise RuleBroken("parent", "too-deep", _("At most %(count)s levels.") % {"count": DEEPEST})
        set_event(event)
        elsewhere = row.property_id != old_property
        move_subtree(Space, row, old, row.path, **({"property_id": row.property_id} if elsewhere else {}))
    if elsewhere:
        _take_equipment_along(space, event=event)
    return space


def _take_equipment_along(space: Space, *, event: str) -> None:
    """Equipment goes with the space it stands in, and its parts that have no place of their own go with it."""
    rows = Equipment._base_manager.filter(organization_id=space.organization_id)
    standing = rows.filter(space__path__under=space.path).values_list("pk", flat=True)
    parts = keys_below(Equipment, list(standing))
    set_event(event)
    rows.filter(Q(space__path__under=space.path) | Q(pk__in=parts, space__isnull=True)).exclude(
        property_id=space.property_id
    ).update(property_id=space.property_id)
    set_event("")


def _settle(space: Space, actor: Actor, *, chosen: bool) -> Space | None:
    """Check the place of a space and give it its parent's property. What cannot be seen fails the reference check."""
    if space.parent_id is None:
        return None
    parent = Space.objects.visible_to(actor).filter(pk=space.parent_id).first()
    if parent is None:
        return None
    refuse_below_itself(space, parent)
    if chosen and space.property_id != parent.property_id:
        raise RuleBroken("parent", "other-property", _("This space is in another property."))
    space.property_id = parent.property_id
    _refuse_wrong_level(space, parent)
    return parent


def _path(space: Space, parent: Space | None) -> str:
    """Below the parent, or below the property itself; empty where the reference check is about to refuse both."""
    if parent is not None:
        return build_path(parent.path, space.number)
    number = Property._base_manager.filter(pk=space.property_id).values_list("number", flat=True).first()
    return build_path(f"{number}/", space.number) if number is not None else ""


def _refuse_wrong_level(space: Space, parent: Space | None, field: str = "parent") -> None:
    """A floor lies in a building and not the other way round. A kind that does not exist fails its own check."""
    if parent is not None and space.kind in INSIDE and parent.kind not in INSIDE[SpaceKind(space.kind)]:
        names = {"inner": space.get_kind_display(), "outer": parent.get_kind_display()}
        raise RuleBroken(field, "wrong-level", _("%(inner)s does not lie in %(outer)s.") % names)


def count_spaces(trees: Sequence[SpaceTree]) -> int:
    """How many spaces a nested create makes."""
    return sum(1 + count_spaces(tree.get("children") or ()) for tree in trees)


def insert_spaces(
    property_: Property,
    parent: Space | None,
    trees: Sequence[SpaceTree],
    *,
    numbers: Iterator[int],
    actor: Actor,
    member: str = "spaces",
) -> list[Space]:
    """Insert whole trees of spaces by one statement; what is wrong in any of them is told with its position."""
    if not trees:
        return []
    actor.require("facilities.add_space")
    problems: list[Problem] = []
    rows = list(_rows(property_, parent, trees, numbers, member, problems, actor))
    if problems:
        raise RuleBroken(problems=problems)
    set_event("space.created")
    with database_rules(Space):
        load_rows(rows)
    set_event("")
    return rows


def _rows(
    property_: Property,
    parent: Space | None,
    trees: Sequence[SpaceTree],
    numbers: Iterator[int],
    member: str,
    problems: list[Problem],
    actor: Actor,
) -> Iterator[Space]:
    for position, tree in enumerate(trees):
        where = f"{member}.{position}"
        values = {name: value for name, value in tree.items() if name != "children"}
        row = Space(organization_id=actor.organization_id, property=property_, parent=parent, number=next(numbers))
        problems += _problems(row, values, where, actor)
        row.path = build_path(parent.path if parent else f"{property_.number}/", row.number)
        yield row
        children = tree.get("children") or ()
        yield from _rows(property_, row, children, numbers, f"{where}.children", problems, actor)


def _problems(row: Space, values: dict[str, Any], where: str, actor: Actor) -> list[Problem]:
    """The rules of one space of a nested create. Its property and parent are made with it and need no look-up."""
    unknown = values.keys() - NESTED
    if unknown:
        return [Problem(f"{where}.{name}", "unknown-field", _("There is no such field.")) for name in sorted(unknown)]
    assign(row, values)
    fields = [field for field in row._meta.concrete_fields if field.name in NESTED]
    try:
        check_record(row, fields, actor=actor)
        _refuse_wrong_level(row, row.parent)
    except RuleBroken as error:
        return [Problem(f"{where}.{one.field}", one.code, one.message) for one in error.problems]
    return []


NESTED = frozenset(
    field.name for field in Space._meta.concrete_fields if field.editable and field.name not in (*PLACE, "id")
)
