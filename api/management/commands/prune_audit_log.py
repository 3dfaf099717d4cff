"""`manage.py prune_audit_log`: take old months off the log of the API's calls, as the owner of the database."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from accounts.models import Organization
from api.audit.pruning import month_kept, prune_audit_log
from core.db.roles import as_owner


class Command(BaseCommand):
    """Take old months off the audit log."""

    help = "Take old months off the log of the API's calls. Needs DATABASE_ADMIN_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--keep-days",
            type=int,
            default=settings.KEEP_AUDIT_DAYS,
            help="days that stay, with the whole month of the oldest; ATRIUM_KEEP_AUDIT_DAYS unless told",
        )

    def handle(self, *args: Any, keep_days: int | None, **options: Any) -> None:
        if keep_days is None:
            self.stdout.write("The audit log is kept for ever: ATRIUM_KEEP_AUDIT_DAYS is not set.")
            return
        if keep_days < 1:
            raise CommandError("At least one day is kept.")
        before = month_kept(timezone.now().date(), keep_days)
        with as_owner(connection):
            for organization in Organization.objects.order_by("slug"):
                removed = prune_audit_log(organization.pk, before)
                self.stdout.write(f"{organization.slug}: {removed} entries of before {before:%Y-%m} were taken off.")
