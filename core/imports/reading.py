"""Files as lines of texts: CSV in its encodings and XLSX, read as a stream and refused with the place of the fault."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import IO, Any

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.imports.sheets import read_sheet, refuse_bomb

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
ENCODINGS = ("utf-8", "cp1252", "iso-8859-1", "iso-8859-15", "utf-16")
DELIMITERS = (",", ";", "\t", "|")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LONGEST_CELL = 1_000_000
MOST_COLUMNS = 500
CHUNK = 64 * 1024

Line = tuple[int, list[str]]
"""The number of a line as an editor or spreadsheet counts, and its cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file opened for reading: its heading, and its lines one after the other."""

    heading: list[str]
    lines: Iterator[Line]


@contextmanager
def open_table(file: IO[bytes], encoding: str = "") -> Iterator[Table]:
    """The table in a CSV or XLSX file. Without `encoding` it is UTF-8, or what the file's first bytes say."""
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if start.startswith(OLE):
        raise refused("format", _("This is an old or a protected workbook. Save it as .xlsx or as CSV."))
    lines = read_workbook(file) if start == ZIP else read_csv(file, encoding or encoding_of(start))
    heading = read_heading(lines)
    yield Table(heading, check_widths(lines, len(heading)))


def refused(code: str, message: str, status: int = 400) -> RuleBroken:
    """The whole file cannot be read."""
    return RuleBroken("file", code, message, status=status)


def read_workbook(file: IO[bytes]) -> Iterator[Line]:
    """The first sheet of a workbook, after a look at how large it would become."""
    refuse_bomb(file)
    return read_sheet(file)


def read_heading(lines: Iterator[Line]) -> list[str]:
    """The first line that is not empty. No heading may stand twice: which one was meant would be a guess."""
    number, cells = next(lines, (0, []))
    heading = [cell.strip() for cell in cells]
    while heading and not heading[-1]:
        heading.pop()
    if not heading:
        raise refused("empty", _("The file is empty."))
    if len(heading) > MOST_COLUMNS:
        raise refused("columns", _("A file may have %d columns.") % MOST_COLUMNS)
    if "\x00" in "".join(heading):
        raise refused("nul", _("Line %d holds a NUL character, which no text can hold.") % number)
    refuse_doubles(heading)
    return heading


def refuse_doubles(heading: list[str]) -> None:
    """Refuse two columns of one name, naming both."""
    seen: dict[str, int] = {}
    for place, name in enumerate(heading, start=1):
        if name and name in seen:
            where = {"name": name[:60], "first": seen[name], "second": place}
            message = _("The heading “%(name)s” stands twice: in columns %(first)d and %(second)d.") % where
            raise refused("duplicate-heading", message)
        seen[name] = place


def check_widths(lines: Iterator[Line], width: int) -> Iterator[Line]:
    """Lines as wide as the heading. Empty lines and empty cells at the end are left out; a ragged line stays so."""
    for number, cells in lines:
        if len(cells) == width:
            if any(cells):
                yield number, cells
            continue
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if any(cells):
            yield number, cells


def encoding_of(start: bytes) -> str:
    """What a byte order mark says, else UTF-8."""
    return next((name for mark, name in BOMS if start.startswith(mark)), "utf-8")


def read_csv(file: IO[bytes], encoding: str) -> Iterator[Line]:
    """Rows of a CSV file with the number of the line where each begins."""
    csv.field_size_limit(LONGEST_CELL)
    text = io.TextIOWrapper(io.BufferedReader(Unclosed(file)), encoding=encoding, errors="strict", newline="")
    try:
        first = text.readline()
        reader = csv.reader(chain([first] if first else [], text), delimiter=delimiter_of(first), strict=True)
        begins = 1
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except UnicodeDecodeError:
        raise wrong_encoding(file, encoding) from None
    except UnicodeError:
        raise refused("encoding", _("The file is not written in %s.") % encoding.upper()) from None
    except csv.Error as error:
        where = {"line": reader.line_num, "reason": error}
        raise refused("csv", _("Line %(line)d is no CSV: %(reason)s.") % where) from None


class Unclosed(io.RawIOBase):
    """The stored file for a text reader, which would close it when it is done."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def delimiter_of(line: str) -> str:
    """The separator that stands most often in the heading, outside quotation marks; a comma where none does."""
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=lambda one: (outside.count(one), -DELIMITERS.index(one)))


def wrong_encoding(file: IO[bytes], encoding: str) -> RuleBroken:
    """Which byte is none of the encoding: found by reading once more."""
    file.seek(0)
    decoder, offset = codecs.getincrementaldecoder(encoding)(), 0
    while data := file.read(CHUNK):
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(data)
        except UnicodeDecodeError as error:
            offset += error.start - waiting
            break
        offset += len(data)
    where = {"encoding": encoding.upper().removesuffix("-SIG"), "offset": offset}
    message = _("The file is not written in %(encoding)s: see byte %(offset)d. Choose its encoding.") % where
    return refused("encoding", message)


def count_lines(table: Table) -> int:
    """How many lines are to be imported. Reads the file to its end, so that a fault anywhere shows at once."""
    return sum(1 for _line in table.lines)


def sample(table: Table, count: int = 3) -> list[dict[str, Any]]:
    """Each column with its first few values."""
    lines = [cells for _position, (_number, cells) in zip(range(count), table.lines, strict=False)]
    return [
        {"name": name, "values": [cells[place] for cells in lines if place < len(cells) and cells[place]]}
        for place, name in enumerate(table.heading)
        if name
    ]
