"""Whole lists as files that stream: CSV, NDJSON and XLSX of what the same filters select.

A streamed answer runs after the request's transaction has ended, so each of these enters `acting()` itself.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from itertools import islice
from typing import Any

import orjson
from django.db import connection
from django.db.models import CharField, DateTimeField, Func, QuerySet, TextField
from django.db.models.expressions import F
from psycopg import ClientCursor

from core.acting import acting
from core.actor import Actor
from core.reading.compiled import PlainReader, Reader
from core.reading.rows import Source, statement, stream_texts

# A spreadsheet runs a text that begins so as a formula. The importer takes the mark off again.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
MARK = "'"
BATCH = 2_000
CHUNK = 64 * 1024
MOST_SHEET_ROWS = 1_048_575


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column of a file: its heading, and where its values are read from."""

    heading: str
    source: str


class Harmless(Func):
    """A text with a mark before it where a spreadsheet would take it for a formula."""

    # By the first character's code: a pattern match for each cell was a third of the file's cost.
    codes = ", ".join(str(ord(sign)) for sign in FORMULA_SIGNS)
    template = (
        f"(case when ascii(%(expressions)s) < 65 and ascii(%(expressions)s) in ({codes})"
        f" then '{MARK * 2}' || %(expressions)s else %(expressions)s end)"
    )
    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, Any]:
        sql, parameters = super().as_sql(compiler, connection, *args, **context)
        return sql, parameters * 4


class WireTime(Func):
    """A moment as the API writes it. Connections are in UTC: saying so again for each value costs a fifth more."""

    template = """to_char(%(expressions)s, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    output_field = TextField()


def harmless(text: str) -> str:
    """The same for one text in Python."""
    return f"{MARK}{text}" if text.startswith(FORMULA_SIGNS) else text


def stream_csv(queryset: QuerySet[Any], columns: Sequence[ExportColumn], actor: Actor) -> Iterator[bytes]:
    """CSV by COPY of the queryset's own statement: PostgreSQL writes the file, and nothing is held in memory."""
    yield _csv_line([harmless(column.heading) for column in columns])
    with acting(actor):
        found = statement(queryset, [csv_source(queryset, column) for column in columns])
        if found is None:
            return
        with connection.cursor() as cursor:
            # COPY takes no parameters: they are quoted into the statement by the driver.
            select = ClientCursor(connection.connection).mogrify(*found)
            with cursor.copy(f"copy ({select}) to stdout with (format csv)") as copy:
                yield from _chunks(copy)


def stream_ndjson(queryset: QuerySet[Any], reader: Reader | PlainReader, actor: Actor) -> Iterator[bytes]:
    """One JSON object a line, each exactly as the list shows it."""
    with acting(actor):
        if isinstance(reader, Reader):
            for rows, types in stream_texts(queryset, reader.sources, size=BATCH):
                yield "\n".join([*reader.spell(rows, types), ""]).encode()
            return
        for batch in _batches(queryset):
            objects = reader.represent(batch)
            yield b"".join(orjson.dumps(one, default=str, option=orjson.OPT_APPEND_NEWLINE) for one in objects)


def stream_xlsx(queryset: QuerySet[Any], columns: Sequence[ExportColumn], actor: Actor) -> Iterator[bytes]:
    """An Excel workbook, written row by row to a temporary file and then sent."""
    # Late: a heavy package that few requests need.
    from xlsxwriter import Workbook

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        with acting(actor), Workbook(file.name, options) as workbook:
            _write_sheets(workbook, queryset, columns)
        with open(file.name, "rb") as written:
            while data := written.read(CHUNK):
                yield data


def _batches(queryset: QuerySet[Any]) -> Iterator[list[Any]]:
    records = queryset.iterator(chunk_size=BATCH)
    while batch := list(islice(records, BATCH)):
        yield batch


def _chunks(copy: Iterable[Any]) -> Iterator[bytes]:
    """PostgreSQL sends row by row; sending each on by itself would cost more than making it."""
    lines, size = [], 0
    for data in copy:
        lines.append(data)
        size += len(data)
        if size > CHUNK:
            yield b"".join(lines)
            lines, size = [], 0
    yield b"".join(lines)


def _csv_line(texts: Sequence[str]) -> bytes:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow(texts)
    return line.getvalue().encode()


def csv_source(queryset: QuerySet[Any], column: ExportColumn) -> Source:
    """Free texts made harmless, moments in UTC, and everything else as PostgreSQL writes it: numbers stay numbers."""
    stored = output_field(queryset, column.source)
    if isinstance(stored, DateTimeField):
        return WireTime(F(column.source))
    if isinstance(stored, (CharField, TextField)) and not stored.choices:
        return Harmless(F(column.source))
    return column.source


def output_field(queryset: QuerySet[Any], path: str) -> Any:
    """The field behind a column of a file, whose values it holds."""
    if path in queryset.query.annotations:
        return queryset.query.annotations[path].output_field
    return F(path).resolve_expression(queryset.query.chain()).output_field


def _write_sheets(workbook: Any, queryset: QuerySet[Any], columns: Sequence[ExportColumn]) -> None:
    """What one sheet cannot hold goes on to the next: no row is left out."""
    bold = workbook.add_format({"bold": True})
    moments = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    days = workbook.add_format({"num_format": "yyyy-mm-dd"})
    values = queryset.values_list(*(column.source for column in columns))
    sheet, number = _new_sheet(workbook, columns, bold), 0
    for row in values.iterator(chunk_size=BATCH):
        if number == MOST_SHEET_ROWS:
            sheet, number = _new_sheet(workbook, columns, bold), 0
        number += 1
        for place, value in enumerate(row):
            _write_cell(sheet, number, place, value, moments, days)


def _new_sheet(workbook: Any, columns: Sequence[ExportColumn], bold: Any) -> Any:
    """A sheet with its headings, which stay in view."""
    sheet = workbook.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [column.heading for column in columns], bold)
    return sheet


def _write_cell(sheet: Any, row: int, place: int, value: Any, moments: Any, days: Any) -> None:
    """Numbers as numbers, dates as dates (moments in UTC: a sheet knows no time zone), the rest as plain text."""
    if value is None:
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, value.astimezone(UTC).replace(tzinfo=None), moments)
    elif hasattr(value, "isoformat"):
        sheet.write_datetime(row, place, value, days) if value.year >= 1900 else sheet.write_string(
            row, place, str(value)
        )
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(row, place, value)
    else:
        sheet.write_string(row, place, str(value)[:32_767])
