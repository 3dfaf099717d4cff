"""`manage.py prepare`: everything between new code and a web server that may start."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Brings the tables up to date, loads the demo into an empty database and collects static files."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if "demo" in get_commands():
            call_command("demo", "load", "--if-empty")
        collect_static_files()


def collect_static_files() -> None:
    """Hashing and compressing takes seconds, so it is done only when a file has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    state = state_of_static_files()
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state)


def state_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(f"{name} {storage.get_modified_time(name).timestamp()} {storage.size(name)}\n".encode())
    return digest.hexdigest()
