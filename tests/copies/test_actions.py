"""What may be asked of the whole of an organization: by whom, one at a time, taken back, and handed to workers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.copies import tasks
from accounts.copies.actions import (
    EXPORT,
    KEEP,
    cancel_copy,
    create_sandbox,
    delete_sandbox,
    request_export,
    require_sandbox,
    reset_sandbox,
    sandbox_of,
)
from accounts.models import CopyKind, Membership, Organization, OrganizationCopy
from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.errors import NotPermitted, NotVisible, RuleBroken
from core.jobs.models import JobStatus
from core.writing import creating
from tests.cast import Cast

Act = Callable[..., OrganizationCopy]
OF_SANDBOXES = (create_sandbox, reset_sandbox, delete_sandbox)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is handed to the workers, instead of a broker."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(tasks.work_on_copy, "delay", lambda *ids: sent.append(ids))
    return sent


@pytest.fixture
def sandbox(cast: Cast) -> Organization:
    """An empty organization that calls itself the sandbox of Ana's: nothing is copied."""
    return Organization.objects.create(name="Sandbox", slug="lakeside-sandbox", sandbox_of=cast.organization)


def ask(act: Act, cast: Cast) -> OrganizationCopy:
    with acting(cast.ana):
        return act(cast.organization, actor=cast.ana)


def refusal(act: Act, organization: Organization, actor: Actor) -> tuple[str, str, int]:
    with acting(actor), pytest.raises(RuleBroken) as broken:
        act(organization, actor=actor)
    return broken.value.problems[0].field, broken.value.code, broken.value.status


def events(cast: Cast) -> list[str]:
    with acting(cast.ana):
        rows = Change.objects.filter(module="organization_copy").order_by("id")
        return list(rows.values_list("event", flat=True))


def put(copy: OrganizationCopy, cast: Cast, **values: Any) -> OrganizationCopy:
    """As if a worker had come so far."""
    with acting(cast.ana):
        OrganizationCopy.objects.filter(pk=copy.pk).update(**values)
        return OrganizationCopy.objects.get(pk=copy.pk)


def without(actor: Actor, permission: str) -> Actor:
    return replace(actor, permissions=actor.permissions - {permission})


def test_an_export_that_is_asked_for_waits_for_its_worker(cast: Cast) -> None:
    copy = ask(request_export, cast)
    assert (copy.kind, copy.status, copy.attempt, copy.file) == (CopyKind.EXPORT, JobStatus.QUEUED, 0, "")
    assert (copy.organization_id, copy.created_by_id) == (cast.organization.pk, cast.ana.person_id)
    assert events(cast) == ["organization.export_requested"]


def test_a_sandbox_is_made_once_then_reset_and_deleted(cast: Cast) -> None:
    made = put(ask(create_sandbox, cast), cast, status=JobStatus.DONE)
    sandbox = Organization.objects.create(name="Sandbox", slug="lakeside-sandbox", sandbox_of=cast.organization)
    assert sandbox_of(cast.organization) == sandbox
    assert refusal(create_sandbox, cast.organization, cast.ana) == ("", "sandbox-exists", 409)
    reset = put(ask(reset_sandbox, cast), cast, status=JobStatus.DONE)
    deletion = ask(delete_sandbox, cast)
    assert [one.kind for one in (made, reset, deletion)] == [
        CopyKind.SANDBOX, CopyKind.SANDBOX, CopyKind.SANDBOX_DELETION
    ]  # fmt: skip
    asked = [event for event in events(cast) if event.endswith("_requested")]
    assert asked == [
        "organization.sandbox_requested",
        "organization.sandbox_reset_requested",
        "organization.sandbox_deletion_requested",
    ]


@pytest.mark.parametrize("act", [reset_sandbox, delete_sandbox, require_sandbox])
def test_without_a_sandbox_there_is_nothing_to_reset_or_delete(cast: Cast, act: Act) -> None:
    assert refusal(act, cast.organization, cast.ana) == ("", "no-sandbox", 409)
    assert events(cast) == []


@pytest.mark.parametrize("act", OF_SANDBOXES)
def test_a_sandbox_has_none_itself(cast: Cast, sandbox: Organization, act: Act) -> None:
    inside = replace(cast.ana, organization_id=sandbox.pk)
    assert refusal(act, sandbox, inside) == ("", "is-sandbox", 409)


def test_the_sandbox_of_another_organization_is_none_of_ones_own(cast: Cast, sandbox: Organization) -> None:
    assert sandbox_of(cast.other) is None
    assert refusal(delete_sandbox, cast.other, cast.cleo) == ("", "no-sandbox", 409)


@pytest.mark.parametrize("waiting", [JobStatus.QUEUED, JobStatus.RUNNING])
@pytest.mark.parametrize("act", [request_export, create_sandbox])
def test_one_copy_is_at_work_at_a_time(cast: Cast, waiting: JobStatus, act: Act) -> None:
    put(ask(request_export, cast), cast, status=waiting)
    assert refusal(act, cast.organization, cast.ana) == ("", "copy-at-work", 409)
    with acting(cast.ana):
        assert OrganizationCopy.objects.count() == 1


def test_a_copy_at_work_holds_up_no_other_organization(cast: Cast) -> None:
    ask(request_export, cast)
    with acting(cast.cleo):
        copy = request_export(cast.other, actor=cast.cleo)
        assert list(OrganizationCopy.objects.visible_to(cast.cleo)) == [copy]


@pytest.mark.parametrize("ended", [JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.EXPIRED])
def test_after_one_that_ended_the_next_is_asked_for(cast: Cast, ended: JobStatus) -> None:
    put(ask(request_export, cast), cast, status=ended)
    assert ask(request_export, cast).status == JobStatus.QUEUED


def test_two_who_ask_at_once_are_told_so_by_the_database(cast: Cast) -> None:
    """The second has seen no copy at work: its look-up came before the first's commit."""
    ask(request_export, cast)
    with acting(cast.ana), pytest.raises(RuleBroken) as broken:
        put_in = OrganizationCopy(kind=CopyKind.EXPORT)
        with creating(put_in, event="organization.export_requested", actor=cast.ana):
            pass
    assert (broken.value.code, broken.value.status) == ("unique", 409)


@pytest.mark.parametrize(
    ("act", "permission"), [(request_export, EXPORT), *((act, KEEP) for act in (*OF_SANDBOXES, require_sandbox))]
)
def test_who_may_not_is_refused_whatever_else_there_is_to_say(cast: Cast, act: Act, permission: str) -> None:
    """Nobody learns from a refusal of another kind that a copy is at work, or whether there is a sandbox."""
    ask(request_export, cast)
    for actor in (cast.ben, without(cast.ana, permission)):
        with acting(actor), pytest.raises(NotPermitted, match=permission):
            act(cast.organization, actor=actor)
    assert events(cast) == ["organization.export_requested"]


@pytest.mark.parametrize("waiting", [JobStatus.QUEUED, JobStatus.RUNNING])
def test_what_is_not_ready_is_cancelled(cast: Cast, waiting: JobStatus) -> None:
    copy = put(ask(request_export, cast), cast, status=waiting)
    with acting(cast.ana):
        assert cancel_copy(copy, actor=cast.ana).status == JobStatus.CANCELLED
    assert events(cast)[-1] == "organization.copy_cancelled"


def test_what_is_over_is_not_cancelled(cast: Cast) -> None:
    copy = put(ask(request_export, cast), cast, status=JobStatus.DONE)
    with acting(cast.ana), pytest.raises(RuleBroken) as broken:
        cancel_copy(copy, actor=cast.ana)
    problem = broken.value.problems[0]
    assert (problem.field, problem.code, broken.value.status) == ("status", "invalid-transition", 409)
    with acting(cast.ana):
        assert OrganizationCopy.objects.get().status == JobStatus.DONE


@pytest.mark.parametrize(("act", "needed", "other"), [(request_export, EXPORT, KEEP), (create_sandbox, KEEP, EXPORT)])
def test_who_may_ask_for_a_copy_may_cancel_it(cast: Cast, act: Act, needed: str, other: str) -> None:
    copy = ask(act, cast)
    with acting(cast.ana):
        with pytest.raises(NotPermitted, match=needed):
            cancel_copy(copy, actor=without(cast.ana, needed))
        assert cancel_copy(copy, actor=without(cast.ana, other)).status == JobStatus.CANCELLED


def test_another_organizations_copy_does_not_exist(cast: Cast) -> None:
    copy = ask(request_export, cast)
    with acting(cast.cleo), pytest.raises(NotVisible):
        cancel_copy(copy, actor=cast.cleo)
    assert put(copy, cast).status == JobStatus.QUEUED


def test_a_copy_is_handed_to_a_worker_after_the_commit(
    cast: Cast, queue: list[tuple[str, str]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        copy = ask(request_export, cast)
        tasks.hand_to_workers(copy)
        assert queue == []
    assert queue == [(str(cast.organization.pk), str(copy.pk))]


def test_while_the_queue_is_away_a_copy_waits_and_is_sent_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, queue: list[tuple[str, str]], django_capture_on_commit_callbacks: Any
) -> None:
    def away(*ids: str) -> None:
        raise OperationalError

    with monkeypatch.context() as without_queue, django_capture_on_commit_callbacks(execute=True):
        without_queue.setattr(tasks.work_on_copy, "delay", away)
        copy = ask(request_export, cast)
        tasks.hand_to_workers(copy)
    assert put(copy, cast).status == JobStatus.QUEUED
    assert tasks.resume_lost_copies() == 0  # it is young: perhaps its worker has not begun yet
    monkeypatch.setattr("core.jobs.handing.LOST_AFTER", timedelta(minutes=-1))
    assert tasks.resume_lost_copies() == 1
    assert queue == [(str(cast.organization.pk), str(copy.pk))]


def test_a_cancelled_copy_is_not_begun(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []
    monkeypatch.setattr(tasks, "run_copy", lambda copy_id, *, actor: begun.append((copy_id, actor.person_id)))
    copy = ask(request_export, cast)
    tasks.work_on_copy(str(cast.organization.pk), str(copy.pk))
    assert begun == [(copy.pk, cast.ana.person_id)]
    put(copy, cast, status=JobStatus.CANCELLED)
    tasks.work_on_copy(str(cast.organization.pk), str(copy.pk))
    assert len(begun) == 1


def test_for_who_is_no_member_any_more_nothing_is_copied(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "run_copy", lambda *ids, **who: pytest.fail("It was begun"))
    copy = ask(request_export, cast)
    with acting(cast.ana):
        Membership.objects.filter(person_id=cast.ana.person_id).update(ends_on=timezone.now().date() - timedelta(3))
    tasks.work_on_copy(str(cast.organization.pk), str(copy.pk))
    stopped = put(copy, cast)
    assert (stopped.status, bool(stopped.failure)) == (JobStatus.FAILED, True)
    assert events(cast)[-1] == "organization.copy_failed"


def test_the_file_of_an_export_is_removed_after_its_days(cast: Cast, media: Path) -> None:
    copy, now = ask(request_export, cast), timezone.now()
    copy.file.save("", ContentFile(b"PK"), save=False)
    put(copy, cast, status=JobStatus.DONE, file=copy.file.name, expires_at=now + timedelta(hours=1))
    assert tasks.remove_expired_copies() == 0 and (media / copy.file.name).exists()
    put(copy, cast, expires_at=now - timedelta(hours=1))
    assert tasks.remove_expired_copies() == 1 and not (media / copy.file.name).exists()
    expired = put(copy, cast)
    assert (expired.status, expired.file) == (JobStatus.EXPIRED, "")
    assert events(cast)[-1] == "organization.copy_expired"
    assert tasks.remove_expired_copies() == 0
