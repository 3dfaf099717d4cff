"""A document, its former versions, and the records it belongs to."""

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.documents.choices import DocumentKind, ScanState
from core.personal import Personal
from core.records import Owned, OwnedReference, person_reference

PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


def stored_as(stored: "StoredFile", filename: str) -> str:
    """Where a file lies: by organization and month, under the document's id, never under a name somebody typed."""
    month = datetime.now(UTC).strftime("%Y/%m")
    suffix = PurePath(filename).suffix.lower()[:10]
    return f"{stored.organization_id}/{month}/{stored.document_key}-{stored.edition}{suffix}"


class StoredFile(Owned):
    """One file as it was taken in: what its bytes are, who brought it when, and whether it may be read."""

    file = models.FileField(_("file"), upload_to=stored_as, max_length=200, editable=False)
    content_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False, help_text=_("Bytes."))
    sha256 = models.CharField(_("checksum"), max_length=64, editable=False)
    edition = models.PositiveIntegerField(_("version of the file"), default=1, editable=False)
    scan = models.CharField(
        _("virus scan"), max_length=10, choices=ScanState, default=ScanState.UNSCANNED, editable=False
    )
    uploaded_at = models.DateTimeField(_("uploaded"), null=True, editable=False)
    uploaded_by = person_reference(_("uploaded by"))

    class Meta:
        abstract = True

    @property
    def document_key(self) -> UUID:
        """The id of the document that the file belongs to."""
        return self.pk

    @property
    def is_image(self) -> bool:
        """Whether a browser may show it as a picture."""
        return self.content_type in PICTURES

    @property
    def may_be_read(self) -> bool:
        """Nobody reads what carries a virus; what still waits only where the operator chose so."""
        if self.scan == ScanState.WAITING:
            return not settings.ATRIUM_SCAN_FIRST
        return self.scan != ScanState.INFECTED


class Document(StoredFile):
    """A file: a photo, a manual, a certificate. Its type is what its bytes say, not what its name says."""

    module = "document"
    # A signature's file is called after who signed.
    personal = Personal(traces=("name",))

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind, default=DocumentKind.OTHER)
    # Signed addresses that were given out before are void.
    links_void_before = models.DateTimeField(_("addresses void before"), null=True, editable=False)

    class Meta:
        db_table = "core_document"
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="document_newest"),
            models.Index(fields=["organization", "id"], name="document_waiting", condition=Q(scan="waiting")),
        ]
        constraints = [
            one_of("kind", DocumentKind, name="document_kind"),
            one_of("scan", ScanState, name="document_scan"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def readable(cls, actor: Actor, modules: Collection[str] | None = None) -> Q:
        """Documents linked to something the actor may read, and those of its own that belong to nothing yet.

        `modules` where it is known of which ones the records are.
        """
        links = DocumentLink._base_manager.filter(document=OuterRef("pk"), organization_id=actor.organization_id)
        own = Q() if actor.is_system else Q(created_by_id=actor.person_id, created_by_id__isnull=False)
        linked = cls.links_readable(actor, modules=modules).filter(document=OuterRef("pk"))
        return Q(Exists(linked)) | (own & ~Q(Exists(links)))

    @staticmethod
    def links_readable(
        actor: Actor, *, within: Actor | None = None, modules: Collection[str] | None = None
    ) -> models.QuerySet["DocumentLink"]:
        """The links to records that the actor may read: in the sight of `within` too, and of `modules`, if given."""
        from core.surfaces import surfaces

        condition = Q(pk__in=[])
        for surface in surfaces():
            if (modules is None or surface.module in modules) and actor.may(surface.permission("view")):
                # Asked row by row through the key: a list of all that is visible would be made anew each time.
                seen = surface.model.objects.visible_to(actor).filter(pk=OuterRef("record_id"))
                seen = seen if within is None else seen.filter(surface.model.scope_condition(within))
                condition |= Q(Exists(seen), record_module=surface.module)
        return DocumentLink._base_manager.filter(condition, organization_id=actor.organization_id)


class DocumentVersion(StoredFile):
    """The file that a document had before a newer one took its place. It stays readable as long as the document."""

    module = "document_version"

    document = OwnedReference(Document, models.CASCADE, verbose_name=_("document"), related_name="versions")

    class Meta:
        db_table = "core_document_version"
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        indexes = [
            models.Index(fields=["organization", "id"], name="version_waiting", condition=Q(scan="waiting")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "document", "edition"], name="document_version_once"),
            one_of("scan", ScanState, name="document_version_scan"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"

    @property
    def document_key(self) -> UUID:
        return self.document_id

    @property
    def name(self) -> str:
        """A document has one name, whichever its version."""
        return self.document.name


class DocumentLink(Owned):
    """One record a document belongs to."""

    module = "document_link"

    document = OwnedReference(Document, models.CASCADE, verbose_name=_("document"), related_name="links")
    record_module = models.CharField(_("module"), max_length=60)
    record_id = models.UUIDField(_("record"))

    class Meta:
        db_table = "core_document_link"
        verbose_name = _("link of a document")
        verbose_name_plural = _("links of documents")
        indexes = [models.Index(fields=["organization", "record_id"], name="document_link_by_record")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "document", "record_id"], name="document_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.record_module} {self.record_id}"
