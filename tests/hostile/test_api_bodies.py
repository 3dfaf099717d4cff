"""Bodies and addresses that no honest program sends: each is refused by name, none is a fault of the server."""

from typing import Any

import pytest

from core.acting import acting
from core.changes import Change
from facilities.models import Property
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast

pytestmark = pytest.mark.slow

HUGE = 10**30
FIELDS = ("name", "code", "city", "time_zone", "year_built", "latitude", "rentable_area", "status", "tags", "portfolio")
VALUES: list[Any] = [
    "a\x00b",
    "\x00",
    "\ud800",
    HUGE,
    -HUGE,
    "9" * 5000,
    1e308,
    "1e999999",
    "NaN",
    "Infinity",
    True,
    [],
    {},
    [[[]]],
    {"id": "x"},
    "0000-00-00",
    "10000-01-01T00:00:00Z",
    "../../etc/passwd",
    "' or 1=1 --",
    "\u202e\u0000",
]


@pytest.fixture
def ana(cast: Cast, as_: Caller) -> ApiClient:
    return as_(cast.ana)


def refused(answer: Any, *codes: int) -> dict[str, Any]:
    """A problem document of one of these statuses."""
    assert answer.status_code in codes, (answer.status_code, answer.content[:300])
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()


def count_changes(cast: Cast) -> int:
    with acting(cast.ana):
        return Change.objects.count()


@pytest.mark.parametrize("field", FIELDS)
def test_no_value_of_any_field_is_a_fault_of_the_server(cast: Cast, ana: ApiClient, field: str) -> None:
    for value in VALUES:
        answer = ana.send("PATCH", f"properties/{cast.tower.pk}/", {field: value})
        assert answer.status_code in (200, 400), (field, str(value)[:40], answer.content[:300])
        if answer.status_code == 400:
            errors = answer.json().get("errors")
            assert errors is None or all(one["pointer"].startswith(f"/{field}") for one in errors), answer.content


@pytest.mark.parametrize(
    "body",
    [
        b"null",
        b"[]",
        b'"text"',
        b"{",
        b'{"name": NaN}',
        b'{"name": Infinity}',
        b'{"name": "a", "name": "b"}',
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"name": "\xff\xfe"}',
        b"\xef\xbb\xbf{}",
        b'{"rentable_area": 1e9999999999}',
        b'{"year_built": ' + b"9" * 6000 + b"}",
        b'{"organization": "01a2012d-497c-75f8-a74f-4648dcb0cab1"}',
    ],
    ids=lambda body: body[:24].decode(errors="replace"),
)
def test_a_body_that_is_no_honest_json_is_refused(cast: Cast, ana: ApiClient, body: bytes) -> None:
    before = count_changes(cast)
    for method, path in (("POST", "properties/"), ("PATCH", f"properties/{cast.tower.pk}/")):
        refused(ana.generic(method, path, body), 400)
    assert count_changes(cast) == before


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "image/png"]
)
def test_a_wrong_content_type_is_refused(cast: Cast, ana: ApiClient, kind: str) -> None:
    refused(ana.generic("POST", "properties/", b'{"name": "x"}', content_type=kind), 415, 400)


def test_half_a_character_is_refused_wherever_it_stands(cast: Cast, ana: ApiClient) -> None:
    for body in (rb'{"name": "\ud800"}', rb'{"\uDFFF": 1}', rb'{"status": "\ud83d"}', rb'{"tags": ["\udc00"]}'):
        refused(ana.generic("PATCH", f"properties/{cast.tower.pk}/", body), 400)
    whole = ana.generic("PATCH", f"properties/{cast.tower.pk}/", rb'{"name": "Tower \ud83c\udfe2"}')
    assert whole.json()["name"] == "Tower \N{OFFICE BUILDING}"


def test_what_nobody_may_write_is_refused_by_name(cast: Cast, ana: ApiClient) -> None:
    kept = (
        "id organization organization_id number created_at created_by updated_at updated_by path archived_at "
        "deleted_at touched_at allowed_actions is_superuser"
    ).split()
    for name in kept:
        for method, path in (("POST", "properties/"), ("PATCH", f"properties/{cast.tower.pk}/")):
            body = {"name": "x", "portfolio": str(cast.portfolio.pk), name: "1"}
            problem = refused(ana.send(method, path, body), 400)
            assert {one["pointer"] for one in problem["errors"]} == {f"/{name}"}, name
    with acting(cast.cleo):
        body = {"title": "x", "property": str(cast.tower.pk), "state": "closed"}
    problem = refused(ana.send("POST", "work-orders/", body), 400)
    assert [one["pointer"] for one in problem["errors"]] == ["/state"]


@pytest.mark.parametrize(
    "query",
    [
        "nonsense=1",
        "created_by__password__startswith=s",
        "organization=x",
        "portfolio=nonsense",
        "portfolio=00",
        "cursor=!!!!",
        "cursor=e30",
        "cursor=" + "A" * 9000,
        "cursor=eyJvIjpbXX0=",
        "limit=0",
        "limit=-1",
        "limit=1000000000",
        "limit=%C2%B2",
        "limit=1e3",
        "offset=1000000",
        "offset=-1",
        "ordering=organization",
        "ordering=created_by__password",
        "ordering=-name,name,name,name",
        "fields=organization_id",
        "fields=created_by.password",
        "include=organization",
        "number=" + "9" * 40,
        "number=1e5",
        "number=NaN",
        "created_at__gte=0000-01-01",
        "created_at__gte=99999-01-01",
        "updated_since=yesterday-ish",
        "year_built__gt=" + "9" * 400,
        "rentable_area__gt=1e999999999",
        "rentable_area__gt=Infinity",
        "latitude__lt=NaN",
        "where=" + "(" * 3000,
        "where=name%20%3D%3D%20",
        "where=organization%20%3D%201",
        "custom_fields.nothing=1",
        "external_id=:",
        "name__in=",
        "archived=maybe",
        "count=all",
        "group_by=name",
    ],
)
def test_a_question_that_is_not_understood_is_refused(cast: Cast, ana: ApiClient, query: str) -> None:
    problem = refused(ana.get(f"properties/?{query}"), 400)
    assert problem["errors"][0].get("parameter"), problem


@pytest.mark.parametrize(
    "query", ["q=%00", "name=a%00b", "name__icontains=%00", "external_id=a:%00b", "where=name='%00'"]
)
def test_nul_in_a_question_is_no_fault(cast: Cast, ana: ApiClient, query: str) -> None:
    assert ana.get(f"properties/?{query}").status_code in (200, 400)


@pytest.mark.parametrize(
    "query", ["q=%25", "q=%5C", "q='%22%3B--", "q=%27%20or%201%3D1", "q=(((", "q=%F0%9F%8F%A2", "q=%ED%A0%80"]
)
def test_signs_of_the_search_language_are_plain_words(cast: Cast, ana: ApiClient, query: str) -> None:
    assert ana.get(f"properties/?{query}").json()["count"] == 0


@pytest.mark.parametrize("key", ["", "a" * 256, "a\tb", "é" * 3])
def test_an_idempotency_key_is_judged(cast: Cast, ana: ApiClient, key: str) -> None:
    body = {"name": "New", "portfolio": str(cast.portfolio.pk)}
    answer = ana.send("POST", "properties/", body, headers={"Idempotency-Key": key})
    assert answer.status_code in (201, 400)


@pytest.mark.parametrize("match", ["", "nonsense", '"99-x"', '"²-x"', '"' + "9" * 5000 + '-x"', 'W/"1-x"'])
def test_if_match_that_names_no_version_is_stale(cast: Cast, ana: ApiClient, match: str) -> None:
    answer = ana.send("PATCH", f"properties/{cast.tower.pk}/", {"name": "New"}, headers={"If-Match": match})
    assert refused(answer, 412, 409)
    with acting(cast.ana):
        assert Property.objects.get(pk=cast.tower.pk).name == "Tower"


@pytest.mark.parametrize("request_id", ["x" * 5000, "a b", "<script>", "\u00e9", "ok-1"])
def test_a_request_id_is_taken_only_if_it_is_sane(cast: Cast, ana: ApiClient, request_id: str) -> None:
    answer = ana.get("me/", headers={"X-Request-Id": request_id})
    assert answer.status_code == 200
    assert (answer["X-Request-Id"] == request_id) == (request_id == "ok-1")
