"""What a file really is. The name proves nothing: an executable called invoice.pdf is refused."""

import zipfile
from pathlib import PurePath
from typing import IO

import puremagic
from django.utils.translation import gettext as _

from core.errors import RuleBroken

# What may be kept, by the ending people know it by. Nothing a browser would run is among them.
ALLOWED: dict[str, str] = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "tif": "image/tiff",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "mp4": "video/mp4",
    "txt": "text/plain",
    "csv": "text/csv",
    "json": "application/json",
}
NAMES = {content_type: ending.upper() for ending, content_type in ALLOWED.items()}
SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"\xff\xd8\xff", "jpg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"GIF8", "gif"),
    (8, b"WEBP", "webp"),
    (4, b"ftypheic", "heic"),
    (4, b"ftypmif1", "heic"),
    (4, b"ftyp", "mp4"),
    (0, b"II*\x00", "tif"),
    (0, b"MM\x00*", "tif"),
)
OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
TEXT = {"txt", "csv", "json"}


def sniff(file: IO[bytes], name: str) -> str:
    """The content type the bytes show. Raises RuleBroken on `file` for what Atrium does not keep."""
    head = file.read(4096)
    file.seek(0)
    kind = _kind_of(file, head, name)
    file.seek(0)
    if kind is None:
        raise RuleBroken("file", "file-type", _("Atrium keeps PDF, pictures, Office files, video, text, CSV and JSON."))
    return ALLOWED[kind]


def name_of_type(content_type: str) -> str:
    """What people call a type, such as PDF."""
    return NAMES.get(content_type, content_type)


def _kind_of(file: IO[bytes], head: bytes, name: str) -> str | None:
    for offset, signature, kind in SIGNATURES:
        if head[offset : offset + len(signature)] == signature:
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(file)
    ending = PurePath(name).suffix.lower().lstrip(".")
    return ending if ending in TEXT and _is_text(head) else None


def _office_kind(file: IO[bytes]) -> str | None:
    """Which Office format a ZIP is, by the names of its members; macros and anything else are refused."""
    try:
        names = zipfile.ZipFile(file).namelist()
    except zipfile.BadZipFile:
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for folder, kind in OFFICE.items() if any(name.startswith(folder) for name in names)), None)


def _is_text(head: bytes) -> bool:
    """Text without control characters that does not open like a page or a program."""
    if b"\x00" in head or head.lstrip()[:1] == b"<" or head.startswith((b"#!", b"MZ", b"\x7fELF")):
        return False
    return not any(byte < 9 for byte in head) and not _other_format(head)


def _other_format(head: bytes) -> bool:
    """Whether the bytes are known as something else than text, with near certainty."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return False
    return any(match.confidence >= 0.8 and not match.mime_type.startswith("text/") for match in found)
