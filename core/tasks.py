"""Recurring work of the core."""

from celery import shared_task
from django.db import connection

from core.imports.tasks import resume_lost_imports, work_on

__all__ = ["make_change_partitions", "resume_lost_imports", "work_on"]


@shared_task
def make_change_partitions(months: int = 3) -> int:
    """Make the change record's partitions for the coming months; returns how many were made."""
    with connection.cursor() as cursor:
        cursor.execute("select core_make_change_partitions(%s)", [months])
        return int(cursor.fetchone()[0])
