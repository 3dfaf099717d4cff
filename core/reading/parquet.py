"""A list as a Parquet file for a warehouse: columns with types, written in groups of rows, then sent."""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import QuerySet

from core.acting import acting
from core.actor import Actor
from core.reading.exports import CHUNK, ExportColumn, output_field

# Rows to a group: what is held in memory at once.
GROUP = 20_000
# More digits than decimal128 holds are told as text.
MOST_DIGITS = 38


def is_installed() -> bool:
    """Whether the package that writes such files is there; it is an extra of its own."""
    return find_spec("pyarrow") is not None


def stream_parquet(queryset: QuerySet[Any], columns: Sequence[ExportColumn], actor: Actor) -> Iterator[bytes]:
    """The file, written group by group to a temporary one."""
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        with acting(actor):
            _write(file.name, queryset, columns)
        with open(file.name, "rb") as written:
            while data := written.read(CHUNK):
                yield data


def _write(name: str, queryset: QuerySet[Any], columns: Sequence[ExportColumn]) -> None:
    # Late: a heavy package that few requests need.
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    kinds = [_kind(pyarrow, output_field(queryset, column.source)) for column in columns]
    schema = pyarrow.schema([(one.heading, kind) for one, (kind, _told) in zip(columns, kinds, strict=True)])
    rows = queryset.values_list(*(column.source for column in columns)).iterator(chunk_size=2_000)
    with ParquetWriter(name, schema, compression="zstd") as writer:
        while group := list(islice(rows, GROUP)):
            arrays = [
                pyarrow.array([told(value) for value in values], type=kind)
                for values, (kind, told) in zip(zip(*group, strict=True), kinds, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def _kind(pyarrow: Any, field: models.Field) -> tuple[Any, Callable[[Any], Any]]:
    """The type of a column, and what makes its values of those read. Ids, choices and JSON are texts."""
    match field:
        case models.DateTimeField():
            return pyarrow.timestamp("us", tz="UTC"), _same
        case models.DateField():
            return pyarrow.date32(), _same
        case models.BooleanField():
            return pyarrow.bool_(), _same
        case models.IntegerField():
            return pyarrow.int64(), _same
        case models.FloatField():
            return pyarrow.float64(), _same
        case models.DecimalField() if field.max_digits and field.max_digits <= MOST_DIGITS:
            return pyarrow.decimal128(field.max_digits, field.decimal_places or 0), _same
    return pyarrow.string(), _text


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, default=str) if isinstance(value, dict | list) else str(value)
