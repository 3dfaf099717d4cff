"""Reports made by a worker: watched, cancelled and begun again like exports, and kept as documents."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Credential, Membership
from api.exporting import tasks
from api.exporting.models import Export
from api.exporting.reports import write_report
from core.acting import acting
from core.actor import Actor
from core.documents.actions import delete_document
from core.documents.models import Document
from core.jobs.models import JobStatus
from core.jobs.running import Overtaken, take_up
from core.writing import changing
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.workorders.ledger import make_order
from workorders.reports.catalogue import BY_NAME

pytestmark = pytest.mark.usefixtures("exports_by_hand")


def ask(client: ApiClient, **body: Any) -> dict[str, Any]:
    answer = client.send("POST", "reports/", {"report": "ageing", "format": "csv", "by": "property", **body})
    assert answer.status_code == 202, answer.content
    found: dict[str, Any] = answer.json()
    return found


def work(cast: Cast, export: dict[str, Any]) -> None:
    tasks.write_export(str(cast.organization.pk), export["id"])


def read(client: ApiClient, export: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"exports/{export['id']}/").json()
    return found


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_it_is_fetched_by_an_address_of_its_own(cast: Cast, ana: ApiClient) -> None:
    with acting(cast.ana):
        make_order(cast)
    asked = ask(ana)
    work(cast, asked)
    ready = read(ana, asked)
    assert (ready["module"], ready["report"], ready["expires_at"]) == ("work_order", "ageing", None)
    url = ready["download"]["url"].removeprefix("http://testserver")
    file = Client().get(url)
    assert b"Tower,1" in b"".join(file.streaming_content) and "attachment" in file["Content-Disposition"]
    assert ana.get("exports/").json()["results"][0]["document"] == ready["document"]
    with patch("core.documents.signing.timezone.now", return_value=timezone.now() + timedelta(minutes=16)):
        assert Client().get(url).status_code == 403


def test_who_may_read_no_documents_is_given_no_address(cast: Cast, ana: ApiClient) -> None:
    asked = ask(ana)
    work(cast, asked)
    address = read(ana, asked)["download"]["url"].removeprefix("http://testserver")
    system = Actor.system(cast.organization.pk)
    with acting(system):
        credential = Credential.objects.get(person_id=cast.ana.person_id)
        with changing(credential, event="credential.updated", actor=system) as row:
            row.scopes = ["workorders:read"]
    found = read(ana, asked)
    assert (found["status"], found["download"]) == ("done", None)
    assert ana.get(found["document"]["content"]).status_code == Client().get(address).status_code == 403


def test_it_holds_what_its_maker_sees(cast: Cast, ana: ApiClient, as_: Caller) -> None:
    with acting(cast.ana):
        make_order(cast)
        make_order(cast, property=cast.annex)
    ben = as_(cast.ben)
    asked = ask(ben)
    work(cast, asked)
    content = b"".join(ben.get(read(ben, asked)["document"]["content"]).streaming_content)
    assert b"Tower,1" in content and b"Annex" not in content
    assert ana.get(f"exports/{asked['id']}/").status_code == 404


def test_rights_are_those_of_the_day_it_is_made(cast: Cast, as_: Caller) -> None:
    ben = as_(cast.ben)
    asked = ask(ben)
    system = Actor.system(cast.organization.pk)
    with acting(system):
        role = Membership.objects.get(person_id=cast.ben.person_id).role
        with changing(role, event="role.updated", actor=system) as row:
            row.permissions = []
    work(cast, asked)
    with acting(system):
        export = Export.objects.get(pk=asked["id"])
        assert (export.status, Document.objects.count()) == (JobStatus.FAILED, 0)
        assert "workorders.view_workorder" in export.failure


def test_a_cancelled_one_leaves_nothing(cast: Cast, ana: ApiClient, tmp_path: Path) -> None:
    asked = ask(ana)
    assert ana.send("POST", f"exports/{asked['id']}/cancel/", {}).json()["status"] == "cancelled"
    work(cast, asked)
    assert read(ana, asked)["document"] is None and files(tmp_path) == []


def test_only_the_last_worker_keeps_its_document(cast: Cast, ana: ApiClient, tmp_path: Path) -> None:
    asked = ask(ana)
    first = take_up(Export, UUID(asked["id"]), cast.ana)
    assert first
    work(cast, asked)
    with pytest.raises(Overtaken):
        write_report(first, cast.ana)
    with acting(cast.ana):
        assert [str(one.pk) for one in Document.objects.all()] == [read(ana, asked)["document"]["id"]]
    assert len(files(tmp_path)) == 1


def test_what_lost_its_worker_is_sent_again(cast: Cast, ana: ApiClient) -> None:
    asked = ask(ana)
    sent: list[Export] = []
    with patch("core.jobs.handing.send", side_effect=lambda job, task: sent.append(job)):
        with patch("core.jobs.handing.timezone.now", return_value=timezone.now() + timedelta(minutes=5)):
            assert tasks.resume_lost_exports() == 1
    assert [str(one.pk) for one in sent] == [asked["id"]]


def test_the_document_outlives_the_days_of_files_and_may_be_taken_away(cast: Cast, ana: ApiClient) -> None:
    asked = ask(ana)
    work(cast, asked)
    with patch("core.jobs.handing.timezone.now", return_value=timezone.now() + timedelta(days=400)):
        assert tasks.remove_expired_exports() == 0
    ready = read(ana, asked)
    with acting(cast.ana):
        delete_document(Document.objects.get(pk=ready["document"]["id"]), actor=cast.ana)
    gone = read(ana, asked)
    assert (gone["status"], gone["document"], gone["download"]) == ("done", None, None)


def test_the_page_of_exports_shows_it(cast: Cast, ana: ApiClient) -> None:
    asked = ask(ana, format="json")
    work(cast, asked)
    page = browser_of(cast.ana).get(f"/{cast.organization.slug}/exports/").content.decode()
    assert str(BY_NAME["ageing"].label) in page and "JSON" in page and "/files/" in page
