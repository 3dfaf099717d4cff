"""A list as a file: exactly the rows and columns that are shown, all pages of them."""

from django.db.models import Case, CharField, QuerySet, Value, When
from django.http import StreamingHttpResponse
from django.utils import timezone

from core.pages.columns import Column
from core.pages.fields import title_of
from core.pages.listing import Listing, matching_rows
from core.pages.requests import PageRequest
from core.reading.exports import ExportColumn, stream_csv, stream_xlsx

TYPES = {
    "csv": ("text/csv; charset=utf-8", stream_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", stream_xlsx),
}


def export_list(request: PageRequest, listing: Listing, kind: str) -> StreamingHttpResponse:
    """The file, streamed while it is read; it enters the transaction of its own."""
    content_type, stream = TYPES[kind]
    rows = matching_rows(request, listing)
    rows, columns = with_words(rows, listing.columns)
    answer = StreamingHttpResponse(stream(rows, columns, request.actor), content_type=content_type)
    name = f"{listing.surface.slug}-{timezone.localdate():%Y-%m-%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def with_words(rows: QuerySet, columns: tuple[Column, ...]) -> tuple[QuerySet, list[ExportColumn]]:
    """References by name and choices by label, as on the page."""
    found = []
    for column in columns:
        path = column.key.replace(".", "__")
        if column.field.flatchoices:
            rows = rows.annotate(**{f"words_{path}": labels(path, column)})
            path = f"words_{path}"
        elif column.field.is_relation:
            path = f"{path}__{title_of(column.field.related_model)}"
        found.append(ExportColumn(column.label, path))
    return rows, found


def labels(path: str, column: Column) -> Case:
    """A choice's label in the reader's language."""
    whens = [When(**{path: value}, then=Value(str(label))) for value, label in column.field.flatchoices]
    return Case(*whens, default=path, output_field=CharField())
