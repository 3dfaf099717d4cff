"""What a module's fields are called and how they are asked: read from the model, once per module."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.pages.listed import Listed
from core.query import FieldSet, Kind, QueryField, build_fields
from core.surfaces import Surface, surface_of

# What a module without a surface, such as a picklist's entry, is called by.
TITLES = ("name", "label", "title")


@cache
def query_fields(surface: Listed) -> FieldSet:
    """Everything a module's list can be asked, or sorted by."""
    names = dict.fromkeys((*surface.filters, *surface.ordering, *_sorted_by(surface)))
    known = [name for name in names if not isinstance(field_at(surface.model, name), ArrayField)]
    fields = build_fields(surface.model, ("q", *known), searched=surface.search)
    return replace(fields, fields=tuple(_in_words(surface, field) for field in fields.fields))


def _sorted_by(surface: Listed) -> Iterator[str]:
    """A column with a reference is sorted by what the reference is called."""
    for name in surface.columns:
        field = field_at(surface.model, name)
        yield f"{name}.{title_of(field.related_model)}" if field.is_relation else name


def title_of(model: type[models.Model]) -> str:
    """The field by which people know a record of the model."""
    surface = surface_of(model)
    names = {field.name for field in model._meta.concrete_fields}
    return surface.title if surface else next((name for name in TITLES if name in names), "pk")


def surface_of_row(row: models.Model) -> Surface | None:
    """The surface of a record's module, if it has one."""
    return surface_of(type(row))


def name_of(row: Any) -> str:
    """What people call a record."""
    surface = surface_of_row(row)
    return surface.label_of(row) if surface else str(row)


def _in_words(surface: Listed, field: QueryField) -> QueryField:
    """With the phrase in which a condition reads as part of a sentence."""
    phrase = surface.phrases.get(field.name, "")
    filterable = field.name in surface.filters or field.kind is Kind.SEARCH
    hierarchy = "path" if _is_tree(field) else ""
    return replace(field, phrase=phrase, filterable=filterable, hierarchy=hierarchy)


def _is_tree(field: QueryField) -> bool:
    if field.kind is not Kind.REFERENCE or field.model is None:
        return False
    target = field_at(field.model, field.name).related_model
    return any(column.name == "path" for column in target._meta.concrete_fields)


def field_at(model: type[models.Model], path: str) -> Any:
    """The model field at the end of a path such as `property.name`."""
    current: Any = model
    for part in path.split("."):
        field = current._meta.get_field(part)
        current = field.related_model
    return field


def label_of(model: type[models.Model], path: str) -> str:
    """What a column or member is called: "City", or "Property: city" across a reference."""
    if path == "number":
        return str(_("No."))
    labels, current = [], model
    for part in path.split("."):
        field = field_at(current, part)
        labels.append(str(getattr(field, "verbose_name", part)))
        current = field.related_model
    return capfirst(": ".join(labels))
