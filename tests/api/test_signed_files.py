"""Signed addresses: one file, for a while, as its giver may read it; everything else is refused alike."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Credential, Membership
from core.acting import acting
from core.actor import Actor
from core.documents.actions import add_document
from core.documents.models import Document
from core.writing import changing
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.documents.files import PDF, PNG, upload
from tests.pages.conftest import browser_of


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def document(cast: Cast) -> Document:
    with acting(cast.ana):
        return add_document(cast.tower, actor=cast.ana, file=upload("roof.png", PNG))


def sign(client: ApiClient, document: Document, **body: Any) -> str:
    answer = client.send("POST", f"documents/{document.pk}/link/", body)
    assert answer.status_code == 200, answer.content
    return answer.json()["url"].removeprefix("http://testserver")


def status(path: str) -> int:
    return Client().get(path).status_code


def test_whoever_holds_the_address_gets_the_file_and_never_inside_a_page(ana: ApiClient, document: Document) -> None:
    answer = Client().get(sign(ana, document))
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert Client().post(sign(ana, document)).status_code == 405


def test_altered_over_or_for_another_document_it_is_refused(cast: Cast, ana: ApiClient, document: Document) -> None:
    with acting(cast.ana):
        other = add_document(cast.tower, actor=cast.ana, file=upload(content=PDF))
    path = sign(ana, document)
    assert status(path) == 200
    assert status(path.replace(str(document.pk), str(other.pk))) == 403
    assert status(path.replace(str(document.pk), str(uuid4()))) == 403
    assert status(path[:-2] + ("A" if path[-2] != "A" else "B") + "/") == 403
    assert status(f"/files/{document.pk}/nonsense/") == 403
    with time_machine.travel(timezone.now() + timedelta(seconds=301), tick=True):
        assert status(path) == 403
    refused = ana.send("POST", f"documents/{document.pk}/link/", {"expires_in": 10**6})
    assert refused.json()["errors"][0]["pointer"] == "/expires_in"


def test_it_can_be_taken_back(ana: ApiClient, document: Document) -> None:
    path = sign(ana, document, expires_in=3600)
    assert ana.send("POST", f"documents/{document.pk}/take-links-back/", {}).status_code == 204
    assert status(path) == 403 and status(sign(ana, document)) == 200


def test_it_opens_no_more_than_its_giver_may_read_today(cast: Cast, document: Document) -> None:
    ben = ApiClient(make_key(cast.ben))
    path = sign(ben, document)
    assert status(path) == 200
    system = Actor.system(cast.organization.pk)
    with acting(system):
        credential = Credential.objects.get(person_id=cast.ben.person_id)
        with changing(credential, event="credential.revoked", actor=system) as row:
            row.revoked_at = timezone.now()
    assert status(path) == 403


def test_a_leavers_addresses_open_nothing(cast: Cast, document: Document) -> None:
    page = browser_of(cast.ben).post(f"/lakeside/documents/{document.pk}/about/", {"act": "sign", "sign-seconds": 3600})
    path = page.context["signed_url"].removeprefix("http://testserver")
    assert status(path) == 200
    system = Actor.system(cast.organization.pk)
    with acting(system):
        # The day before yesterday is over on every clock.
        Membership.objects.filter(person_id=cast.ben.person_id).update(
            ends_on=timezone.now().date() - timedelta(days=2)
        )
    assert status(path) == 403


def test_without_reading_there_is_no_address(cast: Cast, document: Document) -> None:
    cleo = ApiClient(make_key(cast.cleo))
    assert cleo.send("POST", f"documents/{document.pk}/link/", {}).status_code == 404
    narrow = ApiClient(make_key(cast.ana, ("properties:read",)))
    assert narrow.send("POST", f"documents/{document.pk}/link/", {}).status_code == 403
