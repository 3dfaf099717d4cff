"""Equipment: where it stands, what it is part of, what it serves."""

from typing import Any

import pytest

from core.acting import acting
from core.errors import NotPermitted, RuleBroken
from facilities.actions.equipment import (
    create_equipment,
    delete_equipment,
    move_equipment,
    serve_spaces,
    update_equipment,
)
from facilities.actions.equipment_classes import (
    create_equipment_class,
    delete_equipment_class,
    seed_equipment_classes,
    update_equipment_class,
)
from facilities.actions.portfolios import update_portfolio
from facilities.actions.spaces import create_space, delete_space
from facilities.impact import preview_move
from facilities.models import Equipment, EquipmentClass, EquipmentServes
from tests.cast import Cast
from tests.facilities.places import build_tower, count_changes, events_of, problems_of, random_id, refused


def test_equipment_follows_its_space_and_the_currency_its_portfolio(cast: Cast) -> None:
    with acting(cast.ana):
        update_portfolio(cast.portfolio, actor=cast.ana, currency="CAD")
        tower = build_tower(cast)
        fan = create_equipment(
            actor=cast.ana, space=tower.room, name="Fan", kind="hvac", replacement_cost="1200", specs={"kw": 3}
        )
        assert (fan.property_id, fan.currency, fan.specs) == (cast.tower.pk, "CAD", {"kw": 3})
        motor = create_equipment(actor=cast.ana, parent=fan, name="Motor")
        assert (motor.property_id, motor.space_id, motor.currency) == (cast.tower.pk, None, "")
        assert motor.number == fan.number + 1 > tower.room.number
        assert events_of(fan) == ["equipment.created"]


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"replacement_cost": -1}, "replacement_cost", "min_value"),
        ({"currency": "XXX"}, "currency", "currency"),
        ({"kind": "magic"}, "kind", "invalid_choice"),
        ({"installed_on": "17-07-1905"}, "installed_on", "invalid"),
        ({"installed_on": "2025-05-01", "warranty_until": "2024-05-01"}, "", "invalid"),
    ],
)
def test_a_wrong_fact_is_refused(cast: Cast, values: dict[str, Any], field: str, code: str) -> None:
    with acting(cast.ana), refused(field, code):
        create_equipment(actor=cast.ana, property=cast.tower, name="Fan", **values)


def test_equipment_is_no_part_of_its_own_part(cast: Cast) -> None:
    with acting(cast.ana):
        fan = create_equipment(actor=cast.ana, property=cast.tower, name="Fan")
        motor = create_equipment(actor=cast.ana, parent=fan, name="Motor")
        with refused("parent", "loop"):
            move_equipment(fan, actor=cast.ana, parent=motor)
        with refused("parent", "loop"):
            update_equipment(fan, actor=cast.ana, parent=fan)


def test_equipment_moves_with_its_parts(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
        fan = create_equipment(actor=cast.ana, space=tower.room, name="Fan")
        motor = create_equipment(actor=cast.ana, parent=fan, name="Motor")
        sensor = create_equipment(actor=cast.ana, parent=fan, space=tower.suite, name="Sensor")
        assert preview_move(fan, actor=cast.ana).count("equipment") == 1
        move_equipment(fan, actor=cast.ana, property=cast.annex)
        assert (fan.property_id, fan.space_id) == (cast.annex.pk, None)
        assert Equipment.objects.get(pk=motor.pk).property_id == cast.annex.pk
        assert Equipment.objects.get(pk=sensor.pk).property_id == cast.tower.pk
        assert events_of(motor) == ["equipment.created", "equipment.moved"]


def test_a_space_of_another_property_is_refused(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
        with refused("space", "other-property"):
            create_equipment(actor=cast.ana, property=cast.annex, space=tower.room, name="Fan")
        fan = create_equipment(actor=cast.ana, space=tower.room, name="Fan")
        update_equipment(fan, actor=cast.ana, space=tower.room, property=cast.tower, name="Large fan")
        assert events_of(fan) == ["equipment.created", "equipment.updated"]


@pytest.mark.parametrize("field", ["property", "space", "parent", "equipment_class"])
def test_another_organizations_record_answers_as_a_random_id(cast: Cast, field: str) -> None:
    with acting(cast.cleo):
        quay = create_space(actor=cast.cleo, property=cast.elsewhere, name="Quay")
        crane = create_equipment(actor=cast.cleo, space=quay, name="Crane")
        cranes = create_equipment_class(actor=cast.cleo, code="X10", title="Cranes")
    keys: dict[str, Any] = {
        "property": cast.elsewhere.pk,
        "space": quay.pk,
        "parent": crane.pk,
        "equipment_class": cranes.pk,
    }
    answers = []
    with acting(cast.ana):
        fan = create_equipment(actor=cast.ana, property=cast.tower, name="Fan")
        for key in (keys[field], random_id()):
            options: dict[str, Any] = {f"{field}_id": key}
            with pytest.raises(RuleBroken) as broken:
                update_equipment(fan, actor=cast.ana, **options)
            answers.append(problems_of(broken.value))
    assert answers[0] == answers[1] == [(field, "unknown-reference", "There is no such record.")]


def test_served_spaces_are_given_as_a_set(cast: Cast) -> None:
    with acting(cast.ana):
        tower = build_tower(cast)
        fan = create_equipment(actor=cast.ana, space=tower.room, name="Fan", serves=[tower.room, tower.suite])
        before, version = count_changes(), fan.version
        serve_spaces(fan, spaces=[tower.suite, tower.room], actor=cast.ana)
        assert (count_changes(), fan.version) == (before, version)
        serve_spaces(fan, spaces=[tower.second], actor=cast.ana)
        assert [row.space_id for row in EquipmentServes.objects.all()] == [tower.second.pk]
        assert events_of(fan)[-1] == "equipment.spaces_served"
        with refused("", "in-use", 409):
            delete_space(tower.second, actor=cast.ana)
    with acting(cast.cleo):
        quay = create_space(actor=cast.cleo, property=cast.elsewhere, name="Quay")
    with acting(cast.ana), refused("serves", "unknown-reference"):
        serve_spaces(fan, spaces=[quay], actor=cast.ana)


def test_equipment_with_parts_stays(cast: Cast) -> None:
    with acting(cast.ana):
        fan = create_equipment(actor=cast.ana, property=cast.tower, name="Fan")
        motor = create_equipment(actor=cast.ana, parent=fan, name="Motor")
        with refused("", "in-use", 409):
            delete_equipment(fan, actor=cast.ana)
        delete_equipment(motor, actor=cast.ana)
        delete_equipment(fan, actor=cast.ana)
    with acting(cast.ben), pytest.raises(NotPermitted):
        create_equipment(actor=cast.ben, property=cast.tower, name="Fan")


def test_the_classes_of_uniformat_are_seeded_once(cast: Cast) -> None:
    with acting(cast.ana):
        classes = seed_equipment_classes(actor=cast.ana)
        count = EquipmentClass.objects.count()
        assert classes["D3040"].parent.code == "D30" and classes["D30"].parent.parent_id is None
        assert seed_equipment_classes(actor=cast.ana).keys() == classes.keys()
        assert EquipmentClass.objects.count() == count
        with refused("parent", "loop"):
            update_equipment_class(classes["D"], actor=cast.ana, parent=classes["D3040"])
        update_equipment_class(classes["D3040"], actor=cast.ana, title="Air distribution")
        with refused("", "in-use", 409):
            delete_equipment_class(classes["D30"], actor=cast.ana)
        delete_equipment_class(classes["D3040"], actor=cast.ana)
        with refused("code", "unique", 409):
            create_equipment_class(actor=cast.ana, code="D30", title="Twice")
