"""`manage.py receive_mail`: take the answers that wait in a mailbox to their records."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from notifications.inbound.mailboxes import waiting_in_folder, waiting_on_server
from notifications.inbound.reading import read_reply
from notifications.inbound.taking import take_reply


class Command(BaseCommand):
    help = "Takes answers by mail to the records they belong to. Run it every minute, or when mail arrives."

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--maildir", type=Path, help="A folder in which the mail server leaves the letters.")
        where.add_argument("--imap", help="imaps://user:password@host/folder; without it INBOUND_MAIL_URL is read.")

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes = Counter(
            str(take_reply(read_reply(content)).outcome.label)
            for content in self.waiting(options["maildir"], options["imap"])
        )
        told = ", ".join(f"{label.lower()}: {count}" for label, count in sorted(outcomes.items()))
        self.stdout.write(told or "No letters.")

    def waiting(self, maildir: Path | None, imap: str | None) -> Any:
        if maildir is not None:
            if not (maildir / "new").is_dir():
                raise CommandError(f"{maildir} is no maildir: it has no folder “new”.")
            return waiting_in_folder(maildir)
        url = imap or settings.INBOUND_MAIL_URL
        if not url:
            raise CommandError("Name --maildir or --imap, or set INBOUND_MAIL_URL.")
        return waiting_on_server(url)
