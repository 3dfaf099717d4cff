"""Copies at work in the background. A task carries ids; where the work stands is said by the copy's own row."""

import logging
from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.copies.running import run_copy
from accounts.models import AT_WORK, CopyStatus, Organization, OrganizationCopy
from core.acting import acting
from core.actor import Actor
from core.imports.people import maker_of
from core.writing import changing

log = logging.getLogger(__name__)
# A worker gives a sign every few seconds: a copy without one for so long has lost it.
LOST_AFTER = timedelta(minutes=2)


def hand_to_workers(copy: OrganizationCopy) -> None:
    """After the commit. While the queue is away the copy waits for the sweep."""
    transaction.on_commit(lambda: _send(copy))


def _send(copy: OrganizationCopy) -> None:
    try:
        work_on_copy.delay(str(copy.organization_id), str(copy.pk))
    except OperationalError:
        log.warning("copy %s waits: the queue does not answer", copy.pk)


@shared_task
def work_on_copy(organization_id: str, copy_id: str) -> None:
    """Do what was asked for. Whoever asked must still be a member."""
    system = _system(UUID(organization_id))
    with acting(system):
        copy = OrganizationCopy.objects.visible_to(system).filter(pk=copy_id, status__in=AT_WORK).first()
    if copy is None:
        return
    actor = maker_of(copy.organization_id, copy.created_by_id)
    if actor is None:
        _stop(copy, system)
        return
    run_copy(copy.pk, actor=actor)


def _stop(copy: OrganizationCopy, system: Actor) -> None:
    with acting(system), changing(copy, event="organization.copy_failed", actor=system) as row:
        row.status, row.failure = CopyStatus.FAILED, "Whoever asked for it is no member any more."


@shared_task
def resume_lost_copies() -> int:
    """Send copies again whose worker was killed, or that never reached one; returns how many."""
    found, before = 0, timezone.now() - LOST_AFTER
    for organization_id in Organization.objects.values_list("pk", flat=True):
        system = _system(organization_id)
        with acting(system):
            rows = OrganizationCopy.objects.visible_to(system).filter(status__in=AT_WORK, updated_at__lt=before)
            lost = list(rows.filter(Q(beat_at=None) | Q(beat_at__lt=before)))
        for copy in lost:
            _send(copy)
        found += len(lost)
    return found


@shared_task
def remove_expired_copies() -> int:
    """Take away the files whose days are over; returns how many."""
    removed = 0
    for organization_id in Organization.objects.values_list("pk", flat=True):
        system = _system(organization_id)
        with acting(system):
            rows = OrganizationCopy.objects.visible_to(system).filter(status=CopyStatus.DONE)
            expired = list(rows.filter(expires_at__lt=timezone.now()))
        for copy in expired:
            _remove(copy, system)
        removed += len(expired)
    return removed


def _remove(copy: OrganizationCopy, system: Actor) -> None:
    """The file goes first: should it stay behind, the next hour tries again."""
    copy.file.delete(save=False)
    with acting(system), changing(copy, event="organization.export_expired", actor=system) as row:
        row.status, row.file = CopyStatus.EXPIRED, ""


def _system(organization_id: UUID) -> Actor:
    return Actor.system(organization_id, name="Copies")
