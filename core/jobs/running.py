"""A job at work, by the worker that took it up last."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import IO, Any, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acting import acting
from core.actor import Actor
from core.errors import NotVisible
from core.jobs.models import AT_WORK, Job, JobStatus, stored_as
from core.writing import changing

J = TypeVar("J", bound=Job)
# Seconds between two notes of how far it is.
BEAT = 3.0
# A worker that is killed by what it does must not be followed by others for ever.
MOST_ATTEMPTS = 5


class Overtaken(RuntimeError):
    """The job was cancelled, or another worker has taken it up; this one leaves it alone."""


def take_up(model: type[J], job_id: UUID, actor: Actor) -> J | None:
    """The job, now this worker's; None when there is nothing to do any more."""
    with acting(actor):
        job: Any = model.objects.all().get_visible(actor, pk=job_id)
        with changing(job, event=job.event("started"), actor=actor) as row:
            if row.status not in AT_WORK:
                return None
            row.attempt += 1
            row.status, row.done = JobStatus.RUNNING, 0
            if row.attempt > MOST_ATTEMPTS:
                row.status, row.finished_at = JobStatus.FAILED, timezone.now()
                row.failure = _("It was begun %d times and never came to its end.") % MOST_ATTEMPTS
    return cast(J, job) if job.status == JobStatus.RUNNING else None


@contextmanager
def mine(job: J, actor: Actor, event: str) -> Iterator[J]:
    """Write to the job, unless it was cancelled or taken up by another worker."""
    with changing(type(job)(pk=job.pk), event=event, actor=actor) as row:
        if row.status != JobStatus.RUNNING or row.attempt != job.attempt:
            raise Overtaken
        yield row


@contextmanager
def finishing(job: J, actor: Actor, event: str) -> Iterator[J]:
    """Write down that the job is done, with what the block adds to it."""
    with acting(actor), mine(job, actor, event) as row:
        row.status, row.finished_at = JobStatus.DONE, timezone.now()
        yield row


def fail(job: Job, actor: Actor, words: str) -> None:
    """Write down that the job is stopped, and why."""
    with acting(actor), mine(job, actor, job.event("failed")) as row:
        row.status, row.failure, row.finished_at = JobStatus.FAILED, words, timezone.now()


def keep_file(job: Job, actor: Actor, file: IO[bytes], *, event: str, **values: Any) -> None:
    """Keep the file, with the values, as what the job has made.

    It goes to its place before the row is locked: nobody waits for a storage elsewhere.
    """
    size, storage = file.seek(0, 2), job.file.storage
    file.seek(0)
    name = storage.save(stored_as(job, ""), File(file))
    try:
        with finishing(job, actor, event) as row:
            row.file, row.size = name, size
            row.expires_at = timezone.now() + timedelta(days=settings.ATRIUM_EXPORT_DAYS)
            for member, value in values.items():
                setattr(row, member, value)
    except Overtaken:
        storage.delete(name)
        raise


class Heartbeat:
    """Notes from a thread of its own how far a job is: its transaction shows nobody anything before it ends."""

    def __init__(self, job: Job, actor: Actor) -> None:
        self.job, self.actor, self.total, self.done = job, actor, 0, 0
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
                with acting(self.actor), mine(self.job, self.actor, self.job.event("progressed")) as row:
                    # It moves even while nothing is counted, and so tells that the worker lives.
                    row.total, row.done, row.beat_at = self.total, self.done, timezone.now()
            except (Overtaken, NotVisible):
                self._lost.set()
                break
        connection.close()
