"""Bulk calls: what they take, in how few statements they write, and what one refusal does to the others."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.acting import acting
from core.changes import Change
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast
from vendors.models import Vendor
from workorders.models import WorkOrder


def send(client: ApiClient, slug: str, operations: list[Any], **more: Any) -> Any:
    return client.send("POST", f"{slug}/bulk/", {"operations": operations, **more})


def reported(cast: Cast, count: int) -> list[dict[str, Any]]:
    return [
        {"op": "create", "data": {"title": f"Leak {number}", "property": str(cast.tower.pk), "impact": "one"}}
        for number in range(count)
    ]


def statements(client: ApiClient, slug: str, operations: list[Any]) -> tuple[int, Any]:
    """How many the call costs, and its results. A test's outer transaction adds two of its own at the end."""
    with CaptureQueriesContext(connection) as queries:
        answer = send(client, slug, operations)
    assert answer.status_code == 200, answer.content
    return len(queries) - 2, answer.json()["results"]


def test_a_hundred_work_orders_are_made_and_changed_by_few_statements(cast: Cast, ana: ApiClient) -> None:
    send(ana, "work-orders", reported(cast, 60))
    count, results = statements(ana, "work-orders", reported(cast, 100))
    assert count <= 15
    changes = [{"op": "update", "id": one["id"], "data": {"title": "Dry again", "urgency": "now"}} for one in results]
    count, changed = statements(ana, "work-orders", changes)
    assert count <= 15
    assert {(one["status"], one["version"]) for one in changed} == {(200, 2)}
    with acting(cast.ana):
        events = Change.objects.filter(record_id__in=[one["id"] for one in results]).values_list("event", "source")
        assert sorted(events) == [("work_order.created", "api")] * 100 + [("work_order.updated", "api")] * 100


def test_a_hundred_vendors_with_names_of_other_systems(cast: Cast, ana: ApiClient) -> None:
    made = [{"op": "upsert", "external_id": f"sap:{n}", "data": {"name": f"Vendor {n}"}} for n in range(100)]
    count, results = statements(ana, "vendors", made)
    assert count <= 20 and {one["status"] for one in results} == {201}
    count, again = statements(ana, "vendors", [{**one, "data": {"phone": "555"}} for one in made])
    assert count <= 15 and {one["status"] for one in again} == {200}
    assert [one["id"] for one in again] == [one["id"] for one in results]


def test_refused_ones_are_named_and_the_others_done(cast: Cast, ana: ApiClient) -> None:
    operations = reported(cast, 60)
    operations[7]["data"]["property"] = str(cast.elsewhere.pk)
    operations[9]["data"]["title"] = ""
    operations[11] = {"op": "creat", "data": {}}
    answer = send(ana, "work-orders", operations, atomic=False).json()
    assert (answer["succeeded"], answer["failed"]) == (57, 3)
    told = {place: one["problem"]["errors"][0] for place, one in enumerate(answer["results"]) if "problem" in one}
    assert {place: (one["pointer"], one["code"]) for place, one in told.items()} == {
        7: ("/operations/7/data/property", "unknown_reference"),
        9: ("/operations/9/data/title", "blank"),
        11: ("/operations/11/op", "invalid_choice"),
    }
    with acting(cast.ana):
        assert WorkOrder.objects.filter(title__startswith="Leak").count() == 57


def test_two_of_the_same_name_are_one_success_and_one_refusal(cast: Cast, ana: ApiClient) -> None:
    rows = [{"op": "create", "data": {"name": name, "external_ids": {"sap": "1"}}} for name in ("One", "Two")]
    rows += [{"op": "create", "data": {"name": f"Other {n}"}} for n in range(60)]
    answer = send(ana, "vendors", rows, atomic=False).json()
    assert [one["status"] for one in answer["results"][:3]] == [201, 409, 201]
    assert answer["results"][1]["problem"]["type"] == "/problems/external-id-taken/"
    refused = send(ana, "vendors", [*rows[:2], {"op": "create", "data": {"name": "Last"}}])
    assert refused.status_code == 422 and [one["status"] for one in refused.json()["results"]] == [409, 409, 424]
    with acting(cast.ana):
        assert Vendor.objects.filter(name__in=["One", "Two"]).count() == 1


def test_operations_are_done_in_their_order(cast: Cast, ana: ApiClient) -> None:
    answer = send(
        ana,
        "vendors",
        [
            {"op": "create", "data": {"name": "Kim & Co", "external_ids": {"sap": "7"}}},
            {"op": "update", "external_id": "sap:7", "data": {"phone": "1"}},
            {"op": "update", "external_id": "sap:7", "data": {"phone": "2"}},
            {"op": "deactivate", "external_id": "sap:7", "data": {"reason": "Moved away"}},
            {"op": "delete", "external_id": "sap:7"},
            {"op": "restore", "external_id": "sap:7"},
        ],
        atomic=False,
    )
    results = answer.json()["results"]
    assert [one["status"] for one in results] == [201, 200, 200, 200, 204, 410], answer.content
    with acting(cast.ana):
        events = Change.objects.filter(record_id=results[0]["id"]).order_by("id").values_list("event", flat=True)
        assert list(events) == [
            "vendor.created",
            "vendor.updated",
            "vendor.updated",
            "vendor.deactivated",
            "vendor.deleted",
        ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"operations": []}, "/operations"),
        ({"operations": [{"op": "create"}] * 1001}, "/operations"),
        ({"operations": [{"op": "create"}], "atomic": "yes"}, "/atomic"),
        ({"operations": [{"op": "create"}], "atomc": True}, "/atomc"),
        ({}, "/operations"),
    ],
)
def test_a_body_of_another_form_is_refused(ana: ApiClient, body: dict[str, Any], pointer: str) -> None:
    answer = ana.send("POST", "vendors/bulk/", body)
    assert answer.status_code == 400 and [one["pointer"] for one in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("operation", "pointer"),
    [
        (7, "/operations/0"),
        ({"op": "delete"}, "/operations/0/id"),
        ({"op": "delete", "id": "x"}, "/operations/0/id"),
        ({"op": "update", "id": str(uuid4()), "external_id": "sap:1"}, "/operations/0/id"),
        ({"op": "upsert", "id": str(uuid4())}, "/operations/0/external_id"),
        ({"op": "update", "external_id": "no-colon"}, "/operations/0/external_id"),
        ({"op": "create", "id": str(uuid4())}, "/operations/0/id"),
        ({"op": "update", "id": str(uuid4()), "version": "1"}, "/operations/0/version"),
        ({"op": "create", "data": []}, "/operations/0/data"),
        ({"op": "create", "dta": {}}, "/operations/0/dta"),
    ],
)
def test_an_operation_of_another_form_is_refused(ana: ApiClient, operation: Any, pointer: str) -> None:
    (entry,) = send(ana, "vendors", [operation], atomic=False).json()["results"]
    assert entry["status"] == 400 and entry["problem"]["errors"][0]["pointer"] == pointer


def test_a_stale_version_and_a_lost_right_are_refused_in_sets(cast: Cast, ana: ApiClient, as_: Caller) -> None:
    results = send(ana, "work-orders", reported(cast, 3)).json()["results"]
    changes = [
        {"op": "update", "id": one["id"], "version": place, "data": {"title": "Wet"}}
        for place, one in enumerate(results, start=1)
    ]
    answer = send(ana, "work-orders", changes, atomic=False).json()
    assert [one["status"] for one in answer["results"]] == [200, 409, 409]
    ben = as_(cast.ben)
    refused = send(ben, "work-orders", reported(cast, 2), atomic=False).json()
    assert [one["problem"]["type"] for one in refused["results"]] == ["/problems/forbidden/"] * 2


def test_the_same_key_does_it_once(cast: Cast, ana: ApiClient) -> None:
    once = {"headers": {"Idempotency-Key": "load-1"}}
    body = {"operations": reported(cast, 3)}
    first = ana.send("POST", "work-orders/bulk/", body, **once)
    again = ana.send("POST", "work-orders/bulk/", body, **once)
    assert first.content == again.content and again["Idempotent-Replayed"] == "true"
    with acting(cast.ana):
        assert WorkOrder.objects.filter(title__startswith="Leak").count() == 3
