"""Passkeys in a real browser, with the authenticator that DevTools plays: made, used alone, listed and removed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from tests.barriers import barriers
from tests.cast import Cast
from tests.pictures import take_picture
from tests.serving import serving

pytestmark = pytest.mark.slow


PASSWORD = "correct horse battery"
# A phone's or a laptop's own: it keeps keys itself, asks for the finger, and here says yes at once.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(committed_cast: Cast, plain_files: None) -> Iterator[str]:
    cache.clear()
    with serving() as address:
        yield address


@pytest.fixture
def said() -> list[str]:
    """What the console of the pages said as an error."""
    return []


@pytest.fixture
def opened(browser: Browser, site: str, said: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens a page of the site under a name of this machine."""
    contexts = []

    def open_page(host: str = "localhost", **more: Any) -> Page:
        context = browser.new_context(base_url=site.replace("localhost", host), **more)
        context.set_default_timeout(8_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(opened: Callable[..., Page]) -> Page:
    return opened()


def with_authenticator(page: Page, **other: Any) -> tuple[Any, str]:
    """Plug an authenticator in; what tells the browser more of it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, **other}})
    return session, made["authenticatorId"]


def give_password(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Work e-mail").fill("ana@lakeside.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_in(page: Page) -> None:
    give_password(page)
    page.wait_for_url("**/lakeside/")


def sign_out(page: Page) -> None:
    page.goto("/lakeside/")
    page.get_by_label("Your account").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")


def confirm(page: Page) -> None:
    """Whoever changes how they sign in says once more who they are."""
    page.wait_for_url("**/accounts/reauthenticate/**")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def add_passkey(page: Page, name: str) -> None:
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add a passkey").click()


def test_a_passkey_is_made_opens_the_account_alone_is_listed_and_removed(page: Page, said: list[str]) -> None:
    session, authenticator = with_authenticator(page)
    sign_in(page)
    add_passkey(page, "Work laptop")
    page.wait_for_url(
        "**/accounts/2fa/recovery-codes/"
    )  # the first second step brings the codes for the day it is lost
    assert len(session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1
    assert [letter.to for letter in mail.outbox] == [["ana@lakeside.example"]]

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/lakeside/")

    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Manage").click()
    line = page.get_by_role("listitem").filter(has_text="Work laptop")
    expect(line).to_contain_text("Signs you in by itself")
    expect(line).to_contain_text("last used")
    line.get_by_role("link", name="Rename").click()
    page.get_by_role("link", name="Use a security key").click()
    page.get_by_role("button", name="Use a security key").click()
    page.get_by_label("Name").fill("Laptop in the plant room")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Laptop in the plant room").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("[data-toasts]")).to_contain_text("opens no account here")
    assert page.url.endswith("/accounts/login/")
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()
    assert said == []


def test_a_key_may_be_the_second_step_alone(page: Page, said: list[str]) -> None:
    with_authenticator(page)
    sign_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    confirm(page)
    page.get_by_label("Signs me in without the password").uncheck()
    page.get_by_label("Name").press("Enter")
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("listitem").filter(has_text="Passkey")).to_contain_text("Second step after your password")
    sign_out(page)
    give_password(page)
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url("**/lakeside/")
    assert said == []


def test_who_gives_no_passkey_is_told_on_the_page(page: Page, said: list[str]) -> None:
    with_authenticator(page, isUserVerified=False)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("No passkey was given")
    assert said == []


def test_where_browsers_take_no_passkey_none_is_offered(opened: Callable[..., Page], said: list[str]) -> None:
    page = opened("127.0.0.1")
    page.goto("/accounts/login/")
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("button", name="passkey").count() == 0
    sign_in(page)
    page.goto("/accounts/2fa/")
    expect(page.get_by_text("opened by its name, over HTTPS")).to_be_visible()
    assert page.get_by_role("link", name="Add a passkey").count() == 0
    page.goto("/accounts/2fa/webauthn/add/")
    confirm(page)
    expect(page.get_by_text("opened by its name, over HTTPS")).to_be_visible()
    assert page.get_by_role("button", name="Add a passkey").count() == 0
    assert said == []


def problems_of(page: Page, name: str) -> list[object]:
    """What a person would stumble over on the page, of which a picture is kept."""
    take_picture(page, name)
    found: list[object] = list(barriers(page))
    is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, "wider than the window"] if is_wide else found


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (360, "dark")])
def test_its_pages_fit_and_have_no_barriers(
    opened: Callable[..., Page], said: list[str], width: int, scheme: str
) -> None:
    page = opened(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    with_authenticator(page)
    sign_in(page)
    add_passkey(page, "Supercalifragilisticexpialidocious" * 2)
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    for path in ("", "webauthn/", "webauthn/add/"):
        page.goto(f"/accounts/2fa/{path}")
        assert problems_of(page, f"passkeys-{path.replace('/', '-')}{width}-{scheme}") == []
    page.context.clear_cookies()
    give_password(page)
    page.get_by_role("heading", name="Second step").wait_for()
    assert problems_of(page, f"passkeys-second-step-{width}-{scheme}") == []
    assert said == []
