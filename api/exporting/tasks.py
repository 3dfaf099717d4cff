"""Exports at work in the background. A task carries ids; where the work stands is said by the export's own row."""

import logging
from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import Organization
from api.exporting.models import AT_WORK, Export, ExportStatus
from api.exporting.running import run_export
from core.acting import acting
from core.actor import Actor
from core.imports.people import maker_of
from core.writing import changing

log = logging.getLogger(__name__)
# A worker gives a sign every few seconds: an export without one for so long has lost it.
LOST_AFTER = timedelta(minutes=2)


def hand_to_workers(export: Export) -> None:
    """After the commit. While the queue is away the export waits for the sweep."""
    transaction.on_commit(lambda: _send(export))


def _send(export: Export) -> None:
    try:
        write_export.delay(str(export.organization_id), str(export.pk))
    except OperationalError:
        log.warning("export %s waits: the queue does not answer", export.pk)


@shared_task
def write_export(organization_id: str, export_id: str) -> None:
    """Write one export. Whoever asked for it needs the rights of today."""
    system = Actor.system(UUID(organization_id), name="Exports")
    with acting(system):
        export = Export.objects.visible_to(system).filter(pk=export_id, status__in=AT_WORK).first()
    if export is None:
        return
    actor = maker_of(export.organization_id, export.created_by_id)
    if actor is None:
        _stop(export, system)
        return
    with timezone.override(actor.time_zone):
        run_export(export.pk, actor=actor)


def _stop(export: Export, system: Actor) -> None:
    with acting(system), changing(export, event="export.failed", actor=system) as row:
        row.status, row.failure = ExportStatus.FAILED, "Whoever asked for it is no member any more."


@shared_task
def resume_lost_exports() -> int:
    """Send exports again whose worker was killed, or that never reached one; returns how many."""
    found, before = 0, timezone.now() - LOST_AFTER
    for organization_id in Organization.objects.values_list("pk", flat=True):
        system = Actor.system(organization_id, name="Exports")
        with acting(system):
            rows = Export.objects.visible_to(system).filter(status__in=AT_WORK, updated_at__lt=before)
            lost = list(rows.filter(Q(beat_at=None) | Q(beat_at__lt=before)))
        for export in lost:
            _send(export)
        found += len(lost)
    return found


@shared_task
def remove_expired_exports() -> int:
    """Take away the files whose days are over; returns how many."""
    removed = 0
    for organization_id in Organization.objects.values_list("pk", flat=True):
        system = Actor.system(organization_id, name="Exports")
        with acting(system):
            rows = Export.objects.visible_to(system).filter(status=ExportStatus.DONE, expires_at__lt=timezone.now())
            expired = list(rows)
        for export in expired:
            _remove(export, system)
        removed += len(expired)
    return removed


def _remove(export: Export, system: Actor) -> None:
    """The file goes first: should it stay behind, the next hour tries again."""
    export.file.delete(save=False)
    with acting(system), changing(export, event="export.expired", actor=system) as row:
        row.status, row.file = ExportStatus.EXPIRED, ""
