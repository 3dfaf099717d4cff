"""`manage.py demo`: fill or empty the demonstration."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import Organization
from demo.accounts import logins
from demo.loading.everything import load_everything
from demo.loading.organizations import SLUGS, is_loaded, remove_organizations


class Command(BaseCommand):
    help = "Loads the two organizations of the demonstration from published records, or takes them away."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        load = commands.add_parser("load", help="Fill the demonstration; what an earlier load left is replaced.")
        load.add_argument("--if-empty", action="store_true", help="Not in production, nor beside other organizations.")
        commands.add_parser("reset", help="Delete the demonstration and fill it anew.")
        commands.add_parser("remove", help="Delete the demonstration with its history and its people.")

    def handle(self, *args: Any, **options: Any) -> None:
        command = options["command"]
        if command == "load" and options["if_empty"] and not self.may_fill():
            return
        if command in ("reset", "remove") or not is_loaded():
            remove_organizations()
        if command == "remove":
            logins_file().unlink(missing_ok=True)
        elif not is_loaded():
            load_everything(timezone.localdate(), self.say)
            self.tell_logins()

    @staticmethod
    def may_fill() -> bool:
        """Never by itself in production, where nobody wants accounts with a known password, nor beside others.

        A demonstration whose load was interrupted does not count: it is replaced.
        """
        return not settings.PRODUCTION and not Organization.objects.exclude(slug__in=SLUGS).exists()

    def say(self, words: str) -> None:
        self.stdout.write(f"Demonstration: {words}")
        self.stdout.flush()

    def tell_logins(self) -> None:
        """Also for `make run`, which says them at every start."""
        logins_file().parent.mkdir(exist_ok=True)
        logins_file().write_text(logins() + "\n", encoding="utf-8")
        self.stdout.write(logins())


def logins_file() -> Path:
    return Path(settings.BASE_DIR) / ".atrium" / "demo-logins"
