"""Settings in the browser: each page for the cast, each form once right and once refused."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.authentication import authenticate_secret
from accounts.models import Credential, Membership, MembershipPlace, Person, Role
from accounts.permissions import all_permissions
from core.acting import acting
from core.actor import Actor
from core.changes import Change
from tests.accounts.conftest import Issue
from tests.accounts.test_acting_middleware import signed_in
from tests.cast import Cast

HOME = "/lakeside/settings/"


@pytest.fixture
def ana(cast: Cast) -> Client:
    return signed_in(cast.ana)


def pk_of(cast: Cast, name: str) -> Any:
    with acting(cast.ana):
        return Membership.objects.get(person__name=name).pk


def role_pk(cast: Cast, name: str) -> Any:
    with acting(cast.ana):
        return Role.objects.get(name=name).pk


def test_every_page_by_every_member(cast: Cast, issue: Issue) -> None:
    credential = issue().credential.pk
    paths = [
        "people/",
        "people/invite/",
        f"people/{pk_of(cast, 'Ben Brown')}/",
        "roles/",
        "roles/new/",
        f"roles/{role_pk(cast, 'Role of Ben Brown')}/",
        "credentials/",
        "credentials/new/",
        f"credentials/{credential}/",
    ]
    clients = {name: signed_in(getattr(cast, name)) for name in ("ana", "ben", "vera", "cleo")}
    for path in paths:
        answers = {name: client.get(HOME + path).status_code for name, client in clients.items()}
        assert answers == {"ana": 200, "ben": 403, "vera": 403, "cleo": 404}, path
        foreign = clients["cleo"].get(f"/harbour/settings/{path}").status_code
        assert foreign == (200 if path.endswith(("people/", "invite/", "roles/", "new/", "credentials/")) else 404)


def test_inviting_writes_a_letter(cast: Cast, ana: Client, django_capture_on_commit_callbacks: Any) -> None:
    form = {
        "email": "nora@lakeside.example",
        "name": "Nora",
        "role": role_pk(cast, "Role of Ben Brown"),
        "properties": "T1",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert ana.post(f"{HOME}people/invite/", form).status_code == 302
    letter = mail.outbox[0]
    assert letter.to == ["nora@lakeside.example"]
    link = re.search(r"http://testserver(/accounts/welcome/\S+/)", str(letter.body))
    assert link and Client().get(link[1]).status_code == 200
    with acting(cast.ana):
        place = MembershipPlace.objects.get(membership__person__name="Nora")
        assert (place.kind, place.place_id) == ("property", cast.tower.pk)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"properties": "A9"}, "There is no property “A9”."),
        ({}, "Choose at least one place"),
        ({"email": "ben@lakeside.example", "whole_organization": "on"}, "This person is a member already."),
        ({"role": "0190aaaa-0000-7000-8000-000000000000", "whole_organization": "on"}, "Select a valid choice"),
    ],
)
def test_a_wrong_invitation_is_told_at_its_field(cast: Cast, ana: Client, values: dict[str, str], message: str) -> None:
    form = {"email": "n@x.example", "name": "N", "role": str(role_pk(cast, "Role of Ben Brown")), **values}
    answer = ana.post(f"{HOME}people/invite/", form)
    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_changing_and_ending_a_membership(cast: Cast, ana: Client) -> None:
    pk = pk_of(cast, "Ben Brown")
    form = {"role": role_pk(cast, "Role of Vera Vance"), "whole_organization": "on", "version": 1}
    assert ana.post(f"{HOME}people/{pk}/", form).status_code == 302
    with acting(cast.ana):
        assert Membership.objects.get(pk=pk).role.name == "Role of Vera Vance"
        assert not MembershipPlace.objects.filter(membership_id=pk).exists()
    assert ana.post(f"{HOME}people/{pk}/end/").status_code == 302
    assert signed_in(cast.ben).get(HOME).status_code == 404
    with acting(cast.ana):
        assert Change.objects.filter(record_id=pk).order_by("-id").first().event == "membership.ended"


def test_nobody_gives_more_than_they_hold(cast: Cast) -> None:
    names = ["accounts.view_membership", "accounts.change_membership", "accounts.invite_person"]
    with acting(cast.ana):
        Role.objects.filter(name="Role of Ben Brown").update(permissions=names)
    ben, pk = signed_in(cast.ben), pk_of(cast, "Ben Brown")
    form = {"role": role_pk(cast, "Role of Ana Alvarez"), "properties": "T1", "version": 1}
    answer = ben.post(f"{HOME}people/{pk}/", form)
    assert answer.status_code == 422 and "You do not hold" in answer.content.decode()
    form = {**form, "role": role_pk(cast, "Role of Ben Brown"), "whole_organization": "on"}
    assert "only a part of the organization" in ben.post(f"{HOME}people/{pk}/", form).content.decode()
    form = {**form, "whole_organization": "", "properties": "", "portfolios": [str(cast.portfolio.pk)]}
    assert "There is no such record" in ben.post(f"{HOME}people/{pk}/", form).content.decode()


def test_the_last_administrator_stays(cast: Cast, ana: Client, system: Actor) -> None:
    with acting(system):
        Role.objects.filter(name="Role of Ana Alvarez").update(template="administrator", permissions=["*"])
    ana.post(f"{HOME}people/{pk_of(cast, 'Ana Alvarez')}/end/")
    with acting(system):
        assert Membership.objects.get(person_id=cast.ana.person_id).ends_on is None


def test_roles_are_made_changed_and_removed(cast: Cast, ana: Client) -> None:
    made = ana.post(f"{HOME}roles/new/", {"name": "Guard", "group_0": ["facilities.view_portfolio"]})
    if made.status_code == 422:  # the first group is whatever the first surface is
        page = ana.get(f"{HOME}roles/new/").content.decode()
        first = re.search(r'name="group_0" value="([^"]+)"', page)
        assert first
        made = ana.post(f"{HOME}roles/new/", {"name": "Guard", "group_0": [first[1]]})
    assert made.status_code == 302
    pk = role_pk(cast, "Guard")
    assert ana.post(f"{HOME}roles/{pk}/", {"name": "Guards", "version": 1}).status_code == 302
    with acting(cast.ana):
        guards = Role.objects.get(pk=pk)
    assert (guards.name, guards.permissions) == ("Guards", [])
    assert ana.post(f"{HOME}roles/{pk}/remove/").status_code == 302
    with acting(cast.ana):
        assert not Role.objects.filter(pk=pk).exists()


def test_every_verb_stands_against_every_role(cast: Cast, ana: Client) -> None:
    page = ana.get(f"{HOME}roles/capabilities/").content.decode()
    assert page.count('<th scope="row"') == len(all_permissions())
    people = (cast.ana, cast.ben, cast.vera, cast.sys)
    assert page.count('aria-label="Yes"') == sum(len(actor.permissions) for actor in people)


def test_a_role_that_somebody_has_stays(cast: Cast, ana: Client) -> None:
    pk = role_pk(cast, "Role of Ben Brown")
    answer = ana.post(f"{HOME}roles/{pk}/remove/", follow=True)
    assert "have this role" in answer.content.decode()
    with acting(cast.ana):
        assert Role.objects.filter(pk=pk).exists()


def test_a_credential_shows_its_secret_once(cast: Cast, ana: Client) -> None:
    form = {
        "name": "Sync",
        "kind": "api_key",
        "role": role_pk(cast, "Role of Ben Brown"),
        "scopes": ["properties:read"],
        "whole_organization": "on",
        "rate_per_minute": "60",
        "allowed_networks": "192.0.2.0/24",
    }
    answer = ana.post(f"{HOME}credentials/new/", form)
    key = re.search(r'id="key" value="([^"]+)"', answer.content.decode())
    assert key and "no-store" in answer["Cache-Control"]
    assert authenticate_secret(f"Api-Key {key[1]}", address="192.0.2.9").rate_per_minute == 60
    with acting(cast.ana):
        credential = Credential.objects.get(name="Sync")
    assert key[1] not in ana.get(f"{HOME}credentials/{credential.pk}/").content.decode()
    late = ana.post(f"{HOME}credentials/{credential.pk}/rotate/", {"former_until": "2001-01-01"})
    assert late.status_code == 422 and "still to come" in late.content.decode()
    fresh = ana.post(f"{HOME}credentials/{credential.pk}/rotate/", {"former_until": "2099-12-31"})
    assert fresh.status_code == 200 and key[1] not in fresh.content.decode()
    assert authenticate_secret(f"Api-Key {key[1]}", address="192.0.2.9")
    assert "Former secret opens until" in ana.get(f"{HOME}credentials/{credential.pk}/").content.decode()
    assert ana.post(f"{HOME}credentials/{credential.pk}/revoke/").status_code == 302
    assert not Person.objects.get(pk=credential.person_id).is_active
    assert "Revoked" in ana.get(f"{HOME}credentials/").content.decode()
    wrong = ana.post(f"{HOME}credentials/new/", {**form, "allowed_networks": "300.0.0.1"})
    assert wrong.status_code == 422 and "is no network" in wrong.content.decode()


def test_a_program_cannot_make_one_with_more_than_its_own(cast: Cast, issue: Issue, role: Role) -> None:
    from accounts.actions.credentials import create_credential
    from core.errors import RuleBroken

    maker = authenticate_secret(f"Api-Key {issue(scopes=['properties:read', 'admin:write']).key}", address="")
    with acting(maker), pytest.raises(RuleBroken) as refused:
        create_credential(actor=maker, name="More", role=role, scopes=["workorders:read"])
    assert (refused.value.code, refused.value.status) == ("insufficient-scope", 403)
