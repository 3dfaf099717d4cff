"""Documents as the API shows them, and what their list can be asked."""

from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from api.answers import wire_moment
from api.lists import check_single
from api.parts import PART_PARAMETERS
from core.actor import Actor
from core.documents.models import Document, StoredFile
from core.query import FieldSet, QueryContext, QueryError, asks_for_changes, build_fields, parse_parameters
from core.reading.horizon import read_horizon
from core.reading.pages import Page, PageRequest
from core.surfaces import surfaces

FILTERS = (*("id", "name", "kind", "content_type", "size", "sha256", "scan", "created_by", "created_at", "updated_at"),)
LINKED_TO = "linked_to"
RESERVED = PART_PARAMETERS | {LINKED_TO}


@cache
def document_fields() -> FieldSet:
    """What a list of documents can be asked."""
    return build_fields(Document, FILTERS, searched=("name",))


def documents_asked(actor: Actor, parameters: QueryDict) -> QuerySet[Document]:
    """The documents that the actor may read and a request selects, in the order in which they came."""
    given = dict(parameters.lists())
    check_single(given, RESERVED)
    condition = parse_parameters(document_fields(), given, reserved=RESERVED)
    rows = Document.objects.visible_to(actor).filter(Document.readable(actor))
    if asks_for_changes(condition):
        rows = rows.filter(updated_at__lt=read_horizon(longest_write=settings.WRITE_TRANSACTION_LIMIT))
    if LINKED_TO in parameters:
        rows = rows.filter(linked_to(str(parameters[LINKED_TO]), LINKED_TO, actor))
    zone = ZoneInfo(actor.time_zone)
    context = QueryContext(now=timezone.now(), zone=zone, actor=actor, person_id=actor.person_id)
    return with_links(rows.filter(condition.to_q(context)), actor).order_by("created_at", "id")


def linked_to(text: str, parameter: str, actor: Actor) -> Q:
    """Documents of one record, `vendor:<id>`, as far as the actor may read it."""
    module, key = read_link(text, parameter)
    links = Document.links_readable(actor, modules=[module]).filter(record_id=key)
    return Q(pk__in=links.values("document_id"))


def read_link(text: str, parameter: str) -> tuple[str, UUID]:
    """A record as `module:id`; QueryError on what is none."""
    module, _colon, key = text.partition(":")
    try:
        if module not in {one.module for one in surfaces()}:
            raise ValueError
        return module, UUID(key)
    except ValueError:
        raise QueryError(
            parameter, "invalid-value", _("Name the record as its module and id, such as “vendor:0190c2a4-…”.")
        ) from None


def with_links(rows: QuerySet[Document], actor: Actor, modules: Collection[str] | None = None) -> QuerySet[Document]:
    """Documents with who made them and the links that the actor may see: two statements more for any number."""
    seen = Document.links_readable(actor, modules=modules).order_by("created_at", "id")
    links = Prefetch("links", seen, to_attr="seen_links")
    return rows.select_related("created_by", "uploaded_by").prefetch_related(links)


def shown(document: Any) -> dict[str, Any]:
    """One document, read by `with_links`."""
    return {
        "id": str(document.pk),
        "name": document.name,
        "kind": document.kind,
        **file_members(document),
        "version": document.version,
        "created_at": wire_moment(document.created_at),
        "created_by": person(document.created_by),
        "updated_at": wire_moment(document.updated_at),
        "links": [{"module": link.record_module, "id": str(link.record_id)} for link in document.seen_links],
        "content": reverse("api:document-content", args=[document.pk]),
    }


def versions_page(document: Document, asked: PageRequest) -> Page:
    """One page of a document's versions, the present one first."""
    stored = [document, *document.versions.select_related("uploaded_by", "created_by").order_by("-edition")]
    ends, before = asked.offset + asked.limit, {"offset": str(max(0, asked.offset - asked.limit))}
    rows = [shown_version(one, document) for one in stored[asked.offset : ends]]
    following = {"offset": str(ends)} if len(stored) > ends else None
    return Page(rows, following, before if asked.offset else None, len(stored))


def shown_version(stored: StoredFile, document: Document) -> dict[str, Any]:
    """One version of a document's file."""
    content = reverse("api:document-version-content", args=[document.pk, stored.edition])
    return {**file_members(stored), "is_current": stored.edition == document.edition, "content": content}


def file_members(stored: StoredFile) -> dict[str, Any]:
    """What is known of a file itself. Files of the first days do not say apart who brought them."""
    return {
        "edition": stored.edition,
        "content_type": stored.content_type,
        "size": stored.size,
        "sha256": stored.sha256,
        "scan": stored.scan,
        "uploaded_at": wire_moment(stored.uploaded_at or stored.created_at),
        "uploaded_by": person(stored.uploaded_by or (None if stored.uploaded_at else stored.created_by)),
    }


def person(one: Any) -> dict[str, str] | None:
    return {"id": str(one.pk), "name": one.name} if one else None
