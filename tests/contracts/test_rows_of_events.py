"""What programs of other systems rely on at events and rules, row by row and over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.acting import acting
from core.actor import Actor
from core.changes import Change
from integrations.events.types import create_standard_event_types
from integrations.models import Event
from integrations.rules.tasks import work_for
from notifications.telling import tell
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.integrations.following import Follower

row = pytest.mark.row
EARLIER, LATER = "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z"
MAKE_ORDER = {
    "do": "create",
    "module": "work_order",
    "values": {"title": "Fault {data.code} at {record.name}", "description": "{data.message}"},
}


@pytest.fixture
def ana(cast: Cast) -> ApiClient:
    return ApiClient(make_key(cast.ana))


def event(cast: Cast, key: str = "1", **more: Any) -> dict[str, Any]:
    """A fault at the tower."""
    body = {
        "source": "bms",
        "type": "equipment.fault",
        "id": key,
        "occurred_at": EARLIER,
        "subject": {"module": "property", "id": str(cast.tower.pk)},
        "data": {"code": "E17", "message": "Supply fan tripped", "severity": "high", "value": 31.5},
    }
    return {**body, **more}


def rule(ana: ApiClient, **more: Any) -> dict[str, Any]:
    """A rule for faults at properties that makes a work order, unless it is told to be another one."""
    body = {
        "name": "Fault",
        "when": "event",
        "type": "equipment.fault",
        "record_module": "property",
        "actions": [MAKE_ORDER],
    }
    made = ana.send("POST", "event-rules/", {**body, **more})
    assert made.status_code == 201, made.content
    found: dict[str, Any] = made.json()
    return found


def sent(ana: ApiClient, body: dict[str, Any]) -> dict[str, Any]:
    """The event as it was taken."""
    answer = ana.send("POST", "events/", body)
    assert answer.status_code == 202, answer.content
    found: dict[str, Any] = answer.json()
    return found


def outcome(ana: ApiClient, cast: Cast, taken: dict[str, Any]) -> dict[str, Any]:
    """The event once everything that waited has been worked off."""
    work_for(cast.organization)
    found: dict[str, Any] = ana.get(f"events/{taken['id']}/?include=rule_results").json()
    return found


@row("FQ-105")
def test_an_event_is_taken_with_an_address(cast: Cast, ana: ApiClient) -> None:
    rule(ana)
    answer = ana.send("POST", "events/", event(cast))
    assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
    assert answer["Location"].endswith(f"/api/v1/events/{answer.json()['id']}/")
    assert ana.get(answer["Location"].partition("/api/v1/")[2]).json()["event_id"] == "1"


@row("FQ-109")
@row("FQ-118")
def test_a_fault_makes_a_work_order_that_the_event_names(cast: Cast, ana: ApiClient) -> None:
    rule(ana)
    done = outcome(ana, cast, sent(ana, event(cast)))
    (run,) = done["rule_results"]
    (result,) = run["results"]
    order = ana.get(f"work-orders/{result['id']}/").json()
    assert (done["status"], run["state"], result["module"]) == ("processed", "done", "work_order")
    assert (order["title"], order["description"]) == ("Fault E17 at Tower", "Supply fan tripped")
    assert order["property"]["id"] == str(cast.tower.pk)


@row("FQ-107")
@row("FQ-120")
def test_an_event_changes_its_record_within_what_may_be_written(cast: Cast, ana: ApiClient) -> None:
    order = ana.send("POST", "work-orders/", {"title": "Leak", "property": str(cast.tower.pk)}).json()
    update = {"do": "update", "values": {"title": "{data.title}"}}
    made = rule(ana, type="workorder.updated", record_module="work_order", actions=[update])
    subject = {"module": "work_order", "id": order["id"]}
    taken = sent(ana, event(cast, type="workorder.updated", subject=subject, data={"title": "Leak, third floor"}))
    assert outcome(ana, cast, taken)["status"] == "processed"
    assert ana.get(f"work-orders/{order['id']}/").json()["title"] == "Leak, third floor"
    kept = {"do": "update", "values": {"state": "closed"}}
    refused = ana.send("PATCH", f"event-rules/{made['id']}/", {"actions": [kept]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/actions/0/values/state")


@row("FQ-108")
@row("FQ-119")
def test_an_alarm_alerts_a_role_and_makes_a_task(cast: Cast, ana: ApiClient) -> None:
    alert = {"do": "alert", "title": "{data.door} forced", "severity": "danger", "roles": ["Role of Ben Brown"]}
    task = {"do": "task", "title": "Look at {data.door}", "due": "+2h"}
    rule(ana, type="access.forced_door", actions=[alert, task])
    done = outcome(ana, cast, sent(ana, event(cast, type="access.forced_door", data={"door": "Roof"})))
    told, made = done["rule_results"][0]["results"]
    found = ana.get(f"alerts/{told['id']}/").json()
    assert (found["title"], found["severity"], found["recipients"]) == (
        "Roof forced",
        "danger",
        [str(cast.ben.person_id)],
    )
    order = ana.get(f"work-orders/{made['work_order']}/").json()
    assert order["title"] == "Look at Roof" and order["due_at"] > order["created_at"]
    system = Actor.system(cast.organization.pk)
    with acting(system):
        (notice,) = tell(Change.objects.filter(record_id=told["id"]), actor=system)
    assert (notice.title, notice.person_id, notice.kind) == ("Roof forced", cast.ben.person_id, "alert")


@row("FQ-110")
def test_an_expired_certificate_makes_a_task(cast: Cast, ana: ApiClient) -> None:
    rule(ana, type="certificate.expired", actions=[{"do": "task", "title": "Renew {data.certificate}", "due": "+7d"}])
    data = {"certificate": "Boiler permit", "expired_on": "2026-01-04"}
    done = outcome(ana, cast, sent(ana, event(cast, type="certificate.expired", data=data)))
    (made,) = done["rule_results"][0]["results"]
    assert made["module"] == "task"
    assert ana.get(f"tasks/{made['id']}/").json()["title"] == "Renew Boiler permit"


@row("FQ-111")
def test_the_same_event_twice_has_one_effect(cast: Cast, ana: ApiClient) -> None:
    rule(ana)
    first = ana.send("POST", "events/", event(cast))
    outcome(ana, cast, first.json())
    again = ana.send("POST", "events/", event(cast))
    assert (again.status_code, again["Location"]) == (202, first["Location"])
    work_for(cast.organization)
    assert ana.get("work-orders/").json()["count"] == 1
    other = sent(ana, event(cast, source="another"))
    assert other["id"] != first.json()["id"]


@row("FQ-112")
def test_an_event_that_no_rule_knows_is_kept(cast: Cast, ana: ApiClient) -> None:
    taken = sent(ana, event(cast, type="unheard.of"))
    assert taken["status"] == "unhandled"
    assert [one["id"] for one in ana.get("events/?status=unhandled").json()["results"]] == [taken["id"]]


@row("FQ-113")
def test_an_unknown_record_is_waited_for(cast: Cast, ana: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    rule(ana)
    unknown = sent(ana, event(cast, subject={"module": "property", "external_id": "erp:P-9"}))
    lost = sent(ana, event(cast, "2", subject={"module": "property", "external_id": "erp:P-10"}))
    assert (unknown["status"], lost["status"]) == ("waiting", "waiting")
    given = ana.send("PATCH", f"properties/{cast.tower.pk}/", {"external_ids": {"erp": "P-9"}})
    assert given.status_code == 200
    assert outcome(ana, cast, unknown)["status"] == "processed"
    monkeypatch.setattr("integrations.rules.taking.PATIENCE", timedelta(0))
    with acting(Actor.system(cast.organization.pk)):
        Event.objects.filter(pk=lost["id"]).update(next_attempt_at=timezone.now())
    given_up = outcome(ana, cast, lost)
    assert (given_up["status"], "erp:P-10" in given_up["error"]) == ("failed", True)


@row("FQ-114")
def test_an_older_event_does_not_overwrite_a_newer_state(cast: Cast, ana: ApiClient) -> None:
    rule(ana, type="site.renamed", actions=[{"do": "update", "values": {"name": "{data.name}"}}])
    newer = sent(ana, event(cast, "new", type="site.renamed", occurred_at=LATER, data={"name": "New"}))
    assert outcome(ana, cast, newer)["status"] == "processed"
    older = outcome(ana, cast, sent(ana, event(cast, "old", type="site.renamed", data={"name": "Old"})))
    assert (older["status"], "newer" in older["error"]) == ("ignored", True)
    assert ana.get(f"properties/{cast.tower.pk}/").json()["name"] == "New"


@row("FQ-115")
def test_a_malformed_event_is_refused_by_name(cast: Cast, ana: ApiClient) -> None:
    with acting(cast.ana):
        create_standard_event_types(actor=cast.ana)
    body = event(cast, hello=1)
    del body["type"]
    answer = ana.send("POST", "events/", body)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/validation-failed/")
    assert {one["pointer"] for one in answer.json()["errors"]} == {"/type", "/hello"}
    wrong = ana.send("POST", "events/", event(cast, type="sensor.reading", data={"value": "warm"}))
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/data/value")


@row("FQ-116")
def test_outcome_error_and_replay(cast: Cast, ana: ApiClient) -> None:
    step = {"do": "create", "module": "work_order", "values": {"title": "{data.code}", "team": "{data.team}"}}
    made = rule(ana, actions=[step])
    taken = sent(ana, event(cast, data={"code": "E1", "team": "nowhere"}))
    failed = outcome(ana, cast, taken)
    assert (failed["status"], "team" in failed["error"], len(failed["rule_results"])) == ("failed", True, 1)
    ana.send("PATCH", f"event-rules/{made['id']}/", {"actions": [{**step, "values": {"title": "{data.code}"}}]})
    assert ana.send("POST", f"events/{taken['id']}/replay/", {}).status_code == 200
    again = outcome(ana, cast, taken)
    assert (again["status"], [one["state"] for one in again["rule_results"]]) == ("processed", ["failed", "done"])
    assert [one["state"] for one in ana.get(f"event-rules/{made['id']}/runs/").json()["results"]] == ["done", "failed"]


@row("FQ-117")
def test_each_type_allows_its_example(cast: Cast, ana: ApiClient) -> None:
    with acting(cast.ana):
        create_standard_event_types(actor=cast.ana)
    types = ana.get("event-types/?limit=100").json()["results"]
    assert {"invoice.approved", "payment.issued", "security.alarm", "compliance.due"} <= {one["name"] for one in types}
    for place, one in enumerate(types):
        assert one["schema"] and one["example"]
        sent(ana, event(cast, f"example-{place}", type=one["name"], data=one["example"]))


@row("FQ-121")
def test_a_condition_on_the_data_and_a_priority_by_severity(cast: Cast, ana: ApiClient) -> None:
    urgency = {"from": "data.severity", "map": {"critical": "now", "high": "today"}, "else": "week"}
    step = {"do": "create", "module": "work_order", "values": {"title": "Hot", "urgency": urgency}}
    rule(ana, condition="data.value > 30", actions=[step])
    cold = outcome(ana, cast, sent(ana, event(cast, "cold", data={"value": 30, "severity": "high"})))
    hot = outcome(ana, cast, sent(ana, event(cast, "hot", data={"value": 30.1, "severity": "high"})))
    assert (cold["status"], cold["rule_results"], hot["status"]) == ("ignored", [], "processed")
    (order,) = ana.get("work-orders/").json()["results"]
    assert order["urgency"] == "today"


@row("FQ-122")
def test_a_rule_is_tried_out_and_nothing_is_kept(cast: Cast, ana: ApiClient) -> None:
    made = rule(ana, source="bms", condition="data.value > 30", order=5, stop=True)
    assert ana.get("event-rules/?enabled=true&order=5").json()["results"][0]["id"] == made["id"]
    tried = ana.send("POST", f"event-rules/{made['id']}/test/", {"event": event(cast)}).json()
    assert (tried["matched"], tried["results"][0]["module"], tried["error"]) == (True, "work_order", "")
    assert ana.get("work-orders/").json()["count"] == ana.get("events/").json()["count"] == 0
    sent(ana, event(cast))
    looked_back = ana.get(f"event-rules/{made['id']}/dry-run/").json()
    assert (looked_back["looked_at"], looked_back["matched"]) == (1, 1)
    off = ana.send("PATCH", f"event-rules/{made['id']}/", {"enabled": False})
    assert (off.status_code, off.json()["active_since"]) == (200, None)
    assert ana.send("DELETE", f"event-rules/{made['id']}/").status_code == 204


CASES = [
    ("data.value = 30", {"value": 30}, {"value": 31}),
    ("data.value != 30", {"value": 31}, {"value": 30}),
    ("data.value > 30", {"value": 30.5}, {"value": 30}),
    ("data.value >= 30", {"value": 30}, {"value": 29.9}),
    ("data.value < 30", {"value": -4}, {"value": 30}),
    ("data.value <= 30", {"value": 30}, {"value": 31}),
    ("data.value between (10, 20)", {"value": 15}, {"value": 21}),
    ("data.code in (E17, E18)", {"code": "E18"}, {"code": "E19"}),
    ("data.code not in (E17)", {"code": "E18"}, {"code": "E17"}),
    ("data.message contains fan", {"message": "Supply FAN"}, {"message": "Pump"}),
    ("data.tags contains roof", {"tags": ["wet", "roof"]}, {"tags": ["wet"]}),
    ("data.note is not null", {"note": "x"}, {}),
    ("data.note is null", {}, {"note": "x"}),
    ("data.at.room = 12", {"at": {"room": "12"}}, {"at": {"room": "13"}}),
    ("data.on = true", {"on": True}, {"on": False}),
    (
        "data.since > 2026-01-01T00:00:00Z",
        {"since": "2026-01-01T02:00:00+01:00"},
        {"since": "2026-01-01T00:00:00+01:00"},
    ),
    (
        "data.value > 30 and (data.code = E1 or not data.on = true)",
        {"value": 31, "code": "E1"},
        {"value": 31, "on": True},
    ),
    ("record.city = Chicago and source = bms", {}, None),
]


@row("FQ-123")
def test_each_operator_over_the_data(cast: Cast, ana: ApiClient) -> None:
    made = rule(ana, actions=[{"do": "create", "module": "work_order", "values": {"title": "x"}}])
    for condition, inside, outside in CASES:
        changed = ana.send("PATCH", f"event-rules/{made['id']}/", {"condition": condition})
        assert changed.status_code == 200, changed.content
        for data, expected in ((inside, True), (outside, False)):
            if data is not None:
                body = {"event": event(cast, data=data)}
                tried = ana.send("POST", f"event-rules/{made['id']}/test/", body).json()
                assert tried["matched"] is expected, (condition, data)
    wrong = ana.send("PATCH", f"event-rules/{made['id']}/", {"condition": "record.citty = Chicago"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/condition")


@row("FQ-124")
def test_a_rule_does_no_more_than_the_sender_may(cast: Cast, ana: ApiClient) -> None:
    rule(ana)
    gateway = ApiClient(make_key(cast.sys, ("events:write", "properties:read")))
    failed = outcome(ana, cast, sent(gateway, event(cast)))
    (run,) = failed["rule_results"]
    assert (failed["status"], run["state"], run["results"]) == ("failed", "failed", [])
    assert "workorders:write" in run["error"]
    assert ana.get("work-orders/").json()["count"] == 0


@row("FQ-125")
def test_rules_do_not_set_each_other_off_for_ever(cast: Cast, ana: ApiClient) -> None:
    follower = Follower(cast)
    turn = {"do": "update", "values": {"description": "{record.title} {record.description}."}}
    made = rule(ana, when="change", type="work_order.updated", record_module="", actions=[turn])
    order = ana.send("POST", "work-orders/", {"title": "Loop", "property": str(cast.tower.pk)}).json()
    ana.send("PATCH", f"work-orders/{order['id']}/", {"title": "Loops"})
    assert [follower.go_on() for _round in range(8)] == [1, 1, 1, 1, 1, 1, 0, 0]
    runs = ana.get(f"event-rules/{made['id']}/runs/").json()["results"]
    assert [(one["depth"], one["state"]) for one in runs] == [(6, "stopped"), *((n, "done") for n in (5, 4, 3, 2, 1))]
    assert "5" in runs[0]["error"]
