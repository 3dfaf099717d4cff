"""A record that nobody has written since is read from its table, and is told as the change record would tell it."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import all_permissions
from api import telling
from api.lines import Line, fetch_lines, fetch_rows
from api.present import read_left
from api.telling import Told, tell_lines
from core.acting import acting
from core.actions.custom_fields import create_custom_field
from core.actor import Actor
from core.changes import Change
from core.db.roles import as_owner
from core.reading.states import after_changes
from core.surfaces import surface_named, surfaces
from facilities.actions.equipment import create_equipment, update_equipment
from facilities.actions.properties import create_property, delete_property, update_property
from facilities.models import Equipment, Property
from tests.cast import Cast, make_person
from tests.matrix import world
from workorders.actions.work_orders import create_work_order, update_work_order

ODD = 'He said "no"\\ and left\n\ttab \x07 bell \u2028 line \U0001f600 {brace} %s é'
MODULES = {one.module for one in surfaces()}


def lines_of(actor: Actor, after: int = 0) -> list[Line]:
    """Every change of the organization that has a module, module by module."""
    rows = Change.objects.filter(organization_id=actor.organization_id, module__in=MODULES, pk__gt=after)
    return sorted(fetch_lines(rows), key=lambda line: (line.module, line.pk))


def last_change() -> int:
    return max(Change.objects.values_list("pk", flat=True), default=0)


def words(told: Sequence[Told]) -> list[Any]:
    """What a reader is given."""
    rows = [[one.pk, one.number, one.action, one.changed, one.actor, one.record] for one in told]
    found: list[Any] = orjson.loads(orjson.dumps(rows, default=str))
    return found


def told_to(actor: Actor, lines: Sequence[Line], **asked: Any) -> list[Any]:
    with acting(actor):
        return [
            one
            for module, part in groupby(lines, lambda line: line.module)
            for one in words(tell_lines(list(part), surface_named(module), actor, **asked))
        ]


@pytest.fixture
def only_the_change_record(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Tell as if every record had been written since; without `rows` what was made is told from its JSON."""

    def begin(*, rows: bool = True) -> None:
        monkeypatch.setattr(telling, "_still", lambda *_given, **_named: {})
        monkeypatch.setattr(telling, "after_changes", lambda *given, changed_since=False: after_changes(*given))
        if not rows:
            monkeypatch.setattr(telling, "read_left", lambda *given, made, **named: read_left(*given, made=(), **named))

    return begin


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The changes whose JSON was read."""
    found: list[int] = []

    def fetch(lines: Sequence[Line], actor: Actor) -> Any:
        found.extend(line.pk for line in lines)
        return fetch_rows(lines, actor)

    monkeypatch.setattr(telling, "fetch_rows", fetch)
    return found


def manager_of_the_tower(cast: Cast) -> Actor:
    """May do everything, and sees one property and nothing that is elsewhere."""
    return make_person(cast.organization, "Nora North", all_permissions(), places=(cast.tower,))


@pytest.mark.slow
def test_every_module_is_told_alike_from_table_and_change_record(
    cast: Cast,
    only_the_change_record: Any,
    read: list[int],
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    # Their ids elsewhere are given afterwards, which writes every record once more.
    monkeypatch.setattr(world, "set_external_ids", lambda *_given, **_named: None)
    world.make_world(cast)
    with acting(cast.ana):
        update_property(cast.tower, actor=cast.ana, parent=cast.annex)
        boiler = create_equipment(actor=cast.ana, name="Boiler", property=cast.annex)
        create_equipment(actor=cast.ana, name="Radiator", property=cast.tower, parent=boiler)
        create_work_order(actor=cast.ana, title="Left alone", property=cast.tower)
    readers = (cast.ana, manager_of_the_tower(cast), cast.vera, cast.sys)
    ways: list[dict[str, Any]] = [{}, {"records": False}, {"last_words": True}]
    with acting(cast.ana):
        lines = lines_of(cast.ana)
    assert {line.module for line in lines} == MODULES
    asked = [(actor, way) for actor in readers for way in ways]
    from_table = [told_to(actor, lines, **way) for actor, way in asked]
    untouched = {line.module for line in lines if line.action == "create" and line.pk not in read}
    assert untouched == MODULES
    for rows in (True, False):
        only_the_change_record(rows=rows)
        for (actor, way), found in zip(asked, from_table, strict=True):
            wanted = told_to(actor, lines, **way)
            assert len(wanted) > 20
            assert [one for one in found if one not in wanted] == [one for one in wanted if one not in found] == []
            assert found == wanted


def test_what_was_changed_again_is_told_as_each_change_left_it(cast: Cast, read: list[int]) -> None:
    with acting(cast.ana):
        before = last_change()
        order = create_work_order(actor=cast.ana, title="Leak", property=cast.tower)
        for title in ("Large leak", "Flood"):
            update_work_order(order, actor=cast.ana, title=title)
        lines = [line for line in lines_of(cast.ana, before) if line.module == "work_order"]
    assert [line.version for line in lines] == ["1", "2", "3"]
    told = told_to(cast.ana, lines)
    assert [record["title"] for *_rest, record in told] == ["Leak", "Large leak", "Flood"]
    assert [changed["title"] for _pk, _number, _action, changed, *_rest in told] == [
        [None, "Leak"],
        ["Leak", "Large leak"],
        ["Large leak", "Flood"],
    ]
    assert [record["version"] for *_rest, record in told] == [1, 2, 3]
    assert set(read) == {line.pk for line in lines if line.action == "update"}


def test_a_column_that_came_later_was_not_told_when_there_was_none(committed_cast: Cast, read: list[int]) -> None:
    cast = committed_cast
    with acting(cast.ana):
        before = last_change()
        order = create_work_order(actor=cast.ana, title="Leak", property=cast.tower)
        update_work_order(order, actor=cast.ana, reported_by="Room 214")
        (made, _changed) = [line for line in lines_of(cast.ana, before) if line.module == "work_order"]
    with as_owner(connection) as owner, owner.cursor() as cursor:
        cursor.execute("select set_config('atrium.organization', %s, false)", [str(cast.organization.pk)])
        cursor.execute("update core_change set after = after - 'reported_by' where id = %s", [made.pk])
        assert cursor.rowcount == 1
    ((_pk, _number, _action, changed, _actor, record),) = told_to(cast.ana, [made])
    assert "reported_by" not in changed and changed["title"] == [None, "Leak"]
    assert record["reported_by"] == "Room 214" and record["version"] == 1
    assert read == [made.pk]


def test_what_was_made_and_left_alone_is_not_read_from_the_change_record(cast: Cast, read: list[int]) -> None:
    with acting(cast.ana):
        before = last_change()
        order = create_work_order(actor=cast.ana, title=ODD, property=cast.tower)
        lines = [line for line in lines_of(cast.ana, before) if line.module == "work_order"]
        with CaptureQueriesContext(connection) as captured:
            tell_lines(lines, surface_named("work_order"), cast.ana)
    ((_pk, number, action, changed, actor, record),) = told_to(cast.ana, lines)
    assert (number, action, record["title"], changed["title"]) == (order.number, "create", ODD, [None, ODD])
    assert changed["property"] == [None, str(cast.tower.pk)] and "resolution" not in changed
    assert list(changed) == [name for name in record if name in changed], "in the order of the record"
    assert actor["id"] == str(cast.ana.person_id)
    assert read == [] and len(captured) == 1


def test_what_was_deleted_since_is_told_as_it_was_made(cast: Cast, only_the_change_record: Any) -> None:
    """Marked as deleted, or gone from its table altogether."""
    with acting(cast.ana):
        before = last_change()
        place = create_property(actor=cast.ana, name="Shed", portfolio=cast.portfolio, time_zone="America/Chicago")
        delete_property(place, actor=cast.ana)
        pump = create_equipment(actor=cast.ana, name="Pump", property=cast.tower)
        Equipment.objects.filter(pk=pump.pk).delete()
        lines = [line for line in lines_of(cast.ana, before) if line.record_id in (str(place.pk), str(pump.pk))]
    plain, last = told_to(cast.ana, lines), told_to(cast.ana, lines, last_words=True)
    assert [(action, record and record["name"]) for _pk, _number, action, _changed, _actor, record in plain] == [
        ("create", "Pump"),
        ("delete", None),
        ("create", "Shed"),
        ("delete", None),
    ]
    assert [record["name"] for *_rest, record in last] == ["Pump", "Pump", "Shed", "Shed"]
    only_the_change_record()
    assert told_to(cast.ana, lines) == plain and told_to(cast.ana, lines, last_words=True) == last


def test_custom_fields_are_told_from_the_table_as_from_the_change(cast: Cast, only_the_change_record: Any) -> None:
    with acting(cast.ana):
        create_custom_field(actor=cast.ana, record_module="property", name="extra", label="Extra", kind="text")
        before = last_change()
        for values in ({"extra": ODD}, {}):
            create_property(
                actor=cast.ana,
                name="Shed",
                portfolio=cast.portfolio,
                time_zone="America/Chicago",
                custom_fields=values,
            )
        lines = lines_of(cast.ana, before)
    told = told_to(cast.ana, lines)
    assert [changed.get("custom_fields") for _pk, _number, _action, changed, *_rest in told] == [
        [None, {"extra": ODD}],
        None,
    ]
    assert [record["custom_fields"] for *_rest, record in told] == [{"extra": ODD}, {}]
    only_the_change_record()
    assert told_to(cast.ana, lines) == told


def test_a_scope_is_told_of_no_more_than_it_sees(cast: Cast, only_the_change_record: Any) -> None:
    """Neither records elsewhere nor what lies elsewhere and is named by a record that is seen."""
    nora = manager_of_the_tower(cast)
    with acting(cast.ana):
        before = last_change()
        boiler = create_equipment(actor=cast.ana, name="Boiler", property=cast.annex)
        radiator = create_equipment(actor=cast.ana, name="Radiator", property=cast.tower, parent=boiler)
        lines = lines_of(cast.ana, before)
    for way in ({}, {"records": False}):
        ((_pk, number, _action, changed, _actor, record),) = told_to(nora, lines, **way)
        assert number == radiator.number and changed["parent"] == [None, None]
        assert way or record["parent"] is None
    with acting(cast.ana):
        update_equipment(radiator, actor=cast.ana, property=cast.annex)
        lines = lines_of(cast.ana, before)
    told = told_to(nora, lines)
    assert [(number, action) for _pk, number, action, *_rest in told] == [
        (radiator.number, "create"),
        (radiator.number, "delete"),
    ]
    only_the_change_record()
    assert told_to(nora, lines) == told


def test_a_record_that_changes_while_it_is_told_is_told_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read before and after by two statements: whichever it falls between, the change record has it."""
    with acting(cast.ana):
        before = last_change()
        place = create_property(actor=cast.ana, name="Shed", portfolio=cast.portfolio, time_zone="America/Chicago")
        lines = lines_of(cast.ana, before)
        still = telling._still

        def change_first(*given: Any, **named: Any) -> Any:
            Property.objects.filter(pk=place.pk).update(name="Barn")
            return still(*given, **named)

        monkeypatch.setattr(telling, "_still", change_first)
        ((*_rest, record),) = words(tell_lines(lines, surface_named("property"), cast.ana))
    assert (record["name"], record["version"]) == ("Shed", 1)
