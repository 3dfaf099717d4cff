"""Recurring work of the core."""

from celery import shared_task
from django.db import connection

from core.documents.tasks import collect_all_orphans, scan_all_documents, scan_documents
from core.imports.tasks import resume_lost_imports, work_on

__all__ = [
    "collect_all_orphans",
    "make_change_partitions",
    "resume_lost_imports",
    "scan_all_documents",
    "scan_documents",
    "work_on",
]


@shared_task
def make_change_partitions(months: int = 3) -> int:
    """Make the change record's partitions for the coming months; returns how many were made."""
    with connection.cursor() as cursor:
        cursor.execute("select core_make_change_partitions(%s)", [months])
        return int(cursor.fetchone()[0])
