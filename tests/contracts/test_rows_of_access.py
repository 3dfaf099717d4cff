"""What programs and auditors rely on: which role may what, who sees whose work, and how secrets are kept."""

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client, override_settings

from accounts.actions.credentials import create_credential
from accounts.choices import RoleTemplate
from accounts.models import Credential, Person, Role
from accounts.permissions import expand
from accounts.roles import permissions_of
from core.acting import acting
from core.actor import Actor
from tests.api.conftest import ApiClient, make_key
from tests.api.test_documents import send_file
from tests.cast import Cast, make_person
from tests.documents.files import upload
from tests.pages.conftest import browser_of

row = pytest.mark.row
ROOT = Path(__file__).resolve().parents[2]
SECURED = (
    "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS",
)  # fmt: skip


@pytest.fixture
def ana(cast: Cast) -> ApiClient:
    return ApiClient(make_key(cast.ana))


def attempts(cast: Cast) -> dict[str, tuple[str, str, dict[str, Any] | None]]:
    """What each role tries."""
    tower, portfolio = str(cast.tower.pk), str(cast.portfolio.pk)
    return {
        "read": ("GET", "properties/", None),
        "change": ("PATCH", f"properties/{tower}/", {"floors_count": 7}),
        "report": ("POST", "work-orders/", {"title": "Leak", "property": tower}),
        "hire": ("POST", "vendors/", {"name": "Sparks"}),
        "connect": ("GET", "webhooks/", None),
        "audit": ("GET", "audit-log/", None),
        "divest": ("DELETE", f"portfolios/{portfolio}/", None),
    }


# The portfolio has properties: who may delete one is told so (409).
MAY = {
    RoleTemplate.ADMINISTRATOR: {"read", "change", "report", "hire", "connect", "audit", "divest"},
    RoleTemplate.PROPERTY_MANAGER: {"read", "change", "report", "hire", "audit"},
    RoleTemplate.TECHNICIAN: {"read", "report"},
    RoleTemplate.VIEWER: {"read"},
    RoleTemplate.VENDOR: set(),
    RoleTemplate.TENANT: {"report"},
    RoleTemplate.INTEGRATION: {"read", "change", "report", "hire", "connect", "divest"},
}


@row("FQ-173")
@pytest.mark.parametrize("template", RoleTemplate.values)
def test_each_role_does_what_is_its_work(cast: Cast, template: str) -> None:
    granted = tuple(expand(permissions_of(template)))
    caller = ApiClient(make_key(make_person(cast.organization, f"{template.title()} Person", granted)))
    answers = {name: caller.send(*asked).status_code for name, asked in attempts(cast).items()}
    done = {name for name, status in answers.items() if status in (200, 201, 409)}
    assert (done, {status for name, status in answers.items() if name not in done}) == (
        MAY[RoleTemplate(template)],
        {403} if done != set(answers) else set(),
    )


@row("FQ-173")
def test_the_matrix_of_roles_is_a_page(cast: Cast) -> None:
    page = browser_of(cast.ana).get("/lakeside/settings/roles/capabilities/").content.decode()
    assert all(name in page for name in ("Role of Ana Alvarez", "Role of Ben Brown"))


@row("FQ-175")
def test_nobody_lets_in_a_program_that_may_more_than_they(cast: Cast) -> None:
    granted = ("accounts.view_credential", "accounts.create_credential", "facilities.view_property")
    maker = make_person(cast.organization, "Mo Maker", granted)
    with acting(cast.ana):
        roles = {role.name: str(role.pk) for role in Role.objects.all()}
    form = {"name": "Sync", "kind": "api_key", "scopes": ["properties:read"], "whole_organization": "on"}
    form |= {"rate_per_minute": "60"}
    browser, address = browser_of(maker), "/lakeside/settings/credentials/new/"
    more = browser.post(address, {**form, "role": roles["Role of Ana Alvarez"]})
    assert more.status_code == 422 and "You do not hold" in more.content.decode()
    as_much = browser.post(address, {**form, "role": roles["Role of Mo Maker"]})
    key = re.search(r'id="key" value="([^"]+)"', as_much.content.decode())
    assert key and ApiClient(key[1]).get("properties/").status_code == 200
    with acting(cast.ana):
        assert Credential.objects.filter(name="Sync").count() == 1


@row("FQ-177")
def test_people_of_a_vendor_see_their_own_work_and_files_alone(
    cast: Cast, ana: ApiClient, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    vera = ApiClient(make_key(cast.vera))
    orders = {
        title: ana.send("POST", "work-orders/", {"title": title, "property": str(cast.tower.pk)}).json()
        for title in ("Own", "Other")
    }
    assigned = {"assignee": str(cast.vera.person_id)}
    assert ana.send("POST", f"work-orders/{orders['Own']['id']}/assign/", assigned).status_code == 200
    files = {
        title: send_file(ana, f"work-orders/{one['id']}/documents/", file=upload()).json()
        for title, one in orders.items()
    }
    seen = {"Own": 200, "Other": 404}
    for title, status in seen.items():
        assert vera.get(f"work-orders/{orders[title]['id']}/").status_code == status
        assert vera.get(f"documents/{files[title]['id']}/").status_code == status
        assert vera.get(files[title]["content"]).status_code == status
    assert [one["title"] for one in vera.get("work-orders/").json()["results"]] == ["Own"]
    assert vera.get("work-orders/?title=Other").json()["count"] == 0
    assert b"Other" not in b"".join(vera.get("work-orders/export.csv?fields=title").streaming_content)


@row("FQ-178")
def test_in_production_cookies_travel_encrypted_only(cast: Cast) -> None:
    read = f"{{name: getattr(settings, name) for name in {SECURED}}}"
    code = f"import json; from django.conf import settings; print(json.dumps({read}))"
    given = {"ATRIUM_PRODUCTION": "true", "SECRET_KEY": "s" * 60, "ALLOWED_HOSTS": "atrium.example"}
    environment = {**os.environ, **given, "DJANGO_SETTINGS_MODULE": "config.settings"}
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
    secured = json.loads(told.stdout)
    assert all(secured.values()) and secured["SECURE_HSTS_SECONDS"] >= 31_536_000
    with override_settings(**secured):
        person = Person.objects.get(pk=cast.ana.person_id)
        form = {"login": person.email, "password": "correct horse battery"}
        client = Client()
        assert client.post("/accounts/login/", form).status_code == 301  # to https, before anything is read
        answer = client.post("/accounts/login/", form, secure=True)
    session = answer.cookies["sessionid"]
    assert session["secure"] and session["httponly"] and answer["Strict-Transport-Security"].startswith("max-age=")


@row("FQ-188")
def test_no_table_holds_a_secret_as_it_is(cast: Cast, ana: ApiClient) -> None:
    webhook = {"name": "ERP", "url": "https://erp.example/hook", "events": ["work_order.*"]}
    secrets = [ana.send("POST", "webhooks/", webhook).json()["secret"]]
    with acting(cast.ana):
        role = Role.objects.get(name="Role of Ana Alvarez")
        for kind in (Credential.KEY, Credential.CLIENT):
            issued = create_credential(actor=cast.ana, name=kind, role=role, scopes=["*:read"], kind=kind)
            secrets.append(issued.secret)
    pair = base64.b64encode(f"{issued.credential.prefix}:{issued.secret}".encode()).decode()
    token = Client().post(
        "/oauth/token/", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {pair}"}
    )
    secrets.append(token.json()["access_token"])
    secrets.append(generate_totp_secret())
    TOTP.activate(Person.objects.get(pk=cast.ana.person_id), secrets[-1])
    found = kept_plainly(cast, [*secrets, *(one.removeprefix("whsec_") for one in secrets)])
    assert found == [] and kept_plainly(cast, ["erp.example/hook"]) != []


def kept_plainly(cast: Cast, words: list[str]) -> list[str]:
    """The tables in which some row holds one of the words."""
    with acting(Actor.system(cast.organization.pk)), connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
            " and has_table_privilege(oid, 'select') order by 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 80
        told = []
        for table in tables:
            cursor.execute(f'select count(*) from "{table}" t where t::text like any(%s)', [[f"%{w}%" for w in words]])
            told += [table] if cursor.fetchone()[0] else []
    return told
