"""Handing a document's file over: with the type its bytes have, never run by a browser, never kept by a proxy."""

from pathlib import PurePath

from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.http import content_disposition_header

from core.documents.models import Document, DocumentVersion
from core.documents.pictures import FORMATS, rendition
from core.documents.scanning import refuse_unread

# What a browser may show itself; everything else is handed over as a file.
INLINE = {"application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp"}


def file_answer(stored: Document | DocumentVersion, *, size: str = "", attached: bool = False) -> HttpResponseBase:
    """The bytes of a document or of a former version, or a smaller picture of it; `attached` always as a file.

    RuleBroken with 409 while the file may not be read; 404 where the storage has lost it.
    """
    refuse_unread(stored)
    smaller = bool(size) and stored.content_type in FORMATS
    try:
        opened = rendition(stored, size) if smaller else stored.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    content_type = "image/jpeg" if smaller else stored.content_type
    name = f"{PurePath(stored.name).stem}.jpg" if smaller else stored.name
    answer = FileResponse(opened, content_type=content_type)
    answer["Content-Disposition"] = (
        content_disposition_header(attached or content_type not in INLINE, name) or "attachment"
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    answer["Cache-Control"] = "private, max-age=300"
    return answer
