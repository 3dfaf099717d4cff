"""The audit log as programs and people read it."""

import csv
import io
import json

import pytest
from django.test import Client

from accounts.models import Person
from api.audit.waiting import waiting
from tests.api.conftest import ApiClient, Caller, make_key
from tests.cast import Cast

PAGE = "/lakeside/settings/audit-log/"


@pytest.fixture
def calls(cast: Cast, ana: ApiClient) -> None:
    """Three calls of Ana's program: a read, a write, a refusal."""
    ana.get(f"properties/{cast.tower.pk}/", headers={"X-Request-Id": "one"})
    ana.send("PATCH", f"properties/{cast.tower.pk}/", {"name": "Turm"}, headers={"X-Request-Id": "two"})
    ana.get("properties/?nonsense=1", headers={"X-Request-Id": "three"}, REMOTE_ADDR="192.0.2.9")
    waiting.flush()


@pytest.fixture
def person(cast: Cast) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=cast.ana.person_id))
    return client


def ids(ana: ApiClient, question: str) -> list[str]:
    answer = ana.get(f"audit-log/?{question}")
    assert answer.status_code == 200, answer.content
    return [one["request_id"] for one in answer.json()["results"]]


def test_entries_are_found_by_the_query_language(cast: Cast, ana: ApiClient, calls: None) -> None:
    assert ids(ana, "") == ["three", "two", "one"]
    assert ids(ana, "status__gte=400") == ["three"]
    assert ids(ana, f"record_id={cast.tower.pk}&ordering=at") == ["one", "two"]
    assert ids(ana, "method__in=PATCH,DELETE&at=today") == ["two"]
    assert ids(ana, "where=address = 192.0.2.9 or method = PATCH") == ["three", "two"]
    assert ids(ana, "path__startswith=/api/v1/properties/&deprecated=false&person=me") == ["three", "two", "one"]
    (entry,) = ana.get("audit-log/?request_id=two").json()["results"]
    assert entry["credential"]["name"] == entry["person"]["name"] == "Ana Alvarez"
    assert entry.keys() >= {"at", "duration_ms", "address", "method", "path", "status", "problem", "module"}
    refused = ana.get("audit-log/?methd=GET")
    assert refused.status_code == 400 and "method" in refused.json()["errors"][0]["detail"]


def test_pages_follow_one_another(ana: ApiClient, calls: None) -> None:
    first = ana.get("audit-log/?cursor=&limit=2").json()
    assert [one["request_id"] for one in first["results"]] == ["three", "two"]
    second = ana.get(first["next"].partition("/api/v1/")[2]).json()
    assert ([one["request_id"] for one in second["results"]], second["next"]) == (["one"], None)


def test_the_log_is_taken_along(ana: ApiClient, calls: None) -> None:
    answer = ana.get("audit-log/export.csv?status=200")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [row["request_id"] for row in rows] == ["two", "one"] and rows[0]["person.name"] == "Ana Alvarez"
    lines = b"".join(ana.get("audit-log/export.ndjson?status=200").streaming_content).splitlines()
    assert [json.loads(line)["request_id"] for line in lines] == ["two", "one"]


def test_only_who_may_reads_it(cast: Cast, as_: Caller, calls: None) -> None:
    narrow = ApiClient(make_key(cast.sys, ("properties:write",)))
    assert narrow.get("audit-log/").json()["type"] == "/problems/insufficient-scope/"
    assert as_(cast.ben).get("audit-log/").json()["type"] == "/problems/forbidden/"
    cleo = as_(cast.cleo)
    assert cleo.get("audit-log/").json()["results"] == []
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert cleo.send(method, "audit-log/", {}).status_code == 405


def test_people_search_it_and_take_it_along(cast: Cast, person: Client, calls: None) -> None:
    page = person.get(PAGE).content.decode()
    assert "3 calls" in page and "validation-failed" in page and "192.0.2.9" in page
    searched = person.get(f"{PAGE}?status__gte=&path__icontains=properties&where=method+%3D+PATCH&credential=")
    assert "1 call<" in searched.content.decode()
    file = person.get(f"{PAGE}export/?status__gte=400&path__icontains=")
    assert b"".join(file.streaming_content).count(b"\n") == 2
    for wrong in (PAGE, f"{PAGE}export/"):
        refused = person.get(f"{wrong}?where=nonsense+%3D+1")
        assert refused.status_code == 400 and "nonsense" in refused.content.decode()


def test_whoever_may_not_see_the_log_has_no_page(cast: Cast) -> None:
    client = Client()
    client.force_login(Person.objects.get(pk=cast.ben.person_id))
    assert client.get(PAGE).status_code == client.get(f"{PAGE}export/").status_code == 403
