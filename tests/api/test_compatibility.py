"""What a change takes away from programs is named; what it adds is not."""

from collections.abc import Callable
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from api.openapi.compatibility import taken_away
from api.openapi.snapshot import SNAPSHOT
from api.views.schema import schema_document
from tests.api.conftest import ApiClient

BEFORE: dict[str, Any] = {
    "paths": {
        "/api/v1/keys/": {
            "get": {
                "parameters": [
                    {"in": "query", "name": "limit", "schema": {"type": "integer"}},
                    {"$ref": "#/components/parameters/archived"},
                ],
                "responses": {"200": {}, "400": {}},
            },
            "post": {"responses": {"201": {}}},
        }
    },
    "components": {
        "parameters": {"archived": {"in": "query", "name": "archived", "schema": {"enum": ["true", "any"]}}},
        "schemas": {
            "Key": {
                "required": ["id"],
                "properties": {
                    "id": {"type": "string"},
                    "holder": {"type": ["string", "null"]},
                    "state": {"oneOf": [{"$ref": "#/components/schemas/State"}, {"enum": ["", "held"]}]},
                },
            },
            "State": {"enum": ["free", "held"]},
        },
    },
}
Change = Callable[[dict[str, Any]], Any]


def keys(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"]["/api/v1/keys/"]
    return found


def schemas(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]
    return found


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda one: one["paths"].clear(), ["GET /api/v1/keys/ is gone", "POST /api/v1/keys/ is gone"]),
        (lambda one: keys(one).pop("post"), ["POST /api/v1/keys/ is gone"]),
        (lambda one: keys(one)["get"]["parameters"].pop(0), ["GET /api/v1/keys/ no longer takes query limit"]),
        (
            lambda one: keys(one)["get"]["parameters"].append({"in": "query", "name": "x", "required": True}),
            ["GET /api/v1/keys/ now needs query x"],
        ),
        (
            lambda one: one["components"]["parameters"]["archived"]["schema"]["enum"].remove("any"),
            ["GET /api/v1/keys/ no longer takes query archived=any"],
        ),
        (
            lambda one: keys(one)["post"].update(responses={"202": {}}),
            ["POST /api/v1/keys/ no longer answers 201"],
        ),
        (lambda one: schemas(one).pop("State"), ["State is gone"]),
        (lambda one: schemas(one)["State"]["enum"].remove("free"), ["State no longer has the choice free"]),
        (lambda one: schemas(one)["Key"]["properties"].pop("holder"), ["Key.holder is gone"]),
        (
            lambda one: schemas(one)["Key"]["properties"]["holder"].update(type="string"),
            ["Key.holder is no longer null, string"],
        ),
        (
            lambda one: schemas(one)["Key"]["properties"]["state"]["oneOf"].pop(),
            ["Key.state no longer has the choice ", "Key.state no longer has the choice held"],
        ),
        (lambda one: schemas(one)["Key"]["required"].append("holder"), ["Key now needs holder"]),
        (lambda one: one["paths"].update({"/api/v1/locks/": {"get": {"responses": {}}}}), []),
        (lambda one: schemas(one)["State"]["enum"].append("lost"), []),
        (lambda one: schemas(one)["Key"]["properties"].update(colour={"type": "string"}), []),
        (lambda one: keys(one)["get"]["parameters"].append({"in": "query", "name": "x"}), []),
        (lambda one: keys(one)["get"]["responses"].pop("400"), []),
    ],
)
def test_what_programs_would_miss_is_named(change: Change, told: list[str]) -> None:
    after = deepcopy(BEFORE)
    change(after)
    assert sorted(taken_away(BEFORE, after)) == told


@pytest.mark.slow
@pytest.mark.row("FQ-162")
def test_the_api_keeps_what_its_document_says(ana: ApiClient, tmp_path: Path) -> None:
    """The served document against the committed one, and the command by which CI compares with the last release."""
    assert ana.get("schema/", headers={"Accept": "application/json"}).json() == schema_document()
    told, release = StringIO(), tmp_path / "schema.yaml"
    call_command("api_schema", "--against", str(SNAPSHOT), stdout=told)
    assert told.getvalue() == "Nothing was taken away.\n"
    release.write_text(yaml.dump(BEFORE, Dumper=yaml.CSafeDumper))
    with pytest.raises(CommandError, match="GET /api/v1/keys/ is gone"):
        call_command("api_schema", "--against", str(release))
