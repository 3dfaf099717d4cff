"""How people come in: by password, by invitation, never by registering; and their own pages."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.actions.memberships import Invitation, invite_person
from accounts.adapters import MFAAdapter
from accounts.models import Membership, Person, Role
from core.acting import acting
from core.actor import Actor
from core.keys import Key
from tests.cast import Cast

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def unlimited() -> None:
    """Rate limits of one test must not reach the next."""
    cache.clear()


def sign_in(email: str, password: str = PASSWORD, client: Client | None = None) -> Any:
    return (client or Client()).post("/accounts/login/", {"login": email, "password": password})


@pytest.fixture
def invitation(system: Actor) -> Invitation:
    with acting(system):
        return invite_person(
            actor=system, email="New@Lakeside.example", name="N", role=Role.objects.get(name="Role of Ben Brown")
        )


def test_sign_in_by_e_mail_however_it_is_typed(cast: Cast) -> None:
    answer = sign_in("ANA@Lakeside.example")
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize(
    ("email", "password"), [("ana@lakeside.example", "wrong"), ("nobody@lakeside.example", PASSWORD)]
)
def test_wrong_address_and_wrong_password_read_the_same(cast: Cast, email: str, password: str) -> None:
    answer = sign_in(email, password)
    assert answer.status_code == 200
    assert b"not correct" in answer.content


def test_a_service_account_and_an_inactive_person_cannot_sign_in(cast: Cast) -> None:
    Person.objects.filter(pk=cast.ben.person_id).update(is_active=False)
    client = Client()
    assert sign_in("ben@lakeside.example", client=client).status_code in {200, 302}
    assert "_auth_user_id" not in client.session


def test_guessing_is_slowed_down(cast: Cast) -> None:
    for _attempt in range(6):
        answer = sign_in("ana@lakeside.example", "wrong")
    assert b"Too many failed" in answer.content
    assert sign_in("ana@lakeside.example").status_code == 200


def test_nobody_registers(db: None) -> None:
    assert "By invitation" in Client().get("/accounts/signup/").content.decode()
    form = {"email": "x@example.com", "password1": "long enough password"}
    Client().post("/accounts/signup/", form)
    assert not Person.objects.filter(email="x@example.com").exists()


def test_an_invitation_opens_once(cast: Cast, invitation: Invitation) -> None:
    client, address = Client(), f"/accounts/welcome/{invitation.secret}/"
    assert b"Lakeside" in client.get(address).content
    weak = client.post(address, {"name": "New", "password": "password"})
    assert weak.status_code == 422
    answer = client.post(address, {"name": "Nora New", "password": "sturdy brick wall"})
    assert (answer.status_code, answer["Location"]) == (302, "/lakeside/")
    assert client.session["_auth_user_id"] == str(invitation.membership.person_id)
    person = Person.objects.get(email="new@lakeside.example")
    assert (person.name, person.check_password("sturdy brick wall")) == ("Nora New", True)
    assert Client().get(address).status_code == 404


def test_an_invitation_ends(cast: Cast, invitation: Invitation) -> None:
    Key.objects.filter(kind="invitation").update(expires_at=timezone.now())
    assert Client().get(f"/accounts/welcome/{invitation.secret}/").status_code == 404
    assert Client().get("/accounts/welcome/x/").status_code == 404


def test_who_has_a_password_needs_no_link(cast: Cast, system: Actor) -> None:
    with acting(system):
        role = Role.objects.get(name="Role of Ben Brown")
        invited = invite_person(actor=system, email="cleo@harbour.example", name="Another name", role=role)
    assert invited.secret == ""
    assert Person.objects.get(email="cleo@harbour.example").name == "Cleo Chen"
    with acting(system):
        assert Membership.objects.filter(person_id=cast.cleo.person_id).exists()


def test_a_forgotten_password_is_set_by_letter(cast: Cast) -> None:
    Client().post("/accounts/password/reset/", {"email": "ana@lakeside.example"})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    client = Client()
    page = client.get(link.removeprefix("http://testserver"), follow=True)
    form = {"password1": "sturdy brick wall", "password2": "sturdy brick wall"}
    client.post(page.request["PATH_INFO"], form)
    assert sign_in("ana@lakeside.example", "sturdy brick wall").status_code == 302


def test_a_second_step_is_asked_and_its_key_is_encrypted(cast: Cast) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    person = Person.objects.get(pk=cast.ana.person_id)
    TOTP.activate(person, secret)
    stored = Authenticator.objects.get(user=person).data["secret"]
    assert secret not in stored and MFAAdapter().decrypt(stored) == secret
    client = Client()
    answer = sign_in("ana@lakeside.example", client=client)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/").status_code == 302 and "_auth_user_id" not in client.session
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    assert client.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/"


@pytest.mark.parametrize(
    "path",
    [
        "profile/",
        "password/change/",
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "2fa/recovery-codes/generate/",
        "sessions/",
        "email/",
        "logout/",
    ],
)
def test_every_page_of_ones_own_account_opens(cast: Cast, path: str) -> None:
    client = Client()
    sign_in("ana@lakeside.example", client=client)
    person = Person.objects.get(pk=cast.ana.person_id)
    if "recovery" in path:
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    assert client.get("/accounts/reauthenticate/").status_code == 200
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.get(f"/accounts/{path}")
    assert answer.status_code == 200
    assert b"css/atrium.css" in answer.content


def test_the_profile_keeps_name_zone_and_theme(cast: Cast) -> None:
    client = Client()
    sign_in("ana@lakeside.example", client=client)
    form = {"name": "Ana A.", "time_zone": "Europe/Paris", "theme": "dark"}
    answer = client.post("/accounts/profile/", form)
    assert answer.cookies["theme"].value == "dark"
    person = Person.objects.get(pk=cast.ana.person_id)
    assert (person.name, person.time_zone) == ("Ana A.", "Europe/Paris")
    assert client.post("/accounts/profile/", {**form, "time_zone": "Mars/Base"}).status_code == 422
