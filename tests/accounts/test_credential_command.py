"""`manage.py credential`: a secret once, limited as asked, and a plain refusal of what makes no sense."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.actions.organizations import create_organization
from accounts.authentication import Revoked, authenticate_secret
from core.acting import acting
from core.actor import Actor
from facilities.models import Portfolio, Property
from tests.cast import Cast, make_places


def run(*arguments: str) -> Any:
    out = StringIO()
    call_command("credential", *arguments, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def organization(db: None) -> str:
    made = create_organization(name="Museums", slug="museums", time_zone="Europe/Paris")
    system = Actor.system(made.pk)
    with acting(system):
        make_places(system, "Left bank", "Paris")
    return made.slug


AS_KEY = ("--kind", "api_key")
CREATE = ("create", "--name", "Sync", "--role", "integration", "--scopes", "properties:read, workorders:write")


def test_create_prints_id_and_secret(organization: str) -> None:
    made = run(*CREATE, "--organization", organization, *AS_KEY, "--rate", "50", "--expires", "2999-01-01")
    actor = authenticate_secret(f"Api-Key {made['id']}.{made['secret']}", address="")
    assert made["key"] == f"{made['id']}.{made['secret']}"
    assert (actor.rate_per_minute, actor.token_scopes) == (50, {"properties:read", "workorders:write"})
    assert "facilities.view_property" in actor.permissions
    assert not any(permission.startswith("accounts.") for permission in actor.permissions)
    assert made["expires_at"].startswith("2999-01-01T23:59:59")


def test_create_limits_to_places(organization: str) -> None:
    made = run(
        *CREATE, "--organization", organization, "--kind", "api_key", "--portfolio", "Left bank", "--region", "1"
    )
    scope = authenticate_secret(f"Api-Key {made['key']}", address="").scope
    assert (len(scope.portfolios), scope.regions) == (1, ("paris/",))


def test_a_client_is_the_default_and_the_list_holds_no_secret(organization: str) -> None:
    made = run(*CREATE, "--organization", organization)
    listed = run("list", "--organization", organization)
    assert made["kind"] == "oauth_client" and "key" not in made
    assert [row["id"] for row in listed] == [made["id"]]
    assert made["secret"] not in json.dumps(listed)


def test_rotate_and_revoke(organization: str) -> None:
    made = run(*CREATE, "--organization", organization, *AS_KEY)
    fresh = run("rotate", made["id"], "--organization", organization)
    assert fresh["secret"] != made["secret"]
    run("revoke", made["id"], "--organization", organization)
    with pytest.raises(Revoked):
        authenticate_secret(f"Api-Key {fresh['key']}", address="")
    with pytest.raises(CommandError, match="revoked"):
        run("revoke", made["id"], "--organization", organization)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--organization", "nowhere"), "no organization"),
        (("--organization", "museums", "--role", "king"), "no role 'king'"),
        (("--organization", "museums", "--scopes", "moon:read"), "no scope “moon:read”"),
        (("--organization", "museums", "--scopes", ""), "at least one scope"),
        (("--organization", "museums", "--property", "77"), "no property '77'"),
        (("--organization", "museums", "--network", "300.1.1.1"), "is no network"),
        (("--organization", "museums", "--expires", "2026-02-31"), "is no date"),
        (("--organization", "museums", "--expires", "soon"), "is no date"),
    ],
)
def test_what_makes_no_sense_is_refused(organization: str, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(*CREATE, *arguments)
    assert run("list", "--organization", organization) == []


def test_a_place_of_another_organization_does_not_exist(cast: Cast, organization: str) -> None:
    with acting(cast.ana):
        foreign = [str(Portfolio.objects.get().pk), str(Property.objects.get(code="T1").pk)]
    for kind, pk in zip(("--portfolio", "--property"), foreign, strict=True):
        with pytest.raises(CommandError, match="There is no"):
            run(*CREATE, "--organization", organization, kind, pk)


def test_the_text_form_reads_as_lines(organization: str) -> None:
    out = StringIO()
    call_command("credential", *CREATE, "--organization", organization, stdout=out)
    assert "scopes: properties:read workorders:write" in out.getvalue()
