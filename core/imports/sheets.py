"""Workbooks: how large they would become is read before they are opened, and their cells become texts."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from django.utils.translation import gettext as _

from core.errors import RuleBroken

# Bytes after unpacking. A sheet of 100,000 rows and 30 columns has about 100 MB, its shared texts about 20.
MOST_UNPACKED = 400_000_000
MOST_SHARED_TEXTS = 80_000_000
MOST_MEMBERS = 2_000
# XML packs well, but not better than this; a bomb has a thousand and more. Small members are left alone.
HIGHEST_RATIO = 120
RATIO_FROM = 5_000_000


def refuse_bomb(file: IO[bytes]) -> None:
    """Refuse a workbook that would become too large, from its directory; then hold the directory to what it says."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_sizes(members)
            for member in members:
                _unpack(archive, member)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError):
        raise _refused("format", _("This is no readable workbook.")) from None
    finally:
        file.seek(0)


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    names = {member.filename for member in members}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise _refused("format", _("This is no workbook: give CSV or XLSX."))
    shared = sum(member.file_size for member in members if member.filename.endswith("sharedStrings.xml"))
    too_large = len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED
    if too_large or shared > MOST_SHARED_TEXTS or any(map(_is_bomb, members)):
        raise _refused("payload-too-large", _("Unpacked, this workbook would be too large. Save it as CSV."), 413)


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > RATIO_FROM and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1)


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read to the size the directory gives and no further: one that lied fails its checksum here."""
    with archive.open(member) as stream:
        while stream.read(1 << 20):
            pass


def read_sheet(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The lines of the first sheet, numbered as the spreadsheet does."""
    # Late: only workbooks need it.
    from python_calamine import CalamineError, load_workbook

    try:
        sheet = load_workbook(file).get_sheet_by_index(0)
    except (CalamineError, OSError, ValueError, IndexError):
        raise _refused("format", _("This is no readable workbook.")) from None
    first = sheet.start[0] if sheet.start else 0
    for number, cells in enumerate(sheet.iter_rows(), start=first + 1):
        yield number, [cell if type(cell) is str else text_of(cell) for cell in cells]


def text_of(cell: Any) -> str:
    """What a person reads in a cell: whole numbers without a point, days and moments in ISO's order."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        # A spreadsheet computes with 17 digits and shows 15.
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date | time) else _duration(cell)


def _duration(cell: Any) -> str:
    return str(cell) if not isinstance(cell, timedelta) else f"{cell.total_seconds() / 3600:.15g}"


def _refused(code: str, message: str, status: int = 400) -> RuleBroken:
    return RuleBroken("file", code, message, status=status)
