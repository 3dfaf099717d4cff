"""Exports: what the list shows, streamed, in an acting() of their own, and nothing that a spreadsheet would run."""

import csv
import io
import json
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from core.acting import acting, current_actor
from core.reading import exports
from core.reading.compiled import compile_reader, dump
from core.reading.exports import ExportColumn, stream_csv, stream_ndjson, stream_xlsx
from facilities.models import Property
from tests.reading.conftest import NAMES
from tests.reading.serializers import PropertySerializer, ShoutingSerializer

COLUMNS = [
    ExportColumn("Number", "number"),
    ExportColumn("=Name", "name"),
    ExportColumn("Region", "region__name"),
    ExportColumn("Area", "gross_area"),
    ExportColumn("Latitude", "latitude"),
    ExportColumn("Archived", "archived_at"),
]


def rows():
    return Property.objects.filter(number__gte=1000).order_by("number")


def read_csv(chunks):
    return list(csv.reader(io.StringIO(b"".join(chunks).decode(), newline="")))


def test_csv_streams_after_the_request_has_ended(properties):
    assert current_actor() is None
    heading, *lines = read_csv(stream_csv(rows(), COLUMNS, properties.ana))
    assert heading == ["Number", "'=Name", "Region", "Area", "Latitude", "Archived"]
    assert len(lines) == 40
    assert lines[1] == ["1001", "'=1+1", "Chicago", "114.88", "0.3333333333333333", "2026-01-01T00:00:00.100000Z"]
    assert lines[0] == ["1000", "Tower", "", "", "", ""]


def test_csv_marks_texts_that_a_spreadsheet_would_run(properties):
    _heading, *lines = read_csv(stream_csv(rows(), COLUMNS, properties.ana))
    said = [line[1] for line in lines[: len(NAMES)]]
    assert said == [f"'{name}" if name[0] in "=+-@" else name for name in NAMES]


def test_csv_leaves_negative_numbers_alone(properties):
    with acting(properties.ana):
        Property.objects.filter(number=1001).update(latitude=-41.5)
    _heading, *lines = read_csv(stream_csv(rows(), COLUMNS, properties.ana))
    assert lines[1][4] == "-41.5"


def test_csv_with_parameters_that_need_quoting(properties):
    found = rows().filter(name__in=["it's", "100%s", "\\N"])
    _heading, *lines = read_csv(stream_csv(found, COLUMNS, properties.ana))
    assert {line[1] for line in lines} == {"it's", "\\N"}


@pytest.mark.parametrize("stream", [stream_csv, stream_xlsx])
def test_export_of_nothing_has_its_headings(properties, stream):
    for nothing in (Property.objects.none(), rows().filter(name="nothing")):
        assert b"".join(stream(nothing, COLUMNS, properties.ana))


def test_exports_of_another_organization_are_empty(properties):
    assert len(read_csv(stream_csv(rows(), COLUMNS, properties.cleo))) == 1
    assert b"".join(stream_ndjson(rows(), compile_reader(PropertySerializer), properties.cleo)) == b""


@pytest.mark.parametrize("serializer", [PropertySerializer, ShoutingSerializer])
def test_ndjson_is_the_list_line_by_line(properties, serializer):
    reader = compile_reader(serializer)
    lines = b"".join(stream_ndjson(rows(), reader, properties.ana)).splitlines()
    with acting(properties.ana):
        objects, _keys = reader.read(rows())
        assert [json.loads(line) for line in lines] == json.loads(dump(objects))


def test_xlsx_holds_texts_numbers_and_times(properties):
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(stream_xlsx(rows(), COLUMNS, properties.ana))))
    heading, *lines = book.get_sheet_by_index(0).to_python()
    assert heading[1] == "=Name"
    assert [line[1] for line in lines[: len(NAMES)]] == NAMES
    assert Decimal(str(lines[1][3])) == Decimal("114.88")
    assert lines[1][5].isoformat().startswith("2026-01-01T00:00:00")


def test_abandoned_export_leaves_no_actor_behind(properties):
    stream = stream_csv(rows(), COLUMNS, properties.ana)
    next(stream)
    next(stream)
    assert current_actor() == properties.ana
    stream.close()
    assert current_actor() is None
    with acting(properties.cleo):
        assert Property.objects.count() == 1


def test_a_full_sheet_goes_on_to_the_next(properties, monkeypatch):
    monkeypatch.setattr(exports, "MOST_SHEET_ROWS", 2)
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(stream_xlsx(rows(), COLUMNS, properties.ana))))
    sheets = [book.get_sheet_by_index(place).to_python() for place in range(len(book.sheet_names))]
    assert {sheet[0][1] for sheet in sheets} == {"=Name"} and {len(sheet) for sheet in sheets[:-1]} == {3}
    with acting(properties.ana):
        assert sum(len(sheet) - 1 for sheet in sheets) == rows().count()
