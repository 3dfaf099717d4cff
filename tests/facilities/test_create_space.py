"""Adding spaces: their place in the tree, and what does not go where."""

from typing import Any

import pytest

from core.acting import acting
from core.changes import Change
from core.errors import NotPermitted, RuleBroken
from facilities.actions.properties import create_property
from facilities.actions.spaces import create_space
from facilities.models import Space
from tests.cast import Cast
from tests.facilities.places import build_tower, events_of, problems_of, random_id, refused


def test_a_space_knows_its_way_from_the_property(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
        assert tower.room.property_id == cast.tower.pk
        numbers = (cast.tower.number, tower.first.number, tower.suite.number, tower.room.number)
        assert tower.room.path == "".join(f"{number}/" for number in numbers)
        assert len({cast.tower.number, cast.annex.number, *numbers}) == 5, "locations share one sequence"
        assert set(Space.objects.filter(path__under=tower.first.path)) == {tower.first, tower.suite, tower.room}
        assert events_of(tower.room) == ["space.created"]


def test_a_space_of_another_property_is_no_parent(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
        with refused("parent", "other-property"):
            create_space(actor=cast.ana, property=cast.annex, parent=tower.first, name="Hall", kind="room")


@pytest.mark.parametrize(("inner", "outer"), [("building", "floor"), ("floor", "suite"), ("suite", "room")])
def test_a_kind_lies_only_in_larger_kinds(cast: Cast, inner: str, outer: str) -> None:
    with acting(cast.ana):
        parent = create_space(actor=cast.ana, property=cast.tower, name="Outer", kind=outer)
        with refused("parent", "wrong-level"):
            create_space(actor=cast.ana, parent=parent, name="Inner", kind=inner)


def test_an_unknown_kind_and_a_missing_name_are_told_at_once(cast: Cast) -> None:
    with acting(cast.ana), pytest.raises(RuleBroken) as broken:
        create_space(actor=cast.ana, property=cast.tower, name="", kind="cellar", area=-1)
    assert {p.field for p in broken.value.problems} == {"name", "kind", "area"}


def test_another_organizations_property_answers_as_a_random_id(cast: Cast) -> None:
    answers = []
    with acting(cast.ana):
        for key in (cast.elsewhere.pk, random_id()):
            with pytest.raises(RuleBroken) as broken:
                create_space(actor=cast.ana, property_id=key, name="Room")
            answers.append(problems_of(broken.value))
    assert answers[0] == answers[1] == [("property", "unknown-reference", "There is no such record.")]


def test_a_parent_outside_the_scope_answers_as_a_random_id(cast: Cast) -> None:
    from dataclasses import replace

    ben = replace(cast.ben, permissions=cast.ana.permissions)
    with acting(cast.ana):
        room = create_space(actor=cast.ana, property=cast.annex, name="Room")
    with acting(ben):
        with refused("parent", "unknown-reference"):
            create_space(actor=ben, property=cast.tower, parent_id=room.pk, name="Closet")
        with refused("property", "unknown-reference"):
            create_space(actor=ben, property=cast.annex, name="Closet")


def test_without_permission_no_space_is_added(cast: Cast) -> None:
    with acting(cast.ben), pytest.raises(NotPermitted):
        create_space(actor=cast.ben, property=cast.tower, name="Room")


TREE: list[dict[str, Any]] = [
    {
        "name": "Ground floor",
        "kind": "floor",
        "level": 0,
        "children": [{"name": "Lobby", "kind": "common_area"}, {"name": "Unit A", "kind": "unit", "area": "850.5"}],
    },
    {"name": "Yard", "kind": "common_area"},
]


def test_a_property_comes_with_its_spaces(cast: Cast) -> None:
    with acting(cast.ana):
        made = create_property(actor=cast.ana, name="Depot", portfolio=cast.portfolio, spaces=TREE)
        spaces = {space.name: space for space in made.spaces.all()}
        assert spaces.keys() == {"Ground floor", "Lobby", "Unit A", "Yard"}
        assert spaces["Unit A"].path == f"{made.number}/{spaces['Ground floor'].number}/{spaces['Unit A'].number}/"
        assert {space.number for space in spaces.values()} == set(range(made.number + 1, made.number + 5))
        assert str(spaces["Unit A"].area) == "850.50"
        assert Change.objects.filter(event="space.created").count() == 4


def test_a_space_comes_with_those_inside_it(cast: Cast) -> None:
    with acting(cast.ana):
        floor = create_space(actor=cast.ana, property=cast.tower, name="Third", kind="floor", children=[{"name": "R"}])
        assert [child.path for child in floor.children.all()] == [f"{floor.path}{floor.number + 1}/"]


def test_what_is_wrong_in_a_nested_create_is_told_with_its_position(cast: Cast) -> None:
    wrong = [{"name": "Roof", "kind": "room", "children": [{"name": "F", "kind": "floor"}, {"name": "", "size": 3}]}]
    with acting(cast.ana):
        with pytest.raises(RuleBroken) as broken:
            create_property(actor=cast.ana, name="Depot", portfolio=cast.portfolio, spaces=wrong)
        assert Space.objects.count() == 0
    assert [(p.field, p.code) for p in broken.value.problems] == [
        ("spaces.0.children.0.parent", "wrong-level"),
        ("spaces.0.children.1.size", "unknown-field"),
    ]
