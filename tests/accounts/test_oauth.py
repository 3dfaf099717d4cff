"""OAuth2 over HTTP: a token for a client, and nothing for anybody else."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.credentials import Issued, revoke_credential, rotate_credential
from accounts.authentication import AuthenticationRefused, Revoked, TokenExpired, Unauthenticated, authenticate_secret
from accounts.models import AccessToken, Application, Credential, Person
from accounts.tasks import delete_expired_secrets
from core.acting import acting
from core.actor import Actor
from tests.accounts.conftest import Issue


@pytest.fixture
def client_of(issue: Issue) -> Issued:
    return issue(kind=Credential.CLIENT, scopes=["properties:write", "workorders:read"])


def basic(issued: Issued, secret: str = "") -> dict[str, str]:
    pair = f"{issued.credential.prefix}:{secret or issued.secret}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def ask(headers: dict[str, str], path: str = "token/", **form: str) -> Any:
    form = form or {"grant_type": "client_credentials"}
    return Client().post(f"/oauth/{path}", form, headers=headers)


def token_of(issued: Issued, **form: str) -> str:
    answer = ask(basic(issued), grant_type="client_credentials", **form)
    assert answer.status_code == 200, answer.content
    return answer.json()["access_token"]


def actor_of(token: str) -> Actor:
    return authenticate_secret(f"Bearer {token}", address="127.0.0.1")


def test_a_client_gets_a_token_that_acts_as_its_service_account(client_of: Issued) -> None:
    answer = ask(basic(client_of))
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert set(body["scope"].split()) == {"properties:write", "workorders:read"}
    assert answer["Cache-Control"] == "no-store"
    actor = actor_of(body["access_token"])
    assert actor.person_id == client_of.credential.person_id
    assert AccessToken.objects.get().user_id == client_of.credential.person_id
    assert actor.token_scopes == {"properties:write", "workorders:read"}


def test_the_secret_may_stand_in_the_body(client_of: Issued) -> None:
    form = {"client_id": client_of.credential.prefix, "client_secret": client_of.secret}
    assert ask({}, grant_type="client_credentials", **form).status_code == 200


def test_a_token_may_carry_less_and_never_more(client_of: Issued) -> None:
    assert actor_of(token_of(client_of, scope="properties:read")).token_scopes == {"properties:read"}
    for scope in ("workorders:write", "*:read", "moon:read"):
        answer = ask(basic(client_of), grant_type="client_credentials", scope=scope)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


def test_a_token_loses_what_its_credential_loses(client_of: Issued, system: Actor) -> None:
    token = token_of(client_of)
    with acting(system):
        Credential.objects.filter(pk=client_of.credential.pk).update(scopes=["properties:read"])
    assert actor_of(token).token_scopes == {"properties:read"}


def test_neither_token_nor_secret_is_stored(client_of: Issued) -> None:
    token = token_of(client_of)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(t::text, ' ') from accounts_accesstoken t")
        stored = cursor.fetchone()[0]
        cursor.execute("select string_agg(t::text, ' ') from accounts_application t")
        stored += cursor.fetchone()[0]
    assert token not in stored and client_of.secret not in stored


def test_every_wrong_client_gets_one_answer_by_the_same_steps(client_of: Issued, system: Actor) -> None:
    unknown = Issued(Credential(prefix="ac_unknown"), "x")
    answers = []
    for headers in (basic(client_of, "wrong"), basic(unknown), {"Authorization": "Basic %%%"}, {}):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(headers)
        answers.append((answer.status_code, answer.json(), answer["WWW-Authenticate"], len(queries)))
    assert answers == [answers[0]] * 4
    assert answers[0][:2] == (401, {"error": "invalid_client"})


@pytest.mark.parametrize("pair", [b"\x00:\x00", b"\xff\xfe:x", b"nocolon", b":"])
def test_malformed_credentials_are_no_client(db: None, pair: bytes) -> None:
    answer = ask({"Authorization": f"Basic {base64.b64encode(pair).decode()}"})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token", "implicit", ""])
def test_no_other_grant_is_served(client_of: Issued, grant: str) -> None:
    answer = ask(basic(client_of), grant_type=grant)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"unsupported_grant_type", "invalid_request"}


@pytest.mark.parametrize("path", ["authorize/", "applications/", "authorized_tokens/", "register/", "device/"])
def test_no_other_address_is_served(db: None, path: str) -> None:
    assert Client().get(f"/oauth/{path}").status_code == 404


def test_an_expired_token_says_so(client_of: Issued) -> None:
    token = token_of(client_of)
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    with pytest.raises(TokenExpired):
        actor_of(token)


def test_an_inactive_account_neither_gets_nor_uses_a_token(client_of: Issued) -> None:
    token = token_of(client_of)
    Person.objects.filter(pk=client_of.credential.person_id).update(is_active=False)
    assert ask(basic(client_of)).status_code == 401
    with pytest.raises(Unauthenticated):
        actor_of(token)


def test_revoking_the_credential_ends_its_tokens_at_once(client_of: Issued, system: Actor) -> None:
    token = token_of(client_of)
    with acting(system):
        revoke_credential(client_of.credential, actor=system)
    assert ask(basic(client_of)).status_code == 401
    with pytest.raises(Revoked):
        actor_of(token)


def test_the_allowlist_holds_at_the_token_too(issue: Issue) -> None:
    issued = issue(kind=Credential.CLIENT, allowed_networks=["10.0.0.0/8"])
    forged = {**basic(issued), "X-Forwarded-For": "10.0.0.1"}
    assert ask(forged).status_code == 401
    assert (
        Client(REMOTE_ADDR="10.2.3.4")
        .post("/oauth/token/", {"grant_type": "client_credentials"}, headers=basic(issued))
        .status_code
        == 200
    )


def test_both_secrets_open_during_the_overlap(client_of: Issued, system: Actor) -> None:
    with acting(system):
        fresh = rotate_credential(client_of.credential, actor=system)
    assert token_of(fresh) and token_of(client_of)
    Application.objects.update(former_secret_until=timezone.now())
    assert ask(basic(client_of)).status_code == 401
    assert token_of(fresh)


def test_a_client_revokes_its_own_token_only(client_of: Issued, issue: Issue) -> None:
    token, other = token_of(client_of), issue(kind=Credential.CLIENT)
    assert ask(basic(other), "revoke_token/", token=token).status_code == 200
    assert actor_of(token)
    assert ask(basic(client_of), "revoke_token/", token=token).status_code == 200
    with pytest.raises(AuthenticationRefused):
        actor_of(token)
    assert ask({}, "revoke_token/", token=token).status_code == 401


def test_introspection_tells_a_client_of_its_own_tokens(client_of: Issued, issue: Issue, system: Actor) -> None:
    token, other = token_of(client_of), issue(kind=Credential.CLIENT)
    told = ask(basic(client_of), "introspect/", token=token).json()
    assert (told["active"], told["client_id"]) == (True, client_of.credential.prefix)
    assert ask(basic(other), "introspect/", token=token).json() == {"active": False}
    assert ask(basic(client_of), "introspect/", token="x").json() == {"active": False}
    assert ask(basic(client_of), "introspect/", nothing="x").status_code == 400
    assert ask({}, "introspect/", token=token).status_code == 401


@pytest.mark.parametrize("name", ["client_secret", "access_token", "API_KEY"])
def test_a_credential_in_the_address_is_refused(client_of: Issued, name: str) -> None:
    answer = ask(basic(client_of), f"token/?{name}=x")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["type"] == "/problems/credentials-in-url/"


def test_the_metadata_names_every_address(db: None) -> None:
    told = Client().get("/.well-known/oauth-authorization-server").json()
    assert told["issuer"] == "http://testserver"
    assert told["token_endpoint"] == "http://testserver/oauth/token/"
    assert told["grant_types_supported"] == ["client_credentials"]
    assert "properties:read" in told["scopes_supported"] and "*:write" in told["scopes_supported"]


def test_tokens_long_expired_are_removed(client_of: Issued) -> None:
    token_of(client_of)
    assert delete_expired_secrets() == 0
    AccessToken.objects.update(expires=timezone.now() - timedelta(days=8))
    assert delete_expired_secrets() == 1
