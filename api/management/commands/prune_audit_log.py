"""`manage.py prune_audit_log`: take old months off the log of the API's calls, as the owner of the database."""

from datetime import UTC, date, datetime, time

from accounts.models import Organization
from api.audit.pruning import prune_audit_log
from core.management.pruning import PruneCommand


class Command(PruneCommand):
    """Take old months off the audit log."""

    help = "Take old months off the log of the API's calls. Needs DATABASE_ADMIN_URL."
    setting, rows = "KEEP_AUDIT_MONTHS", "Calls of the API"

    def prune(self, first: date) -> None:
        """Entries go with the seals that were made before the month began."""
        before = datetime.combine(first, time(), UTC)
        for organization in Organization.objects.order_by("slug"):
            removed = prune_audit_log(organization.pk, before)
            self.stdout.write(f"{organization.slug}: {removed} entries of before {before:%Y-%m} were taken off.")
