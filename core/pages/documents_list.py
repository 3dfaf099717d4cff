"""The list of documents. They are no module: whoever may read a record reads what belongs to it, without a right."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.documents.models import Document, DocumentLink
from core.documents.sniffing import name_of_type
from core.pages.addresses import address, record_address
from core.pages.answers import page
from core.pages.columns import Cell, Column, build_cell, build_column
from core.pages.document_page import ABOUT
from core.pages.documents import TAB
from core.pages.documents_listed import DOCUMENTS
from core.pages.export import TYPES, export_list
from core.pages.links import Linked, linked_records, links_of
from core.pages.list_page import changed_address, question_context, shown
from core.pages.listing import RESERVED, Listing, Slice, last, read_listing
from core.pages.places import place_of
from core.pages.requests import PageRequest
from core.pages.views_page import default_view, views_context
from core.query import QueryError
from core.surfaces import Surface, surfaces

# Of which module's records the documents are, in the address.
OF = "of"
# What files of the first days do not say of themselves is what is known of the document.
FIRST_KNOWN = {"uploaded_by": "created_by", "uploaded_at": "created_at"}


@page
def documents_page(request: PageRequest) -> HttpResponseBase:
    """Every document that the person may read, as the address asks for them."""
    if "change" in request.GET:
        return redirect(changed_address(request, DOCUMENTS))
    if first := default_view(request, DOCUMENTS):
        return redirect(first)
    listing = read_documents(request)
    if request.GET.get("format") in TYPES and not listing.error:
        return export_list(request, listing, request.GET["format"])
    context, error = shown(request, listing, build_document_rows)
    if error is None and context["rows"]:
        context["heads"] = [*context["heads"], {"label": _("Belongs to"), "width": "third"}, {"label": _("File")}]
    context |= {**views_context(request, DOCUMENTS), **question_context(request, listing)}
    context["choosers"] = [of_chooser(request)]
    return render(request, "pages/documents.html", context, status=400 if error else 200)


def read_documents(request: PageRequest) -> Listing:
    """The listing that the address describes, of what the person may read."""
    listing = read_listing(request, DOCUMENTS, dict(request.GET.lists()), reserved=RESERVED | {OF})
    module = last(listing.parameters, OF)
    if module and module not in {one.module for one in modules_of(request)}:
        return replace(listing, error=QueryError(OF, "invalid-value", _("There is no such module.")))
    return replace(listing, rows=readable_documents(request, module))


def readable_documents(request: PageRequest, module: str = "") -> QuerySet[Document]:
    """What the person may read; within the page's place, and of one module's records, where these are named."""
    actor, place = request.actor, place_of(request)
    rows = Document.objects.visible_to(actor).filter(Document.readable(actor))
    if module or place is not None:
        within = place.narrowed(actor) if place else None
        links = Document.links_readable(actor, within=within, modules=[module] if module else None)
        rows = rows.filter(Exists(links.filter(document=OuterRef("pk"))))
    return rows.select_related("created_by", "uploaded_by")


def modules_of(request: PageRequest) -> list[Surface]:
    """The modules whose documents the person may ask for."""
    return [one for one in surfaces() if request.actor.may(one.permission("view"))]


def of_chooser(request: PageRequest) -> dict[str, Any]:
    """The menu that narrows the list to the documents of one module's records."""
    chosen = next((one for one in modules_of(request) if one.module == request.GET.get(OF)), None)
    words = _("of %s") % chosen.plural if chosen else _("of all records")
    options = [{"label": capfirst(one.plural), "value": one.module} for one in modules_of(request)]
    return {"name": OF, "label": _("Documents of"), "words": capfirst(words), "chosen": chosen, "options": options}


def build_document_rows(request: PageRequest, listing: Listing, found: Slice) -> list[dict[str, Any]]:
    """Each document with its cells, the records it belongs to, and the way to its file."""
    links = links_of((document.pk for document in found.rows), request.actor)
    named = linked_records(links, request.actor)
    belongs: dict[Any, list[DocumentLink]] = {}
    for link in links:
        belongs.setdefault(link.document_id, []).append(link)
    return [
        {
            "record": one,
            "cells": [
                *(build_document_cell(request, one, column) for column in listing.columns),
                links_cell(
                    request, [named[link.record_id] for link in belongs.get(one.pk, ()) if link.record_id in named]
                ),
                file_cell(request, one),
            ],
        }
        for one in found.rows
    ]


def build_document_cell(request: PageRequest, document: Document, column: Column) -> Cell:
    """One value of a document. Its name leads to its page."""
    if column.key == "name":
        about = address(request, TAB, document.pk, ABOUT)
        return Cell(column.kind, document.name, column.label, about, width=column.width)
    if column.key == "size":
        return Cell("size", document.size, column.label)
    if column.key == "content_type":
        return Cell("text", document.content_type, column.label, words=name_of_type(document.content_type))
    cell = build_cell(request, DOCUMENTS, document, column)
    if cell.value is None and column.key in FIRST_KNOWN:
        first = build_cell(request, DOCUMENTS, document, build_column(DOCUMENTS, FIRST_KNOWN[column.key]))
        return replace(first, label=column.label)
    return cell


def links_cell(request: PageRequest, linked: Iterable[Linked]) -> Cell:
    """The records a document belongs to, each with the way to its documents."""
    ways = [(one.label, record_address(request, one.surface, one.number, TAB)) for one in linked]
    return Cell("links", ways, _("Belongs to"), width="third")


def file_cell(request: PageRequest, document: Document) -> Cell:
    """The way to the file, or why nobody may read it."""
    if document.may_be_read:
        return Cell("text", document.pk, _("File"), address(request, TAB, document.pk), _("Open"))
    return Cell("state", document.scan, _("File"), words=document.get_scan_display())
