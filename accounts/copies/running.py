"""The work itself, by the worker that took it up last. How far it is stands in the copy's own row."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.copies.actions import EXPORT, KEEP
from accounts.copies.archive import in_pieces
from accounts.copies.exporting import export_organization
from accounts.copies.sandboxes import delete_sandbox, make_sandbox
from accounts.models import AT_WORK, CopyKind, CopyStatus, Organization, OrganizationCopy, stored_as
from core.acting import acting
from core.actor import Actor
from core.errors import AtriumError, NotVisible
from core.writing import changing

# Seconds between two notes of how far it is.
BEAT = 3.0
# A worker that is killed by what it does must not be followed by others for ever.
MOST_ATTEMPTS = 5
FINISHED = {
    CopyKind.EXPORT: "organization.exported",
    CopyKind.SANDBOX: "organization.sandbox_finished",
    CopyKind.SANDBOX_DELETION: "organization.sandbox_deleted",
}


class Overtaken(RuntimeError):
    """The copy was cancelled, or another worker has taken it up; this one leaves it alone."""


def run_copy(copy_id: UUID, *, actor: Actor) -> None:
    """Do what was asked for, from its beginning. Called outside any transaction."""
    copy = take_up(copy_id, actor)
    if copy is None:
        return
    try:
        do(copy, actor)
    except Overtaken:
        return
    except (AtriumError, DatabaseError) as error:
        with acting(actor), mine(copy, actor, "organization.copy_failed") as row:
            row.status, row.failure, row.finished_at = CopyStatus.FAILED, words_of(error), timezone.now()
        if isinstance(error, DatabaseError):
            raise


def words_of(error: Exception) -> str:
    """What people are told: of a fault of the server no more than that there was one."""
    if isinstance(error, DatabaseError):
        return _("The database refused it; nothing was changed. The server's log says more.")
    return str(error)


def take_up(copy_id: UUID, actor: Actor) -> OrganizationCopy | None:
    """The copy, now this worker's; None when there is nothing to do any more."""
    with acting(actor):
        copy: Any = OrganizationCopy.objects.all().get_visible(actor, pk=copy_id)
        with changing(copy, event="organization.copy_started", actor=actor) as row:
            if row.status not in AT_WORK:
                return None
            row.attempt += 1
            row.status, row.done = CopyStatus.RUNNING, 0
            if row.attempt > MOST_ATTEMPTS:
                row.status = CopyStatus.FAILED
                row.failure = _("It was begun %d times and never came to its end.") % MOST_ATTEMPTS
    return copy if copy.status == CopyStatus.RUNNING else None


def do(copy: OrganizationCopy, actor: Actor) -> None:
    """Export, copy or remove, while whoever asked may still do so."""
    actor.require(EXPORT if copy.kind == CopyKind.EXPORT else KEEP)
    organization = Organization.objects.get(pk=copy.organization_id)
    with Heartbeat(copy, actor) as beat:
        if copy.kind == CopyKind.EXPORT:
            write_export(copy, organization, actor, beat)
            return
        if copy.kind == CopyKind.SANDBOX:
            make_sandbox(organization, told=beat.note)
        else:
            delete_sandbox(organization)
    with acting(actor), mine(copy, actor, FINISHED[CopyKind(copy.kind)]) as row:
        row.total, row.done = beat.total, beat.total
        row.status, row.finished_at = CopyStatus.DONE, timezone.now()


def write_export(copy: OrganizationCopy, organization: Organization, actor: Actor, beat: "Heartbeat") -> None:
    """The file is written beside, and goes to its place before the row is locked."""
    with tempfile.TemporaryFile() as file:
        outcome = export_organization(organization, file, told=beat.note)
        size, checksum = file.tell(), checksum_of(file)
        storage = copy.file.storage
        name = storage.save(stored_as(copy, ""), File(file))
    try:
        with acting(actor), mine(copy, actor, FINISHED[CopyKind.EXPORT]) as row:
            row.total = row.done = outcome.done
            row.status, row.file, row.size, row.sha256 = CopyStatus.DONE, name, size, checksum
            row.finished_at = timezone.now()
            row.expires_at = timezone.now() + timedelta(days=settings.ATRIUM_EXPORT_DAYS)
            if outcome.missing:
                row.note = _("%d files were not in the storage; the manifest names them.") % len(outcome.missing)
    except Overtaken:
        storage.delete(name)
        raise


def checksum_of(file: IO[bytes]) -> str:
    """SHA-256 of the whole file, which is at its beginning afterwards."""
    digest = hashlib.sha256()
    file.seek(0)
    for piece in in_pieces(file):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


@contextmanager
def mine(copy: OrganizationCopy, actor: Actor, event: str) -> Iterator[OrganizationCopy]:
    """Write to the copy, unless it was cancelled or taken up by another worker."""
    with changing(OrganizationCopy(pk=copy.pk), event=event, actor=actor) as row:
        if row.status != CopyStatus.RUNNING or row.attempt != copy.attempt:
            raise Overtaken
        yield row


class Heartbeat:
    """Notes from a thread of its own how far the work is: its transaction shows nobody anything before it ends."""

    def __init__(self, copy: OrganizationCopy, actor: Actor) -> None:
        self.copy, self.actor, self.total, self.done = copy, actor, 0, 0
        self._over, self._lost = Event(), Event()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        self._thread.join()

    def note(self, done: int, total: int) -> None:
        """So much is done; Overtaken ends the work."""
        self.done, self.total = done, total
        if self._lost.is_set():
            raise Overtaken

    def _run(self) -> None:
        while not self._over.wait(BEAT):
            try:
                with acting(self.actor), mine(self.copy, self.actor, "organization.copy_progressed") as row:
                    # It moves even while nothing is counted, and so tells that the worker lives.
                    row.total, row.done, row.beat_at = self.total, self.done, timezone.now()
            except (Overtaken, NotVisible):
                self._lost.set()
                break
        connection.close()
