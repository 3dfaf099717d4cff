"""Documents over the API: those of a record, adding and taking off, and the file itself."""

from datetime import datetime
from typing import Any, ClassVar, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from accounts.scopes import Verb, may_use
from api.answers import json_answer, page_answer
from api.bodies import read_object
from api.lists import check_known
from api.modules import check_may
from api.parsing import StrictJsonParser
from api.parts import page_of, page_of_rows
from api.problems import ApiProblem, Fault
from api.views.base import ApiView
from api.views.records import READING
from core.actor import Actor
from core.documents.actions import add_document, get_visible_document, link_document, remove_document
from core.documents.files import file_answer
from core.documents.models import Document
from core.errors import NotVisible
from core.records import Record
from core.surfaces import Surface

STEM = "documents"


def check_scope(actor: Actor, verb: Verb) -> None:
    """The token must carry the documents' scope."""
    if not may_use(actor, STEM, verb):
        raise ApiProblem("insufficient-scope", _("The scope “%s” is needed.") % f"{STEM}:{verb}")


class DocumentView(ApiView):
    """One document: what is known of it, and its file."""

    summary = "Read a document"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_scope(self.actor, "read")

    def retrieve(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        return json_answer(shown(get_visible_document(self.actor, pk=id), self.actor))

    def content(self, request: Request, id: UUID) -> HttpResponseBase:
        check_known(self.plain.GET, frozenset())
        return file_answer(get_visible_document(self.actor, pk=id))


class RecordDocumentsView(ApiView):
    """The documents of one record. A file is sent as multipart `file`; an existing one is linked by its id."""

    surface: ClassVar[Surface]
    parser_classes = (StrictJsonParser, MultiPartParser)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_may(self.surface, self.actor, "read")
        check_scope(self.actor, "read" if request.method in READING else "write")

    def list_documents(self, request: Request, id: UUID) -> HttpResponse:
        asked = page_of(self.plain)
        rows = Document.objects.visible_to(self.actor).filter(links__record_id=self.fetch(id).pk)
        rows = rows.select_related("created_by").prefetch_related("links").order_by("created_at", "id")
        return page_answer(page_of_rows(rows, asked, lambda row: shown(row, self.actor)), self.plain)

    def add_document(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        record, body = self.fetch(id), read_object(request.data)
        document = self._linked(body, record) if "document" in body else self._sent(request, body, record)
        address = self.plain.build_absolute_uri(reverse("api:document", args=[document.pk]))
        return json_answer(shown(document, self.actor), status=201, Location=address)

    def _sent(self, request: Request, body: dict[str, Any], record: Record) -> Document:
        file = request.FILES.get("file")
        if file is None:
            fault = Fault("required", _("Send the file as multipart member “file”."), pointer="/file")
            raise ApiProblem("validation-failed", errors=[fault])
        return add_document(record, actor=self.actor, file=file, name=str(body.get("name") or ""))

    def _linked(self, body: dict[str, Any], record: Record) -> Document:
        try:
            document = get_visible_document(self.actor, pk=UUID(str(body["document"])))
        except (ValueError, NotVisible):
            fault = Fault("unknown-reference", _("There is no such record."), pointer="/document")
            raise ApiProblem("validation-failed", errors=[fault]) from None
        link_document(document, record, actor=self.actor)
        return document

    def remove_document(self, request: Request, id: UUID, document: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        record = self.fetch(id)
        found = get_visible_document(self.actor, pk=document)
        if not found.links.filter(record_id=record.pk).exists():
            raise NotVisible(Document._meta.label)
        remove_document(found, record, actor=self.actor)
        return HttpResponse(status=204)

    def fetch(self, id: UUID) -> Record:
        return self.surface.model.objects.get_visible(self.actor, pk=id)


def shown(document: Document, actor: Actor) -> dict[str, Any]:
    """The document as the API shows it. Links name only what the caller may see."""
    author, created_at = document.created_by, cast(datetime, document.created_at)
    return {
        "id": str(document.pk),
        "name": document.name,
        "content_type": document.content_type,
        "size": document.size,
        "sha256": document.sha256,
        "version": document.version,
        "created_at": created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "created_by": {"id": str(author.pk), "name": author.name} if author else None,
        "links": [{"module": link.record_module, "id": str(link.record_id)} for link in seen_links(document, actor)],
        "content": reverse("api:document-content", args=[document.pk]),
    }


def seen_links(document: Document, actor: Actor) -> list[Any]:
    """The links to records that the actor may read."""
    links = document.links.all()
    if actor.scope.everything:
        return list(links)
    return [link for link in links if Document.links_readable(actor).filter(pk=link.pk).exists()]
