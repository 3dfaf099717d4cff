"""What every answer says to the browser, and what a page of somebody else cannot make a browser do."""

import re

import pytest
from django.test import Client

from accounts.models import Person
from core.acting import acting
from facilities.models import Property
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast
from tests.pages.conftest import BACKEND, browser_of

pytestmark = pytest.mark.slow

PAGES = (
    "/lakeside/",
    "/lakeside/properties/",
    "/lakeside/properties/new/",
    "/lakeside/search/?q=Tower",
    "/organizations/",
)
OPEN = ("/accounts/login/", "/problems/", "/design/", "/nowhere/at/all/")


@pytest.fixture
def ana(cast: Cast) -> Client:
    return browser_of(cast.ana)


@pytest.mark.parametrize("page", [*PAGES, *OPEN])
def test_every_page_forbids_frames_foreign_code_and_guessing(cast: Cast, ana: Client, page: str) -> None:
    answer = ana.get(page)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "object-src 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy and "http:" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert not re.search(rb"<script(?![^>]*\ssrc=)[^>]*>\s*\S", answer.content), "an inline script"
    assert not re.search(rb"\son\w+=|\sstyle=|<style", answer.content), "an inline handler or style"


@pytest.mark.parametrize("page", PAGES[:4])
def test_what_a_person_reads_is_kept_by_no_shared_cache(cast: Cast, ana: Client, page: str) -> None:
    answer = ana.get(page)
    assert "Cookie" in answer["Vary"]
    assert "private" in answer.get("Cache-Control", "") or "no-store" in answer.get("Cache-Control", "")


def test_what_a_program_reads_is_kept_by_no_shared_cache(cast: Cast, as_: Caller) -> None:
    ana, cleo = as_(cast.ana), as_(cast.cleo)
    for _round in ("cold", "warm"):
        assert {one["name"] for one in ana.get("properties/").json()["results"]} == {"Tower", "Annex"}
        assert {one["name"] for one in cleo.get("properties/").json()["results"]} == {"Elsewhere"}
    answer = ana.get("properties/")
    assert answer["Cache-Control"].startswith("private") and "Authorization" in answer["Vary"]
    etag = ana.get(f"properties/{cast.tower.pk}/")["ETag"]
    assert cleo.get(f"properties/{cast.tower.pk}/", headers={"If-None-Match": etag}).status_code == 404
    assert cleo.get(f"properties/{cast.tower.pk}/", headers={"If-None-Match": "*"}).status_code == 404


def test_a_host_nobody_named_is_refused(cast: Cast, ana: Client) -> None:
    for host in ("evil.example", "testserver.evil.example", "testserver:80@evil.example"):
        assert ana.get("/lakeside/properties/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "https:evil.example"],
)
def test_nobody_is_sent_to_another_site(cast: Cast, ana: Client, target: str) -> None:
    Person.objects.filter(pk=cast.ben.person_id).update(is_active=True)
    form = {"login": "ben@lakeside.example", "password": "correct horse battery", "next": target}
    answer = Client().post("/accounts/login/", form)
    assert answer.status_code != 302 or (answer["Location"].startswith("/") and "evil" not in answer["Location"])
    page = ana.get("/lakeside/places/", {"next": target}).content.decode()
    assert "evil.example" not in page.replace(target, "", 0) or f'href="{target}' not in page
    forged = {"list": target, "selected": ""}
    answer = ana.post("/lakeside/properties/bulk/", forged)
    assert answer.status_code != 302 or answer["Location"].startswith("/lakeside/")


def test_a_form_of_another_site_changes_nothing(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(Person.objects.get(pk=cast.ana.person_id), backend=BACKEND)
    for path in ("properties/new/", f"properties/{cast.tower.number}/delete/", "properties/bulk/", "properties/views/"):
        assert browser.post(f"/lakeside/{path}", {"name": "Forged"}).status_code == 403, path
    assert browser.post("/accounts/logout/").status_code == 403
    with acting(cast.ana):
        assert not Property.objects.filter(name="Forged").exists()


def test_a_session_of_the_browser_opens_no_api_and_a_key_no_page(cast: Cast, ana: Client, as_: Caller) -> None:
    assert ana.get("/api/v1/properties/").status_code == 401
    assert ana.post("/api/v1/properties/", "{}", content_type="application/json").status_code == 401
    assert as_(cast.ana).get("/lakeside/properties/").status_code == 302


def test_signing_in_changes_the_session(cast: Cast) -> None:
    browser = Client()
    browser.get("/accounts/login/")
    session = browser.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    form = {"login": "ana@lakeside.example", "password": "correct horse battery"}
    assert browser.post("/accounts/login/", form).status_code == 302
    assert browser.session.session_key != before
    browser.post("/accounts/logout/")
    assert "_auth_user_id" not in browser.session


def test_a_forged_address_of_origin_is_not_believed(cast: Cast, as_: Caller) -> None:
    from accounts.models import Credential
    from core.actor import Actor
    from core.writing import changing

    client: ApiClient = as_(cast.ana)
    system = Actor.system(cast.organization.pk)
    with acting(system):
        with changing(
            Credential.objects.get(person_id=cast.ana.person_id), event="credential.updated", actor=system
        ) as row:
            row.allowed_networks = ["10.9.9.0/24"]
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP"):
        assert client.get("me/", headers={header: "10.9.9.9"}).status_code == 403, header
    assert client.get("me/", REMOTE_ADDR="10.9.9.9").status_code == 200


def test_text_from_records_is_never_markup(cast: Cast, ana: Client) -> None:
    from facilities.actions.properties import update_property

    evil = "<img src=x onerror=alert(1)>\"'><svg/onload=1>"
    with acting(cast.ana):
        update_property(cast.tower, actor=cast.ana, name=evil, city="</script><script>alert(2)</script>")
    number = cast.tower.number
    pages = ("", "edit/", "history/", "delete/", "documents/")
    for path in (
        "/lakeside/",
        "/lakeside/properties/",
        "/lakeside/properties/map/",
        "/lakeside/search/?q=img",
        f"/lakeside/properties/?in=property:{number}",
        "/lakeside/properties/options/",
        "/lakeside/places/",
        *(f"/lakeside/properties/{number}/{part}" for part in pages),
    ):
        content = ana.get(path).content
        assert b"<img src=x" not in content and b"<svg/onload" not in content, path
        assert b"<script>alert" not in content, path
