"""`manage.py prune_changes`: take old months off the change record, as the owner of the database."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from core.db.roles import as_owner
from core.pruning import prune_changes


class Command(BaseCommand):
    """Take old months off the change record."""

    help = "Take old months off the change record. Needs DATABASE_ADMIN_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--keep-months",
            type=int,
            default=settings.KEEP_CHANGES_MONTHS,
            help="whole months that stay beside the present one; ATRIUM_KEEP_CHANGES_MONTHS unless told",
        )

    def handle(self, *args: Any, keep_months: int | None, **options: Any) -> None:
        if keep_months is None:
            self.stdout.write("Changes are kept for ever: ATRIUM_KEEP_CHANGES_MONTHS is not set.")
            return
        if keep_months < 1:
            raise CommandError("At least one whole month is kept.")
        with as_owner(connection):
            pruned = prune_changes(first_day_kept(timezone.now().date(), keep_months))
        for month in pruned.months:
            self.stdout.write(f"{month:%Y-%m} was taken off.")
        if pruned.kept_for:
            self.stdout.write(f"The next month stays: {pruned.kept_for} has not read it to its end.")


def first_day_kept(today: date, months: int) -> date:
    """The first day of the earliest month that stays."""
    number = today.year * 12 + today.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
