"""Filters as parameters of an address: `status=open&due_at__lt=now&where=…`, in the browser and REST alike."""

import re
from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext as _

from core.query.ast import Comparison, Condition, all_of, compare, top_level
from core.query.errors import QueryError, nearest
from core.query.fields import FieldSet
from core.query.kinds import Operator
from core.query.values import invalid, print_value
from core.query.where import parse_where

SHORTHANDS = {"updated_since": "updated_at__gte", "created_since": "created_at__gte"}
_LISTS = (Operator.IN, Operator.NIN, Operator.BETWEEN)
# A form's check boxes send their name once for each tick.
_REPEATABLE = (Operator.EQ, Operator.NE, Operator.IN, Operator.NIN)


def parse_parameters(
    fields: FieldSet,
    parameters: Mapping[str, Iterable[str]],
    *,
    reserved: Collection[str] = (),
    skip_empty: bool = False,
) -> Condition:
    """All filters of a request. A parameter that is neither a filter nor `reserved` is a QueryError.

    `parameters` maps each name to its values (`dict(request.GET.lists())`). Browser forms send fields that
    were left empty; `skip_empty` passes over those.
    """
    parts = []
    for name, given in parameters.items():
        texts = [text for text in given if text or not skip_empty]
        if name in reserved or (skip_empty and not texts):
            continue
        if name == "where":
            parts += [parse_where(fields, text) for text in texts]
        else:
            parts.append(_parse_one(fields, name, texts, reserved))
    return all_of(parts)


def _parse_one(fields: FieldSet, name: str, texts: list[str], reserved: Collection[str]) -> Condition:
    field, operator = _split(fields, name, reserved)
    if len(texts) > 1 and operator not in _REPEATABLE:
        raise QueryError(name, "repeated", _("The parameter is given more than once."))
    if operator in _LISTS:
        texts = [value for text in texts for value in split_list(text, name)]
    elif len(texts) > 1:
        operator = {Operator.EQ: Operator.IN, Operator.NE: Operator.NIN}[operator]
    return compare(fields, field, operator, texts, name)


def _split(fields: FieldSet, name: str, reserved: Collection[str]) -> tuple[str, Operator]:
    """The field and the operator that a parameter names."""
    full = SHORTHANDS.get(name, name)
    if full in fields:
        return full, Operator.EQ
    field, _separator, suffix = full.rpartition("__")
    if field in fields and suffix in _SUFFIXES:
        return field, Operator(suffix)
    if field in fields:
        known = [f"{field}__{operator}" for operator in sorted(fields[field].operators)]
        detail = _("“%s” is no operator.") % suffix[:30]
        raise QueryError(name, "unknown-operator", detail, nearest(name, known) or known[0])
    known = [one for one in fields if fields[one].filterable] + [*SHORTHANDS, "where", *reserved]
    raise QueryError(name, "unknown-parameter", _("This list does not know the parameter."), nearest(name, known))


_SUFFIXES = frozenset(Operator)


# In quotation marks, doubled inside, or anything without a comma.
_ITEM = re.compile(r'"((?:[^"]|"")*)"(?=,|\Z)|((?!")[^,]*)(?=,|\Z)')


def split_list(text: str, parameter: str) -> list[str]:
    """Values between commas; one that holds a comma stands in quotation marks, as in a CSV file."""
    values, position = [], -1
    while position < len(text):
        match = _ITEM.match(text, position + 1)
        if not match:
            raise invalid(parameter, _("The list is not well formed: check its quotation marks."))
        values.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        position = match.end()
    return values


def join_list(values: Iterable[str]) -> str:
    """The text that `split_list` reads back."""
    doubled = ((value, value.replace('"', '""')) for value in values)
    return ",".join(f'"{twice}"' if "," in value or value.startswith('"') else value for value, twice in doubled)


def to_parameters(condition: Condition) -> dict[str, str]:
    """The parameters that ask the same; what has no simple parameter goes into `where`."""
    simple: dict[str, str] = {}
    others: list[Condition] = []
    for part in top_level(condition):
        name = _parameter_name(part)
        if name and name not in simple:
            assert isinstance(part, Comparison)
            simple[name] = _parameter_value(part)
        else:
            others.append(part)
    return simple | ({"where": all_of(others).to_expression()} if others else {})


def _parameter_name(part: Condition) -> str | None:
    if not isinstance(part, Comparison) or (len(part.values) > 1 and part.operator not in _LISTS):
        return None
    return part.field.name if part.operator is Operator.EQ else f"{part.field.name}__{part.operator}"


def _parameter_value(part: Comparison) -> str:
    texts = [print_value(value) for value in part.values]
    return join_list(texts) if part.operator in _LISTS else texts[0]
