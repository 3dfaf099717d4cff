"""The examples of the document are calls: they are made again, and answered so again."""

import json
import os
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.openapi.examples import KEPT, kept
from api.views.schema import schema_document
from tests.api.conftest import ApiClient, make_key
from tests.matrix.world import World
from tests.schema.examples import alike, played

WRITES = "ATRIUM_WRITE_EXAMPLES" in os.environ


@pytest.mark.slow
def test_examples_are_sent_and_answered_so_again(world: World) -> None:
    found = played(world, ApiClient(make_key(world.cast.sys)))
    if WRITES:
        KEPT.write_text(json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
        return
    for kind in ("records", "calls"):
        assert found[kind].keys() == kept()[kind].keys(), "`make examples` writes them anew"
        wrong = [name for name, one in found[kind].items() if not alike(one, kept()[kind][name])]
        assert wrong == [], "`make examples` writes them anew"


def test_every_example_keeps_to_its_schema() -> None:
    wrong, judged = [], 0
    for operation in (one for methods in schema_document()["paths"].values() for one in methods.values()):
        for holder in (operation.get("requestBody", {}), *operation["responses"].values()):
            for content in holder.get("content", {}).values():
                for example in content.get("examples", {}).values():
                    judged += 1
                    wrong += faults_of(content["schema"], example["$ref"].rpartition("/")[2])
    assert judged > 500 and not wrong, "\n".join(wrong)


def faults_of(schema: dict[str, Any], name: str) -> list[str]:
    components = schema_document()["components"]
    validator = Draft202012Validator({**schema, "components": {"schemas": components["schemas"]}})
    errors = validator.iter_errors(components["examples"][name]["value"])
    return [f"{name}{one.json_path.removeprefix('$')}: {one.message[:200]}" for one in errors]
