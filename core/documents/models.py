"""A document and the records it belongs to."""

from datetime import UTC, datetime
from pathlib import PurePath

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.records import Owned, OwnedReference


def stored_as(document: "Document", filename: str) -> str:
    """Where a file lies: by organization and month, under the document's id, never under a name somebody typed."""
    month = datetime.now(UTC).strftime("%Y/%m")
    return f"{document.organization_id}/{month}/{document.id}{PurePath(filename).suffix.lower()[:10]}"


class Document(Owned):
    """A file: a photo, a manual, a certificate. Its type is what its bytes say, not what its name says."""

    module = "document"

    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), upload_to=stored_as, max_length=200, editable=False)
    content_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False, help_text=_("Bytes."))
    sha256 = models.CharField(_("checksum"), max_length=64, editable=False)

    class Meta:
        db_table = "core_document"
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="document_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether a browser may show it as a picture."""
        return self.content_type in {"image/jpeg", "image/png", "image/gif", "image/webp"}

    @classmethod
    def readable(cls, actor: Actor) -> Q:
        """Documents linked to something the actor may read."""
        return Q(pk__in=cls.links_readable(actor).values("document_id"))

    @staticmethod
    def links_readable(actor: Actor) -> models.QuerySet["DocumentLink"]:
        """The links to records that the actor may read."""
        from core.surfaces import surfaces

        condition = Q(pk__in=[])
        for surface in surfaces():
            if actor.may(surface.permission("view")):
                seen = surface.model.objects.visible_to(actor).values("pk")
                condition |= Q(record_module=surface.module, record_id__in=seen)
        return DocumentLink._base_manager.filter(condition, organization_id=actor.organization_id)


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
