"""The doorway: who is let in, what is refused before anything runs, and that every refusal is a problem document."""

import json

import pytest
from django.test import override_settings

from api.problems import PROBLEMS
from core.acting import acting
from facilities.models import Property
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast


def check_problem(answer, status: int, code: str) -> dict:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["X-API-Version"] == "1"
    problem = answer.json()
    assert (problem["type"], problem["status"]) == (f"/problems/{code}/", status)
    assert problem["request_id"] == answer["X-Request-Id"]
    assert code in PROBLEMS
    return problem


@pytest.mark.parametrize("path", ["/api/v1/", "me/", "properties/", "properties/export.csv", "properties/aggregate/"])
def test_nobody_is_let_in(cast: Cast, nobody: ApiClient, path: str) -> None:
    answer = nobody.get(path)
    check_problem(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_secret_and_two_secrets_are_refused(cast: Cast, ana: ApiClient) -> None:
    check_problem(ApiClient("atr_x.wrong").get("me/"), 401, "unauthenticated")
    check_problem(ana.get("me/", headers={"X-API-Key": "other"}), 401, "unauthenticated")
    key = ana.defaults["HTTP_AUTHORIZATION"].removeprefix("Api-Key ")
    assert ApiClient().get("me/", headers={"X-API-Key": key}).status_code == 200


@pytest.mark.parametrize("name", ["api_key", "access_token", "client_secret"])
def test_a_secret_in_the_address_is_refused_even_when_it_is_good(cast: Cast, ana: ApiClient, name: str) -> None:
    check_problem(ana.get(f"properties/?{name}=abc"), 400, "credentials-in-url")


def test_plain_http_is_refused_in_production_without_a_redirect(cast: Cast, ana: ApiClient) -> None:
    with override_settings(PRODUCTION=True, SECURE_SSL_REDIRECT=True):
        check_problem(ana.get("me/"), 403, "https-required")
        assert ana.get("me/", secure=True).status_code == 200


def test_versions(cast: Cast, ana: ApiClient) -> None:
    assert ana.get("me/", headers={"Accept": "application/json; version=1"})["X-API-Version"] == "1"
    check_problem(ana.get("me/", headers={"Accept": "application/json; version=2"}), 406, "not-acceptable")
    check_problem(ana.get("me/", headers={"Accept": "text/html"}), 406, "not-acceptable")
    check_problem(ana.get("/api/v9/"), 404, "not-found")


def test_errors_are_never_html(cast: Cast, ana: ApiClient) -> None:
    check_problem(ana.get("nothing/here/"), 404, "not-found")
    check_problem(ana.get("properties/no-uuid/"), 404, "not-found")
    answer = ana.send("DELETE", "properties/")
    check_problem(answer, 405, "method-not-allowed")
    assert "GET" in answer["Allow"] and "POST" in answer["Allow"]
    check_problem(ana.get("/api/v1/me/", headers={"Host": "elsewhere.example"}), 400, "validation-failed")


def test_a_fault_of_the_server_tells_nothing_and_writes_nothing(cast: Cast, ana: ApiClient, monkeypatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("api.views.records.RecordViewSet.show", fail)
    answer = ana.send("POST", "properties/", {"name": "Lost", "portfolio": str(cast.portfolio.pk)})
    check_problem(answer, 500, "internal")
    assert b"secret" not in answer.content and b"ZeroDivision" not in answer.content
    with acting(cast.ana):
        assert not Property.objects.filter(name="Lost").exists()


def test_head_options_and_a_forgotten_slash(cast: Cast, ana: ApiClient) -> None:
    assert ana.head("properties/").status_code == 200
    options = ana.options("properties/")
    assert (options.status_code, options["Allow"]) == (204, "GET, POST, HEAD, OPTIONS")
    assert ana.get("properties").status_code == 200
    assert ana.send("POST", "properties", {"name": "X", "portfolio": str(cast.portfolio.pk)}).status_code == 201


DEEP = "[" * 10_000 + "]" * 10_000


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformed-json"),
        (b"[]", 400, "malformed-json"),
        (b"null", 400, "malformed-json"),
        (b'{"name": "a", "name": "b"}', 400, "malformed-json"),
        (b'{"latitude": NaN}', 400, "malformed-json"),
        (b'{"latitude": Infinity}', 400, "malformed-json"),
        (b'{"name": "\xff"}', 400, "malformed-json"),
        (DEEP.encode(), 400, "malformed-json"),
        (b'{"capacity": ' + b"9" * 5000 + b"}", 400, "malformed-json"),
        (b'{"name": "a\\u0000b"}', 400, "validation-failed"),
        (b'{"name": "\\ud800"}', 400, "malformed-json"),
        (b'{"capacity": 9223372036854775808}', 400, "validation-failed"),
        (b'{"capacity": "5"}', 400, "validation-failed"),
        (b'{"capacity": true}', 400, "validation-failed"),
        (b'{"latitude": 1e999, "longitude": 0}', 400, "validation-failed"),
        (b'{"gross_area": 1e999999}', 400, "validation-failed"),
        (b'{"gross_area": "12.345"}', 400, "validation-failed"),
        (b'{"name": 5}', 400, "validation-failed"),
        (b'{"tags": "a"}', 400, "validation-failed"),
        (b'{"tags": [["a"]]}', 400, "validation-failed"),
        (b'{"portfolio": 1}', 400, "validation-failed"),
        (b'{"portfolio": {"id": 1}}', 400, "validation-failed"),
        (b'{"portfolio": null}', 400, "validation-failed"),
        (b'{"version": "1"}', 400, "validation-failed"),
        (b'{"custom_fields": []}', 400, "validation-failed"),
        (b'{"external_ids": {"": "x"}}', 400, "validation-failed"),
        (b'{"external_ids": {"yardi": 5}}', 400, "validation-failed"),
        (b'{"time_zone": "Mars/Base", "latitude": 91, "longitude": 0}', 400, "validation-failed"),
    ],
)
def test_bad_bodies(cast: Cast, ana: ApiClient, body: bytes, status: int, code: str) -> None:
    check_problem(ana.generic("PATCH", f"properties/{cast.tower.pk}/", body), status, code)
    check_problem(ana.generic("POST", "properties/", body), status, code)
    assert ana.get(f"properties/{cast.tower.pk}/").json()["version"] == 1


def test_kinds_and_sizes_of_bodies(cast: Cast, ana: ApiClient) -> None:
    for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
        check_problem(ana.generic("POST", "properties/", b"{}", kind), 415, "unsupported-media-type")
    with override_settings(API_BODY_LIMIT=100):
        check_problem(ana.generic("POST", "properties/", json.dumps({"name": "x" * 200})), 413, "payload-too-large")


def test_another_organizations_id_is_as_unknown_as_a_random_one(cast: Cast, as_: Caller) -> None:
    from uuid import uuid4

    cleo, random = as_(cast.cleo), uuid4()
    for suffix in ("", "history/", "spaces/", "move/"):
        for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "POST"):
            told = []
            for key in (cast.tower.pk, random):
                answer = cleo.send(method, f"properties/{key}/{suffix}", {"name": "x"} if method[0] == "P" else None)
                body = answer.content.decode().replace(str(key), "ID").replace(answer["X-Request-Id"], "")
                told.append((answer.status_code, body))
            assert told[0] == told[1]
            assert told[0][0] in (404, 405)


def test_a_caller_acts_only_below_its_places(cast: Cast, as_: Caller) -> None:
    ben = as_(cast.ben)
    assert ben.get(f"properties/{cast.annex.pk}/").status_code == 404
    rows = b"".join(ben.get("properties/export.csv?fields=name").streaming_content).split()
    assert rows == [b"name", b"Tower"]


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_has_its_page(nobody: ApiClient, db: None, code: str) -> None:
    page = nobody.get(f"/problems/{code}/")
    assert page.status_code == 200 and str(PROBLEMS[code].status) in page.content.decode()


def test_probes(nobody: ApiClient, db: None, monkeypatch) -> None:
    assert nobody.get("/healthz").status_code == nobody.get("/readyz").status_code == 200
    monkeypatch.setattr("api.views.health.away", lambda: ["database"])
    answer = nobody.get("/readyz")
    assert (answer.status_code, answer.json()["detail"]) == (503, "database: no answer")
