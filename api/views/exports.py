"""Exports over the API: asked for, watched, fetched by an address that expires, and cancelled."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from accounts.scopes import may_use
from api.answers import json_answer, page_answer, wire_moment
from api.bodies import BodyReader, read_object
from api.errors import pointer_to
from api.exporting.actions import cancel_export, request_export
from api.exporting.downloads import download_address
from api.exporting.models import Export, with_document_names
from api.exporting.tasks import hand_to_workers
from api.exports import CONTENT_TYPES, EXPORT_PARAMETERS
from api.lists import check_known
from api.openapi.operations import ANY_MODULE, BODY, IDEMPOTENCY, ONE, PAGING, REPEATED, Operation, page_of
from api.parts import page_of as asked_page
from api.parts import page_of_rows
from api.problems import Fault
from api.views.base import ApiView
from core.surfaces import Surface, surfaces

EXPORT_LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[202], description="Where the export is watched."
)


class ExportWrite(serializers.Serializer):
    """What is to be exported."""

    module = serializers.CharField(help_text="The module, as its address spells it or as references do.")
    format = serializers.ChoiceField(list(CONTENT_TYPES), default="csv")
    filters = serializers.DictField(
        required=False, help_text="The parameters of the module's list: one value, or several."
    )
    fields = serializers.ListField(  # type: ignore[assignment]  # the metaclass takes it off the class
        child=serializers.CharField(), required=False, help_text="Members, such as `number` and `property.name`."
    )
    include = serializers.ListField(child=serializers.CharField(), required=False)
    ordering = serializers.CharField(required=False)
    archived = serializers.CharField(required=False)


class ExportDownload(serializers.Serializer):
    """An address of the file. Each reading of the export gives a fresh one."""

    url = serializers.URLField()
    expires_at = serializers.DateTimeField()


class ExportDocument(serializers.Serializer):
    """The document that a report became."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    content = serializers.CharField(help_text="The address of the file, for a credential that reads documents.")


class ExportRow(serializers.Serializer):
    """An export of a module's records, or of a report."""

    id = serializers.UUIDField()
    module = serializers.CharField()
    report = serializers.CharField(help_text="Which report it is of; empty where it is of records.")
    format = serializers.CharField()
    question = serializers.DictField()
    status = serializers.ChoiceField(["queued", "running", "done", "failed", "cancelled", "expired"])
    total = serializers.IntegerField(help_text="Records; of a report its steps.")
    done = serializers.IntegerField(help_text="How many of these are done, about.")
    size = serializers.IntegerField(help_text="Bytes.")
    failure = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True, help_text="When the file is removed.")
    document = ExportDocument(allow_null=True, help_text="What a report became; it stays until it is taken away.")
    download = ExportDownload(allow_null=True)


class ExportView(ApiView):
    """Whatever answers with an export."""

    def exports(self) -> Any:
        """One's own, and what their documents are called."""
        return with_document_names(Export.objects.visible_to(self.actor))

    def answer(self, export: Export, *, status: int = 200, **headers: str) -> HttpResponse:
        """An export as it now is."""
        return json_answer(self.shown(self.exports().get(pk=export.pk)), status, **headers)

    def address_of(self, export: Export) -> str:
        return self.plain.build_absolute_uri(reverse("api:export", args=[export.pk]))

    def shown(self, export: Any) -> dict[str, Any]:
        """An export as the API answers it."""
        names = ("report", "format", "question", "status", "total", "done", "size", "failure")
        moments = ("created_at", "finished_at", "expires_at")
        return {
            "id": str(export.pk),
            "module": export.record_module,
            **{name: getattr(export, name) for name in names},
            **{name: wire_moment(getattr(export, name)) for name in moments},
            "document": document_of(export),
            "download": self.download_of(export),
        }

    def download_of(self, export: Any) -> dict[str, Any] | None:
        """Where the file is fetched without a credential. A document takes one that may read documents."""
        if export.report and not may_use(self.actor, "documents", "read"):
            return None
        found = download_address(export, self.actor)
        return found and {"url": self.plain.build_absolute_uri(found[0]), "expires_at": wire_moment(found[1])}


class ExportsView(ExportView):
    """One's own exports. Whoever may read a module may export it."""

    operations: ClassVar[dict[str, Operation]] = {
        "list": Operation("List one's exports", {200: page_of(ExportRow, "Export")}, parameters=list(PAGING)),
        "create": Operation(
            "Ask for an export",
            {202: ExportRow},
            (*ANY_MODULE, *BODY, *REPEATED, "not-installed"),
            [IDEMPOTENCY, EXPORT_LOCATION],
            ExportWrite,
            "A worker writes the file; read the export again until its `status` is `done`. It is removed after a week.",
        ),
        "retrieve": Operation("Read an export", {200: ExportRow}, (*ANY_MODULE, "not-found")),
        "cancel": Operation(
            "Cancel an export",
            {200: ExportRow},
            (*ANY_MODULE, *ONE, *BODY, *REPEATED, "invalid-transition"),
            [IDEMPOTENCY],
        ),
    }

    def list(self, request: Request) -> HttpResponse:
        asked = asked_page(self.plain)
        return page_answer(page_of_rows(self.exports().order_by("-created_at", "-id"), asked, self.shown), self.plain)

    def create(self, request: Request) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        surface, format, question = read_export(self, read_object(request.data))
        export = request_export(surface, actor=self.actor, format=format, question=question)
        hand_to_workers(export)
        return self.answer(export, status=202, Location=self.address_of(export))

    def retrieve(self, request: Request, export: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        return self.answer(Export.objects.all().get_visible(self.actor, pk=export))

    def cancel(self, request: Request, export: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        return self.answer(cancel_export(Export.objects.all().get_visible(self.actor, pk=export), actor=self.actor))


def document_of(export: Any) -> dict[str, str] | None:
    """The document that a report became, while it is there."""
    if export.document_name is None:
        return None
    content = reverse("api:document-content", args=[export.document_key])
    return {"id": str(export.document_key), "name": export.document_name, "content": content}


def read_export(view: ApiView, body: dict[str, Any]) -> tuple[Surface, str, dict[str, list[str]]]:
    """The module, the format, and the parameters of its list."""
    reader = BodyReader(view.actor)
    values = reader.values(ExportWrite(), body, {})
    question = read_filters(reader, values.get("filters", {}))
    for name in ("fields", "include"):
        if values.get(name):
            question[name] = [",".join(values[name])]
    question |= {name: [values[name]] for name in ("ordering", "archived") if values.get(name)}
    surface = module_of(str(values.get("module", "")))
    if surface is None and "module" in values:
        reader.faults.append(Fault("invalid_choice", _("There is no such module."), pointer="/module"))
    reader.finish()
    assert surface
    return surface, values.get("format", "csv"), question


def read_filters(reader: BodyReader, filters: dict[str, Any]) -> dict[str, list[str]]:
    """The filters as parameters are given: texts, each once or several times."""
    question: dict[str, list[str]] = {}
    for name, given in filters.items():
        values = given if isinstance(given, list) else [given]
        if name in EXPORT_PARAMETERS or not all(isinstance(one, str | int | bool) for one in values):
            words = _("Give a text, a number, yes or no, or a list of them. Order and members stand beside.")
            reader.faults.append(Fault("invalid", words, pointer=f"/filters{pointer_to(name)}"))
        question[name] = [str(one).lower() if isinstance(one, bool) else str(one) for one in values]
    return question


def module_of(name: str) -> Surface | None:
    """A module by its slug or its singular name."""
    return next((one for one in surfaces() if name in (one.slug, one.module)), None)
