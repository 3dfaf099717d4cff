"""Handing jobs to workers, again where one was lost. A task carries ids; where the work stands is said by the row."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.acting import acting
from core.actor import Actor
from core.imports.people import maker_of
from core.jobs.models import AT_WORK, Job, JobStatus
from core.records import Owned
from core.writing import changing

J = TypeVar("J", bound=Job)
log = logging.getLogger("atrium.jobs")
# A worker gives a sign every few seconds: a job without one for so long has lost it.
LOST_AFTER = timedelta(minutes=2)


def hand_over(row: Owned, task: Any) -> None:
    """To a worker, after the commit. While the queue is away it waits for the sweep."""
    transaction.on_commit(lambda: send(row, task))


def send(row: Owned, task: Any) -> None:
    """Now."""
    try:
        task.delay(str(row.organization_id), str(row.pk))
    except OperationalError:
        log.warning("%s %s waits: the queue does not answer", row.module, row.pk)


def systems(name: str) -> Iterator[Actor]:
    """Atrium itself in each organization."""
    organizations = apps.get_model(settings.ATRIUM_ORGANIZATION_MODEL)._default_manager
    return (Actor.system(key, name=name) for key in organizations.values_list("pk", flat=True))


def asked_for(model: type[J], organization_id: UUID, job_id: UUID) -> tuple[J, Actor] | None:
    """A job that is to be done, and who asked for it. One whose maker is no member any more is stopped."""
    system = Actor.system(organization_id, name="Jobs")
    with acting(system):
        rows: Any = model.objects.visible_to(system).filter(status__in=AT_WORK)
        job: J | None = rows.filter(pk=job_id).first()
    if job is None:
        return None
    actor = maker_of(job.organization_id, job.created_by_id)
    if actor is not None:
        return job, actor
    with acting(system), changing(job, event=job.event("failed"), actor=system) as row:
        row.status, row.failure = JobStatus.FAILED, "Whoever asked for it is no member any more."
    return None


def resume_lost(model: type[Job], task: Any) -> int:
    """Send jobs again whose worker was killed, or that never reached one; returns how many."""
    found, before = 0, timezone.now() - LOST_AFTER
    for system in systems("Jobs"):
        with acting(system):
            rows = model.objects.visible_to(system).filter(status__in=AT_WORK, updated_at__lt=before)
            lost = list(rows.filter(Q(beat_at=None) | Q(beat_at__lt=before)))
        for job in lost:
            send(job, task)
        found += len(lost)
    return found


def remove_expired(model: type[Job]) -> int:
    """Take away the files whose days are over; returns how many."""
    removed = 0
    for system in systems("Jobs"):
        with acting(system):
            rows = model.objects.visible_to(system).filter(status=JobStatus.DONE, expires_at__lt=timezone.now())
            expired = list(rows)
        for job in expired:
            _remove(job, system)
        removed += len(expired)
    return removed


def _remove(job: Job, system: Actor) -> None:
    """The file goes first: should it stay behind, the next hour tries again."""
    job.file.delete(save=False)
    with acting(system), changing(job, event=job.event("expired"), actor=system) as row:
        row.status, row.file = JobStatus.EXPIRED, ""
