"""What a requester reads: how it stands, and what happened, in plain words and without anybody else's business."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from core.actor import Actor
from core.changes import Change
from core.documents.models import Document
from core.looks import look_of
from workorders.choices import RequestState
from workorders.models import Comment, Request, RequestComment, WorkOrder
from workorders.request_states import work_words

MOST = 200


def state_words(request: Request) -> str:
    """How a request stands."""
    order = request.work_order
    match request.state:
        case RequestState.NEW:
            return _("Received, nobody has looked at it yet")
        case RequestState.DECLINED:
            return _("Declined")
        case RequestState.WITHDRAWN:
            return _("Withdrawn")
        case RequestState.DUPLICATE if order is None:
            return _("Received together with another report")
    return work_words(order.state) if order else _("Accepted")


def state_look(request: Request) -> str:
    """The state whose colour and icon the words carry."""
    is_open = request.state in (RequestState.ACCEPTED, RequestState.DUPLICATE)
    return request.work_order.state if is_open and request.work_order else request.state


def story(request: Request, actor: Actor, *, personal: bool) -> list[dict[str, Any]]:
    """Everything that happened, newest first. `personal` adds what was said: for the requester, not for others."""
    changes = list(_changes(actor, [request.pk]))
    entries = [*_own_steps(request, changes, personal), *_work_steps(request, changes, actor)]
    if personal:
        entries += [*_own_comments(request, actor), *_work_comments(request, actor)]
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def photos_of(request: Request, actor: Actor) -> list[Document]:
    """The files that came with the request itself; what others added to the work is theirs."""
    rows = Document.objects.filter(organization_id=actor.organization_id, links__record_id=request.pk)
    return list(rows.order_by("created_at", "id")[:MOST])


def _changes(actor: Actor, keys: list[UUID]) -> Any:
    rows = Change.objects.filter(organization_id=actor.organization_id, record_id__in=keys)
    return rows.order_by("pk")[:MOST]


def _own_steps(request: Request, changes: list[Change], personal: bool) -> Iterator[dict[str, Any]]:
    words = {
        "request.created": _("Received"),
        "request.accepted": _("Accepted"),
        "request.declined": _("Declined"),
        "request.duplicated": _("Put together with another report about the same"),
        "request.withdrawn": _("Withdrawn"),
        "request.reopened": _("Taken up again"),
    }
    for change in changes:
        if change.event in words:
            note = request.decline_reason if personal and change.event == "request.declined" else ""
            yield _step(words[change.event], change.at, change.event.partition(".")[2], note)


def _work_steps(request: Request, changes: list[Change], actor: Actor) -> Iterator[dict[str, Any]]:
    """Each state of the work that answers the request, from when it did; one that reads the same is said once."""
    since = _orders_since(changes)
    said = ""
    for change in _changes(actor, list(since)):
        state = str((change.after or {}).get("state") or "")
        is_told = state and (change.action == "create" or "state" in (change.before or {}))
        if not is_told or change.at < since[change.record_id]:
            continue
        words = work_words(state)
        if words != said and change.action != "create":
            yield _step(words, change.at, state)
        said = words


def _orders_since(changes: list[Change]) -> dict[UUID, datetime]:
    """The orders that answer or answered the request, and from when each did."""
    since: dict[UUID, datetime] = {}
    for change in changes:
        key = (change.after or {}).get("work_order_id")
        if key:
            since.setdefault(UUID(key), change.at)
    return since


def _own_comments(request: Request, actor: Actor) -> Iterator[dict[str, Any]]:
    rows = RequestComment.objects.visible_to(actor).filter(request=request, is_internal=False)
    for comment in rows.select_related("created_by").order_by("created_at")[:MOST]:
        who = _("You") if comment.from_requester else _staff(comment)
        yield {"who": who, "words": _("wrote"), "at": comment.created_at, "note": comment.body, "icon": "message"}


def _work_comments(request: Request, actor: Actor) -> Iterator[dict[str, Any]]:
    """What was said about the work to everybody outside. What another requester said is not among it."""
    if request.work_order_id is None:
        return
    others = Request.objects.filter(work_order=request.work_order_id).exclude(pk=request.pk)
    people = [key for key in others.values_list("requester_id", flat=True) if key and key != request.requester_id]
    rows = Comment.objects.visible_to(actor).filter(work_order=request.work_order_id, is_internal=False)
    rows = rows.filter(Q(created_by=None) | ~Q(created_by__in=people), created_at__gte=request.reported_at)
    for comment in rows.select_related("created_by").order_by("created_at")[:MOST]:
        yield {"who": _staff(comment), "words": _("wrote"), "at": comment.created_at, "note": comment.body}


def _staff(comment: Comment | RequestComment) -> str:
    """People who do the work are called by their first name here."""
    return comment.created_by.get_short_name() if comment.created_by else _("The building's team")


def _step(words: str, at: datetime, state: str, note: str = "") -> dict[str, Any]:
    look = look_of(state)
    return {"who": words, "words": "", "at": at, "icon": look.icon, "tone": look.tone, "note": note}


def planned_from(order: WorkOrder | None) -> datetime | None:
    """When somebody is to come, while that lies ahead."""
    return order.planned_start if order and order.state in ("open", "assigned", "accepted") else None
