"""The audit log for programs: a list and its file. There is no address that writes."""

from collections.abc import Callable
from typing import ClassVar

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse
from rest_framework.request import Request

from api.answers import page_answer
from api.audit.reading import (
    NEWEST_FIRST,
    PERMISSION,
    SCOPE,
    AuditEntrySerializer,
    audit_fields,
    audit_reader,
    file_columns,
    find_entries,
    ordering_of_entries,
)
from api.exports import CONTENT_TYPES
from api.lists import check_single
from api.modules import check_scope
from api.openapi.operations import CURSOR, NAME, PAGING, Operation, filters_parameter, page_of, query
from api.views.base import ApiView
from core.actor import Actor
from core.query import FieldSet
from core.reading.exports import stream_csv, stream_ndjson
from core.reading.pages import PAGE_PARAMETERS, parse_page, read_page

FILTERS = "AuditEntryFilters"
RESERVED = PAGE_PARAMETERS | {"ordering"}
ORDERING = query(
    "ordering",
    "At most two fields; the newest first unless told.",
    {"type": "string", "pattern": f"^-?{NAME}(,-?{NAME})?$", "examples": ["-at"]},
)
FILE = OpenApiResponse({"type": "string"}, description="The file, streamed.")


class AuditLogView(ApiView):
    """Whoever has the scope and the permission reads the whole organization's log."""

    tag: ClassVar[str] = "audit-log"
    scope: ClassVar[str] = SCOPE
    filters: ClassVar[tuple[str, Callable[[], FieldSet]]] = (FILTERS, audit_fields)
    # Given to `as_view`.
    format: str = ""
    operations: ClassVar[dict[str, Operation]] = {
        "list": Operation(
            "List the calls of the API",
            {200: page_of(AuditEntrySerializer, "AuditEntry")},
            parameters=[filters_parameter(FILTERS), *PAGING, CURSOR, ORDERING],
            description="Who, from where, what, and how it ended. The log is written once and sealed every minute.",
        ),
        "export_csv": Operation(
            "The calls of the API as a CSV file",
            {(200, "text/csv"): FILE},
            parameters=[filters_parameter(FILTERS), ORDERING],
        ),
        "export_ndjson": Operation(
            "The calls of the API as lines of JSON",
            {(200, "application/x-ndjson"): FILE},
            parameters=[filters_parameter(FILTERS), ORDERING],
        ),
    }

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        check_scope(self.actor, SCOPE, "read")
        self.actor.require(PERMISSION)

    def list(self, request: Request) -> HttpResponse:
        asked = self.plain.GET
        check_single(dict(asked.lists()), RESERVED)
        rows = find_entries(dict(asked.lists()), self.actor, reserved=RESERVED)
        ordering = ordering_of_entries(asked.get("ordering", NEWEST_FIRST))
        page = parse_page({name: str(asked[name]) for name in PAGE_PARAMETERS & asked.keys()})
        return page_answer(read_page(rows, audit_reader(), ordering, page), self.plain)

    def export_csv(self, request: Request) -> StreamingHttpResponse:
        return log_file(dict(self.plain.GET.lists()), self.actor, "csv")

    def export_ndjson(self, request: Request) -> StreamingHttpResponse:
        return log_file(dict(self.plain.GET.lists()), self.actor, "ndjson")


def log_file(
    given: dict[str, list[str]], actor: Actor, format: str, *, skip_empty: bool = False
) -> StreamingHttpResponse:
    """Every entry that the parameters select, as a file that streams."""
    check_single(given, frozenset({"ordering"}))
    rows = find_entries(given, actor, reserved=frozenset({"ordering"}), skip_empty=skip_empty)
    rows = rows.order_by(*ordering_of_entries(given.get("ordering", [NEWEST_FIRST])[0]).to_order_by())
    stream = (
        stream_csv(*file_columns(rows, actor), actor) if format == "csv" else stream_ndjson(rows, audit_reader(), actor)
    )
    name = f"audit-log-{timezone.now():%Y-%m-%d}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(stream, content_type=CONTENT_TYPES[format], headers=headers)
