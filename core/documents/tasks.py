"""Documents at work in the background: the virus scan, and files that belong to nothing."""

import logging
from uuid import UUID

from celery import shared_task
from django.apps import apps
from django.conf import settings

from core.documents.orphans import collect_orphans
from core.documents.scanning import ScannerAway, scan_waiting

log = logging.getLogger(__name__)


@shared_task
def scan_documents(organization_id: str) -> int:
    """Scan what waits in one organization; returns how many were."""
    try:
        return scan_waiting(UUID(organization_id))
    except ScannerAway as away:
        log.warning("Files wait for the virus scan: %s", away)
        return 0


@shared_task
def scan_all_documents() -> int:
    """Scan what was left waiting, by a worker that died or while the scanner was away."""
    if not settings.CLAMD_ADDRESS:
        return 0
    return sum(scan_documents(str(key)) for key in _organizations())


@shared_task
def collect_all_orphans() -> int:
    """Remove files that no row names, and documents that nobody linked; returns how many went."""
    return sum(collect_orphans(key) for key in _organizations())


def _organizations() -> list[UUID]:
    return list(apps.get_model(settings.ATRIUM_ORGANIZATION_MODEL)._default_manager.values_list("pk", flat=True))
