"""The documents of one record, for its tab and its page."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.documents.models import Document, DocumentLink
from core.records import Record
from core.surfaces import Surface
from core.widgets import FilesDrop


class DocumentForm(forms.Form):
    """Files to keep with a record."""

    file = forms.FileField(label="")


def documents_of(request: HttpRequest, record: Record) -> list[Document]:
    """The documents of a record that is already in sight, newest first."""
    rows = Document.objects.visible_to(request.actor).filter(links__record_id=record.pk)
    return list(rows.select_related("created_by").order_by("-created_at", "-id")[:200])


def count_documents(request: HttpRequest, record: Record) -> int:
    """How many documents the record has."""
    return DocumentLink.objects.visible_to(request.actor).filter(record_id=record.pk).count()


def document_form(request: HttpRequest, surface: Surface) -> Any:
    """The drop area, for who may add files: whoever may change the record or comment on it."""
    verbs = [verb for verb in ("change", "comment") if verb in surface.verbs]
    if not any(request.actor.may(surface.permission(verb)) for verb in verbs):
        return None
    form = DocumentForm()
    limit = _("Up to %d MB each") % (settings.ATRIUM_MAX_FILE_BYTES // 1_000_000)
    form.fields["file"].label = _("Add documents")
    form.fields["file"].widget = FilesDrop(limit, camera=True)
    return form
