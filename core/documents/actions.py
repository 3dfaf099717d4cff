"""Adding, linking, renaming, replacing and removing documents."""

from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from core.actor import Actor
from core.documents.choices import DocumentKind
from core.documents.models import Document, DocumentLink, DocumentVersion
from core.documents.scanning import scan_after_commit
from core.documents.storing import clean_name, forget_files, keep, take_in
from core.errors import NotPermitted, NotVisible
from core.records import Record
from core.references import refuse_if_referred_to
from core.surfaces import surface_named, surface_of
from core.writing import changing, creating, deleting, touch

KEPT_OF_A_FILE = ("file", "content_type", "size", "sha256", "edition", "scan", "uploaded_at", "uploaded_by_id")


@transaction.atomic
def add_document(record: Record, *, actor: Actor, file: File, name: str = "", kind: str = "") -> Document:
    """Keep a file with a record the actor may change. Its type is read from its bytes; too large a file is 413."""
    require_change(record, actor)
    document = store_document(actor=actor, file=file, name=name, kind=kind)
    try:
        link_document(document, record, actor=actor)
    except Exception:
        document.file.delete(save=False)
        raise
    return document


def store_document(*, actor: Actor, file: File, name: str = "", kind: str = "") -> Document:
    """Keep a file that belongs to no record yet, such as a report: until it does, only who made it may read it."""
    name = clean_name(name or file.name)
    intake = take_in(file, name)
    picture = intake.content_type.startswith("image/")
    document = Document(name=name, kind=kind or (DocumentKind.PHOTO if picture else DocumentKind.OTHER))
    document.organization_id = actor.organization_id
    keep(document, intake, name=intake.file.name or name, actor=actor)
    try:
        with creating(document, event="document.added", actor=actor):
            pass
    except Exception:
        document.file.delete(save=False)
        raise
    scan_after_commit(document)
    return document


@transaction.atomic
def replace_file(document: Document, *, actor: Actor, file: File, version: int | None = None) -> Document:
    """Give a document a newer file. The one it had stays readable as a former version."""
    require_document_change(document, actor)
    intake = take_in(file, clean_name(file.name))
    former = DocumentVersion(document=document)
    written: list[Document] = []
    try:
        with changing(document, event="document.replaced", actor=actor, version=version) as row:
            for name in KEPT_OF_A_FILE:
                setattr(former, name, getattr(row, name))
            with creating(former, event="document.replaced", actor=actor):
                pass
            row.edition += 1
            keep(row, intake, name=intake.file.name or row.name, actor=actor)
            written.append(row)
    except Exception:
        for one in written:
            one.file.delete(save=False)
        raise
    touch_records(document, actor=actor)
    scan_after_commit(document)
    return document


def link_document(document: Document, record: Record, *, actor: Actor) -> DocumentLink:
    """Let a document belong to one more record; the record's version moves with it."""
    require_change(record, actor)
    link = DocumentLink(document=document, record_module=record.module, record_id=record.pk)
    with creating(link, event=f"{record.module}.document_added", actor=actor):
        pass
    touch(record, event=f"{record.module}.document_added", actor=actor)
    return link


def change_document(
    document: Document, *, actor: Actor, name: str | None = None, kind: str | None = None, version: int | None = None
) -> Document:
    """Give a document another name or kind. Its file stays what it is."""
    require_document_change(document, actor)
    with changing(document, event="document.changed", actor=actor, version=version) as row:
        row.name = row.name if name is None else clean_name(name)
        row.kind = row.kind if kind is None else kind
    return document


@transaction.atomic
def remove_document(document: Document, record: Record, *, actor: Actor) -> None:
    """Take a document off a record. With its last link the document, its versions and their files go too."""
    require_change(record, actor)
    require_readable(document, actor)
    for link in document.links.filter(record_id=record.pk):
        with deleting(link, event=f"{record.module}.document_removed", actor=actor):
            pass
    touch(record, event=f"{record.module}.document_removed", actor=actor)
    if not document.links.exists():
        delete_document(document, actor=actor)


def delete_document(document: Document, *, actor: Actor) -> None:
    """Remove a document that belongs to nothing any more, with every version of its file."""
    versions = list(document.versions.all())
    with deleting(document, event="document.removed", actor=actor) as row:
        refuse_if_referred_to(row, actor=actor)
        for version in versions:
            with deleting(version, event="document.removed", actor=actor):
                pass
    forget_files(document, *versions)


def get_visible_document(actor: Actor, *, pk: UUID) -> Document:
    """The document, if the actor may read one of its records; NotVisible otherwise."""
    readable = Document.readable(actor, modules_of(pk, actor))
    found = Document.objects.visible_to(actor).filter(readable, pk=pk).first()
    if found is None:
        raise NotVisible(Document._meta.label)
    return found


def modules_of(document: UUID, actor: Actor) -> set[str]:
    """Of which modules the records are that a document belongs to: asking of all whether they are seen takes long."""
    links = DocumentLink._base_manager.filter(organization_id=actor.organization_id, document_id=document)
    return set(links.values_list("record_module", flat=True))


def get_edition(document: Document, edition: int) -> Document | DocumentVersion:
    """One version of a document's file, the present one or a former one; NotVisible where there is none."""
    if edition == document.edition:
        return document
    found = document.versions.filter(edition=edition).first()
    if found is None:
        raise NotVisible(DocumentVersion._meta.label)
    found.document = document
    return found


def require_readable(document: Document, actor: Actor) -> None:
    """Raise NotVisible unless the actor may read one of the document's records."""
    get_visible_document(actor, pk=document.pk)


def require_document_change(document: Document, actor: Actor) -> None:
    """Raise NotVisible, or NotPermitted unless the actor may add files to one of the document's records.

    One that belongs to no record is changed by whoever made it, and nobody else sees it.
    """
    require_readable(document, actor)
    links = Document.links_readable(actor, modules=modules_of(document.pk, actor)).filter(document=document)
    modules = set(links.values_list("record_module", flat=True))
    if modules and not any(may_change_module(surface_named(one).model, actor) for one in modules):
        raise NotPermitted("core.change_document")


def touch_records(document: Document, *, actor: Actor) -> None:
    """Move the version of every record that the document belongs to."""
    for link in document.links.all():
        model = surface_named(link.record_module).model
        record = model._base_manager.filter(pk=link.record_id, organization_id=actor.organization_id).first()
        if record is not None:
            touch(record, event=f"{link.record_module}.document_replaced", actor=actor)


def may_change(record: Record, actor: Actor) -> bool:
    """Files are added and taken off by whoever may change the record, or comment on it in the course of the work."""
    return may_change_module(type(record), actor)


def may_change_module(model: type[Record], actor: Actor) -> bool:
    surface = surface_of(model)
    if surface is None:
        return False
    verbs = [verb for verb in ("change", "comment") if verb in surface.verbs]
    return any(actor.may(surface.permission(verb)) for verb in verbs)


def require_change(record: Record, actor: Actor) -> None:
    """Raise NotVisible or NotPermitted unless the actor may add files to the record."""
    type(record).objects.all().get_visible(actor, pk=record.pk)
    if not may_change(record, actor):
        raise NotPermitted(f"{record._meta.app_label}.change_{record._meta.model_name}")
