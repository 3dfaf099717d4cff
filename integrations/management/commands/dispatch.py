"""`manage.py dispatch`: the process that sends webhooks. Several may run at once, on any number of machines."""

from typing import Any

from django.core.management.base import BaseCommand

from core.operations.collecting import collect_rarely
from integrations.webhooks.dispatcher import run_until_stopped


class Command(BaseCommand):
    """Send webhooks until stopped."""

    help = "Send webhooks until stopped. Start as many as you like."

    def handle(self, *args: Any, **options: Any) -> None:
        collect_rarely()
        run_until_stopped()
