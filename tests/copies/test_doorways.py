"""Export and sandbox at their doorways: page, API and command; the work in the background; who may, and who may not."""

import json
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

import pytest
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from accounts.copies import running, sandboxes, tasks
from accounts.copies.actions import request_export
from accounts.models import Membership, Organization, OrganizationCopy, Person, Role
from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.errors import NotPermitted
from core.jobs import handing
from core.jobs import running as at_work
from core.jobs.models import JobStatus
from notifications.models import Mail
from notifications.tasks import deliver_mail
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.pages.conftest import browser_of

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests are the worker."""
    monkeypatch.setattr("core.jobs.running.BEAT", 3_600.0)
    monkeypatch.setattr(tasks.work_on_copy, "delay", lambda *ids: None)


def work(organization: Organization) -> OrganizationCopy:
    """Do the work that waits."""
    system = Actor.system(organization.pk)
    with acting(system):
        copy = OrganizationCopy.objects.visible_to(system).get(status=JobStatus.QUEUED)
    tasks.work_on_copy(str(organization.pk), str(copy.pk))
    with acting(system):
        return OrganizationCopy.objects.get(pk=copy.pk)


def events(organization: Organization) -> list[str]:
    system = Actor.system(organization.pk)
    with acting(system):
        rows = Change.objects.visible_to(system).filter(module="organization_copy").order_by("pk")
        return [event for event in rows.values_list("event", flat=True) if "progressed" not in event]


def test_the_api_exports_and_the_file_is_fetched_by_its_own_address(committed_cast: Cast, media: Path) -> None:
    client, organization = ApiClient(make_key(committed_cast.ana)), committed_cast.organization
    asked = client.send("POST", "organization/exports/")
    assert asked.status_code == 202 and asked.json()["download"] is None
    assert asked["Location"].endswith(f"/api/v1/organization/exports/{asked.json()['id']}/")
    again = client.send("POST", "organization/exports/")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "copy_at_work")
    work(organization)
    ready = client.get(asked["Location"].removeprefix("http://testserver")).json()
    assert ready["status"] == "done" and ready["done"] == ready["total"] > 20 and len(ready["sha256"]) == 64
    path = ready["download"]["url"].removeprefix("http://testserver")
    file = Client().get(path)
    content = b"".join(file.streaming_content)
    assert file["Content-Type"] == "application/zip" and "lakeside-" in file["Content-Disposition"]
    assert len(content) == ready["size"] and "manifest.json" in ZipFile(BytesIO(content)).namelist()
    assert Client().get(path[:-3] + "/").status_code == 404
    assert [one["id"] for one in client.get("organization/exports/").json()["results"]] == [ready["id"]]
    assert events(organization) == [
        "organization.export_requested", "organization.copy_started", "organization.exported"
    ]  # fmt: skip
    before = timezone.now().date() - timedelta(days=3)
    with acting(committed_cast.ana):
        Membership.objects.filter(person_id=committed_cast.ana.person_id).update(ends_on=before)
    assert Client().get(path).status_code == 404


def test_an_export_is_removed_after_its_days(committed_cast: Cast, media: Path) -> None:
    with acting(committed_cast.ana):
        request_export(committed_cast.organization, actor=committed_cast.ana)
    copy = work(committed_cast.organization)
    assert (media / copy.file.name).exists()
    with acting(committed_cast.ana):
        OrganizationCopy.objects.filter(pk=copy.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    assert tasks.remove_expired_copies() == 1 and not (media / copy.file.name).exists()
    with acting(committed_cast.ana):
        assert OrganizationCopy.objects.get(pk=copy.pk).status == JobStatus.EXPIRED
    assert events(committed_cast.organization)[-1] == "organization.copy_expired"


def test_what_is_cancelled_meanwhile_leaves_nothing(committed_cast: Cast, media: Path) -> None:
    """The worker notices at the next part that it writes, or when it wants to keep the file."""
    client = ApiClient(make_key(committed_cast.ana))
    asked = client.send("POST", "organization/exports/").json()

    def cancelled(*args: Any, **kwargs: Any) -> Any:
        answer = client.send("POST", f"organization/exports/{asked['id']}/cancel/")
        assert answer.json()["status"] == "cancelled"
        return export(*args, **kwargs)

    export = running.export_organization
    with patch.object(running, "export_organization", cancelled):
        copy = work(committed_cast.organization)
    assert copy.status == JobStatus.CANCELLED and not copy.file
    assert not [path for path in media.rglob("*.zip")]
    again = client.send("POST", f"organization/exports/{asked['id']}/cancel/")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "invalid_transition")


def test_the_progress_of_a_sandbox_tells_of_a_cancellation(committed_cast: Cast, media: Path) -> None:
    """Whoever was overtaken ends, and its whole transaction with it."""
    client = ApiClient(make_key(committed_cast.ana))
    client.send("POST", "organization/sandbox/")
    note = at_work.Heartbeat.note

    def lost(beat: at_work.Heartbeat, done: int, total: int) -> None:
        beat._lost.set()
        note(beat, done, total)

    with patch.object(at_work.Heartbeat, "note", lost):
        copy = work(committed_cast.organization)
    assert copy.status == JobStatus.RUNNING
    assert not Organization.objects.filter(sandbox_of=committed_cast.organization).exists()
    with acting(committed_cast.ana):
        OrganizationCopy.objects.filter(pk=copy.pk).update(beat_at=timezone.now() - timedelta(hours=1))
    with patch.object(handing, "LOST_AFTER", timedelta(0)), patch.object(handing, "send") as send:
        assert tasks.resume_lost_copies() == 1 and send.call_args[0][0].pk == copy.pk
    tasks.work_on_copy(str(committed_cast.organization.pk), str(copy.pk))
    assert Organization.objects.filter(sandbox_of=committed_cast.organization).exists()


def test_the_api_makes_resets_and_deletes_the_sandbox(committed_cast: Cast, media: Path) -> None:
    client, organization = ApiClient(make_key(committed_cast.ana)), committed_cast.organization
    assert client.get("organization/sandbox/").json() == {"organization": None, "work": None}
    assert client.send("POST", "organization/sandbox/reset/").json()["errors"][0]["code"] == "no_sandbox"
    assert client.send("DELETE", "organization/sandbox/").json()["errors"][0]["code"] == "no_sandbox"
    assert client.send("POST", "organization/sandbox/").status_code == 202
    work(organization)
    told = client.get("organization/sandbox/").json()
    assert told["organization"]["slug"] == "lakeside-sandbox" and told["work"]["status"] == "done"
    assert client.send("POST", "organization/sandbox/").json()["errors"][0]["code"] == "sandbox_exists"
    assert client.send("POST", "organization/sandbox/reset/").status_code == 202
    work(organization)
    assert client.get("organization/sandbox/").json()["organization"] == told["organization"]
    assert client.send("DELETE", "organization/sandbox/").status_code == 202
    work(organization)
    assert client.get("organization/sandbox/").json()["organization"] is None
    assert [event for event in events(organization) if "started" not in event] == [
        "organization.sandbox_requested", "organization.sandbox_finished",
        "organization.sandbox_reset_requested", "organization.sandbox_finished",
        "organization.sandbox_deletion_requested", "organization.sandbox_deleted",
    ]  # fmt: skip


def test_a_reset_that_fails_leaves_the_sandbox_as_it_was(committed_cast: Cast, media: Path) -> None:
    """It is open again with what was in it, and the sweep has the work done anew."""
    sandbox = sandboxes.make_sandbox(committed_cast.organization)
    client = ApiClient(make_key(committed_cast.ana))
    client.send("POST", "organization/sandbox/reset/")
    full = patch.object(sandboxes, "put_stand_ins", side_effect=OSError("no room"))
    with full, pytest.raises(OSError, match="no room"):
        work(committed_cast.organization)
    sandbox.refresh_from_db()
    assert sandbox.is_active
    with acting(Actor.system(sandbox.pk)):
        assert Membership.objects.exists() and Role.objects.exists()
    with acting(committed_cast.ana):
        copy = OrganizationCopy.objects.get(status=JobStatus.RUNNING)
    tasks.work_on_copy(str(committed_cast.organization.pk), str(copy.pk))
    assert client.get("organization/sandbox/").json()["work"]["status"] == "done"


def test_whoever_may_no_longer_gets_nothing(committed_cast: Cast, media: Path) -> None:
    with acting(committed_cast.ana):
        request_export(committed_cast.organization, actor=committed_cast.ana)
        Role.objects.filter(name="Role of Ana Alvarez").update(permissions=["facilities.view_property"])
    copy = work(committed_cast.organization)
    assert (copy.status, copy.file) == (JobStatus.FAILED, "") and not [path for path in media.rglob("*.zip")]


def test_a_fault_of_the_database_is_told_without_its_words(committed_cast: Cast, media: Path) -> None:
    client = ApiClient(make_key(committed_cast.ana))
    client.send("POST", "organization/sandbox/")
    fault = patch.object(sandboxes, "copy_rows", side_effect=DatabaseError("relation secret_table"))
    with fault, pytest.raises(DatabaseError):
        work(committed_cast.organization)
    told = client.get("organization/sandbox/").json()["work"]
    assert told["status"] == "failed" and "nothing was changed" in told["failure"] and "secret" not in told["failure"]


def test_who_may_not_is_refused_at_every_doorway(cast: Cast) -> None:
    ben, program = browser_of(cast.ben), ApiClient(make_key(cast.ben))
    narrow = ApiClient(make_key(cast.sys, ("properties:write",)))
    for path in ("settings/export/", "settings/sandbox/"):
        for answer in (ben.get(f"/lakeside/{path}"), ben.post(f"/lakeside/{path}", {"act": "create"})):
            assert answer.status_code == 403
    for method, path in (
        ("GET", "exports/"), ("POST", "exports/"), ("GET", "sandbox/"), ("POST", "sandbox/"), ("DELETE", "sandbox/"),
        ("POST", "sandbox/reset/"),
    ):  # fmt: skip
        assert program.send(method, f"organization/{path}").json()["type"].endswith("/problems/forbidden/")
        answer = narrow.send(method, f"organization/{path}")
        assert answer.json()["type"].endswith("/problems/insufficient-scope/")
    with acting(cast.ben), pytest.raises(NotPermitted):
        request_export(cast.organization, actor=cast.ben)


def test_pages_of_an_administrator(committed_cast: Cast, media: Path) -> None:
    ana, organization = browser_of(committed_cast.ana), committed_cast.organization
    assert b"Nothing yet" in ana.get("/lakeside/settings/export/").content
    assert ana.post("/lakeside/settings/export/").status_code == 302
    waiting = ana.get("/lakeside/settings/export/").content.decode()
    assert "hx-trigger" in waiting and "Cancel" in waiting
    work(organization)
    page = ana.get("/lakeside/settings/export/").content.decode()
    path = page.partition('href="/downloads/organization/')[2].partition('"')[0]
    assert ana.get(f"/downloads/organization/{path}").status_code == 200
    assert "data-sandbox" not in page
    assert b"Make a sandbox" in ana.get("/lakeside/settings/sandbox/").content
    ana.post("/lakeside/settings/sandbox/", {"act": "create"})
    work(organization)
    assert b'href="/lakeside-sandbox/"' in ana.get("/lakeside/settings/sandbox/").content
    inside = ana.get("/lakeside-sandbox/properties/").content.decode()
    assert "data-sandbox" in inside and ">Sandbox</span>" in inside and "Tower" in inside
    assert "settings/sandbox/" in ana.get("/lakeside-sandbox/settings/sandbox/").content.decode()
    ana.post("/lakeside-sandbox/settings/sandbox/", {"act": "create"}, follow=True)
    assert not Organization.objects.filter(sandbox_of__slug="lakeside-sandbox").exists()
    assert browser_of(committed_cast.ben).get("/lakeside-sandbox/").status_code == 404
    ana.post("/lakeside/settings/sandbox/", {"act": "delete"})
    cancelled = ana.get("/lakeside/settings/sandbox/").content.decode().partition("/settings/copies/")[2][:36]
    ana.post(f"/lakeside/settings/copies/{cancelled}/cancel/")
    assert Organization.objects.filter(slug="lakeside-sandbox").exists()
    assert events(organization)[-1] == "organization.copy_cancelled"


def test_no_mail_leaves_a_sandbox(committed_cast: Cast, media: Path) -> None:
    """Letters and invitations are written down; whoever invites is shown the way in."""
    sandbox = sandboxes.make_sandbox(committed_cast.organization)
    system = Actor.system(sandbox.pk)
    with acting(system):
        for to in ("dana@example.org", "eve@example.org"):
            Mail.objects.create(
                organization_id=sandbox.pk, to=to, kind="request", subject="Leak", next_attempt_at=timezone.now()
            )
        role = Role.objects.first()
    assert deliver_mail() == 2 and outbox.outbox == []
    ana = browser_of(committed_cast.ana)
    answer = ana.post(
        "/lakeside-sandbox/settings/people/invite/",
        {"email": "real@example.org", "name": "Real Person", "role": str(role.pk), "whole_organization": "on"},
        follow=True,
    )
    assert "Nothing is sent from a sandbox" in answer.content.decode() and outbox.outbox == []
    with acting(system):
        assert set(Mail.objects.values_list("state", flat=True)) == {"suppressed"}
        assert Mail.objects.get(to="real@example.org").kind == "invitation"


def test_invented_people_become_nobody_elsewhere(committed_cast: Cast, media: Path) -> None:
    sandboxes.make_sandbox(committed_cast.organization)
    somebody = Person.objects.filter(email__endswith="sandbox.invalid").first()
    with acting(committed_cast.ana):
        role = Role.objects.get(name="Role of Ben Brown")
    form = {"email": somebody.email, "name": "Somebody", "role": str(role.pk), "whole_organization": "on"}
    answer = browser_of(committed_cast.ana).post("/lakeside/settings/people/invite/", form)
    assert answer.status_code == 422 and "invented for a sandbox" in answer.content.decode()


def test_the_command_makes_resets_and_deletes(committed_cast: Cast, media: Path) -> None:
    def told(act: str) -> dict[str, str]:
        output = StringIO()
        call_command("organization", "sandbox", act, "--slug", "lakeside", "--format", "json", stdout=output)
        found: dict[str, str] = json.loads(output.getvalue())
        return found

    assert told("create")["sandbox"] == "lakeside-sandbox"
    assert told("reset")["state"] == "done"
    assert told("delete")["sandbox"] == ""
    with pytest.raises(CommandError, match="no sandbox"):
        told("reset")
    with pytest.raises(CommandError, match="no organization"):
        call_command("organization", "export", "--slug", "nowhere", "--file", str(media / "x.zip"))
    with pytest.raises(CommandError, match="No such file"):
        call_command("organization", "export", "--slug", "lakeside", "--file", str(media / "none" / "x.zip"))
    assert not list(media.glob("*.part"))
