"""`manage.py import <module> FILE`: records from a CSV or XLSX file, from the command line."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.acting import acting
from core.actor import Actor
from core.errors import AtriumError
from core.imports.actions import map_import, remembered_mapping, start_import, upload_import
from core.imports.dates import DATE_FORMATS, ISO
from core.imports.mapping import Mapping, read_mapping
from core.imports.models import ImportBatch, ImportProblem, Status
from core.imports.people import actor_of
from core.imports.problems import stream_problems
from core.imports.reading import ENCODINGS, open_table
from core.imports.running import OUTCOMES, run_import
from core.surfaces import Surface, surfaces

SHOWN = 10


class Command(BaseCommand):
    """Without `--as` the records have no human maker: whoever may run the command runs the installation."""

    help = "Import records of a module, such as work-orders, from a CSV or XLSX file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("module", help="such as work-orders or properties")
        parser.add_argument("file", type=Path, help="CSV or XLSX, its first line the heading")
        parser.add_argument("--organization", required=True, help="its address, such as public-buildings-service")
        parser.add_argument(
            "--mapping", default="", help='"Column=field,Other=field", or a JSON file; without it headings decide'
        )
        parser.add_argument("--system", default="", help="the system the external ids come from, such as chicago-311")
        parser.add_argument("--match", default="", help="the field by which a line finds its record, such as code")
        parser.add_argument("--dates", default=ISO, choices=list(DATE_FORMATS), help="how the file writes days")
        parser.add_argument("--encoding", default="", choices=["", *ENCODINGS], help="without it UTF-8, or its mark")
        parser.add_argument("--as", dest="email", default="", help="import as this member of the organization")
        parser.add_argument("--dry-run", action="store_true", help="check every line and keep nothing")
        parser.add_argument("--errors", type=Path, help="write the refused lines into this file")

    def handle(self, *args: Any, **options: Any) -> None:
        surface, actor = find_surface(options["module"]), find_actor(options)
        with timezone.override(actor.time_zone):
            try:
                batch = self.upload(surface, actor, options)
                self.run(batch, actor, dry=True) if options["dry_run"] else self.run(batch, actor, dry=False)
            except AtriumError as error:
                raise CommandError(str(error)) from error
            self.report(batch, actor, options)

    def upload(self, surface: Surface, actor: Actor, options: dict[str, Any]) -> ImportBatch:
        """Keep the file with its mapping; a fault in either leaves nothing behind."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with path.open("rb") as file:
            mapping = read_options(surface, actor, options, file)
            file.seek(0)
            with acting(actor):
                batch = upload_import(surface, actor=actor, file=file, name=path.name, size=path.stat().st_size)
        try:
            with acting(actor):
                return map_import(batch, actor=actor, mapping=mapping)
        except AtriumError:
            discard(batch, actor)
            raise

    def run(self, batch: ImportBatch, actor: Actor, *, dry: bool) -> None:
        """Here and now, without the workers."""
        if not dry:
            # What a wizard's reader confirms after a dry run, whoever types the command has decided.
            with acting(actor):
                ImportBatch.objects.filter(pk=batch.pk).update(status=Status.CHECKED)
        with acting(actor):
            start_import(batch, actor=actor, dry=dry)
        run_import(batch.pk, actor=actor)

    def report(self, batch: ImportBatch, actor: Actor, options: dict[str, Any]) -> None:
        """Counts, the first refused lines, and the file of all of them."""
        with acting(actor):
            batch.refresh_from_db()
            problems = ImportProblem.objects.visible_to(actor).filter(batch=batch).order_by("line", "column", "id")
            shown = list(problems[:SHOWN])
        counts = batch.expected if options["dry_run"] else {name: getattr(batch, name) for name in OUTCOMES}
        self.stdout.write(", ".join(f"{name} {counts.get(name, 0)}" for name in OUTCOMES))
        for problem in shown:
            self.stderr.write(f"line {problem.line}, {problem.column or 'line'}: {problem.value!r} {problem.message}")
        if options["errors"]:
            self.write_errors(batch, actor, options["errors"])
        if options["dry_run"]:
            discard(batch, actor)
        if batch.status == Status.FAILED:
            raise CommandError(batch.failure)

    def write_errors(self, batch: ImportBatch, actor: Actor, path: Path) -> None:
        """The file that the wizard offers for download."""
        with batch.file.open("rb") as stored, open_table(stored, batch.mapping["encoding"]) as table:
            heading = table.heading
        with path.open("wb") as file:
            file.writelines(stream_problems(batch, heading, actor))


def discard(batch: ImportBatch, actor: Actor) -> None:
    """A dry run from the command line leaves neither file nor trace among the imports."""
    with acting(actor):
        ImportProblem.objects.visible_to(actor).filter(batch=batch).delete()
        batch.file.delete(save=False)
        batch.delete()


def read_options(surface: Surface, actor: Actor, options: dict[str, Any], file: Any) -> Mapping:
    """The mapping that was given, else the one the headings suggest."""
    given = options["mapping"]
    if given and Path(given).is_file():
        given = Path(given).read_text()
    base = Mapping(
        read_mapping(given) if given else {},
        options["match"],
        options["system"],
        options["dates"],
        options["encoding"],
    )
    if given:
        return base
    with open_table(file, options["encoding"]) as table, acting(actor):
        return replace(base, columns=remembered_mapping(surface, table.heading, actor=actor)["columns"])


def find_surface(name: str) -> Surface:
    """By its address or its name: work-orders, work_order."""
    for surface in surfaces():
        if name in (surface.slug, surface.module):
            return surface
    known = ", ".join(surface.slug for surface in surfaces())
    raise CommandError(f"There is no module {name!r}. Modules: {known}.")


def find_actor(options: dict[str, Any]) -> Actor:
    """The member named by `--as` with the rights of their role, else the command line itself."""
    organizations = apps.get_model(settings.ATRIUM_ORGANIZATION_MODEL)._default_manager
    organization = organizations.filter(slug=options["organization"]).first()
    if organization is None:
        raise CommandError(f"There is no organization {options['organization']!r}.")
    if not options["email"]:
        actor = Actor.system(organization.pk, source="command", name="Command line")
        return replace(actor, time_zone=organization.time_zone)
    member = actor_of(organization.pk, email=options["email"].casefold())
    if member is None:
        raise CommandError(f"There is no member {options['email']!r}.")
    return member
