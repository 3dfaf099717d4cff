"""Everything that the same filters select as one file that streams."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from api.lists import ordering_of, parse_question, shape
from core.actor import Actor
from core.reading.compiled import Reader
from core.reading.exports import ExportColumn, stream_csv, stream_ndjson, stream_xlsx
from core.reading.shape import Leaf, Node
from core.sight import SeenKey, if_seen
from core.surfaces import Surface

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
EXPORT_PARAMETERS = frozenset({"fields", "include", "ordering", "archived"})


def export(surface: Surface, actor: Actor, request: HttpRequest, format: str) -> StreamingHttpResponse:
    """The list without paging. The file is written while it is sent, after this request's transaction has ended."""
    question = parse_question(surface, actor, request.GET, reserved=EXPORT_PARAMETERS)
    reader = shape(surface, actor, request.GET, parts=False).rows
    rows = question.records().order_by(*ordering_of(surface, request.GET).to_order_by())
    match format:
        case "csv":
            stream: Iterator[bytes] = stream_csv(*columns_of(rows, reader, actor), actor)
        case "xlsx":
            stream = stream_xlsx(*columns_of(rows, reader, actor), actor)
        case _:
            stream = stream_ndjson(rows, reader, actor)
    name = f"{surface.slug}-{timezone.now():%Y-%m-%d}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(stream, content_type=CONTENT_TYPES[format], headers=headers)


def columns_of(rows: QuerySet[Any], reader: Reader, actor: Actor) -> tuple[QuerySet[Any], list[ExportColumn]]:
    """The columns of a table: members with their path as the heading, `property.name` after `property.id`.

    What a reference out of the caller's sight names is left empty; such columns are read as annotations.
    """
    found, masked = [], {}
    for column, references in _columns(reader.node, "", ()):
        if references:
            name = f"seen_{column.source}"
            masked[name] = if_seen(references, column.source, rows.model, actor)
            column = ExportColumn(column.heading, name)
        found.append(column)
    return rows.annotate(**masked) if masked else rows, found


def _columns(node: Node, prefix: str, doubtful: tuple[str, ...]) -> Iterator[tuple[ExportColumn, tuple[str, ...]]]:
    """Each column, with the references above it that may name what the caller does not see."""
    for name, part in node.members.items():
        if isinstance(part, Node):
            more = (part.key.path,) if isinstance(part.key, SeenKey) else ()
            yield from _columns(part, f"{prefix}{name}.", (*doubtful, *more))
        elif isinstance(part, Leaf) and isinstance(part.source, str):
            yield ExportColumn(f"{prefix}{name}", part.source), doubtful
