"""Answers that are no records: described member by member, and so."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypedDict

import pytest
import time_machine
from jsonschema import Draft202012Validator

from api.openapi.told import components_of, schema_of
from api.views.schema import schema_document
from core.acting import acting
from core.told import Moment
from facilities.actions.spaces import create_space
from integrations.rules.actions import create_event_rule
from tests.api.conftest import ApiClient
from tests.cast import Cast
from tests.workorders.promises import FRIDAY, at, hold_over_a_weekend, report
from workorders.choices import Timer


def faults_of(name: str, answer: Any) -> list[str]:
    """What is wrong with an answer, by the document's own component; nothing may be there that it does not name."""
    schemas = schema_document()["components"]["schemas"]
    closed = {one: {**schema, "additionalProperties": False} for one, schema in schemas.items() if one in OWN}
    told = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas | closed}}
    return [error.message for error in Draft202012Validator(told).iter_errors(answer)]


OWN = {"ClocksTold", "ClockTold", "Interval", "LedgerEntry", "Promised", "Revision", "SpaceTree", "SpaceNode", "DryRun"}


def test_clocks_of_a_held_order(cast: Cast, ana: ApiClient) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        order = hold_over_a_weekend(cast, now)
    answer = ana.get(f"work-orders/{order.pk}/sla/").json()
    assert answer["clocks"] and answer["ledger"] and answer["clocks"][1]["intervals"]
    assert faults_of("ClocksTold", answer) == []
    assert faults_of("ClocksTold", answer | {"state": 3})


def test_spaces_within_each_other(cast: Cast, ana: ApiClient) -> None:
    with acting(cast.ana):
        wing = create_space(actor=cast.ana, property=cast.tower, name="Wing", kind="building")
        create_space(actor=cast.ana, property=cast.tower, parent=wing, name="First", kind="floor")
    answer = ana.get(f"properties/{cast.tower.pk}/tree/").json()
    assert [one["name"] for one in answer["spaces"][0]["children"]] == ["First"]
    assert faults_of("SpaceTree", answer) == []


def test_the_dry_run_of_a_rule(cast: Cast, ana: ApiClient) -> None:
    with acting(cast.ana):
        rule = create_event_rule(actor=cast.ana, name="New work", when="change", type="work_order.created")
        report(cast)
    answer = ana.get(f"event-rules/{rule.pk}/dry-run/").json()
    assert answer["matched"] == len(answer["occasions"]) == 1
    assert faults_of("DryRun", answer) == []


class Leaf(TypedDict):
    """At the end."""

    when: Moment | None


class Tree(TypedDict):
    """All of it."""

    timer: Annotated[str, Timer] | None
    below: Sequence[Leaf]
    again: "Tree | None"


def test_types_become_schemas() -> None:
    assert schema_of(list[int]) == {"type": "array", "items": {"type": "integer"}}
    found = components_of(Tree)
    assert found["Leaf"]["properties"]["when"] == {"type": ["string", "null"], "format": "date-time"}
    assert found["Tree"]["properties"] == {
        "timer": {"type": ["string", "null"], "enum": ["response", "resolution", "vendor", None]},
        "below": {"type": "array", "items": {"$ref": "#/components/schemas/Leaf"}},
        "again": {"oneOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "null"}]},
    }
    assert found["Tree"]["required"] == ["again", "below", "timer"]


@pytest.mark.parametrize("kind", [Mapping[str, Any], bytes, int | str])
def test_what_an_answer_cannot_hold_is_a_fault(kind: Any) -> None:
    with pytest.raises(TypeError, match="cannot hold"):
        schema_of(kind)
