"""Imports over the API: a file and its columns, a dry run, progress, refused lines, and the way back."""

import json
from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from api.answers import json_answer, page_answer, wire_moment
from api.bodies import BodyReader, read_object
from api.lists import check_known
from api.modules import check_may
from api.openapi.operations import ANY_MODULE, BODY, IDEMPOTENCY, ONE, PAGING, REPEATED, Operation, page_of
from api.parsing import StrictJsonParser
from api.parts import page_of as asked_page
from api.parts import page_of_rows
from api.problems import Fault
from api.views.base import ApiView
from api.views.exports import module_of
from core.errors import NotVisible
from core.imports.actions import (
    cancel_import,
    map_import,
    remembered_mapping,
    start_import,
    start_undo,
    surface_of_batch,
    upload_import,
)
from core.imports.mapping import Mapping
from core.imports.models import ImportBatch
from core.imports.problems import stream_problems
from core.imports.reading import open_table
from core.imports.tasks import hand_to_workers
from core.surfaces import Surface, surfaces

IMPORT_LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[202], description="Where the import is watched."
)
COUNTS = ("total", "created", "updated", "unchanged", "refused", "undone", "kept")


class ImportWrite(serializers.Serializer):
    """A file of records: CSV or XLSX, whose first line names its columns."""

    module = serializers.CharField(help_text="The module, as its address spells it or as references do.")
    file = serializers.FileField()
    mapping = serializers.CharField(
        required=False,
        help_text="JSON: `columns` (heading to field), `match`, `system`, `dates`, `encoding`. Without it as the last "
        "import with the same columns, or as the headings suggest.",
    )
    dry_run = serializers.BooleanField(default=False, help_text="Check only; `start` then does it for good.")


class ImportStart(serializers.Serializer):
    """How to go on."""

    dry_run = serializers.BooleanField(default=False)


class ImportRow(serializers.Serializer):
    """An import, with counts of lines."""

    id = serializers.UUIDField()
    module = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(
        ["uploaded", "checking", "checked", "running", "done", "failed", "undoing", "undone"]
    )
    mapping = serializers.DictField()
    expected = serializers.DictField(help_text="What the dry run counted.")
    failure = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    problems = serializers.URLField(help_text="The refused lines as CSV.")
    total = serializers.IntegerField()
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    undone = serializers.IntegerField()
    kept = serializers.IntegerField(help_text="Records that undoing left, since somebody changed them.")


ACTING = (*ANY_MODULE, *ONE, *BODY, *REPEATED, "invalid-transition")
CSV = OpenApiResponse({"type": "string"}, description="The file, streamed.")


class ImportsView(ApiView):
    """Imports into modules that the caller may write."""

    takes_files: ClassVar[bool] = True
    parser_classes = (StrictJsonParser, MultiPartParser)
    operations: ClassVar[dict[str, Operation]] = {
        "list": Operation("List imports", {200: page_of(ImportRow, "Import")}, parameters=list(PAGING)),
        "create": Operation(
            "Import a file",
            {202: ImportRow},
            (*ANY_MODULE, *BODY, *REPEATED, "conflict"),
            [IDEMPOTENCY, IMPORT_LOCATION],
            ImportWrite,
            "A worker takes the lines in; read the import again until it is `done` or `checked`. What an import made "
            "can be undone as a whole.",
        ),
        "retrieve": Operation("Read an import", {200: ImportRow}, (*ANY_MODULE, "not-found")),
        "start": Operation(
            "Start an import, or let one that stopped go on", {202: ImportRow}, ACTING, [IDEMPOTENCY], ImportStart
        ),
        "cancel": Operation("Stop an import", {200: ImportRow}, ACTING, [IDEMPOTENCY]),
        "undo": Operation("Undo an import", {202: ImportRow}, ACTING, [IDEMPOTENCY]),
        "problems": Operation("The refused lines of an import", {(200, "text/csv"): CSV}, (*ANY_MODULE, "not-found")),
    }

    def list(self, request: Request) -> HttpResponse:
        asked = asked_page(self.plain)
        rows = ImportBatch.objects.visible_to(self.actor).filter(record_module__in=self.modules())
        return page_answer(page_of_rows(rows.order_by("-created_at", "-id"), asked, self.shown), self.plain)

    def create(self, request: Request) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        body = dict(read_object(request.data).items())
        surface, mapping, dry = read_import(self, body)
        file: Any = request.FILES["file"]
        batch = upload_import(surface, actor=self.actor, file=file, name=file.name or "", size=file.size or 0)
        map_import(batch, actor=self.actor, mapping=mapping or self.suggested(surface, batch))
        start_import(batch, actor=self.actor, dry=dry)
        hand_to_workers(batch)
        address = self.plain.build_absolute_uri(reverse("api:import", args=[batch.pk]))
        return self.answer(batch, 202, Location=address)

    def suggested(self, surface: Surface, batch: ImportBatch) -> Mapping:
        with batch.file.open("rb") as stored, open_table(stored, "") as table:
            return Mapping.from_data(remembered_mapping(surface, list(table.heading), actor=self.actor))

    def retrieve(self, request: Request, batch: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        return self.answer(self.fetch(batch))

    def start(self, request: Request, batch: UUID) -> HttpResponse:
        found, reader = self.fetch(batch), BodyReader(self.actor)
        dry = reader.values(ImportStart(), read_object(request.data), {}).get("dry_run", False)
        reader.finish()
        return self.handed_over(found, lambda: start_import(found, actor=self.actor, dry=dry))

    def undo(self, request: Request, batch: UUID) -> HttpResponse:
        found = self.fetch(batch)
        return self.handed_over(found, lambda: start_undo(found, actor=self.actor))

    def handed_over(self, batch: ImportBatch, act: Callable[[], Any]) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        act()
        hand_to_workers(batch)
        return self.answer(batch, 202)

    def cancel(self, request: Request, batch: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        return self.answer(cancel_import(self.fetch(batch), actor=self.actor))

    def problems(self, request: Request, batch: UUID) -> StreamingHttpResponse:
        check_known(self.plain.GET, frozenset())
        found = self.fetch(batch)
        with found.file.open("rb") as stored, open_table(stored, found.mapping.get("encoding", "")) as table:
            rows = stream_problems(found, table.heading, self.actor)
        name = f'attachment; filename="{surface_of_batch(found).slug}-problems.csv"'
        return StreamingHttpResponse(
            rows, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
        )

    def modules(self) -> Sequence[str]:
        """Modules into which the caller may import."""
        return [one.module for one in surfaces() if self.may_import(one)]

    def may_import(self, surface: Surface) -> bool:
        return any(self.actor.may(surface.permission(verb)) for verb in ("add", "change"))

    def fetch(self, id: UUID) -> ImportBatch:
        """The import, for who may write its module."""
        found: Any = ImportBatch.objects.all().get_visible(self.actor, pk=id)
        surface = surface_of_batch(found)
        if not self.may_import(surface):
            raise NotVisible(ImportBatch._meta.label)
        check_may(surface, self.actor, "write")
        return found

    def answer(self, batch: ImportBatch, status: int = 200, **headers: str) -> HttpResponse:
        batch.refresh_from_db()
        return json_answer(self.shown(batch), status, **headers)

    def shown(self, batch: ImportBatch) -> dict[str, Any]:
        """An import as the API answers it."""
        return {
            "id": str(batch.pk),
            "module": batch.record_module,
            "name": batch.name,
            "status": batch.status,
            "mapping": batch.mapping,
            "expected": batch.expected,
            "failure": batch.failure,
            "created_at": wire_moment(batch.created_at),
            "finished_at": wire_moment(batch.finished_at),
            "problems": self.plain.build_absolute_uri(reverse("api:import-problems", args=[batch.pk])),
            **{name: getattr(batch, name) for name in COUNTS},
        }


def read_import(view: ImportsView, body: dict[str, Any]) -> tuple[Surface, Mapping | None, bool]:
    """The module, how its columns are read, and whether it is a dry run."""
    reader = BodyReader(view.actor)
    values = reader.values(ImportWrite(), body, {})
    surface, mapping = module_of(str(values.get("module", ""))), None
    if "module" in values and (surface is None or not surface.imports):
        reader.faults.append(Fault("invalid_choice", _("There is no such module to import into."), pointer="/module"))
    if "mapping" in values:
        mapping = read_mapping(reader, values["mapping"])
    reader.finish()
    assert surface
    check_may(surface, view.actor, "write")
    return surface, mapping, bool(values.get("dry_run", False))


def read_mapping(reader: BodyReader, text: str) -> Mapping | None:
    """The columns of the file, sent as JSON beside it."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if is_mapping(given):
        return Mapping.from_data(given)
    words = _("Give a JSON object with `columns`, and texts as `match`, `system`, `dates` and `encoding`.")
    reader.faults.append(Fault("invalid", words, pointer="/mapping"))
    return None


def is_mapping(given: Any) -> bool:
    """Whether a JSON value has the form of a mapping; what its names mean is judged with the file."""
    if not isinstance(given, dict) or not given.keys() <= {"columns", "match", "system", "dates", "encoding"}:
        return False
    columns, others = given.get("columns", {}), [one for name, one in given.items() if name != "columns"]
    texts = [*columns.values(), *others] if isinstance(columns, dict) else [None]
    return all(isinstance(one, str) for one in texts)
