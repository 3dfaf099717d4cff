"""Imports at work in the background. A task carries ids; where the work stands is said by the import's own row."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from core.acting import acting
from core.actor import Actor
from core.imports.models import AT_WORK, ImportBatch, Status
from core.imports.people import maker_of
from core.imports.running import run_import, stop_import
from core.imports.undo import run_undo
from core.jobs.handing import hand_over, send, systems

# A batch of lines takes seconds: an import that has not moved for so long has lost its worker.
LOST_AFTER = timedelta(minutes=3)


def hand_to_workers(batch: ImportBatch) -> None:
    """After the commit. While the queue is away the import waits for the sweep."""
    hand_over(batch, work_on)


@shared_task
def work_on(organization_id: str, batch_id: str) -> None:
    """Take up one import: its dry run, the run or its undoing. Whoever started it needs the rights of today."""
    system = Actor.system(UUID(organization_id), name="Imports")
    with acting(system):
        batch = ImportBatch.objects.visible_to(system).filter(pk=batch_id, status__in=AT_WORK).first()
    if batch is None:
        return
    actor = maker_of(batch.organization_id, batch.updated_by_id)
    if actor is None:
        stop_import(batch, system, "Whoever started it is no member any more.")
        return
    with timezone.override(actor.time_zone):
        work = run_undo if batch.status == Status.UNDOING else run_import
        work(batch.pk, actor=actor)


@shared_task
def resume_lost_imports() -> int:
    """Send imports again whose worker was killed; returns how many. They go on behind their last batch."""
    found = 0
    for system in systems("Imports"):
        with acting(system):
            rows = ImportBatch.objects.visible_to(system).filter(status__in=AT_WORK)
            lost = list(rows.filter(updated_at__lt=timezone.now() - LOST_AFTER))
        for batch in lost:
            send(batch, work_on)
        found += len(lost)
    return found
