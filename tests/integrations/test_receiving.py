"""Taking events: once each whoever else sends them, in every form, and nothing that would break what is kept."""

import json
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections

from core.acting import acting
from integrations.models import Event, EventType
from integrations.rules.tasks import work_for
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from workorders.models import WorkOrder

THREADS = 20
BODY = {"source": "bms", "type": "equipment.fault", "id": "1", "data": {"code": "E17"}}
CLOUD = {
    "specversion": "1.0",
    "source": "/plant/7",
    "type": "equipment.fault",
    "id": "c1",
    "time": "2026-01-05T08:00:00Z",
}


@pytest.fixture
def ana(cast: Cast) -> ApiClient:
    return ApiClient(make_key(cast.ana))


def rule(ana: ApiClient, cast: Cast, **more: Any) -> dict[str, Any]:
    step = {"do": "create", "module": "work_order", "values": {"title": "Fault", "property": str(cast.tower.pk)}}
    made = ana.send(
        "POST", "event-rules/", {"name": "R", "when": "event", "type": "equipment.fault", "actions": [step], **more}
    )
    assert made.status_code == 201, made.content
    found: dict[str, Any] = made.json()
    return found


def at_once(work: Any) -> list[Any]:
    """What the same work comes to in many threads that begin together."""
    barrier, found = Barrier(THREADS), list[Any]()

    def run() -> None:
        try:
            barrier.wait()
            found.append(work())
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert len(found) == THREADS
    return found


def test_one_event_from_many_threads_has_one_address_and_one_effect(committed_cast: Cast) -> None:
    cast, key = committed_cast, make_key(committed_cast.ana)
    rule(ApiClient(key), cast)
    answers = at_once(lambda: ApiClient(key).send("POST", "events/", BODY))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer["Location"] for answer in answers}) == 1
    at_once(lambda: work_for(cast.organization))
    work_for(cast.organization)
    with acting(cast.ana):
        assert Event.objects.visible_to(cast.ana).get().status == "processed"
        assert WorkOrder.objects.visible_to(cast.ana).count() == 1


def test_a_cloud_event_in_structured_mode(cast: Cast, ana: ApiClient) -> None:
    body = {**CLOUD, "subject": f"property/{cast.tower.pk}", "data": {"code": "E1"}, "traceparent": "00-1"}
    answer = ana.generic("POST", "events/", json.dumps(body), "application/cloudevents+json; charset=utf-8")
    event = answer.json()
    assert (answer.status_code, event["source"], event["event_id"]) == (202, "/plant/7", "c1")
    assert (event["subject_id"], event["occurred_at"]) == (str(cast.tower.pk), "2026-01-05T08:00:00.000000Z")
    assert (event["data"], event["extensions"]) == ({"code": "E1"}, {"traceparent": "00-1"})


def test_a_cloud_event_in_binary_mode_is_the_same_event(cast: Cast, ana: ApiClient) -> None:
    headers = {f"ce-{name}": value for name, value in CLOUD.items()}
    answer = ana.send("POST", "events/", {"code": "E1"}, headers={**headers, "ce-subject": "Halle%20%C3%BC"})
    assert (answer.status_code, answer.json()["data"]) == (202, {"code": "E1"})
    assert answer.json()["extensions"] == {"subject": "Halle ü"}
    again = ana.generic("POST", "events/", json.dumps(CLOUD), "application/cloudevents+json")
    assert again.json()["id"] == answer.json()["id"]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"specversion": "0.3"}, "/specversion"),
        ({"specversion": None}, "/specversion"),
        ({"time": "yesterday"}, "/time"),
        ({"datacontenttype": "text/xml"}, "/datacontenttype"),
        ({"data_base64": "%%%"}, "/data_base64"),
        ({"Not-An-Attribute": 1}, "/Not-An-Attribute"),
    ],
)
def test_a_cloud_event_that_is_none_is_refused(ana: ApiClient, changed: dict[str, Any], pointer: str) -> None:
    answer = ana.generic("POST", "events/", json.dumps({**CLOUD, **changed}), "application/cloudevents+json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"source": "a\x00b"}, "/source"),
        ({"id": "x" * 201}, "/id"),
        ({"id": 7}, "/id"),
        ({"type": "no type!"}, "/type"),
        ({"type": ""}, "/type"),
        ({"occurred_at": "2026-01-05T08:00:00"}, "/occurred_at"),
        ({"occurred_at": "2999-01-05T08:00:00Z"}, "/occurred_at"),
        ({"occurred_at": 5}, "/occurred_at"),
        ({"subject": "property"}, "/subject"),
        ({"subject": {"module": "property"}}, "/subject/id"),
        ({"subject": {"module": "nothing", "id": "x"}}, "/subject/module"),
        ({"subject": {"module": "property", "id": "x", "external_id": "y"}}, "/subject/external_id"),
        ({"data": {"text": "a\x00b"}}, "/data/text"),
        ({"data": {"a\x00": 1}}, "/data"),
        ({"data": {"text": "x" * 256_000}}, "/data"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(ana: ApiClient, changed: dict[str, Any], pointer: str) -> None:
    answer = ana.send("POST", "events/", {**BODY, **changed})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer), answer.content


@pytest.mark.parametrize(
    "body",
    ['{"a":' * 40 + "1" + "}" * 40, '{"source": "x", "source": "y"}', '{"data": NaN}', '{"id": "\\ud800"}', "[]", "{"],
)
def test_what_is_no_strict_json_is_refused(ana: ApiClient, body: str) -> None:
    answer = ana.generic("POST", "events/", body)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed-json/")
    assert ana.generic("POST", "events/", "x=1", "application/x-www-form-urlencoded").status_code == 415


def test_another_organizations_record_is_as_unknown_as_none(cast: Cast, ana: ApiClient) -> None:
    rule(ana, cast)
    foreign = ana.send("POST", "events/", {**BODY, "subject": {"module": "property", "id": str(cast.elsewhere.pk)}})
    random = ana.send("POST", "events/", {**BODY, "id": "2", "subject": {"module": "property", "id": "x:y"}})
    assert foreign.json()["status"] == random.json()["status"] == "waiting"
    assert foreign.json()["subject_id"] is None
    cleo = ApiClient(make_key(cast.cleo))
    assert cleo.get(f"events/{foreign.json()['id']}/").status_code == 404
    own = cleo.send("POST", "events/", BODY)
    assert (own.status_code, own.json()["id"] != foreign.json()["id"]) == (202, True)


def test_who_may_not_send_events_is_refused(cast: Cast) -> None:
    ben = ApiClient(make_key(cast.ben))
    assert ben.send("POST", "events/", BODY).status_code == 403
    reader = ApiClient(make_key(cast.sys, ("events:read",)))
    assert reader.send("POST", "events/", BODY).json()["type"] == "/problems/insufficient-scope/"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"$ref": "https://example.com/schema"},
        {"properties": {"a": {"$ref": "#"}}},
        {"properties": {"a": {"pattern": "(a+)+$"}}},
        [],
    ],
)
def test_a_schema_that_is_none_or_leads_elsewhere_is_refused(ana: ApiClient, schema: Any) -> None:
    answer = ana.send("POST", "event-types/", {"name": "own.type", "schema": schema})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/schema")


def test_an_own_type_holds_its_events_to_its_schema(cast: Cast, ana: ApiClient) -> None:
    schema = {"type": "object", "required": ["level"], "properties": {"level": {"type": "integer", "maximum": 5}}}
    wrong = ana.send("POST", "event-types/", {"name": "own.type", "schema": schema, "example": {"level": 9}})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/example")
    made = ana.send("POST", "event-types/", {"name": "own.type", "schema": schema, "example": {"level": 3}})
    assert made.status_code == 201, made.content
    refused = ana.send("POST", "events/", {**BODY, "type": "own.type", "data": {"level": 6}})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/data/level")
    assert ana.send("POST", "events/", {**BODY, "type": "own.type", "data": {"level": 5}}).status_code == 202
    with acting(cast.ana):
        assert EventType.objects.visible_to(cast.ana).filter(name="own.type").count() == 1
