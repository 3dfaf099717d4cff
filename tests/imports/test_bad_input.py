"""What files hold that nobody meant: refused with line and column, nothing half written, nothing guessed."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from xlsxwriter import Workbook

from core.acting import acting
from core.errors import RuleBroken
from core.imports.actions import map_import
from core.imports.mapping import Mapping
from core.imports.reading import open_table
from core.models import ImportProblem
from facilities.models import Property
from tests.cast import Cast
from tests.imports.conftest import counts, import_file, problems, upload
from tests.pages.conftest import browser_of
from workorders.models import WorkOrder

PLACES = {"Name": "name", "Code": "code", "Zip": "postal_code", "Built": "year_built", "Area": "rentable_area"}
ORDERS = {"Title": "title", "Where": "property", "Due": "due_at", "Reported": "reported_at", "How": "impact"}


def read(data: bytes, encoding: str = "") -> tuple[list[str], list[Any]]:
    with open_table(io.BytesIO(data), encoding) as table:
        return table.heading, list(table.lines)


def refusal(data: bytes, encoding: str = "") -> tuple[str, str]:
    with pytest.raises(RuleBroken) as refused:
        read(data, encoding)
    return refused.value.code, refused.value.problems[0].message


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Näme;B\n1;é\n".encode(), ""),
        ("Näme,B\n1,é\n".encode("utf-8-sig"), ""),
        ("Näme\tB\r\n1\té\r\n".encode("utf-16"), ""),
        ("Näme,B\r1,é\r".encode("cp1252"), "cp1252"),
    ],
)
def test_encodings_separators_and_line_ends(data: bytes, encoding: str) -> None:
    assert read(data, encoding) == (["Näme", "B"], [(2, ["1", "é"])])


def test_a_wrong_encoding_names_the_byte() -> None:
    data = b"Name\n" + b"x" * 200_000 + "\nCafé\n".encode("cp1252")
    code, message = refusal(data)
    assert code == "encoding" and f"byte {data.index(bytes([0xE9]))}" in message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"A,B,A\n", "duplicate-heading"),
        (b"A\x00,B\n", "nul"),
        (b'A,B\n1,"x" y\n', "csv"),
        (b'A,B\n1,"never closed\n', "csv"),
        (b"A" + b",A" * 600, "columns"),
        (b"\xff\xfeA\x00\xd8\xd8", "encoding"),
        (b"PK\x03\x04 no archive", "format"),
        (b"\xd0\xcf\x11\xe0 old workbook", "format"),
    ],
)
def test_files_that_are_no_table(data: bytes, code: str) -> None:
    assert refusal(data)[0] == code


def test_lines_are_numbered_as_an_editor_does() -> None:
    data = b'\xef\xbb\xbfA,B\n"one\ntwo",1\n\n,\n3,4,,\n5\n'
    assert read(data)[1] == [(2, ["one\ntwo", "1"]), (6, ["3", "4"]), (7, ["5"])]


def bomb(name: str, size: int, lie: int | None = None) -> bytes:
    """A workbook one member of which unpacks to `size` zeros; the directory may say less."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, b"0" * size)
    data = file.getvalue()
    return data if lie is None else data.replace(size.to_bytes(4, "little"), lie.to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bomb("xl/worksheets/sheet1.xml", 30_000_000), "payload-too-large"),
        (bomb("xl/sharedStrings.xml", 90_000_000), "payload-too-large"),
        (bomb("xl/worksheets/sheet1.xml", 30_000_000, lie=1_000), "format"),
        (bomb("word/document.xml", 10), "format"),
    ],
)
def test_bombs_are_refused_before_they_are_opened(data: bytes, code: str) -> None:
    assert refusal(data)[0] == code


def workbook(rows: list[list[Any]]) -> bytes:
    file = io.BytesIO()
    with Workbook(file) as book:
        sheet, days = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                sheet.write_datetime(y, x, value, days) if isinstance(value, datetime) else sheet.write(y, x, value)
    return file.getvalue()


def test_cells_of_a_workbook_become_what_a_person_reads() -> None:
    moment = datetime(2026, 3, 1, 9, 30)
    data = workbook([["Zip", "Area", "When", "Flag", "Day"], [60601, 0.1 + 0.2, moment, True, datetime(2026, 3, 1)]])
    heading, lines = read(data)
    assert heading == ["Zip", "Area", "When", "Flag", "Day"]
    assert lines == [(2, ["60601", "0.3", "2026-03-01 09:30:00", "true", "2026-03-01"])]


def test_a_workbook_is_imported_with_its_own_line_numbers(cast: Cast) -> None:
    data = workbook([["Title", "Where"], ["Leak", "T1"], [], ["Lift", "T9"]])
    batch = import_file(cast.ana, "work-orders", data, {"Title": "title", "Where": "property"})
    assert (counts(batch), problems(cast.ana, batch)) == ((1, 0, 0, 1), [(4, "Where", "unknown-reference")])


def test_numbers_and_texts_are_never_guessed(cast: Cast) -> None:
    lines = (
        "Name,Code,Zip,Built,Area,Portfolio\n"
        "Hall,H1,123,1905,1234.50,Great Lakes\n"
        "Hall,H2,00601,NA,NA,Great Lakes\n"
        'Hall,H3,00601,1905.5,"1,234.50",Great Lakes\n'
        "Hall,H4,00601,99,1e5,Great Lakes\n"
        "Hall,H5,00601,1905,-1,Great Lakes\n"
        "'=1+1,H6,'-5,1905,1.234,Great Lakes\n"
        "Ha\x00ll,H7,1,,,\n"
        "Hall,H8,1\n"
        f"{'x' * 121},H9,1,,,\n"
    )
    batch = import_file(cast.ana, "properties", lines, {**PLACES, "Portfolio": "portfolio"}, match="code")
    assert counts(batch) == (1, 0, 0, 8)
    assert problems(cast.ana, batch) == [
        (3, "Area", "number"),
        (3, "Built", "integer"),
        (4, "Area", "number"),
        (4, "Built", "integer"),
        (5, "Area", "number"),
        (6, "Area", "min_value"),
        (7, "Area", "max_decimal_places"),
        (8, "Name", "nul"),
        (9, "", "ragged"),
        (10, "Name", "too-long"),
    ]


def test_zip_codes_stay_texts_and_marks_come_off(cast: Cast) -> None:
    lines = "Name,Code,Zip,Portfolio\n'=1+1,H1,601,Great Lakes\n'-5,H2,'+1,Great Lakes\n'quoted,H3,01,Great Lakes\n"
    columns = {"Name": "name", "Code": "code", "Zip": "postal_code", "Portfolio": "portfolio"}
    import_file(cast.ana, "properties", lines, columns, match="code")
    with acting(cast.ana):
        rows = Property.objects.filter(code__startswith="H").order_by("code")
        assert list(rows.values_list("name", "postal_code")) == [("=1+1", "601"), ("-5", "+1"), ("'quoted", "01")]


def test_days_are_read_in_the_chosen_order_only(cast: Cast) -> None:
    lines = (
        "Title,Where,Due,Reported,How\n"
        "A,T1,17-07-1905,,one\n"
        "B,T1,2026-02-30,,one\n"
        "C,T1,0000-01-01,,one\n"
        "D,T1,,2026-03-08 02:30,one\n"
        "E,T1,,2026-03-08T02:30:00-06:00,huge\n"
        "F,T1,,2026-03-01,Cosmetic\n"
    )
    batch = import_file(cast.ana, "work-orders", lines, ORDERS)
    assert problems(cast.ana, batch) == [
        (2, "Due", "datetime"),
        (3, "Due", "datetime"),
        (4, "Due", "datetime"),
        (5, "Reported", "datetime"),
        (6, "How", "choice"),
    ]
    with acting(cast.ana):
        assert ImportProblem.objects.filter(batch=batch, line=2).get().value == "17-07-1905"
        assert WorkOrder.objects.get().reported_at == datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dates", "text", "hour"),
    [
        ("DD-MM-YYYY", "17-07-2026", 0),
        ("MM/DD/YYYY", "07/17/2026 02:30 PM", 14),
        ("DD.MM.YYYY", "17.7.2026 14:30", 14),
        ("DD/MM/YYYY", "2026-07-17T14:30", 14),
    ],
)
def test_another_order_is_chosen(cast: Cast, dates: str, text: str, hour: int) -> None:
    lines = f"Title,Where,Reported\nA,T1,{text}\n"
    columns = {"Title": "title", "Where": "property", "Reported": "reported_at"}
    import_file(cast.ana, "work-orders", lines, columns, dates=dates)
    with acting(cast.ana):
        # Chicago is five hours behind in July.
        minute = 30 if hour else 0
        assert WorkOrder.objects.get().reported_at == datetime(2026, 7, 17, hour + 5, minute, tzinfo=UTC)


def test_what_the_database_refuses_is_the_lines_own(cast: Cast) -> None:
    lines = "Name,Code,Portfolio,Lat\nA,T1,Great Lakes,\nB,B1,Great Lakes,41\nC,C1,Great Lakes,\n"
    columns = {"Name": "name", "Code": "code", "Portfolio": "portfolio", "Lat": "latitude"}
    batch = import_file(cast.ana, "properties", lines, columns)
    assert (counts(batch), [one[:2] for one in problems(cast.ana, batch)]) == ((1, 0, 0, 2), [(2, "Code"), (3, "")])


def test_too_large_a_file_is_refused(cast: Cast, settings: Any) -> None:
    settings.ATRIUM_MAX_IMPORT_BYTES = 10
    with pytest.raises(RuleBroken) as refused:
        upload(cast.ana, "work-orders", b"Title,Property\n")
    assert (refused.value.status, refused.value.code) == (413, "payload-too-large")


def test_two_hundred_megabytes_are_refused_unread(cast: Cast) -> None:
    body: dict[str, Any] = {"CONTENT_LENGTH": "200000000", "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = browser_of(cast.ana).generic("POST", "/lakeside/work-orders/import/", **body)
    assert answer.status_code == 413 and "larger than" in answer.content.decode()
    assert Client().generic("POST", "/lakeside/work-orders/import/", **body).status_code == 413


def test_a_fault_deep_in_the_file_shows_before_anything_is_written(cast: Cast) -> None:
    batch = upload(cast.ana, "work-orders", b"Title,Where\n" + b"Leak,T1\n" * 100 + b"Caf\xe9,T1\n")
    with acting(cast.ana), pytest.raises(RuleBroken, match="byte"):
        map_import(batch, actor=cast.ana, mapping=Mapping({"Title": "title", "Where": "property"}))
