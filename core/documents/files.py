"""Handing a document's file over: with the type its bytes have, never run by a browser, never kept by a proxy."""

from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.http import content_disposition_header

from core.documents.models import Document

# What a browser may show itself; everything else is handed over as a file.
INLINE = {"application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp"}


def file_answer(document: Document) -> HttpResponseBase:
    """The bytes of a document."""
    try:
        opened = document.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(opened, content_type=document.content_type)
    inline = document.content_type in INLINE
    answer["Content-Disposition"] = content_disposition_header(not inline, document.name) or "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    answer["Cache-Control"] = "private, max-age=300"
    return answer
