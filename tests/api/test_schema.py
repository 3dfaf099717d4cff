"""The OpenAPI document: valid, complete, and the one that was last agreed on."""

import json
import re
from io import StringIO

import pytest
import yaml
from django.core.management import call_command
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.openapi.snapshot import SNAPSHOT, snapshot_text
from api.problems import PROBLEMS
from api.views.schema import schema_document
from tests.api.conftest import ApiClient
from tests.matrix.addresses import all_routes


@pytest.mark.slow
def test_the_document_is_valid_openapi() -> None:
    assert schema_document()["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(schema_document()).iter_errors()) == []


def test_the_document_is_the_committed_one() -> None:
    assert SNAPSHOT.read_text() == snapshot_text(), "`manage.py api_schema` writes it anew"


def test_patterns_name_their_digits() -> None:
    r"""`\d` are ten characters to some programs, and several hundred to others."""
    patterns = set(re.findall(r'"pattern": "(.*?)(?<!\\)"', json.dumps(schema_document())))
    assert any("[0-9]" in one for one in patterns) and not any(r"\d" in one for one in patterns)


def test_every_address_is_described() -> None:
    routes = {route for route, _view in all_routes() if route.startswith("api/v1/")}
    described = routes - {f"api/v1/{public}" for public in ("schema/", "schema/postman.json", "docs/")}
    assert len(schema_document()["paths"]) == len(described)


def test_every_problem_is_described() -> None:
    told = " ".join(one["description"] for one in schema_document()["components"]["responses"].values())
    # The document promises no method that there is not; an operation of many has its problem inside the answer.
    assert {code for code in PROBLEMS if code not in told} == {"method-not-allowed", "failed-dependency"}


def test_operations_have_names_of_their_own() -> None:
    names = [one["operationId"] for methods in schema_document()["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names))


def test_the_collection_for_postman_holds_every_operation(nobody: ApiClient, db: None) -> None:
    """Its own schema's rules that matter: names, methods, addresses by steps, bodies that are JSON."""
    answer = nobody.get("schema/postman.json")
    collection = answer.json()
    assert "attachment" in answer["Content-Disposition"] and collection["info"]["schema"].endswith(
        "v2.1.0/collection.json"
    )
    requests = [item["request"] for folder in collection["item"] for item in folder["item"]]
    told = {(one["method"], "/".join(one["url"]["path"])) for one in requests}
    paths = schema_document()["paths"]
    wanted = {
        (method.upper(), re.sub(r"{(\w+)}", r":\1", path).lstrip("/")) for path in paths for method in paths[path]
    }
    assert told == wanted
    bodies = [json.loads(one["body"]["raw"]) for one in requests if "body" in one]
    assert any("title" in body for body in bodies)
    printed = StringIO()
    call_command("api_postman", stdout=printed)
    assert json.loads(printed.getvalue()) == collection


def test_json_yaml_and_the_page_for_people(nobody: ApiClient, db: None) -> None:
    written = nobody.get("schema/", headers={"Accept": "application/yaml"}).content
    assert nobody.get("schema/").json() == yaml.load(written, Loader=yaml.CSafeLoader)
    page = nobody.get("docs/", headers={"Accept": "text/html"})
    assert page.status_code == 200 and "properties/by-external-id" in page.content.decode()
    assert "unsafe" not in page["Content-Security-Policy"]
