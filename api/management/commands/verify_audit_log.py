"""`manage.py verify_audit_log`: is the log of the API's calls the one that was written?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organization
from api.audit.sealing import BrokenChain, newest_anchor, verify
from core.acting import acting
from core.actor import Actor


class Command(BaseCommand):
    help = "Computes every seal of the audit log anew; ends with 1 where entries or seals were changed or removed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", help="only this one, by its address, such as lakeside")
        parser.add_argument("--known", help="a seal's hash that was noted earlier and must still be there")

    def handle(self, *args: Any, **options: Any) -> None:
        organizations = Organization.objects.order_by("slug")
        if options["organization"]:
            organizations = organizations.filter(slug=options["organization"])
        if not organizations:
            raise CommandError("There is no such organization.")
        hashes: set[str] = set()
        for organization in organizations:
            hashes |= self.verify_one(organization)
        if options["known"] and options["known"] not in hashes:
            raise CommandError(
                "No seal has the hash that was noted: seals were cut off, or taken off with an old month, or this is"
                " another log."
            )

    def verify_one(self, organization: Organization) -> set[str]:
        """Check one organization's chain and say what it holds; the hashes of its seals."""
        actor = Actor.system(organization.pk, source="command")
        try:
            # As it is at the beginning: months may be taken off meanwhile.
            with acting(actor, snapshot=True):
                links, start = verify(actor), newest_anchor(organization.pk)
        except BrokenChain as broken:
            raise CommandError(f"{organization.slug}: {broken}") from broken
        entries = sum(link.entries for link in links)
        last = f", last {links[-1].hash}" if links else ""
        taken = f"; {start.entries} of before {start.before:%Y-%m} were taken off" if start else ""
        self.stdout.write(f"{organization.slug}: {len(links)} seals over {entries} entries hold{last}{taken}")
        return {link.hash for link in links} | ({start.hash} if start else set())
