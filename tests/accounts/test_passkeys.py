"""At which addresses passkeys are offered: where browsers use them, and nowhere else."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client, RequestFactory

from accounts.models import Person
from accounts.templatetags.passkeys import takes_passkeys
from tests.cast import Cast


@pytest.mark.parametrize(
    ("host", "secure", "taken"),
    [
        ("atrium.example", True, True),
        ("atrium.example:8443", True, True),
        ("atrium.example", False, False),
        ("localhost:8000", False, True),
        ("lakeside.localhost", False, True),
        ("127.0.0.1:8000", False, False),
        ("192.168.1.20", True, False),
        ("[::1]:8000", True, False),
    ],
)
def test_passkeys_are_taken_under_a_name_by_https_or_on_this_machine(
    settings: Any, host: str, secure: bool, taken: bool
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert takes_passkeys(RequestFactory().get("/", secure=secure, headers={"host": host})) is taken


def test_the_sign_in_page_offers_them_there_alone(db: None) -> None:
    for host, offered in (("localhost", True), ("127.0.0.1", False)):
        page = Client().get("/accounts/login/", headers={"host": host}).content
        assert (b"passkey_login" in page) is offered, host


def test_the_second_step_takes_keys_there_alone_and_codes_everywhere(cast: Cast) -> None:
    TOTP.activate(Person.objects.get(pk=cast.ana.person_id), "JBSWY3DPEHPK3PXP")
    for host, offered in (("localhost", True), ("127.0.0.1", False)):
        client = Client(headers={"host": host})
        form = {"login": "ana@lakeside.example", "password": "correct horse battery"}
        page = client.post("/accounts/login/", form, follow=True)
        assert page.redirect_chain == [("/accounts/2fa/authenticate/", 302)]
        assert (b"Use a security key" in page.content) is offered, host
        assert b'name="code"' in page.content


@pytest.mark.parametrize("credential", ["", "{}", "[]", '"x"', '{"response": {"userHandle": "AA"}}', "not json"])
def test_what_is_no_passkey_leads_back_with_a_reason(db: None, credential: str) -> None:
    answer = Client().post("/accounts/2fa/webauthn/login/", {"credential": credential}, follow=True)
    assert answer.redirect_chain == [("/accounts/login/", 302)]
    assert len(list(answer.context["messages"])) == 1
