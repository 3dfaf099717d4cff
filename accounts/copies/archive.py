"""The file of an exported organization: a ZIP of tables as CSV, of files, and of a manifest that says what is in it.

    manifest.json            format, versions, and of each table its columns, rows, size and SHA-256
    tables/<table>.csv       rows, the first line names the columns
    files.ndjson             a line for each file: path, size and SHA-256
    files/<path>             the files

Both directions work piece by piece. What is read is judged first: names, sizes and checksums of everything, before a
row is written.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from core.errors import AtriumError

FORMAT, VERSION = "atrium-organization", 1
MANIFEST, FILE_LIST, TABLES, FILES = "manifest.json", "files.ndjson", "tables/", "files/"
PIECE = 1 << 20
LARGEST_MANIFEST = 16 << 20
# Text that is packed well becomes some dozen times smaller. What would grow further than this is made to harm.
MOST_GROWTH, ALWAYS_FINE = 200, 200_000_000
BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class ArchiveRefused(AtriumError):
    """The file is not what an export of Atrium is; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Member:
    """What was written, and how it can be told that it is unchanged."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableMember(Member):
    """The rows of a table, and what they are."""

    table: str
    columns: list[str]
    rows: int


class ArchiveWriter:
    """Writes members one after the other; nothing is held in memory but their names."""

    def __init__(self, file: IO[bytes]) -> None:
        self.zip = ZipFile(file, "w", ZIP_DEFLATED)

    def add(self, name: str, pieces: Iterable[bytes | memoryview]) -> Member:
        """Write one member."""
        digest, size = hashlib.sha256(), 0
        with self.zip.open(name, "w", force_zip64=True) as target:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        return Member(name, size, digest.hexdigest())

    def finish(self, manifest: dict[str, Any]) -> None:
        """Say what is in the file, and close it."""
        self.zip.writestr(MANIFEST, json.dumps(manifest, indent=1))
        self.zip.close()


def in_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A file, piece by piece."""
    while piece := file.read(PIECE):
        yield piece


def file_line(path: str, member: Member) -> bytes:
    """A line of the list of files."""
    return json.dumps({**asdict(member), "name": path}).encode() + b"\n"


class ArchiveReader:
    """A file that somebody brings. Everything it says of itself is held against what is there."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            file.seek(0, 2)
            packed = file.tell()
            self.zip = ZipFile(file)
        except BROKEN:
            raise ArchiveRefused(_("This is no ZIP file, or it is cut off.")) from None
        self.infos = judge_members(self.zip.infolist(), packed)
        self.manifest = self.read_manifest()

    def read_manifest(self) -> dict[str, Any]:
        """What the file says of itself."""
        info = self.infos.get(MANIFEST)
        if info is None or info.file_size > LARGEST_MANIFEST:
            raise ArchiveRefused(_("The file is no export of Atrium: it has no manifest."))
        try:
            told = json.loads(b"".join(self.pieces(MANIFEST)))
            self.tables = {one["table"]: TableMember(**one) for one in told["tables"]}
            self.file_list = Member(**told["files"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ArchiveRefused(_("The file is no export of Atrium: its manifest cannot be read.")) from None
        if told.get("format") != FORMAT or not isinstance(told.get("version"), int):
            raise ArchiveRefused(_("The file is no export of Atrium."))
        if told["version"] > VERSION:
            raise ArchiveRefused(
                _("The file was written by a newer version of Atrium. Upgrade this installation first.")
            )
        return dict(told)

    def verify(self) -> None:
        """Read everything once; ArchiveRefused names the first member that is not as the manifest says."""
        named = {MANIFEST, FILE_LIST, *(one.name for one in self.tables.values())}
        for member in (*self.tables.values(), self.file_list):
            self.check(member)
        for line in self.files():
            name = FILES + line.name
            if name in named:
                raise ArchiveRefused(_("The file lists “%s” twice.") % line.name)
            named.add(name)
            self.check(Member(name, line.size, line.sha256))
        if extra := sorted(self.infos.keys() - named):
            raise ArchiveRefused(_("The file has a member that its manifest does not name: “%s”.") % extra[0])

    def check(self, member: Member) -> None:
        """Whether a member is there and unchanged."""
        info = self.infos.get(member.name)
        if info is None:
            raise ArchiveRefused(_("A member of the file is missing: “%s”.") % member.name)
        digest, size = hashlib.sha256(), 0
        for piece in self.pieces(member.name):
            digest.update(piece)
            size += len(piece)
        if (size, digest.hexdigest()) != (member.size, member.sha256):
            raise ArchiveRefused(_("A member of the file was changed: “%s”.") % member.name)

    def files(self) -> Iterator[Member]:
        """The files, as the list has them."""
        try:
            with self.zip.open(FILE_LIST) as lines:
                for line in lines:
                    yield Member(**json.loads(line))
        except (*BROKEN, ValueError, TypeError):
            raise ArchiveRefused(_("The list of files cannot be read.")) from None

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member, piece by piece, and never more than it said it would be."""
        try:
            with self.zip.open(self.infos[name]) as file:
                yield from in_pieces(file)
        except BROKEN:
            raise ArchiveRefused(_("A member of the file is damaged: “%s”.") % name) from None


def judge_members(infos: Iterable[ZipInfo], packed: int) -> dict[str, ZipInfo]:
    """The members by name. Names that lead elsewhere, that come twice, and bombs are refused."""
    found: dict[str, ZipInfo] = {}
    for info in infos:
        if not is_plain(info.filename) or info.flag_bits & 1:
            raise ArchiveRefused(_("The file has a member of a name that is not allowed: “%s”.") % info.filename[:100])
        if info.filename in found:
            raise ArchiveRefused(_("The file has a member twice: “%s”.") % info.filename)
        found[info.filename] = info
    if sum(info.file_size for info in found.values()) > max(ALWAYS_FINE, packed * MOST_GROWTH):
        raise ArchiveRefused(_("Unpacked, the file would be larger than any export is."))
    return found


def is_plain(name: str) -> bool:
    """Whether a name is one that an export gives: below its folders, and nowhere else."""
    if name in (MANIFEST, FILE_LIST):
        return True
    parts = PurePosixPath(name).parts
    is_clean = "/".join(parts) == name and not {"..", "."} & set(parts) and name.isprintable() and "\\" not in name
    return is_clean and name.startswith((TABLES, FILES)) and len(parts) > 1
