"""Taking a file in: how large it may be, what it is, and that nothing half written stays behind."""

import errno
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.documents.choices import ScanState
from core.documents.models import StoredFile
from core.documents.pictures import SIZES, rendition_name, without_metadata
from core.documents.sniffing import sniff
from core.errors import RuleBroken, StorageFull

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True)
class Intake:
    """A file that may be kept."""

    file: File
    content_type: str
    size: int
    sha256: str


def take_in(file: File, name: str) -> Intake:
    """Judge a file and take off what a picture tells. Raises RuleBroken on `file`; too large a one is 413."""
    if file.size is None or file.size > settings.ATRIUM_MAX_FILE_BYTES:
        limit = settings.ATRIUM_MAX_FILE_BYTES // 1_000_000
        raise RuleBroken("file", "payload-too-large", _("A file may have %d MB.") % limit, status=413)
    content_type = sniff(file, name)
    plain = without_metadata(file, content_type)
    return Intake(plain, content_type, plain.size, checksum(plain))


def clean_name(name: str | None) -> str:
    """A name for people: no end of text in it, and no longer than the column."""
    return (name or "").replace("\x00", "").strip()[-200:]


def checksum(file: File) -> str:
    """SHA-256 of the file, read in pieces."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def keep(stored: StoredFile, intake: Intake, *, name: str, actor: Actor) -> None:
    """Write the file into the storage and describe it on the row, which is saved by whoever calls.

    StorageFull when there is no room: what was begun is taken away again.
    """
    stored.content_type, stored.size, stored.sha256 = intake.content_type, intake.size, intake.sha256
    stored.scan = ScanState.WAITING if settings.CLAMD_ADDRESS else ScanState.UNSCANNED
    stored.uploaded_at, stored.uploaded_by_id = timezone.now(), actor.person_id
    intended = stored.file.field.generate_filename(stored, name or "file")
    try:
        # Assigned, not changed in place: else the row would not know that its file is another one now.
        stored.file = default_storage.save(intended, intake.file, max_length=200)
    except Exception as error:
        default_storage.delete(intended)
        if is_full(error):
            raise StorageFull from error
        raise


def is_full(error: Exception) -> bool:
    """Whether a write failed because there is no room left."""
    return isinstance(error, OSError) and error.errno in FULL


def forget_files(*stored: StoredFile) -> None:
    """Take files and their smaller pictures away once nothing names them any more, that is after the commit."""
    names = [one.file.name for one in stored if one.file.name]
    names += [rendition_name(one, size) for one in stored if one.is_image for size in SIZES]
    transaction.on_commit(lambda: delete_all(names))


def delete_all(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def listed(folder: str) -> tuple[list[str], list[str]]:
    """Folders and files right in a folder; a bucket lists nothing where a disk says that none is there."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def files_below(folder: str) -> Iterator[str]:
    """Every file in a folder and the folders in it, by its whole name."""
    folders, files = listed(folder)
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from files_below(f"{folder}/{name}")
