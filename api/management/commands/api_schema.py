"""`manage.py api_schema`: write the OpenAPI document to api/schema.yaml, which a test compares."""

from typing import Any

from django.core.management.base import BaseCommand

from api.openapi.snapshot import SNAPSHOT, snapshot_text


class Command(BaseCommand):
    help = "Writes the OpenAPI document to api/schema.yaml after the API was changed on purpose."

    def handle(self, *args: Any, **options: Any) -> None:
        SNAPSHOT.write_text(snapshot_text())
        self.stdout.write(f"Wrote {SNAPSHOT.name}.")
