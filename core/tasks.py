"""Recurring work of the core."""

from celery import shared_task
from django.db import connection


@shared_task
def make_change_partitions(months: int = 3) -> int:
    """Make the change record's partitions for the coming months; returns how many were made."""
    with connection.cursor() as cursor:
        cursor.execute("select core_make_change_partitions(%s)", [months])
        return int(cursor.fetchone()[0])
