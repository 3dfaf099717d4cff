"""The documents of a record: the tab, adding by drop, choice or camera, reading and taking off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.documents.actions import add_document, get_edition, get_visible_document, remove_document
from core.documents.files import file_answer
from core.documents.models import Document, DocumentVersion
from core.documents.pictures import SIZES
from core.errors import RuleBroken
from core.pages.addresses import record_address
from core.pages.answers import page, surface_page
from core.pages.documents import TAB
from core.pages.record_page import answer_record, get_record
from core.pages.requests import PageRequest
from core.surfaces import Surface


@require_POST
@surface_page
def add_page(request: PageRequest, surface: Surface, number: int) -> HttpResponse:
    """Keep the sent files with the record. A refused one is said beside its name; the others are kept."""
    record = get_record(request, surface, number)
    files = request.FILES.getlist("file")
    refused = []
    for file in files:
        try:
            add_document(record, actor=request.actor, file=file)
        except RuleBroken as broken:
            refused.append(f"{file.name}: {broken.problems[0].message}")
    if not files:
        refused.append(_("Choose a file first."))
    if refused and len(refused) >= len(files):
        answer = answer_record(request, surface, record, TAB, upload_errors=refused)
        answer.status_code = 422
        answer["X-Error"] = " ".join(refused).encode("ascii", "replace").decode()[:300]
        return answer
    for words in refused:
        messages.warning(request, words)
    messages.success(request, _("%d added") % (len(files) - len(refused)))
    return redirect(record_address(request, surface, number, TAB))


@require_POST
@surface_page
def remove_page(request: PageRequest, surface: Surface, number: int, document: UUID) -> HttpResponse:
    """Take a document off the record."""
    record = get_record(request, surface, number)
    found = get_visible_document(request.actor, pk=document)
    remove_document(found, record, actor=request.actor)
    messages.success(request, _("%s taken off") % found.name)
    return redirect(record_address(request, surface, number, TAB))


@page
def document_page(request: PageRequest, document: UUID) -> HttpResponseBase:
    """The file itself, for whoever may read one of its records. Never run by the browser, never kept by a proxy."""
    return answer_file(request, get_visible_document(request.actor, pk=document))


@page
def version_page(request: PageRequest, document: UUID, edition: int) -> HttpResponseBase:
    """The file of one version, as long as the document is readable."""
    return answer_file(request, get_edition(get_visible_document(request.actor, pk=document), edition))


def answer_file(request: PageRequest, stored: Document | DocumentVersion) -> HttpResponseBase:
    """The file, or for a picture the smaller one that `size` names; a page that says why it may not be read."""
    size = request.GET.get("size", "")
    try:
        return file_answer(stored, size=size if size in SIZES else "")
    except RuleBroken as broken:
        return render(request, "pages/quarantined.html", {"happened": broken.problems[0].message}, status=409)
