"""Documents over the API: their list, one with its versions and signed addresses, and those of a record."""

from typing import Any, ClassVar, NoReturn
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request

from accounts.scopes import Verb, may_use
from api.answers import json_answer, page_answer, record_answer, wire_moment
from api.bodies import BodyReader, read_object
from api.documents import documents_asked, read_link, shown, versions_page, with_links
from api.errors import faults_of
from api.lists import check_known
from api.modules import check_may
from api.openapi.documents import OPERATIONS, DocumentChange, LinkRequest
from api.parsing import MergePatchParser, StrictJsonParser
from api.parts import PART_PARAMETERS, page_of, page_of_rows
from api.problems import ApiProblem, Fault
from api.views.base import ApiView
from api.views.records import READING
from api.writes import check_version, if_match
from core.actor import Actor
from core.documents.actions import (
    add_document,
    change_document,
    get_edition,
    get_visible_document,
    link_document,
    modules_of,
    remove_document,
    replace_file,
    store_document,
)
from core.documents.choices import DocumentKind
from core.documents.files import file_answer
from core.documents.models import Document
from core.documents.pictures import SIZES
from core.documents.signing import USUAL, signed_address, take_addresses_back
from core.errors import NotVisible
from core.query import QueryError
from core.reading.pages import parse_page
from core.records import Record
from core.rules import unknown_reference
from core.surfaces import Surface, surface_named
from core.writing import lock

STEM = "documents"


def check_scope(actor: Actor, verb: Verb) -> None:
    """The token must carry the documents' scope."""
    if not may_use(actor, STEM, verb):
        raise ApiProblem("insufficient-scope", _("The scope “%s” is needed.") % f"{STEM}:{verb}")


class FilesView(ApiView):
    """Whatever takes and gives files."""

    parser_classes: tuple[type[BaseParser], ...] = (StrictJsonParser, MergePatchParser, MultiPartParser)

    def sent_file(self, request: Request) -> Any:
        """The multipart member `file`."""
        file = request.FILES.get("file")
        if file is None:
            raise_fault("required", _("Send the file as multipart member “file”."), "/file")
        return file

    def made(self, document: Document) -> HttpResponse:
        """The answer to something new."""
        address = self.plain.build_absolute_uri(reverse("api:document", args=[document.pk]))
        return json_answer(self.read(document.pk), status=201, Location=address)

    def read(self, id: UUID) -> dict[str, Any]:
        """A document as it now is; NotVisible when the caller may not read it."""
        modules = modules_of(id, self.actor)
        rows = Document.objects.visible_to(self.actor).filter(Document.readable(self.actor, modules), pk=id)
        found = with_links(rows, self.actor, modules).first()
        if found is None:
            raise NotVisible(Document._meta.label)
        return shown(found)


class DocumentView(FilesView):
    """Documents: what is known of them, their files, versions and signed addresses."""

    tag = "documents"
    operations = OPERATIONS

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # A signed address gives no more than its maker may read.
        reads = request.method in READING or self.action == "sign"
        check_scope(self.actor, "read" if reads else "write")

    def list(self, request: Request) -> HttpResponse:
        rows = documents_asked(self.actor, self.plain.GET)
        asked = parse_page({name: self.plain.GET[name] for name in PART_PARAMETERS & self.plain.GET.keys()})
        return page_answer(page_of_rows(rows, asked, shown), self.plain)

    def upload(self, request: Request) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        body = read_form(request, {"file", "name", "kind", "linked_to"})
        file, kind = self.sent_file(request), known_kind(body.get("kind"))
        records = [self.record_named(one) for one in linked_members(body)]
        with transaction.atomic():
            document = store_document(actor=self.actor, file=file, name=str(body.get("name") or ""), kind=kind)
            for record in records:
                link_document(document, record, actor=self.actor)
        return self.made(document)

    def record_named(self, text: str) -> Record:
        """A record of the body's `linked_to`."""
        try:
            module, key = read_link(text, "linked_to")
            surface = surface_named(module)
            check_may(surface, self.actor, "read")
            return surface.model.objects.get_visible(self.actor, pk=key)
        except QueryError as error:
            raise_fault("invalid", error.detail, "/linked_to")
        except NotVisible:
            raise ApiProblem("validation-failed", errors=faults_of((unknown_reference("linked_to"),))) from None

    def retrieve(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        found = self.read(id)
        return record_answer(self.plain, found, found["version"])

    def merge(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        document, body = get_visible_document(self.actor, pk=id), read_object(request.data)
        reader = BodyReader(self.actor)
        values = reader.values(DocumentChange(), body, {})
        reader.finish()
        self.check_match(document)
        change_document(document, actor=self.actor, **values)
        found = self.read(id)
        return record_answer(self.plain, found, found["version"])

    def check_match(self, document: Document) -> None:
        """Hold the document as it is until the end, and refuse another version than If-Match names."""
        expected = if_match(self.plain)
        if expected is not None:
            check_version(lock(document, actor=self.actor), expected)

    def content(self, request: Request, id: UUID) -> HttpResponseBase:
        return file_answer(get_visible_document(self.actor, pk=id), size=self.size())

    def list_versions(self, request: Request, id: UUID) -> HttpResponse:
        document, asked = get_visible_document(self.actor, pk=id), page_of(self.plain)
        return page_answer(versions_page(document, asked), self.plain)

    def add_version(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        read_form(request, {"file"})
        document, file = get_visible_document(self.actor, pk=id), self.sent_file(request)
        self.check_match(document)
        replace_file(document, actor=self.actor, file=file)
        return self.made(document)

    def version_content(self, request: Request, id: UUID, edition: int) -> HttpResponseBase:
        document = get_visible_document(self.actor, pk=id)
        return file_answer(get_edition(document, edition), size=self.size())

    def sign(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        reader = BodyReader(self.actor)
        values = reader.values(LinkRequest(), read_object(request.data), {})
        reader.finish()
        document = get_visible_document(self.actor, pk=id)
        path, until = signed_address(document, actor=self.actor, seconds=values.get("expires_in", USUAL))
        return json_answer({"url": self.plain.build_absolute_uri(path), "expires_at": wire_moment(until)})

    def take_back(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        take_addresses_back(get_visible_document(self.actor, pk=id), actor=self.actor)
        return HttpResponse(status=204)

    def size(self) -> str:
        """The smaller picture that is asked for; empty for the file itself."""
        check_known(self.plain.GET, frozenset({"size"}))
        size = self.plain.GET.get("size", "")
        if size and size not in SIZES:
            raise QueryError("size", "invalid-value", _("One of: %s.") % ", ".join(SIZES))
        return size


class RecordDocumentsView(FilesView):
    """The documents of one record. A file is sent as multipart `file`; an existing one is linked by its id."""

    surface: ClassVar[Surface]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_may(self.surface, self.actor, "read")
        check_scope(self.actor, "read" if request.method in READING else "write")

    def list_documents(self, request: Request, id: UUID) -> HttpResponse:
        asked = page_of(self.plain)
        rows = Document.objects.visible_to(self.actor).filter(links__record_id=self.fetch(id).pk)
        return page_answer(
            page_of_rows(with_links(rows, self.actor).order_by("created_at", "id"), asked, shown), self.plain
        )

    def add_document(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        is_file = hasattr(request.data, "getlist")
        record, body = self.fetch(id), read_form(request, {"file", "name", "kind"} if is_file else {"document"})
        return self.made(self._sent(request, body, record) if is_file else self._linked(body, record))

    def _sent(self, request: Request, body: dict[str, Any], record: Record) -> Document:
        file, kind = self.sent_file(request), known_kind(body.get("kind"))
        return add_document(record, actor=self.actor, file=file, name=str(body.get("name") or ""), kind=kind)

    def _linked(self, body: dict[str, Any], record: Record) -> Document:
        if "document" not in body:
            raise_fault("required", _("Send a file as multipart member “file”, or the id of a document."), "/file")
        try:
            document = get_visible_document(self.actor, pk=UUID(str(body["document"])))
        except (ValueError, NotVisible):
            raise_fault("unknown-reference", _("There is no such record."), "/document")
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


def raise_fault(code: str, words: str, pointer: str) -> NoReturn:
    """Refuse one member of the body."""
    raise ApiProblem("validation-failed", errors=[Fault(code, words, pointer=pointer)]) from None


def read_form(request: Request, known: set[str]) -> dict[str, Any]:
    """The members of a form or a JSON body; one that is not known is refused."""
    body: Any = request.data
    is_form = hasattr(body, "getlist")
    given = {name: body.getlist(name) if name == "linked_to" else body[name] for name in body} if is_form else body
    members = read_object(given)
    faults = [
        Fault("unknown_field", _("There is no such member to write."), pointer=f"/{name}")
        for name in members
        if name not in known
    ]
    if faults:
        raise ApiProblem("validation-failed", errors=faults)
    return members


def linked_members(body: dict[str, Any]) -> list[str]:
    """The records that a body names; a form may give several members or one with commas."""
    given = body.get("linked_to") or []
    texts = given if isinstance(given, list) else [given]
    return [part.strip() for text in texts for part in str(text).split(",") if part.strip()]


def known_kind(given: Any) -> str:
    """The kind that a body names; empty where it names none."""
    if given and given not in DocumentKind.values:
        raise_fault("invalid_choice", _("One of: %s.") % ", ".join(DocumentKind.values), "/kind")
    return str(given or "")
