"""Commands by which the owner of the database takes old months off what the application may only add to."""

from argparse import ArgumentParser
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from core.db.roles import as_owner


class PruneCommand(BaseCommand):
    """Keeps whole months beside the present one, and everything for ever where nobody says how many."""

    # The setting that says how many; in the environment it begins with `ATRIUM_`.
    setting: ClassVar[str]
    # What is kept.
    rows: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--keep-months",
            type=int,
            default=getattr(settings, self.setting),
            help=f"whole months that stay beside the present one; ATRIUM_{self.setting} unless told",
        )

    def handle(self, *args: Any, keep_months: int | None, **options: Any) -> None:
        if keep_months is None:
            self.stdout.write(f"{self.rows} are kept for ever: ATRIUM_{self.setting} is not set.")
            return
        if keep_months < 1:
            raise CommandError("At least one whole month is kept.")
        with as_owner(connection):
            self.prune(first_day_kept(timezone.now().date(), keep_months))

    def prune(self, first: date) -> None:
        """Take off what is older than this first day of a month, and say what that was."""
        raise NotImplementedError


def first_day_kept(today: date, months: int) -> date:
    """The first day of the earliest month that stays."""
    number = today.year * 12 + today.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
