"""Files that belong to nothing: left by a process that died between the storage and the commit."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from core.acting import acting
from core.actor import Actor
from core.documents.actions import delete_document
from core.documents.models import Document, DocumentVersion
from core.documents.storing import listed

# A file is written before its row: one that is younger may belong to a request that is still at work.
YOUNG = timedelta(hours=24)
MONTHS = re.compile(r"\d{4}$"), re.compile(r"\d{2}$")
RENDITIONS = "renditions"


def collect_orphans(organization_id: UUID) -> int:
    """Remove an organization's documents that nobody linked for long, and the files that no row names."""
    system = Actor.system(organization_id, name="Documents")
    with acting(system):
        gone = drop_unlinked(system)
        known = names_in_use(system)
    stems = {PurePath(name).stem for name in known}
    for name in stored_names(organization_id):
        # A smaller picture is called as its file, with its size behind.
        is_known = PurePath(name).name.partition(".")[0] in stems if RENDITIONS in name else name in known
        if not is_known and timezone.now() - default_storage.get_modified_time(name) > YOUNG:
            default_storage.delete(name)
            gone += 1
    return gone


def drop_unlinked(system: Actor) -> int:
    """Documents that belong to no record since they were added, such as reports that were read long ago."""
    old = timezone.now() - timedelta(days=settings.ATRIUM_UNLINKED_DAYS)
    unlinked = list(Document.objects.visible_to(system).filter(links=None, created_at__lt=old))
    for document in unlinked:
        delete_document(document, actor=system)
    return len(unlinked)


def names_in_use(system: Actor) -> set[str]:
    """Every file that a document or one of its versions names."""
    return {
        name for model in (Document, DocumentVersion)
        for name in model.objects.visible_to(system).values_list("file", flat=True).iterator()
    }  # fmt: skip


def stored_names(organization_id: UUID) -> Iterator[str]:
    """What lies in the folders of documents; imports and letters have folders of their own."""
    root = str(organization_id)
    for year in folders(root):
        if MONTHS[0].match(year):
            for month in folders(f"{root}/{year}"):
                yield from files(f"{root}/{year}/{month}")
    yield from files(f"{root}/{RENDITIONS}")


def folders(path: str) -> list[str]:
    return listed(path)[0]


def files(path: str) -> Iterator[str]:
    """The files right in a folder, by their whole names."""
    yield from (f"{path}/{name}" for name in listed(path)[1])
