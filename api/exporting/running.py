"""The work itself: the file is written beside, and kept only by the worker that took the export up last."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from api.exporting.actions import parameters_of
from api.exporting.models import AT_WORK, Export, ExportStatus, stored_as
from api.exports import selected_rows, stream_file
from api.problems import ApiProblem
from core.acting import acting
from core.actor import Actor
from core.errors import AtriumError, NotVisible
from core.query import QueryError
from core.surfaces import surface_named
from core.writing import changing

# Seconds between two notes of how far it is.
BEAT = 3.0
# A worker that is killed by what it writes must not be followed by others for ever.
MOST_ATTEMPTS = 5


class Overtaken(RuntimeError):
    """The export was cancelled, or another worker has taken it up; this one leaves it alone."""


def run_export(export_id: UUID, *, actor: Actor) -> None:
    """Write an export from its beginning. Called outside any transaction."""
    export = take_up(export_id, actor)
    if export is None:
        return
    try:
        _write(export, actor)
    except Overtaken:
        return
    except (AtriumError, QueryError, ApiProblem) as error:
        with acting(actor), _mine(export, actor, "export.failed") as row:
            row.status, row.failure, row.finished_at = ExportStatus.FAILED, str(error), timezone.now()


def take_up(export_id: UUID, actor: Actor) -> Export | None:
    """The export, now this worker's; None when there is nothing to do any more."""
    with acting(actor):
        export: Any = Export.objects.all().get_visible(actor, pk=export_id)
        with changing(export, event="export.started", actor=actor) as row:
            if row.status not in AT_WORK:
                return None
            row.attempt += 1
            row.status, row.done = ExportStatus.RUNNING, 0
            if row.attempt > MOST_ATTEMPTS:
                row.status = ExportStatus.FAILED
                row.failure = _("It was begun %d times and never came to its end.") % MOST_ATTEMPTS
    return export if export.status == ExportStatus.RUNNING else None


def _write(export: Export, actor: Actor) -> None:
    surface, parameters = surface_named(export.record_module), parameters_of(export.question)
    with acting(actor):
        actor.require(surface.permission("view"))
        total = selected_rows(surface, actor, parameters).count()
        pieces = stream_file(surface, actor, parameters, export.format)
    with tempfile.TemporaryFile() as file:
        with Heartbeat(export, actor, total) as beat:
            for piece in pieces:
                file.write(piece)
                beat.note(piece)
        _keep(export, actor, file, total)


def _keep(export: Export, actor: Actor, file: IO[bytes], total: int) -> None:
    """The file goes to its place before the row is locked; nobody waits for a storage elsewhere."""
    size, storage = file.tell(), export.file.storage
    file.seek(0)
    name = storage.save(stored_as(export, ""), File(file))
    try:
        with acting(actor), _mine(export, actor, "export.finished") as row:
            row.total = row.done = total
            row.status, row.file, row.size, row.finished_at = ExportStatus.DONE, name, size, timezone.now()
            row.expires_at = timezone.now() + timedelta(days=settings.ATRIUM_EXPORT_DAYS)
    except Overtaken:
        storage.delete(name)
        raise


@contextmanager
def _mine(export: Export, actor: Actor, event: str) -> Iterator[Export]:
    """Write to the export, unless it was cancelled or taken up by another worker."""
    with changing(Export(pk=export.pk), event=event, actor=actor) as row:
        if row.status != ExportStatus.RUNNING or row.attempt != export.attempt:
            raise Overtaken
        yield row


class Heartbeat:
    """Notes from a thread of its own how far the file is: the transaction that reads it writes nothing."""

    def __init__(self, export: Export, actor: Actor, total: int) -> None:
        self.export, self.actor, self.total, self.done = export, actor, total, 0
        self._over, self._lost = Event(), Event()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        self._thread.join()

    def note(self, piece: bytes) -> None:
        """A piece is written. Lines stand for records; Overtaken ends the work."""
        self.done = min(self.total, self.done + piece.count(b"\n"))
        if self._lost.is_set():
            raise Overtaken

    def _run(self) -> None:
        while not self._over.wait(BEAT):
            try:
                with acting(self.actor), _mine(self.export, self.actor, "export.progressed") as row:
                    # It moves even while nothing is counted, and so tells that the worker lives.
                    row.total, row.done, row.beat_at = self.total, self.done, timezone.now()
            except (Overtaken, NotVisible):
                self._lost.set()
                break
        connection.close()
