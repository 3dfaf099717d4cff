"""`manage.py api_schema`: write the OpenAPI document to api/schema.yaml, which a test compares.

`--against FILE` writes nothing: it names what programs of a former document would miss, and fails where there is any.
"""

from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from api.openapi.compatibility import taken_away
from api.openapi.snapshot import SNAPSHOT, snapshot_text
from api.views.schema import schema_document


class Command(BaseCommand):
    help = "Writes the OpenAPI document to api/schema.yaml after the API was changed on purpose."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--against", type=Path, help="the document of a release, such as a former api/schema.yaml")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["against"] is None:
            SNAPSHOT.write_text(snapshot_text())
            self.stdout.write(f"Wrote {SNAPSHOT.name}.")
            return
        missed = taken_away(yaml.load(options["against"].read_text(), Loader=yaml.CSafeLoader), schema_document())
        if missed:
            raise CommandError("\n".join(["Programs of that release would miss:", *missed]))
        self.stdout.write("Nothing was taken away.")
