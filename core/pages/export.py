"""A list as a file: exactly the rows and columns that are shown, all pages of them."""

from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Field,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.http import StreamingHttpResponse
from django.utils import timezone

from core.actor import Actor
from core.custom_fields import CustomField, CustomFieldKind, model_of
from core.pages.columns import Column
from core.pages.fields import title_of
from core.pages.listing import Listing, matching_rows
from core.pages.requests import PageRequest
from core.reading.exports import ExportColumn, stream_csv, stream_xlsx
from core.sight import if_seen, is_doubtful

TYPES = {
    "csv": ("text/csv; charset=utf-8", stream_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", stream_xlsx),
}


def export_list(request: PageRequest, listing: Listing, kind: str) -> StreamingHttpResponse:
    """The file, streamed while it is read; it enters the transaction of its own."""
    content_type, stream = TYPES[kind]
    rows = matching_rows(request, listing)
    rows, columns = with_words(rows, listing.columns, request.actor)
    answer = StreamingHttpResponse(stream(rows, columns, request.actor), content_type=content_type)
    name = f"{listing.surface.slug}-{timezone.localdate():%Y-%m-%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def with_words(rows: QuerySet, columns: tuple[Column, ...], actor: Actor) -> tuple[QuerySet, list[ExportColumn]]:
    """References by name and choices by label, as on the page."""
    found = []
    for column in columns:
        path = column.key.replace(".", "__")
        if column.custom is not None:
            path = f"custom_value_{column.custom.name}"
            rows = rows.annotate(**{path: custom_expression(column.custom, actor)})
        elif column.field.flatchoices:
            rows = rows.annotate(**{f"words_{path}": labels(path, column)})
            path = f"words_{path}"
        elif column.field.is_relation:
            reference, path = path, f"{path}__{title_of(column.field.related_model)}"
            if is_doubtful(rows.model, reference, actor):
                rows = rows.annotate(**{f"seen_{path}": if_seen([reference], path, rows.model, actor)})
                path = f"seen_{path}"
        found.append(ExportColumn(column.label, path))
    return rows, found


def custom_expression(field: CustomField, actor: Actor) -> Any:
    """A custom value in its own type, so that a sheet has numbers and days; a choice and a reference in words."""
    text = KeyTextTransform(field.name, "custom_fields")
    if field.kind == CustomFieldKind.CHOICE:
        labels = [When(Exact(text, Value(code)), then=Value(label)) for code, label in field.choices]
        return Case(*labels, default=text, output_field=TextField())
    if field.kind == CustomFieldKind.REFERENCE and (model := model_of(field.to)):
        key = Cast(KeyTextTransform(field.name, OuterRef("custom_fields")), UUIDField())
        return Subquery(model.objects.visible_to(actor).filter(pk=key).order_by().values(title_of(model))[:1])
    return Cast(text, TYPED[field.kind]) if field.kind in TYPED else text


TYPED: dict[str, Field] = {
    CustomFieldKind.INTEGER: BigIntegerField(),
    CustomFieldKind.DECIMAL: FloatField(),
    CustomFieldKind.BOOLEAN: BooleanField(),
    CustomFieldKind.DATE: DateField(),
    CustomFieldKind.DATETIME: DateTimeField(),
}


def labels(path: str, column: Column) -> Case:
    """A choice's label in the reader's language."""
    whens = [When(**{path: value}, then=Value(str(label))) for value, label in column.field.flatchoices]
    return Case(*whens, default=path, output_field=CharField())
