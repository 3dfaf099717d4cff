"""Lists without a model object or serializer per row: the serializer is read once, and then only its columns are.

The serializer stays the definition. A field this module does not know makes the whole list fall back to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.settings import api_settings

from core.reading.fields import UtcDateTimeField
from core.reading.late import Shape, Statement, page_statement
from core.reading.one import OneRecord
from core.reading.rows import Row, Source, fetch_rows, fetch_texts
from core.reading.shape import Leaf, Node, Part, build_row_function, select_parts
from core.reading.texts import TextFunction, build_text_function

SerializerClass = type[serializers.Serializer]
# What is read: the rows of a question, or one record.
Asked = QuerySet[Any] | OneRecord[Any]
# An object of an answer, or its text.
Written = dict[str, Any] | orjson.Fragment

# Written as the column's own text or number; a subclass may do otherwise, so the classes must match exactly.
_AS_STORED = (
    serializers.BooleanField,
    serializers.CharField,
    serializers.DateField,
    serializers.EmailField,
    serializers.FloatField,
    serializers.IntegerField,
    serializers.JSONField,
    serializers.SlugField,
    serializers.URLField,
    serializers.UUIDField,
)


class UnknownField(Exception):
    """A serializer field whose value only the serializer itself can make."""


class Fetched(NamedTuple):
    """Rows as PostgreSQL wrote them, the types of their columns, and at which place each source stands."""

    rows: list[Row]
    types: tuple[int, ...]
    places: Mapping[Source, int]

    def pick(self, keys: Sequence[Source]) -> list[Row]:
        """The values of some sources, row by row."""
        if len(keys) < 2:
            return [tuple(row[self.places[key]] for key in keys) for row in self.rows]
        return list(map(itemgetter(*(self.places[key] for key in keys)), self.rows))


class Reader:
    """Reads the rows of a queryset as the objects of an answer. Objects hold JSON fragments: dump them by orjson."""

    def __init__(self, node: Node) -> None:
        self.node = node
        sources, self._build = build_row_function(node)
        self.sources = Shape(sources)
        self._places: dict[Source, int] = {
            source: place for place, source in enumerate(sources) if isinstance(source, str)
        }
        self._writers: dict[tuple[int, ...], TextFunction] = {}

    def read(self, asked: Asked, *, keys: Sequence[Source] = ()) -> tuple[list[dict[str, Any]], list[Row]]:
        """The objects, and for each row the values of `keys`, which the answer does not show."""
        rows = fetch_rows(self._statement(asked, keys))
        return self._build(rows), Fetched(rows, (), self._placed(keys)).pick(keys) if keys else []

    def write(self, asked: Asked, *, keys: Sequence[Source] = ()) -> tuple[list[str], list[Row]]:
        """The same as JSON texts: what a list of many is made of, since nobody looks into its objects."""
        found = self.fetch(asked, keys=keys)
        return self.spell(found.rows, found.types), found.pick(keys) if keys else []

    def fetch(self, asked: Asked, *, keys: Sequence[Source] = ()) -> Fetched:
        """The rows themselves, for whoever makes something else of them besides."""
        rows, types = fetch_texts(self._statement(asked, keys))
        return Fetched(rows, types, self._placed(keys))

    def _statement(self, asked: Asked, keys: Sequence[Source]) -> Statement | None:
        beside = self._beside(keys)
        if isinstance(asked, OneRecord):
            return asked.statement(self.sources, beside)
        return page_statement(asked, self.sources, beside)

    def spell(self, rows: list[Row], types: tuple[int, ...]) -> list[str]:
        """The JSON texts of rows whose columns have these types."""
        if not rows:
            return []
        if types not in self._writers:
            self._writers[types] = build_text_function(self.node, self.sources, types[: len(self.sources)])
        return self._writers[types](rows)

    def _beside(self, keys: Sequence[Source]) -> list[Source]:
        """The keys that no member shows, and that are therefore read besides."""
        return [key for key in dict.fromkeys(keys) if key not in self._places]

    def _placed(self, keys: Sequence[Source]) -> dict[Source, int]:
        beside = {key: len(self.sources) + place for place, key in enumerate(self._beside(keys))}
        return self._places | beside

    def select(self, names: Iterable[str]) -> "Reader":
        """A reader of the named members only: `fields=id,property.name`."""
        return _selected(self, tuple(names))


class PlainReader:
    """The same by the serializer, object by object: for serializers with a field that cannot be compiled."""

    def __init__(self, serializer_class: SerializerClass, reason: str, names: tuple[str, ...] = ()) -> None:
        self.serializer_class, self.reason, self.names = serializer_class, reason, names

    @cached_property
    def node(self) -> Node:
        return Node("", {name: Leaf(name) for name in readable_fields(self.serializer_class)})

    def read(self, asked: Asked, *, keys: Sequence[Source] = ()) -> tuple[list[dict[str, Any]], list[Row]]:
        records = list(asked.queryset if isinstance(asked, OneRecord) else asked)
        values = [tuple(_follow(record, str(key)) for key in keys) for record in records] if keys else []
        return self.represent(records), values

    def represent(self, records: Sequence[Any]) -> list[dict[str, Any]]:
        objects = [dict(one) for one in self.serializer_class(records, many=True).data]
        if not self.names:
            return objects
        return [{name: one[name] for name in self.names if name in one} for one in objects]

    def select(self, names: Iterable[str]) -> "PlainReader":
        chosen = select_parts(self.node, names).members
        return PlainReader(self.serializer_class, self.reason, tuple(chosen))


@cache
def compile_reader(serializer_class: SerializerClass) -> Reader | PlainReader:
    """The reader of a serializer's lists; a PlainReader, with the reason, where a field is not known."""
    try:
        return Reader(build_node(serializer_class))
    except UnknownField as unknown:
        return PlainReader(serializer_class, str(unknown))


def dump(value: Any) -> bytes:
    """JSON bytes of what a reader read. Plain serializers still hold dates and ids, which orjson knows too."""
    return orjson.dumps(value, default=str)


def readable_fields(serializer_class: SerializerClass) -> dict[str, serializers.Field]:
    return {name: field for name, field in serializer_class().fields.items() if not field.write_only}


def build_node(serializer_class: SerializerClass, path: str = "") -> Node:
    """The shape of a serializer's answers, or UnknownField."""
    if not issubclass(serializer_class, serializers.ModelSerializer) or _overrides(serializer_class):
        raise UnknownField(f"{serializer_class.__name__} makes its answer itself")
    model: type[models.Model] = serializer_class.Meta.model
    members = {name: _part(field, model, path) for name, field in readable_fields(serializer_class).items()}
    return Node(f"{path}__{model._meta.pk.name}" if path else "", members)


def _overrides(serializer_class: SerializerClass) -> bool:
    return serializer_class.to_representation is not serializers.Serializer.to_representation


def _part(field: serializers.Field, model: type[models.Model], path: str) -> Part:
    source = "__".join([path, *field.source_attrs]) if path else "__".join(field.source_attrs)
    if compiled := getattr(field, "compiled", None):
        return compiled(source)
    if not field.source_attrs:
        raise UnknownField(f"{field.field_name} ({type(field).__name__})")
    if isinstance(field, serializers.ModelSerializer):
        return build_node(type(field), source)
    column = _column(model, field)
    if type(field) is UtcDateTimeField:
        return Leaf(source, time=True)
    if type(field) is serializers.PrimaryKeyRelatedField:
        return Leaf(f"{source}__{column.target_field.name}")
    if type(field) is serializers.ChoiceField:
        return Leaf(source, coded=True)
    if type(field) in _AS_STORED or _exact_integer(field) or _exact_decimal(field, column):
        return Leaf(source)
    raise UnknownField(f"{field.field_name} ({type(field).__name__})")


def _column(model: type[models.Model], field: serializers.Field) -> Any:
    """The stored column behind a field. Through an empty reference a serializer leaves the member out: not known."""
    current: Any = model
    *relations, last = field.source_attrs
    try:
        for step in relations:
            relation = current._meta.get_field(step)
            if not relation.is_relation or relation.one_to_many or relation.many_to_many:
                raise UnknownField(f"{field.field_name} (reached through {step})")
            if relation.null and not field.allow_null:
                raise UnknownField(f"{field.field_name} (set allow_null: {step} may be empty)")
            current = relation.related_model
        return current._meta.get_field(last)
    except FieldDoesNotExist:
        raise UnknownField(f"{field.field_name} (no column {last})") from None


def _exact_integer(field: serializers.Field) -> bool:
    as_text = getattr(field, "coerce_to_string", api_settings.COERCE_BIGINT_TO_STRING)
    return type(field) is serializers.BigIntegerField and not as_text


def _exact_decimal(field: serializers.Field, column: models.Field) -> bool:
    """A decimal written as text with the column's own number of digits."""
    return (
        type(field) is serializers.DecimalField
        and getattr(field, "coerce_to_string", api_settings.COERCE_DECIMAL_TO_STRING)
        and not field.localize
        and field.decimal_places == getattr(column, "decimal_places", None)
    )


@lru_cache(maxsize=256)
def _selected(reader: Reader, names: tuple[str, ...]) -> Reader:
    return Reader(select_parts(reader.node, names))


def _follow(record: Any, path: str) -> Any:
    for step in path.split("__"):
        record = getattr(record, step, None)
    return record.pk if isinstance(record, models.Model) else record
