"""The cells of a table and the facts of a record: what a value is decides how it is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

from core.custom_fields import CustomField, CustomFieldKind
from core.custom_questions import PREFIX
from core.custom_values import label_of_choice, typed_value
from core.pages.addresses import record_address
from core.pages.fields import field_at, label_of, name_of, surface_of_row
from core.pages.listed import Listed
from core.pages.requests import PageRequest
from core.records import Owned, Record

# Characters from which a text is cut in a table.
LONG = 60
NOTHING_NAMED: Mapping[str, Any] = MappingProxyType({})
# Kinds whose values stand under each other by their digits.
ALIGNED = frozenset({"number", "money", "size"})
# Who made and last changed a record; where it was nobody it was Atrium itself.
MAKERS = frozenset({"created_by", "updated_by"})
NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a module's table."""

    key: str
    label: str
    kind: str
    field: Any
    width: str = ""
    custom: CustomField | None = None

    @property
    def is_number(self) -> bool:
        return self.kind in ALIGNED


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one record, with what its words need."""

    kind: str
    value: Any
    label: str = ""
    url: str = ""
    words: str = ""
    zone: str = ""
    width: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind in ALIGNED


def build_column(surface: Listed, key: str) -> Column:
    """The column at a path of the module's model."""
    kind, field = _kind(surface, key), field_at(surface.model, key)
    return Column(key, label_of(surface.model, key), kind, field, _width(kind, field))


def custom_column(surface: Listed, key: str, definition: CustomField) -> Column:
    """The column of one of the organization's own fields."""
    kind = CUSTOM_KINDS.get(definition.kind, definition.kind)
    width = "sixth" if kind in ("text", "reference") else ""
    return Column(key, definition.label, kind, field_at(surface.model, "custom_fields"), width, definition)


CUSTOM_KINDS = {
    str(CustomFieldKind.LONGTEXT): "text",
    str(CustomFieldKind.INTEGER): "number",
    str(CustomFieldKind.DECIMAL): "number",
}


def _says_state(name: str) -> bool:
    return name in ("status", "state") or name.endswith("_state")


def _kind(surface: Listed, key: str) -> str:
    field = field_at(surface.model, key)
    if key in ("number", surface.title):
        return "number_of" if key == "number" else "title"
    if field.is_relation:
        return "person" if field.related_model._meta.label == settings.AUTH_USER_MODEL else "reference"
    if field.flatchoices:
        return "state" if _says_state(field.name) else "priority" if field.name == "priority" else "choice"
    if isinstance(field, ArrayField):
        return "tags"
    kinds = ((models.BooleanField, "boolean"), (models.DateTimeField, "datetime"), (models.DateField, "date"))
    kind = next((kind for of, kind in kinds if isinstance(field, of)), "")
    if _currency_of(field):
        return "money"
    return kind or ("number" if isinstance(field, NUMBERS) and not _is_ungrouped(key) else "text")


def _currency_of(field: Any) -> str:
    """The column beside a sum of money that says in what currency it is."""
    return field.model.currencies.get(field.name, "") if issubclass(field.model, Owned) else ""


def _is_ungrouped(key: str) -> bool:
    """A year or a coordinate is a number nobody groups by thousands."""
    return "year" in key.split("_") or key in ("latitude", "longitude")


def _width(kind: str, field: Any) -> str:
    """How much of a wide table a column takes; what may be long is cut, the rest keeps its own width."""
    is_long = kind == "text" and (getattr(field, "max_length", None) or LONG) >= LONG and not isinstance(field, NUMBERS)
    return {"title": "half", "reference": "sixth", "person": "sixth"}.get(kind, "sixth" if is_long else "")


def joined(surface: Listed, keys: Iterable[str]) -> list[str]:
    """The references a page of rows needs, to be read with the rows themselves."""
    paths = set()
    for key in keys:
        if key.startswith(PREFIX):
            continue
        *parents, last = key.split(".")
        steps = [*parents, last] if field_at(surface.model, key).is_relation else parents
        paths |= {"__".join(steps[: place + 1]) for place in range(len(steps))}
    return sorted(paths)


def build_cells(
    request: PageRequest,
    surface: Listed,
    record: Record,
    columns: Sequence[Column],
    named: Mapping[str, Any] = NOTHING_NAMED,
) -> list[Cell]:
    """The cells of one record."""
    return [build_cell(request, surface, record, column, named) for column in columns]


def build_cell(
    request: PageRequest,
    surface: Listed,
    record: Any,
    column: Column,
    named: Mapping[str, Any] = NOTHING_NAMED,
) -> Cell:
    """One value of a record, ready to be written. `named` holds what its custom references name, by id."""
    if column.custom is not None:
        return _custom_cell(request, record, column, column.custom, named)
    owner, value = _follow(record, column.key)
    if value is None and column.key in MAKERS:
        return Cell("text", _("Atrium"), column.label, width=column.width)
    words = str(dict(column.field.flatchoices).get(value, "")) if column.field.flatchoices else ""
    url = ""
    if column.kind in ("title", "number_of"):
        url = record_address(request, surface, record.number)
    elif column.kind == "reference" and value is not None:
        target = surface_of_row(value)
        url = record_address(request, target, value.number) if target else ""
    if column.kind == "number":
        words = unit_of(owner, column.field.name)
    elif column.kind == "money":
        words = getattr(owner, _currency_of(column.field), "")
    zone = zone_of(record) if column.kind == "datetime" else ""
    return Cell(column.kind, value, column.label, url, words, zone, column.width)


def _custom_cell(
    request: PageRequest, record: Record, column: Column, definition: CustomField, named: Mapping[str, Any]
) -> Cell:
    """One value of an organization's own field, written as any other of its kind."""
    value, words, url = typed_value(definition, record.custom_fields.get(definition.name)), "", ""
    if column.kind == "choice" and value:
        words = label_of_choice(definition, value)
    if column.kind == "reference" and value:
        row = named.get(str(value))
        target = surface_of_row(row) if row is not None else None
        words = name_of(row) if row is not None else _("A record you may not see")
        url = record_address(request, target, row.number) if target and row is not None else ""
    zone = zone_of(record) if column.kind == "datetime" else ""
    return Cell(column.kind, value, column.label, url, words, zone, column.width)


def _follow(record: Any, key: str) -> tuple[Any, Any]:
    owner: Any = record
    *parents, last = key.split(".")
    for part in parents:
        owner = getattr(owner, part, None)
    return owner, getattr(owner, last, None)


def unit_of(owner: Any, name: str) -> str:
    """The unit of a figure: an area is in the unit its record names."""
    is_area = name == "area" or name.endswith("_area")
    return owner.get_area_unit_display() if is_area and hasattr(owner, "get_area_unit_display") else ""


def zone_of(record: Any) -> str:
    """The clock a record's times are told by: its own place's."""
    if record is None:
        return ""
    place = record if hasattr(record, "time_zone") else record._state.fields_cache.get("property")
    return getattr(place, "time_zone", "") or ""
