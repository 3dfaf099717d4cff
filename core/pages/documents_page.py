"""A record's documents: the list, adding by drop, choice or camera, opening and taking off."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.documents.actions import add_document, get_visible_document, remove_document
from core.documents.models import Document
from core.errors import RuleBroken
from core.pages.addresses import record_address
from core.pages.answers import page, surface_page
from core.pages.record_page import get_record
from core.surfaces import Surface


@require_POST
@surface_page
def add_documents(request: HttpRequest, surface: Surface, number: int) -> HttpResponse:
    """Keep the sent files with the record. A script sends one by one and reads the refusal from a header."""
    record = get_record(request, surface, number)
    try:
        for file in request.FILES.getlist("file"):
            add_document(record, actor=request.actor, file=file)
    except RuleBroken as error:
        words = error.problems[0].message
        if request.headers.get("Sec-Fetch-Mode") != "navigate":
            return HttpResponse(
                words, status=error.status, headers={"X-Error": words.encode("ascii", "replace").decode()}
            )
        messages.error(request, words)
    return redirect(record_address(request, surface, number, "documents"))


@require_POST
@surface_page
def take_off_document(request: HttpRequest, surface: Surface, number: int, document: UUID) -> HttpResponse:
    """Take a document off a record; with its last record the file goes too."""
    record = get_record(request, surface, number)
    found: Any = Document.objects.get_visible(request.actor, pk=document, links__record_id=record.pk)
    remove_document(found, record, actor=request.actor)
    messages.success(request, _("%s taken off") % found.name)
    return redirect(record_address(request, surface, number, "documents"))


@page
def open_document(request: HttpRequest, document: UUID) -> FileResponse:
    """The file. Pictures show in the page; anything else is saved, never run by the browser."""
    found = get_visible_document(request.actor, pk=document)
    return FileResponse(
        found.file.open("rb"),
        as_attachment=not found.is_image,
        filename=found.name,
        content_type=found.content_type,
        headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"},
    )
