"""What a process knows of an organization's custom fields: told once a change, never stale, whoever made the change."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import known_definitions
from core.acting import acting
from core.actions.custom_fields import create_custom_field, delete_custom_field, update_custom_field
from core.actor import Actor
from core.custom_fields import CustomField, definitions
from tests.cast import Cast

Process = Callable[[int], None]


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Process:
    """Goes on with what another process of the installation keeps in its memory."""
    memories: dict[int, dict[Any, Any]] = {}

    def go_on(number: int) -> None:
        monkeypatch.setattr(known_definitions, "_known", memories.setdefault(number, {}))

    return go_on


def define(actor: Actor, name: str, **more: Any) -> CustomField:
    values = {"record_module": "property", "name": name, "label": name.capitalize(), "kind": "text", **more}
    with acting(actor):
        return create_custom_field(actor=actor, **values)


def labels(actor: Actor, module: str = "property") -> list[str]:
    with acting(actor):
        return [one.label for one in definitions(module, actor=actor).values()]


def test_every_process_sees_each_change_at_once(cast: Cast, process: Process) -> None:
    process(1)
    roof = define(cast.ana, "roof")
    assert labels(cast.ana) == ["Roof"]
    process(2)
    assert labels(cast.ana) == ["Roof"]
    with acting(cast.ana):
        update_custom_field(roof, actor=cast.ana, label="Kind of roof")
    process(1)
    assert labels(cast.ana) == ["Kind of roof"]
    define(cast.ana, "boiler")
    process(2)
    assert labels(cast.ana) == ["Boiler", "Kind of roof"]
    with acting(cast.ana):
        delete_custom_field(roof, actor=cast.ana)
    process(1)
    assert labels(cast.ana) == ["Boiler"]


def test_a_change_by_sql_alone_is_seen_too(cast: Cast, process: Process) -> None:
    for number in (1, 2):
        process(number)
        roof = define(cast.ana, f"roof_{number}")
        labels(cast.ana)
    with acting(cast.ana), connection.cursor() as cursor:
        cursor.execute("update core_custom_field set is_active = false where id = %s", [roof.pk])
    for number in (1, 2):
        process(number)
        assert labels(cast.ana) == ["Roof_1"]


def test_what_is_taken_back_is_known_to_nobody(cast: Cast, process: Process) -> None:
    process(1)
    define(cast.ana, "roof")
    with suppress(LookupError), acting(cast.ana):
        create_custom_field(actor=cast.ana, record_module="property", name="lift", label="Lift", kind="text")
        assert list(definitions("property", actor=cast.ana)) == ["lift", "roof"]
        raise LookupError
    for number in (1, 2):
        process(number)
        assert labels(cast.ana) == ["Roof"]


def test_each_organization_and_module_has_its_own(cast: Cast, process: Process) -> None:
    process(1)
    define(cast.ana, "roof")
    define(cast.cleo, "jetty")
    assert (labels(cast.ana), labels(cast.cleo), labels(cast.ana, "space")) == (["Roof"], ["Jetty"], [])
    with acting(cast.cleo), connection.cursor() as cursor:
        cursor.execute("select core_definitions(%s, -1)", [cast.ana.organization_id])
        assert '"fields" : []' in cursor.fetchone()[0]


def test_what_is_told_is_what_would_be_read(cast: Cast, process: Process) -> None:
    process(1)
    choices = [["flat", "Flat"], ["pitched", "Pitched"]]
    roof = define(cast.ana, "roof", kind="choice", choices=choices, required=True, help="Seen from above", position=3)
    with acting(cast.ana):
        told = definitions("property", actor=cast.ana)["roof"]
        read = CustomField.objects.get(pk=roof.pk)
    for column in CustomField._meta.concrete_fields:
        assert getattr(told, column.attname) == getattr(read, column.attname), column


def test_nobody_reads_them_by_a_statement_of_its_own(cast: Cast, process: Process) -> None:
    """Neither where a process meets the organization first, nor afterwards."""
    define(cast.ana, "roof")
    process(2)
    for _time in ("first", "again"):
        with acting(cast.ana), CaptureQueriesContext(connection) as captured:
            assert list(definitions("property", actor=cast.ana)) == ["roof"]
        assert not captured.captured_queries


def test_memory_does_not_grow_without_end(cast: Cast, process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    process(1)
    monkeypatch.setattr(known_definitions, "MOST_KNOWN", 1)
    define(cast.ana, "roof")
    define(cast.cleo, "jetty")
    assert (labels(cast.ana), labels(cast.cleo)) == (["Roof"], ["Jetty"])
    assert len(known_definitions._known) == 1
