"""What the documents tab of a record shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.documents.actions import may_change
from core.documents.models import Document
from core.pages.addresses import address, record_address
from core.pages.requests import PageRequest
from core.records import Record
from core.surfaces import Surface
from core.widgets import FilesDrop

TAB = "documents"


class UploadForm(forms.Form):
    """One or several files for a record."""

    file = forms.FileField(
        label=_("Add files"), widget=FilesDrop(limits=_("PDF, pictures, Office files, video or text"), camera=True)
    )


def documents_context(request: PageRequest, surface: Surface, record: Record) -> dict[str, Any]:
    """What the documents tab shows: the files, newest first, and the form for more where the person may add."""
    documents = Document.objects.visible_to(request.actor).filter(links__record_id=record.pk)
    return {
        "documents": [
            {
                "document": document,
                "url": address(request, TAB, document.pk),
                "small_url": address(request, TAB, document.pk, size="small"),
                "about_url": address(request, TAB, document.pk, "about"),
                "remove_url": record_address(request, surface, record.number, TAB, document.pk, "remove"),
            }
            for document in documents.select_related("created_by").order_by("-created_at", "-id")[:200]
        ],
        "upload_form": UploadForm() if may_change(record, request.actor) else None,
        "upload_url": record_address(request, surface, record.number, TAB, "add"),
    }
