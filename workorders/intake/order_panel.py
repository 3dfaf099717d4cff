"""What a work order's page shows of the requests it answers: who waits, whether one may come in, what was said."""

from typing import Any

from django.utils.translation import gettext as _

from core.pages.addresses import record_address
from core.pages.requests import PageRequest
from workorders.models import Request, RequestComment, WorkOrder
from workorders.surfaces.requests import requests

SHOWN = 20


def requests_of(request: PageRequest, order: WorkOrder) -> list[dict[str, Any]]:
    """The requests of an order, first reported first, as far as the person may see them."""
    if not request.actor.may(requests.permission("view")):
        return []
    rows = Request.objects.visible_to(request.actor).filter(work_order=order).select_related("requester")
    return [
        {"request": row, "url": record_address(request, requests, row.number)}
        for row in rows.order_by("reported_at", "id")[:SHOWN]
    ]


def request_entries(request: PageRequest, order: WorkOrder) -> list[dict[str, Any]]:
    """What was said between requesters and staff, as entries of the order's timeline."""
    if not request.actor.may(requests.permission("others")):
        return []
    rows = RequestComment.objects.visible_to(request.actor).filter(request__work_order=order)
    rows = rows.select_related("request__requester", "created_by").order_by("-created_at")[:SHOWN]
    return [_entry(comment) for comment in rows]


def _entry(comment: RequestComment) -> dict[str, Any]:
    reference = f"{requests.prefix}-{comment.request.number}"
    asks = comment.request.requester_words() or _("The requester")
    who = comment.created_by.name if comment.created_by else asks
    entry = {"who": who, "at": comment.created_at, "note": comment.body}
    if comment.is_internal:
        return {**entry, "words": _("noted on %s") % reference, "icon": "lock", "internal": True}
    words = _("wrote on %s") if comment.from_requester else _("wrote to the requester of %s")
    seen = {"icon": "message", "tone": "info", "audience": _("The requester can see")}
    return {**entry, "words": words % reference, **seen}
