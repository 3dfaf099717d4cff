"""Moving a space: what goes along, what is refused, and that it is one event."""

import pytest

from core.acting import acting
from core.changes import Change
from core.errors import NotPermitted, RuleBroken
from facilities.actions.equipment import create_equipment
from facilities.actions.properties import create_property
from facilities.actions.spaces import create_space, delete_space, move_space, update_space
from facilities.impact import preview_move
from facilities.models import Equipment, Space
from tests.cast import Cast
from tests.facilities.places import build_tower, count_changes, events_of, problems_of, random_id, refused


def test_a_move_within_the_property_is_one_entry_of_history(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
        before = count_changes()
        move_space(tower.suite, parent=tower.second, actor=cast.ana)
        assert count_changes() == before + 1
        assert events_of(tower.suite) == ["space.created", "space.moved"]
        tower.room.refresh_from_db()
        assert tower.suite.path == f"{tower.second.path}{tower.suite.number}/"
        assert tower.room.path == f"{tower.suite.path}{tower.room.number}/"


def test_a_move_to_another_property_takes_spaces_and_equipment_along(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
        fan = create_equipment(actor=cast.ana, space=tower.room, name="Fan")
        motor = create_equipment(actor=cast.ana, parent=fan, name="Motor")
        boiler = create_equipment(actor=cast.ana, property=cast.tower, name="Boiler")
        impact = preview_move(tower.first, actor=cast.ana)
        assert (impact.count("space"), impact.count("equipment")) == (2, 2)
        move_space(tower.first, property=cast.annex, actor=cast.ana)
        assert set(Space.objects.filter(property=cast.annex)) == {tower.first, tower.suite, tower.room}
        assert set(Equipment.objects.filter(property=cast.annex)) == {fan, motor}
        assert Equipment.objects.get(pk=boiler.pk).property_id == cast.tower.pk
        moved = set(Change.objects.filter(event="space.moved").values_list("record_id", flat=True))
        assert moved == {tower.first.pk, tower.suite.pk, tower.room.pk, fan.pk, motor.pk}
        assert Space.objects.get(pk=tower.room.pk).path.startswith(f"{cast.annex.number}/{tower.first.number}/")


def test_a_space_is_not_moved_under_its_own_child(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
        closet = create_space(actor=cast.ana, parent=tower.room, name="Closet")
        with refused("parent", "loop"):
            move_space(tower.room, parent=closet, actor=cast.ana)
        with refused("parent", "loop"):
            update_space(tower.room, parent=tower.room, actor=cast.ana)


def test_another_organizations_space_answers_as_a_random_id(cast: Cast) -> None:
    with acting(cast.cleo):
        far = create_space(actor=cast.cleo, property=cast.elsewhere, name="Quay", kind="floor")
    answers = []
    with acting(cast.ana):
        tower = build_tower(cast)
        for key in (far.pk, random_id()):
            with pytest.raises(RuleBroken) as broken:
                update_space(tower.suite, parent_id=key, actor=cast.ana)
            answers.append(problems_of(broken.value))
    assert answers[0] == answers[1] == [("parent", "unknown-reference", "There is no such record.")]


def test_an_update_with_the_same_place_is_no_move(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
        update_space(tower.suite, parent=tower.first, property=cast.tower, name="Suite 1", actor=cast.ana)
        assert events_of(tower.suite)[-1] == "space.updated"
        update_space(tower.suite, parent=None, name="Suite 2", actor=cast.ana)
        assert events_of(tower.suite)[-1] == "space.moved"
        assert (tower.suite.path, tower.suite.name) == (f"{cast.tower.number}/{tower.suite.number}/", "Suite 2")


def test_a_new_property_and_an_old_parent_do_not_go_together(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
        with refused("parent", "other-property"):
            update_space(tower.suite, property=cast.annex, actor=cast.ana)


def test_a_change_of_kind_keeps_the_order_of_kinds(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
        with refused("parent", "wrong-level"):
            update_space(tower.suite, kind="building", actor=cast.ana)
        with refused("kind", "wrong-level"):
            update_space(tower.first, kind="room", actor=cast.ana)


def test_a_hidden_child_keeps_its_way(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
        delete_space(tower.room, actor=cast.ana)
        move_space(tower.suite, parent=tower.second, actor=cast.ana)
        assert Space._base_manager.get(pk=tower.room.pk).path.startswith(tower.second.path)


def test_too_deep_a_tree_is_refused(cast: Cast) -> None:
    deep: dict[str, object] = {"name": "Last"}
    for level in range(30):
        deep = {"name": f"Level {level}", "children": [deep]}
    with acting(cast.ana), refused("parent", "too-deep"):
        create_property(actor=cast.ana, name="Depot", portfolio=cast.portfolio, spaces=[deep])


def test_ben_moves_nothing(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
    with acting(cast.ben), pytest.raises(NotPermitted):
        move_space(tower.suite, parent=tower.second, actor=cast.ben)
