"""What may be done to a request: report, accept into a work order, decline, call a duplicate, withdraw."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Membership, Person
from core.actor import Actor
from core.bulk import changing_many
from core.documents.actions import link_document
from core.documents.models import Document
from core.errors import Problem, RuleBroken
from core.references import refuse_if_referred_to
from core.rules import unknown_reference
from core.writing import assign, changing, creating, deleting
from workorders.actions.comments import add_comment
from workorders.actions.work_orders import create_work_order
from workorders.choices import RequestSource, RequestState
from workorders.models import Request, RequestLink, WorkOrder
from workorders.placing import settle_places
from workorders.request_states import OVER, require_legal

SOURCES = {"api": RequestSource.API, "connector": RequestSource.API, "import": RequestSource.IMPORT}


def create_request(*, actor: Actor, source: str = "", link: RequestLink | None = None, **values: Any) -> Request:
    """Report something. Who may not see others' requests reports for themselves; the place follows from the link."""
    request = Request(**{**_place_of(link), **values}, link=link)
    with creating(request, event="request.created", permission="workorders.add_request", actor=actor):
        request.source = source or SOURCES.get(actor.source, RequestSource.PAGE)
        request.language = request.language or (get_language() or "")[:10]
        _settle_requester(request, actor)
        _settle(request, actor)
    return request


def update_request(request: Request, *, actor: Actor, version: int | None = None, **values: Any) -> Request:
    """Change what is known of a request. What becomes of it is decided by its own actions."""
    with changing(
        request, event="request.updated", permission="workorders.change_request", actor=actor, version=version
    ) as row:
        assign(row, values)
        _settle(row, actor)
    return request


def delete_request(request: Request, *, actor: Actor, version: int | None = None) -> None:
    """Hide a request for ninety days. One that others are duplicates of stays."""
    with deleting(
        request, event="request.deleted", permission="workorders.delete_request", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)


@transaction.atomic
def accept_request(
    request: Request,
    *,
    actor: Actor,
    work_order: WorkOrder | UUID | None = None,
    public_summary: str | None = None,
    version: int | None = None,
    **values: Any,
) -> Request:
    """Answer a request by a new work order, or by one that is still to be done. Files, text and requester stay with it.

    `values` are members of the new order; what is not given comes from the request.
    """
    with changing(
        request, event="request.accepted", permission="workorders.accept_request", actor=actor, version=version
    ) as row:
        require_legal(row, "accept")
        if public_summary is not None:
            row.public_summary = public_summary
        order = _order_to_join(work_order, actor) if work_order else _order_from(row, values, actor)
        row.state, row.work_order_id, row.decided_at = RequestState.ACCEPTED, order.pk, timezone.now()
        row.duplicate_of_id, row.decline_reason = None, ""
    _report_no_later_than(order, request.reported_at, actor)
    hand_over_documents(request, order, actor=actor)
    _take_duplicates_along(request, order, actor)
    request.work_order = order
    return request


def decline_request(request: Request, *, actor: Actor, reason: str, version: int | None = None) -> Request:
    """Refuse a request, with a reason that its requester reads."""
    with changing(
        request, event="request.declined", permission="workorders.decline_request", actor=actor, version=version
    ) as row:
        require_legal(row, "decline")
        if not reason.strip():
            raise RuleBroken("reason", "required", _("Say why it is declined; the requester reads it."))
        row.state, row.decline_reason, row.decided_at = RequestState.DECLINED, reason.strip(), timezone.now()
        row.duplicate_of_id = row.work_order_id = None
    return request


@transaction.atomic
def mark_duplicate(
    request: Request, *, actor: Actor, duplicate_of: Request | UUID, version: int | None = None
) -> Request:
    """Say that another request reports the same. Its work order answers this one too, now or once there is one."""
    first = _first_report(duplicate_of, request, actor)
    with changing(
        request, event="request.duplicated", permission="workorders.duplicate_request", actor=actor, version=version
    ) as row:
        require_legal(row, "duplicate")
        row.state, row.duplicate_of_id, row.decided_at = RequestState.DUPLICATE, first.pk, timezone.now()
        row.work_order_id, row.decline_reason = first.work_order_id, ""
    if first.work_order is not None:
        _report_no_later_than(first.work_order, request.reported_at, actor)
        hand_over_documents(request, first.work_order, actor=actor)
    return request


def withdraw_request(request: Request, *, actor: Actor, reason: str = "", version: int | None = None) -> Request:
    """Take a request back. Work that was begun for it goes on until somebody ends it, and is told of this."""
    with changing(
        request, event="request.withdrawn", permission="workorders.withdraw_request", actor=actor, version=version
    ) as row:
        require_legal(row, "withdraw")
        order = row.work_order
        if order is not None and order.state in OVER:
            raise RuleBroken("state", "over", _("The work is over; there is nothing left to take back."), status=409)
        row.state, row.decided_at = RequestState.WITHDRAWN, timezone.now()
    if order is not None:
        words = _("Request %(number)s was withdrawn. %(reason)s") % {"number": request.number, "reason": reason}
        add_comment(order, actor=acting_for(actor), body=words.strip(), is_internal=True)
    return request


def settle_requests(rows: Sequence[Request], *, actor: Actor) -> dict[int, list[Problem]]:
    """Derive the places of new or changed requests, for single writes and for imports."""
    return settle_places(rows, actor)


def acting_for(actor: Actor) -> Actor:
    """The same person where Atrium itself does what follows from their act: no right of theirs is asked for."""
    return replace(actor, is_system=True)


def hand_over_documents(request: Request, order: WorkOrder, *, actor: Actor) -> None:
    """Let the order have every file of the request; they stay with the request too."""
    present = Document.objects.filter(organization_id=actor.organization_id, links__record_id=order.pk)
    rows = Document.objects.filter(organization_id=actor.organization_id, links__record_id=request.pk)
    for document in rows.exclude(pk__in=present.values("pk")):
        link_document(document, order, actor=acting_for(actor))


def _place_of(link: RequestLink | None) -> dict[str, Any]:
    if link is None:
        return {}
    return {"property_id": link.property_id, "space_id": link.space_id, "equipment_id": link.equipment_id}


def _settle(request: Request, actor: Actor) -> None:
    if broken := settle_requests([request], actor=actor):
        raise RuleBroken(problems=broken[0])


def _settle_requester(request: Request, actor: Actor) -> None:
    """Somebody of the organization, whoever left a name, or the one who writes it."""
    if not actor.may("workorders.others_request"):
        request.requester_id = actor.person_id
    if request.requester_id is None and not (request.requester_name or request.requester_email):
        request.requester_id = _human(actor)
    elif request.requester_id not in (None, actor.person_id) and not _is_member(request.requester_id, actor):
        raise RuleBroken(problems=[unknown_reference("requester")])


def _is_member(person: UUID, actor: Actor) -> bool:
    return Membership.objects.visible_to(actor).filter(person_id=person).exists()


def _human(actor: Actor) -> UUID | None:
    if actor.person_id is None:
        return None
    people = Person.objects.filter(pk=actor.person_id, kind=Person.HUMAN)
    return people.values_list("pk", flat=True).first()


def _order_from(request: Request, values: dict[str, Any], actor: Actor) -> WorkOrder:
    taken: dict[str, Any] = {
        "title": request.title,
        "description": request.description,
        "property_id": request.property_id,
        "space_id": request.space_id,
        "equipment_id": request.equipment_id,
        "category_id": request.category_id,
        "reported_by": request.requester_words()[:120],
        "reported_at": request.reported_at,
    }
    given = {name for name, value in values.items() if value not in (None, "")}
    kept = {name: value for name, value in taken.items() if name.removesuffix("_id") not in given}
    return create_work_order(actor=actor, **kept, **{name: values[name] for name in given})


def _order_to_join(work_order: WorkOrder | UUID, actor: Actor) -> WorkOrder:
    key = work_order.pk if isinstance(work_order, WorkOrder) else work_order
    order = WorkOrder.objects.visible_to(actor).filter(pk=key).first()
    if order is None:
        raise RuleBroken(problems=[unknown_reference("work_order")])
    if order.state in OVER:
        raise RuleBroken("work_order", "over", _("This work order is over; make a new one."), status=409)
    return order


def _first_report(duplicate_of: Request | UUID, request: Request, actor: Actor) -> Request:
    """The request that is dealt with. Both are locked, the older first: two cannot be duplicates of each other."""
    key = duplicate_of.pk if isinstance(duplicate_of, Request) else duplicate_of
    rows = Request.objects.visible_to(actor).filter(pk__in=(key, request.pk))
    locked = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")}
    first = locked.get(key)
    if first is None:
        raise RuleBroken(problems=[unknown_reference("duplicate_of")])
    if first.pk == request.pk:
        raise RuleBroken("duplicate_of", "circular", _("A request is no duplicate of itself."))
    if first.state not in (RequestState.NEW, RequestState.ACCEPTED):
        raise RuleBroken("duplicate_of", "over", _("That request is not dealt with itself."), status=409)
    if Request.objects.filter(duplicate_of=request, state=RequestState.DUPLICATE).exists():
        raise RuleBroken("duplicate_of", "has-duplicates", _("Others are duplicates of this one."), status=409)
    return first


def _take_duplicates_along(request: Request, order: WorkOrder, actor: Actor) -> None:
    """Duplicates that waited for a decision have it now."""

    def answer(row: Request) -> None:
        row.work_order_id = order.pk

    waiting = Request.objects.filter(duplicate_of=request, state=RequestState.DUPLICATE)
    for row in changing_many(waiting, answer, event="request.accepted", actor=acting_for(actor)):
        _report_no_later_than(order, row.reported_at, actor)
        hand_over_documents(row, order, actor=actor)


def _report_no_later_than(order: WorkOrder, moment: datetime, actor: Actor) -> None:
    """The response to an order is counted from its first request."""
    with changing(order, event="work_order.requested", actor=acting_for(actor)) as row:
        row.first_reported_at = min(filter(None, (row.first_reported_at, moment)))
