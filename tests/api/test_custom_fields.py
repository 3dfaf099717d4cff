"""Custom fields over the API: defined, written, asked and refused by name."""

from typing import Any

import pytest
from django.db import connection

from core import known_definitions
from core.acting import acting
from tests.api.conftest import ApiClient, Caller
from tests.api.test_reading import statements
from tests.cast import Cast

CHOICES = [["north", "North"], ["south", "South"]]
# One of each kind: the value that is written, questions that select its record, and questions that do not.
KINDS: list[tuple[str, Any, list[str], list[str]]] = [
    ("text", "Ada", ["=Ada", "__icontains=AD", "__in=Ada,Bob", "__isnull=false"], ["=ada", "__ne=Ada"]),
    ("longtext", "So it goes", ["__icontains=it goes", "__startswith=so"], ["__icontains=ends"]),
    ("integer", 12, ["=12", "__gte=12", "__between=11,13", "__ne=11"], ["__lt=12", "=120"]),
    ("decimal", 12.5, ["=12.50", "__gt=12.4", "__lte=12.5"], ["=12", "__gt=12.5"]),
    ("boolean", False, ["=false", "__ne=true"], ["=true", "__isnull=true"]),
    ("date", "2026-05-31", ["=2026-05-31", "__gte=2026-05-31", "__lt=2026-06-01"], ["__gt=2026-05-31"]),
    (
        "datetime",
        "2026-05-31T09:00:00Z",
        ["=2026-05-31T09:00:00Z", "__gte=2026-05-31T09:00:00Z", "__lte=2026-05-31T09:00:00Z", "=2026-05-31"],
        ["__gt=2026-05-31T09:00:00Z", "__lt=2026-05-31T09:00:00Z"],
    ),
    ("choice", "north", ["=north", "__in=north,south"], ["=south", "__nin=north"]),
]


def define(client: ApiClient, kind: str, **more: Any) -> Any:
    """A new custom field of properties, made by a call."""
    body = {"record_module": "property", "name": "extra", "label": "Extra", "kind": kind, **more}
    answer = client.send("POST", "custom-fields/", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def write(client: ApiClient, record: Any, value: Any) -> Any:
    return client.send("PATCH", f"properties/{record.pk}/", {"custom_fields": {"extra": value}})


def found(client: ApiClient, question: str) -> list[str]:
    answer = client.get(f"properties/?custom_fields.extra{question}")
    assert answer.status_code == 200, answer.content
    return [one["name"] for one in answer.json()["results"]]


@pytest.mark.parametrize(("kind", "value", "yes", "no"), KINDS, ids=[kind for kind, *_rest in KINDS])
def test_a_field_of_each_kind_is_written_and_asked(
    cast: Cast, ana: ApiClient, kind: str, value: Any, yes: list[str], no: list[str]
) -> None:
    define(ana, kind, choices=CHOICES if kind == "choice" else [])
    assert write(ana, cast.tower, value).status_code == 200
    for question in yes:
        assert "Tower" in found(ana, question), question
    for question in no:
        assert "Tower" not in found(ana, question), question


def test_a_reference_is_asked_by_id(cast: Cast, ana: ApiClient) -> None:
    define(ana, "reference", to="property")
    write(ana, cast.tower, str(cast.annex.pk))
    assert found(ana, f"={cast.annex.pk}") == ["Tower"]
    assert found(ana, f"={cast.tower.pk}") == found(ana, "=mine") == []


def test_figures_files_and_expressions_know_them_too(cast: Cast, ana: ApiClient) -> None:
    define(ana, "integer")
    write(ana, cast.tower, 12)
    assert ana.get("properties/aggregate/?custom_fields.extra__gt=11").json() == {"results": [{"count": 1}]}
    lines = b"".join(ana.get("properties/export.ndjson?custom_fields.extra=12").streaming_content).splitlines()
    assert len(lines) == 1
    assert len(ana.get("properties/?where=custom_fields.extra > 11 or name = Annex").json()["results"]) == 2


@pytest.mark.parametrize("address", ["properties/", "properties/aggregate/", "properties/export.csv"])
def test_an_unknown_name_is_refused_with_the_nearest_known_one(cast: Cast, ana: ApiClient, address: str) -> None:
    define(ana, "integer")
    for question in ("custom_fields.extr=1", "custom_fields.extra__icontains=1", "custom_fields.extra=x"):
        answer = ana.get(f"{address}?{question}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == question.partition("=")[0]
    assert "custom_fields.extra" in ana.get(f"{address}?custom_fields.extr=1").content.decode()


def test_another_organizations_definitions_do_not_exist(cast: Cast, ana: ApiClient, as_: Caller) -> None:
    define(ana, "integer")
    write(ana, cast.tower, 12)
    cleo = as_(cast.cleo)
    assert cleo.get("properties/?custom_fields.extra=12").status_code == 400
    assert write(cleo, cast.elsewhere, 12).status_code == 400
    define(cleo, "text")
    assert found(cleo, "=12") == []


def test_a_withdrawn_field_keeps_its_values_and_is_asked_no_more(cast: Cast, ana: ApiClient) -> None:
    field = define(ana, "text")
    write(ana, cast.tower, "kept")
    ana.send("PATCH", f"custom-fields/{field['id']}/", {"is_active": False})
    assert ana.get("properties/?custom_fields.extra=kept").status_code == 400
    ana.send("PATCH", f"properties/{cast.tower.pk}/", {"city": "Gary"})
    assert ana.get(f"properties/{cast.tower.pk}/").json()["custom_fields"] == {"extra": "kept"}


def test_a_question_about_a_custom_field_costs_no_statement_more(
    cast: Cast, ana: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    define(ana, "text")
    asked = "properties/?custom_fields.extra=Ada"
    ana.get(asked)
    assert statements(ana, asked) == statements(ana, "properties/?status=active") == 4
    monkeypatch.setattr(known_definitions, "_known", {})  # a process that meets the organization first
    assert statements(ana, asked) == 4


def test_a_changed_definition_holds_from_the_next_call_on(cast: Cast, ana: ApiClient) -> None:
    """Definitions are kept by each process, and another process may change them."""
    field = define(ana, "text")
    assert ana.get("properties/?custom_fields.extra=Ada").status_code == 200
    for column, value, status in (("kind", "integer", 400), ("kind", "text", 200), ("is_active", False, 400)):
        with acting(cast.ana), connection.cursor() as cursor:
            cursor.execute(f"update core_custom_field set {column} = %s where id = %s", [value, field["id"]])
        assert ana.get("properties/?custom_fields.extra=Ada").status_code == status


def test_the_description_says_how_they_are_asked(cast: Cast, ana: ApiClient) -> None:
    from api.openapi.filters import CUSTOM, filters_schema
    from facilities.surfaces import properties

    assert CUSTOM in filters_schema(properties)["patternProperties"]
