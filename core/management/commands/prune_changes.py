"""`manage.py prune_changes`: take old months off the change record, as the owner of the database."""

from datetime import date

from core.management.pruning import PruneCommand
from core.pruning import prune_changes


class Command(PruneCommand):
    """Take old months off the change record."""

    help = "Take old months off the change record. Needs DATABASE_ADMIN_URL."
    setting, rows = "KEEP_CHANGES_MONTHS", "Changes"

    def prune(self, first: date) -> None:
        """A month goes whole, once every reader of the changes is past it."""
        pruned = prune_changes(first)
        for month in pruned.months:
            self.stdout.write(f"{month:%Y-%m} was taken off.")
        if pruned.kept_for:
            self.stdout.write(f"The next month stays: {pruned.kept_for} has not read it to its end.")
