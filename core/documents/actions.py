"""Adding, linking, renaming and removing documents."""

import hashlib

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core.actor import Actor
from core.documents.models import Document, DocumentLink
from core.documents.sniffing import sniff
from core.errors import NotPermitted, NotVisible, RuleBroken
from core.records import Record
from core.references import refuse_if_referred_to
from core.surfaces import surface_of
from core.writing import changing, creating, deleting, touch


def add_document(record: Record, *, actor: Actor, file: UploadedFile, name: str = "") -> Document:
    """Keep a file with a record the actor may change. Its type is read from its bytes; too large a file is 413."""
    require_change(record, actor)
    name = (name or file.name or "").replace("\x00", "").strip()[-200:]
    if file.size is None or file.size > settings.ATRIUM_MAX_FILE_BYTES:
        limit = settings.ATRIUM_MAX_FILE_BYTES // 1_000_000
        raise RuleBroken("file", "payload-too-large", _("A file may have %d MB.") % limit, status=413)
    document = Document(name=name, content_type=sniff(file, name), size=file.size, sha256=checksum(file))
    try:
        with creating(document, event="document.added", actor=actor):
            document.file.save(file.name or name, file, save=False)
        link_document(document, record, actor=actor)
    except Exception:
        document.file.delete(save=False)
        raise
    return document


def checksum(file: UploadedFile) -> str:
    """SHA-256 of the file, read in pieces."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def link_document(document: Document, record: Record, *, actor: Actor) -> DocumentLink:
    """Let a document belong to one more record; the record's version moves with it."""
    require_change(record, actor)
    link = DocumentLink(document=document, record_module=record.module, record_id=record.pk)
    with creating(link, event=f"{record.module}.document_added", actor=actor):
        pass
    touch(record, event=f"{record.module}.document_added", actor=actor)
    return link


def rename_document(document: Document, *, actor: Actor, name: str, version: int | None = None) -> Document:
    """Give a document another name. Its file stays what it is."""
    require_readable(document, actor)
    with changing(document, event="document.renamed", actor=actor, version=version) as row:
        row.name = name
    return document


def remove_document(document: Document, record: Record, *, actor: Actor) -> None:
    """Take a document off a record. With its last link the document and its file go too."""
    require_change(record, actor)
    require_readable(document, actor)
    for link in document.links.filter(record_id=record.pk):
        with deleting(link, event=f"{record.module}.document_removed", actor=actor):
            pass
    touch(record, event=f"{record.module}.document_removed", actor=actor)
    if not document.links.exists():
        with deleting(document, event="document.removed", actor=actor) as row:
            refuse_if_referred_to(row, actor=actor)
            row.file.delete(save=False)


def get_visible_document(actor: Actor, **lookup: object) -> Document:
    """The document, if the actor may read one of its records; NotVisible otherwise."""
    found = Document.objects.visible_to(actor).filter(Document.readable(actor), **lookup).first()
    if found is None:
        raise NotVisible(Document._meta.label)
    return found


def require_readable(document: Document, actor: Actor) -> None:
    """Raise NotVisible unless the actor may read one of the document's records."""
    get_visible_document(actor, pk=document.pk)


def may_change(record: Record, actor: Actor) -> bool:
    """Files are added and taken off by whoever may change the record, or comment on it in the course of the work."""
    surface = surface_of(type(record))
    if surface is None:
        return False
    verbs = [verb for verb in ("change", "comment") if verb in surface.verbs]
    return any(actor.may(surface.permission(verb)) for verb in verbs)


def require_change(record: Record, actor: Actor) -> None:
    """Raise NotVisible or NotPermitted unless the actor may add files to the record."""
    type(record).objects.all().get_visible(actor, pk=record.pk)
    if not may_change(record, actor):
        raise NotPermitted(f"{record._meta.app_label}.change_{record._meta.model_name}")
