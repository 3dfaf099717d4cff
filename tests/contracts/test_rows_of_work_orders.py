"""What programs of other systems rely on at work orders, row by row and over HTTP. The API's own names are used."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.documents.test_documents import upload
from workorders.choices import Priority, State

row = pytest.mark.row
LATER = "2020-01-01T00:00:00Z"


@pytest.fixture
def ana(cast: Cast) -> ApiClient:
    return ApiClient(make_key(cast.ana))


@pytest.fixture
def order(cast: Cast, ana: ApiClient) -> dict[str, Any]:
    made = ana.send("POST", "work-orders/", {"title": "Leak", "property": str(cast.tower.pk)})
    assert made.status_code == 201, made.content
    return made.json()


def act(ana: ApiClient, order: dict[str, Any], verb: str, body: dict[str, Any] | None = None, **extra: Any) -> Any:
    return ana.send("POST", f"work-orders/{order['id']}/{verb}/", body or {}, **extra)


def done(ana: ApiClient, order: dict[str, Any]) -> dict[str, Any]:
    """The order, gone through to its end."""
    for verb in ("start", "complete", "verify", "close"):
        answer = act(ana, order, verb)
        assert answer.status_code == 200, answer.content
    return answer.json()


@row("FQ-026")
def test_open_work_with_state_priority_and_assignments(cast: Cast, ana: ApiClient, order: dict[str, Any]) -> None:
    act(ana, order, "assign", {"assignee": str(cast.ben.person_id)})
    (found,) = ana.get("work-orders/?state__in=open,assigned").json()["results"]
    assert (found["state"], found["priority"], found["assignee"]["id"]) == ("assigned", "P3", str(cast.ben.person_id))
    assert {"team", "vendor"} <= found.keys()


@row("FQ-027")
def test_closed_work_of_any_age_is_there(cast: Cast, ana: ApiClient) -> None:
    body = {"title": "Old", "property": str(cast.tower.pk), "reported_at": "2009-03-01T08:00:00Z"}
    old = ana.send("POST", "work-orders/", body).json()
    done(ana, old)
    (found,) = ana.get("work-orders/?state=closed&reported_at__lt=2010-01-01").json()["results"]
    assert found["id"] == old["id"]


@row("FQ-028")
def test_states_are_named_by_the_schema_and_changed_by_actions_only(ana: ApiClient, order: dict[str, Any]) -> None:
    schema = ana.get("schema/", headers={"Accept": "application/json"}).json()
    state = schema["components"]["schemas"]["WorkOrder"]["properties"]["state"]
    if "$ref" in str(state):
        name = str(state).split("#/components/schemas/")[1].split("'")[0]
        state = schema["components"]["schemas"][name]
    assert set(state["enum"]) == set(State.values)
    answer = ana.send("PATCH", f"work-orders/{order['id']}/", {"state": "closed"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/state")


@row("FQ-029")
def test_an_unknown_priority_is_refused_with_the_known_ones(ana: ApiClient, order: dict[str, Any]) -> None:
    answer = act(ana, order, "prioritize", {"priority": "urgent", "reason": "Guests"})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (400, "/priority")
    listed = ana.get("work-orders/?priority=urgent")
    assert listed.status_code == 400 and all(one in listed.json()["errors"][0]["detail"] for one in Priority.values)
    assert act(ana, order, "prioritize", {"priority": "P1", "reason": "Guests"}).json()["priority"] == "P1"


@row("FQ-030", "FQ-086")
def test_costs_come_by_kind_and_their_sum_grows(cast: Cast, ana: ApiClient, order: dict[str, Any]) -> None:
    address = f"work-orders/{order['id']}/costs/"
    for kind, quantity, price in (("material", "2", "10.50"), ("other", "1", "4.00")):
        line = {"kind": kind, "stage": "actual", "description": kind, "quantity": quantity, "unit_cost": price}
        made = ana.send("POST", address, {**line, "currency": "USD"})
        assert made.status_code == 201, made.content
    lines = ana.get(address).json()["results"]
    assert {line["kind"]: (line["total"], line["currency"]) for line in lines} == {
        "material": ("21.00", "USD"),
        "other": ("4.00", "USD"),
    }
    sums = ana.get(f"costs/aggregate/?work_order={order['id']}&group_by=kind&measures=sum:total").json()
    assert sum(float(one["sum:total"]) for one in sums["results"]) == 25.0


@row("FQ-031")
def test_the_clocks_say_what_was_promised_kept_and_paused(cast: Cast, ana: ApiClient) -> None:
    hours = {"name": "Day and night", "always_open": True, "is_default": True}
    assert ana.send("POST", "calendars/", hours).status_code == 201
    policy = ana.send("POST", "sla-policies/", {"name": "Standard", "p3_response": "1 h", "p3_resolution": "8 h"})
    assert policy.status_code == 201, policy.content
    reported = (timezone.now() - timedelta(hours=3)).isoformat()
    body = {"title": "Leak", "property": str(cast.tower.pk), "reported_at": reported}
    order = ana.send("POST", "work-orders/", body).json()
    act(ana, order, "start")
    waiting = ana.send("POST", "hold-reasons/", {"label": "Parts", "code": "parts_here", "pauses": True}).json()
    assert act(ana, order, "hold", {"hold_reason": waiting["id"]}).status_code == 200
    told = ana.get(f"work-orders/{order['id']}/sla/").json()
    assert {one["policy"]["id"] for one in told["clocks"]} == {policy.json()["id"]}
    clocks = {one["timer"]: one for one in told["clocks"]}
    response, resolution = clocks["response"], clocks["resolution"]
    assert response["met_at"] and response["breached_at"] == response["due_at"] < response["met_at"]
    assert (resolution["state"], resolution["met_at"], resolution["breached_at"]) == ("paused", None, None)
    assert sum(one["minutes"] for one in resolution["intervals"] if one["kind"] == "counted") == 180
    assert ana.get("work-orders/?sla_state=breached").json()["count"] == 1


@row("FQ-032")
def test_the_times_are_set_by_the_moves(ana: ApiClient, order: dict[str, Any]) -> None:
    closed = done(ana, order)
    assert LATER < closed["started_at"] <= closed["completed_at"] <= closed["closed_at"]


@row("FQ-033", "FQ-088")
def test_notes_and_files_are_linked(ana: ApiClient, order: dict[str, Any], settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    address = f"work-orders/{order['id']}/documents/"
    sent = ana.generic("POST", address, encode_multipart(BOUNDARY, {"file": upload()}), MULTIPART_CONTENT)
    assert sent.status_code == 201, sent.content
    assert [one["id"] for one in ana.get(address).json()["results"]] == [sent.json()["id"]]
    note = act(ana, order, "comments", {"body": "Key at the desk"})
    assert note.status_code == 201, note.content
    record = ana.get(f"work-orders/{order['id']}/?include=comments").json()
    assert [one["body"] for one in record["comments"]] == ["Key at the desk"]


@row("FQ-034")
def test_trades_and_categories_are_records(ana: ApiClient, order: dict[str, Any]) -> None:
    made = ana.send("POST", "picklists/", {"list": "trade", "code": "hvac", "label": "HVAC"})
    assert made.status_code == 201, made.content
    known = ana.get("picklists/?list=trade").json()["results"]
    assert made.json()["id"] in {one["id"] for one in known}
    changed = ana.send("PATCH", f"work-orders/{order['id']}/", {"trade": made.json()["id"]}).json()
    assert changed["trade"]["id"] == made.json()["id"]


@row("FQ-035")
def test_every_move_is_kept_with_from_to_when_by_whom_and_why(ana: ApiClient, order: dict[str, Any]) -> None:
    act(ana, order, "cancel", {"reason": "Twice reported"})
    (move,) = ana.get(f"work-orders/{order['id']}/?include=moves").json()["moves"]
    assert (move["from_state"], move["to_state"], move["reason"]) == ("open", "cancelled", "Twice reported")
    assert move["created_by"]["name"] == "Ana Alvarez" and move["at"] > LATER


@row("FQ-036", "FQ-037")
def test_place_and_number(cast: Cast, ana: ApiClient, order: dict[str, Any]) -> None:
    assert order["property"]["id"] == str(cast.tower.pk)
    room = ana.send("POST", "spaces/", {"name": "101", "kind": "room", "property": str(cast.annex.pk)}).json()
    wrong = ana.send("PATCH", f"work-orders/{order['id']}/", {"space": room["id"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/space")
    there = ana.send("POST", "work-orders/", {"title": "Leak", "space": room["id"]}).json()
    assert (there["space"]["id"], there["property"]["id"]) == (room["id"], str(cast.annex.pk))
    second = ana.send("POST", "work-orders/", {"title": "Two", "property": str(cast.tower.pk)}).json()
    assert second["number"] == there["number"] + 1 == order["number"] + 2


@row("FQ-083")
def test_a_program_reports_work(cast: Cast, ana: ApiClient) -> None:
    body = {"title": "Leak", "description": "Under the sink", "property": str(cast.tower.pk), "impact": "one"}
    made = ana.send("POST", "work-orders/", body)
    assert made.status_code == 201 and made["Location"].endswith(f"/api/v1/work-orders/{made.json()['id']}/")


@row("FQ-084")
def test_each_change_is_in_the_history(cast: Cast, ana: ApiClient, order: dict[str, Any]) -> None:
    act(ana, order, "prioritize", {"priority": "P2", "reason": "Water runs"})
    act(ana, order, "assign", {"assignee": str(cast.ben.person_id)})
    act(ana, order, "accept")
    act(ana, order, "start")
    events = [one["event"] for one in ana.get(f"work-orders/{order['id']}/history/").json()["results"]]
    for past in ("prioritized", "assigned", "accepted", "started"):
        assert f"work_order.{past}" in events


@row("FQ-085")
def test_a_move_that_is_not_legal_names_those_that_are(ana: ApiClient, order: dict[str, Any]) -> None:
    done(ana, order)
    answer = act(ana, order, "start")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/invalid-transition/")
    assert "allowed_actions" in answer.json()


@row("FQ-087")
def test_completion_is_told_once(ana: ApiClient, order: dict[str, Any]) -> None:
    act(ana, order, "start")
    body = {"resolution": "New gasket"}
    first = act(ana, order, "complete", body, headers={"Idempotency-Key": "done-1"})
    assert (first.status_code, first.json()["state"], first.json()["resolution"]) == (200, "completed", "New gasket")
    again = act(ana, order, "complete", body, headers={"Idempotency-Key": "done-1"})
    assert (again.status_code, again.content) == (200, first.content)
    assert act(ana, order, "complete", body).status_code == 409
