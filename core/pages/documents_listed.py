"""What the list of documents can show and be asked, as a module's surface says it of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy

from core.documents.models import Document
from core.pages.documents import TAB

_FILTERS = ("name", "kind", "content_type", "size", "edition", "scan", "uploaded_by", "uploaded_at")


@dataclass(frozen=True, eq=False)
class DocumentsListed:
    """Columns, conditions and orders of the list of documents."""

    model: type[Document] = Document
    module: str = Document.module
    slug: str = TAB
    icon: str = "file"
    title: str = "name"
    columns: tuple[str, ...] = (*_FILTERS, "created_by", "created_at", "updated_at")
    default_columns: tuple[str, ...] = ("name", "kind", "content_type", "size", "uploaded_by", "uploaded_at")
    filters: tuple[str, ...] = (*_FILTERS, "created_by", "created_at", "updated_at")
    ordering: tuple[str, ...] = ("created_at",)
    default_ordering: tuple[str, ...] = ("-created_at",)
    search: Mapping[str, str] = field(default_factory=lambda: {"name": "A"})
    phrases: Mapping[str, Any] = field(default_factory=lambda: {"uploaded_by": gettext_lazy("uploaded by %s")})

    @property
    def label(self) -> str:
        return str(Document._meta.verbose_name)

    @property
    def plural(self) -> str:
        return str(Document._meta.verbose_name_plural)


DOCUMENTS = DocumentsListed()
