"""Everything that the same filters select as one file that streams."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from api.lists import ordering_of, parse_question, shape
from api.problems import ApiProblem
from core.actor import Actor
from core.reading.compiled import Reader
from core.reading.exports import ExportColumn, stream_csv, stream_ndjson, stream_xlsx
from core.reading.parquet import is_installed, stream_parquet
from core.reading.shape import Leaf, Node
from core.sight import SeenKey, if_seen
from core.surfaces import Surface

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
EXPORT_PARAMETERS = frozenset({"fields", "include", "ordering", "archived"})


def export(surface: Surface, actor: Actor, request: HttpRequest, format: str) -> StreamingHttpResponse:
    """The list without paging. The file is written while it is sent, after this request's transaction has ended."""
    stream = stream_file(surface, actor, request.GET, format)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(surface, format)}"', "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(stream, content_type=CONTENT_TYPES[format], headers=headers)


def file_name(surface: Surface, format: str) -> str:
    """What a file is called on the reader's disk."""
    return f"{surface.slug}-{timezone.now():%Y-%m-%d}.{format}"


def selected_rows(surface: Surface, actor: Actor, parameters: QueryDict) -> QuerySet[Any]:
    """The records that a file holds, in their order; QueryError names a parameter that is not understood."""
    question = parse_question(surface, actor, parameters, reserved=EXPORT_PARAMETERS)
    return question.records().order_by(*ordering_of(surface, parameters).to_order_by())


def stream_file(surface: Surface, actor: Actor, parameters: QueryDict, format: str) -> Iterator[bytes]:
    """The pieces of a file. What is wrong with the question is raised at once; reading begins with the first."""
    if format == "parquet" and not is_installed():
        raise ApiProblem("not-installed", _("Parquet files need the package “%s”.") % "pyarrow")
    rows = selected_rows(surface, actor, parameters)
    reader = shape(surface, actor, parameters, parts=False).rows
    match format:
        case "csv":
            return stream_csv(*columns_of(rows, reader, actor), actor)
        case "xlsx":
            return stream_xlsx(*columns_of(rows, reader, actor), actor)
        case "parquet":
            return stream_parquet(*columns_of(rows, reader, actor), actor)
    return stream_ndjson(rows, reader, actor)


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
