"""Exports at work in the background."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from api.exporting.models import Export
from api.exporting.running import run_export
from core.jobs.handing import asked_for, hand_over, remove_expired, resume_lost


def hand_to_workers(export: Export) -> None:
    """After the commit. While the queue is away the export waits for the sweep."""
    hand_over(export, write_export)


@shared_task
def write_export(organization_id: str, export_id: str) -> None:
    """Write one export. Whoever asked for it needs the rights of today."""
    if found := asked_for(Export, UUID(organization_id), UUID(export_id)):
        export, actor = found
        with timezone.override(actor.time_zone):
            run_export(export.pk, actor=actor)


@shared_task
def resume_lost_exports() -> int:
    """Send exports again whose worker was killed, or that never reached one; returns how many."""
    return resume_lost(Export, write_export)


@shared_task
def remove_expired_exports() -> int:
    """Take away the files whose days are over; returns how many."""
    return remove_expired(Export)
