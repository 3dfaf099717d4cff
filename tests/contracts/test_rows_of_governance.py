"""What programs of other systems, and auditors, rely on: who is let in, how far, how often, and what is kept of it."""

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from accounts.actions.credentials import Issued, create_credential, revoke_credential
from accounts.granting import Place
from accounts.models import AccessToken, Credential, Person, Role
from api.audit.waiting import waiting
from api.problems import PROBLEMS
from core.acting import acting
from core.keys import Key
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast

row = pytest.mark.row


@pytest.fixture
def ana(cast: Cast) -> ApiClient:
    return ApiClient(make_key(cast.ana))


def let_in(cast: Cast, *, kind: str = Credential.KEY, **values: Any) -> Issued:
    """A program with Ana's role."""
    with acting(cast.ana):
        role = Role.objects.get(name="Role of Ana Alvarez")
        wanted = {"name": "Sync", "scopes": ["*:write"], **values}
        return create_credential(actor=cast.ana, role=role, kind=kind, **wanted)


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].split("/")[2]


def ask_token(issued: Issued, secret: str = "") -> Any:
    pair = base64.b64encode(f"{issued.credential.prefix}:{secret or issued.secret}".encode()).decode()
    form = {"grant_type": "client_credentials"}
    return Client().post("/oauth/token/", form, headers={"Authorization": f"Basic {pair}"})


def bearer(token: str) -> ApiClient:
    client = ApiClient()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@row("FQ-165", "FQ-167")
def test_a_client_gets_a_token_that_expires(cast: Cast) -> None:
    answer = ask_token(let_in(cast, kind=Credential.CLIENT))
    told = answer.json()
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 3600, "*:write")
    caller = bearer(told["access_token"])
    assert caller.get("me/").status_code == 200
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    late = caller.get("me/")
    assert problem(late) == (401, "token-expired") and "invalid_token" in late["WWW-Authenticate"]


@row("FQ-166", "FQ-168")
def test_a_key_opens_until_it_ends_or_is_revoked(cast: Cast) -> None:
    issued = let_in(cast)
    caller = ApiClient()
    assert caller.get("me/", headers={"X-API-Key": issued.key}).status_code == 200
    assert not Key.objects.filter(hash__contains=issued.secret).exists()
    ended = let_in(cast, expires_at=timezone.now() - timedelta(days=1))
    assert problem(ApiClient(ended.key).get("me/")) == (401, "token-expired")
    with acting(cast.ana):
        revoke_credential(issued.credential, actor=cast.ana)
    assert problem(ApiClient(issued.key).get("me/")) == (401, "unauthenticated")


@row("FQ-169")
def test_a_secret_in_the_address_is_refused_even_when_it_is_good(cast: Cast) -> None:
    issued = let_in(cast)
    for name in ("access_token", "api_key", "client_secret"):
        assert problem(ApiClient().get(f"me/?{name}={issued.key}")) == (400, "credentials-in-url")


@row("FQ-170")
def test_wrong_credentials_are_all_answered_alike(cast: Cast) -> None:
    issued = let_in(cast, kind=Credential.CLIENT)
    unknown = Issued(Credential(prefix="ac_nobody"), "wrong")
    answers = [ask_token(issued, "wrong"), ask_token(unknown)]
    assert [(one.status_code, one.json()["error"]) for one in answers] == [(401, "invalid_client")] * 2
    assert problem(bearer("wrong").get("me/")) == (401, "unauthenticated")


@row("FQ-171", "FQ-189")
def test_another_organization_does_not_exist(cast: Cast, ana: ApiClient) -> None:
    cleo = ApiClient(make_key(cast.cleo))
    assert [one["name"] for one in cleo.get("properties/").json()["results"]] == ["Elsewhere"]
    assert problem(cleo.get(f"properties/{cast.tower.pk}/")) == (404, "not-found")
    assert problem(ana.get(f"properties/{cast.elsewhere.pk}/")) == (404, "not-found")
    assert b"Tower" not in b"".join(cleo.get("properties/export.csv").streaming_content)


@row("FQ-172")
def test_a_client_of_one_property_sees_that_one(cast: Cast) -> None:
    issued = let_in(cast, places=[Place("property", cast.tower.pk)], whole_organization=False)
    caller = ApiClient(issued.key)
    assert problem(caller.get(f"properties/{cast.annex.pk}/")) == (404, "not-found")
    assert [one["name"] for one in caller.get("properties/").json()["results"]] == ["Tower"]
    assert caller.get(f"work-orders/?property={cast.annex.pk}").json()["count"] == 0
    assert b"Annex" not in b"".join(caller.get("properties/export.csv?fields=name").streaming_content)


@row("FQ-174")
def test_a_scope_is_for_reading_or_for_both(cast: Cast) -> None:
    caller = ApiClient(let_in(cast, scopes=["properties:read"]).key)
    assert caller.get("properties/").status_code == 200
    assert problem(caller.send("PATCH", f"properties/{cast.tower.pk}/", {"name": "X"})) == (403, "insufficient-scope")
    assert problem(caller.get("work-orders/")) == (403, "insufficient-scope")


@row("FQ-176")
def test_me_says_who_where_and_how_much(cast: Cast) -> None:
    told = (
        ApiClient(let_in(cast, scopes=["properties:read"], rate_per_minute=60, calls_per_day=900).key).get("me/").json()
    )
    assert (told["organization"]["slug"], told["credential"]["name"], told["scopes"]) == (
        "lakeside",
        "Sync",
        ["properties:read"],
    )
    assert told["places"]["everything"] and told["person"]["kind"] == "service"
    assert (told["limits"]["calls_per_minute"], told["limits"]["calls_per_day"]) == (60, 900)


@row("FQ-180", "FQ-164")
def test_every_call_is_in_the_log(cast: Cast, ana: ApiClient) -> None:
    ana.get(f"properties/{cast.tower.pk}/", headers={"X-Request-Id": "row-180"}, REMOTE_ADDR="192.0.2.7")
    ana.get(f"maintenance-plans/{uuid4()}/preview/")
    waiting.flush()
    (entry,) = ana.get("audit-log/?request_id=row-180").json()["results"]
    assert (entry["address"], entry["method"], entry["status"]) == ("192.0.2.7", "GET", 200)
    assert entry["record_id"] == str(cast.tower.pk) and entry["duration_ms"] > 0
    assert ana.get("audit-log/?deprecated=true").json()["count"] == 1


@row("FQ-181")
def test_the_log_has_no_way_to_be_written(ana: ApiClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert problem(ana.send(method, "audit-log/", {})) == (405, "method-not-allowed")


@row("FQ-163")
def test_what_goes_out_of_use_says_so(ana: ApiClient) -> None:
    answer = ana.get(f"maintenance-plans/{uuid4()}/preview/")
    assert answer["Deprecation"].startswith("@") and answer["Sunset"].endswith("2027 00:00:00 GMT")
    assert 'rel="successor-version"' in answer["Link"]


@row("FQ-182")
def test_each_change_has_who_when_and_both_values(cast: Cast, ana: ApiClient) -> None:
    ana.send("PATCH", f"properties/{cast.tower.pk}/", {"name": "Turm"}, headers={"X-Request-Id": "row-182"})
    change = ana.get(f"properties/{cast.tower.pk}/history/").json()["results"][0]
    assert (change["actor"]["name"], change["source"], change["request_id"]) == ("Ana Alvarez", "api", "row-182")
    assert change["changed"]["name"] == ["Tower", "Turm"] and change["at"].endswith("Z")


@row("FQ-183")
def test_calls_are_limited(cast: Cast) -> None:
    caller = ApiClient(let_in(cast, rate_per_minute=1).key)
    assert "r=0" in caller.get("me/")["RateLimit"]
    late = caller.get("me/")
    assert problem(late) == (429, "rate-limited") and int(late["Retry-After"]) > 0 and late["RateLimit-Policy"]


@row("FQ-184")
def test_wrong_secrets_and_large_bodies_are_stopped(cast: Cast, ana: ApiClient) -> None:
    wrong, address = ApiClient("ak_1.wrong"), f"2001:db8:184:{uuid4().int % 65536:x}::1"
    with override_settings(API_FAILURES=20):
        answers = [wrong.get("me/", REMOTE_ADDR=address) for _ in range(21)]
    assert [one.status_code for one in answers] == [401] * 20 + [429] and int(answers[-1]["Retry-After"]) > 600
    with override_settings(API_BODY_LIMIT=100):
        assert problem(ana.send("POST", "properties/", {"name": "x" * 200})) == (413, "payload-too-large")
    assert problem(ana.generic("POST", "properties/", "[" * 40 + "]" * 40)) == (400, "malformed-json")


@row("FQ-185", "FQ-186")
def test_an_allowlist_is_not_fooled(cast: Cast) -> None:
    caller = ApiClient(let_in(cast, allowed_networks=["192.0.2.0/24"]).key)
    assert caller.get("me/", REMOTE_ADDR="192.0.2.5").status_code == 200
    forged = {"X-Forwarded-For": "192.0.2.5"}
    assert problem(caller.get("me/", REMOTE_ADDR="198.51.100.1", headers=forged)) == (403, "ip-not-allowed")
    assert ApiClient(let_in(cast).key).get("me/", REMOTE_ADDR="198.51.100.1").status_code == 200


@row("FQ-187")
def test_a_persons_data_are_exported_and_erased_and_the_log_keeps_a_pseudonym(cast: Cast, ana: ApiClient) -> None:
    """An administrator does it on the pages; programs read the record and its history afterwards."""
    told = {
        "requester_name": "Olga Oberon",
        "requester_email": "olga@tenant.example",
        "requester_phone": "+49 30 901825",
    }
    made = ana.send("POST", "requests/", {"title": "Tap", "property": str(cast.tower.pk), **told}).json()
    page, people = ApiClient(), "/lakeside/settings/people/occupants/"
    page.force_login(Person.objects.get(pk=cast.ana.person_id))
    asked = {"email": "olga@tenant.example"}
    file = json.loads(b"".join(page.post(f"{people}file/", asked).streaming_content))
    (known,) = (one["values"] for one in file["rows"] if one["module"] == "request")
    assert told.items() <= known.items() and known["id"] == made["id"]
    sure = {**asked, "reason": "Asked by letter", "confirm": "on"}
    assert page.post(f"{people}erase/", sure).status_code == 302
    now = ana.get(f"requests/{made['id']}/").json()
    assert now["requester_name"].startswith("Former person ") and now["requester_email"] == now["requester_phone"] == ""
    history = ana.get(f"requests/{made['id']}/history/")
    assert history.json()["count"] == 2 and now["requester_name"] in history.content.decode()
    for value in told.values():
        assert value not in history.content.decode()
        assert ana.get(f"requests/?q={value.split()[-1]}").json()["count"] == 0


@row("FQ-194", "FQ-197")
def test_every_refusal_is_a_problem_document(cast: Cast, ana: ApiClient, monkeypatch: Any, caplog: Any) -> None:
    answers = [
        ana.get("properties/?nonsense=1"),
        ApiClient().get("me/"),
        ApiClient(let_in(cast, scopes=["vendors:read"]).key).get("properties/"),
        ana.get(f"properties/{uuid4()}/"),
        ana.send("DELETE", "properties/"),
        ana.send("PATCH", f"properties/{cast.tower.pk}/", {"name": "X", "version": 99}),
        ana.generic("POST", "properties/", b"a", "text/plain"),
    ]
    monkeypatch.setattr("api.views.records.read_list", lambda *given: 1 / 0)
    failed = ana.get("properties/", headers={"X-Request-Id": "row-197"})
    assert [one.status_code for one in answers] == [400, 401, 403, 404, 405, 409, 415] and failed.status_code == 500
    for answer in (*answers, failed):
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["type"].startswith("/problems/") and answer.json()["request_id"]
    assert b"ZeroDivision" not in failed.content and b".py" not in failed.content and "row-197" in caplog.text


@row("FQ-196")
def test_each_type_of_problem_has_its_page(ana: ApiClient) -> None:
    wanted = (
        "validation-failed malformed-json invalid-transition in-use external-id-taken not-found gone unauthenticated "
        "token-expired insufficient-scope forbidden ip-not-allowed credentials-in-url https-required "
        "precondition-failed idempotency-mismatch rate-limited payload-too-large unsupported-media-type "
        "not-acceptable method-not-allowed internal unavailable"
    ).split()
    assert set(wanted) <= PROBLEMS.keys()
    for code in PROBLEMS:
        assert ana.get(f"/problems/{code}/").status_code == 200


@row("FQ-199")
def test_health(monkeypatch: Any, db: None) -> None:
    caller = ApiClient()
    assert caller.get("/healthz").status_code == caller.get("/readyz").status_code == 200
    monkeypatch.setattr("api.views.health.away", lambda: ["database"])
    assert caller.get("/readyz").status_code == 503
