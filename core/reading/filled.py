"""Rows that were just made, told by their members: a generated function writes both values of each that is filled.

    {"title":[null,"Leak"],"property":[null,"01980f6e-..."]}

Where nothing was before, the old value is null, and a member that is empty is not told.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import orjson
from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.reading.rows import Row, wire_time
from core.reading.shape import Leaf
from core.reading.texts import Coded, dump_value, spell_filled

# By column, the ids that its references must not show.
Unseen = Mapping[str, AbstractSet[str]]
FilledFunction = Callable[[list[Row], Unseen], list[str]]

_BOOLEAN, _BIGINT, _TEXT, _FLOAT, _TEXTS, _DATE, _TIMESTAMPTZ, _NUMERIC, _UUID, _JSONB = (
    16, 20, 25, 701, 1009, 1082, 1184, 1700, 2950, 3802,
)  # fmt: skip
# What PostgreSQL calls the types of fields, by its own numbers (texts.py). A subclass stands before its base.
_TYPES: tuple[tuple[type[models.Field], int], ...] = (
    (models.BooleanField, _BOOLEAN),
    (models.IntegerField, _BIGINT),
    (models.FloatField, _FLOAT),
    (models.CharField, _TEXT),
    (models.TextField, _TEXT),
    (models.JSONField, _JSONB),
    (models.UUIDField, _UUID),
    (models.DecimalField, _NUMERIC),
    (models.DateTimeField, _TIMESTAMPTZ),
    (models.DateField, _DATE),
)
_LISTED = (models.CharField, models.UUIDField)
_ALWAYS = frozenset({_BOOLEAN, _BIGINT, _FLOAT})  # false and 0 are something
_NOTHING = frozenset({None, "null", "{}", "[]", '""'})


@dataclass(frozen=True, slots=True)
class Filled:
    """A member, the column and path it is read from, and the type of its values."""

    name: str
    column: str
    source: str
    type: int
    coded: bool = False
    reference: bool = False


def filled_member(name: str, field: models.Field) -> Filled | None:
    """The member that shows a field, or None where it is not known how the field's values are written."""
    if isinstance(field, models.ForeignKey):
        source = f"{field.name}__{field.target_field.name}"
        return Filled(name, str(field.column), source, _UUID, reference=True)
    type_ = _type_of(field)
    return Filled(name, str(field.column), field.name, type_, coded=bool(field.choices)) if type_ else None


def _type_of(field: models.Field) -> int | None:
    if isinstance(field, ArrayField):
        return _TEXTS if isinstance(field.base_field, _LISTED) else None
    return next((number for known, number in _TYPES if isinstance(field, known)), None)


def build_filled_function(members: Mapping[int, Filled]) -> FilledFunction:
    """A function that tells rows as `fetch_texts` reads them; each member's value stands at a place of the row."""
    code = [
        "def write(rows, unseen):",
        *(f" hidden_{place} = unseen.get({one.column!r}, ())" for place, one in members.items() if one.reference),
        " coded, texts = Coded(), []",
        f" for {', '.join(f'c{place}' for place in range(max(members) + 1))}, *_ in rows:",
        "  told = ''",
        *(f"  {_line(one, place)}" for place, one in members.items()),
        "  texts.append(f'{{{told[1:]}}}')",
        " return texts",
    ]
    namespace: dict[str, Any] = {
        "wire_time": wire_time, "dumps": orjson.dumps, "dump": dump_value, "Coded": Coded, "NOTHING": _NOTHING,
    }  # fmt: skip
    exec(compile("\n".join(code), "<filled function>", "exec"), namespace)  # noqa: S102  of column numbers and names
    write: FilledFunction = namespace["write"]
    return write


def _line(one: Filled, place: int) -> str:
    """The statement that adds one member to the text, if it is filled."""
    cell = f"c{place}"
    value = spell_filled(Leaf("", time=one.type == _TIMESTAMPTZ, coded=one.coded), place, one.type)
    if one.reference:
        value = f"'null' if {cell} in hidden_{place} else {value}"
    filled = {_JSONB: f"{cell} not in NOTHING"}.get(one.type, f"{cell} is not None" if one.type in _ALWAYS else cell)
    return f"""if {filled}: value = {value}; told += f',"{one.name}":[null,{{value}}]'"""
