"""An organization's own fields on its pages: inputs of forms, facts of a record, columns and conditions of a list."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core.custom_fields import CustomField, CustomFieldKind, definitions, model_of
from core.custom_questions import PREFIX, asked_fields, with_custom_fields
from core.custom_values import given_value, label_of_choice, typed_value
from core.pages.columns import Cell, Column, build_cell, custom_column
from core.pages.fields import query_fields
from core.pages.listed import Listed
from core.pages.names import seen_records
from core.pages.requests import PageRequest
from core.query import FieldSet
from core.surfaces import Input, Surface


def custom_fields_of(request: PageRequest, surface: Listed) -> dict[str, CustomField]:
    """The organization's own fields of a module, by the name a form and an address call them."""
    found = definitions(surface.module, actor=request.actor)
    return {f"{PREFIX}{name}": field for name, field in found.items()}


def all_query_fields(request: PageRequest, surface: Listed) -> FieldSet:
    """Everything a module's list can be asked here."""
    return with_custom_fields(query_fields(surface), surface.module, actor=request.actor)


def query_fields_for(request: PageRequest, surface: Listed, parameters: Mapping[str, Iterable[str]]) -> FieldSet:
    """The same; definitions are read only where the question names one."""
    return asked_fields(query_fields(surface), surface.module, parameters, actor=request.actor)


def custom_columns(request: PageRequest, surface: Listed) -> dict[str, Column]:
    """The columns a list may show beside the module's own."""
    return {key: custom_column(surface, key, field) for key, field in custom_fields_of(request, surface).items()}


def custom_inputs(request: PageRequest, surface: Surface, record: Any = None) -> tuple[Input, ...]:
    """What a module's form asks for beside the module's own fields.

    A reference to a record out of the person's sight is not asked for: its empty control would take it away.
    """
    narrow = record is not None and not request.actor.scope.everything
    hidden = _unseen_references(request, surface, record) if narrow else set()
    known = custom_fields_of(request, surface)
    kept = record.custom_fields if record is not None else {}
    return tuple(_input(key, field, kept.get(field.name)) for key, field in known.items() if key not in hidden)


def _unseen_references(request: PageRequest, surface: Surface, record: Any) -> set[str]:
    fields = custom_fields_of(request, surface)
    kept = {key: record.custom_fields.get(field.name) for key, field in fields.items()}
    given = {key for key, field in fields.items() if field.kind == CustomFieldKind.REFERENCE and kept[key]}
    named = named_records(request, custom_columns(request, surface).values(), [record])
    return {key for key in given if kept[key] not in named}


def _input(key: str, field: CustomField, kept: Any = None) -> Input:
    """Yes or no is a choice, so that nobody having answered is not the same as no.

    A choice that was taken away since stays with the record that has it, until another is made.
    """
    choices = tuple((code, label) for code, label in field.choices)
    if field.kind == CustomFieldKind.CHOICE and kept and kept not in dict(choices):
        choices = (*choices, (kept, label_of_choice(field, kept)))
    kind: Any = field.kind
    if kind == CustomFieldKind.BOOLEAN:
        kind, choices = "choice", (("true", _("Yes")), ("false", _("No")))
    if kind == "choice" and field.required:
        choices = (("", ""), *choices)
    return Input(
        name=key, kind=kind, label=field.label, required=field.required, help=field.help, choices=choices, to=field.to
    )


def present_values(request: PageRequest, surface: Surface, record: Any) -> dict[str, Any]:
    """What a record's form shows in these inputs."""
    found = {}
    for key, field in custom_fields_of(request, surface).items():
        value = typed_value(field, record.custom_fields.get(field.name))
        found[key] = str(value).lower() if isinstance(value, bool) else value
    return found


def folded(request: PageRequest, surface: Surface, values: Mapping[str, Any], record: Any = None) -> dict[str, Any]:
    """A form's values as the action takes them. Values of fields that are no longer asked for stay as they are."""
    known = custom_fields_of(request, surface)
    own = {name: value for name, value in values.items() if name not in known}
    if not known:
        return own
    given = {field.name: given_value(field, values[key]) for key, field in known.items() if key in values}
    kept = record.custom_fields if record is not None else {}
    return own | {"custom_fields": {name: value for name, value in (kept | given).items() if value is not None}}


def custom_facts(request: PageRequest, surface: Surface, record: Any) -> list[Cell]:
    """What the record's page tells of these fields; what nobody filled in is left out."""
    columns = [
        column
        for key, column in custom_columns(request, surface).items()
        if record.custom_fields.get(key.removeprefix(PREFIX)) not in (None, "")
    ]
    named = named_records(request, columns, [record])
    return [build_cell(request, surface, record, column, named) for column in columns]


def named_records(request: PageRequest, columns: Iterable[Column], records: Iterable[Any]) -> dict[str, Any]:
    """The records that custom references name, by id: one statement a module. What is out of sight is left out."""
    wanted: dict[str, set[UUID]] = {}
    rows = list(records)
    for column in columns:
        if column.custom is not None and column.custom.kind == CustomFieldKind.REFERENCE:
            given = (row.custom_fields.get(column.custom.name) for row in rows)
            wanted.setdefault(column.custom.to, set()).update(UUID(one) for one in given if one)
    named: dict[str, Any] = {}
    for module, ids in wanted.items():
        model = model_of(module)
        found = seen_records(model, ids, actor=request.actor) if model else {}
        named |= {str(key): row for key, row in found.items()}
    return named
