"""The page of one work order: what is wrong, what was said and done, and who does what next."""

from typing import Any

from django.http import HttpResponse

from core.pages.answers import surface_at
from core.pages.columns import build_cell, build_column
from core.pages.documents import documents_context
from core.pages.forms import build_form
from core.pages.record_page import answer_record, get_record
from core.pages.requests import PageRequest
from notifications.actions.following import is_following
from workorders.intake.order_panel import requests_of
from workorders.models import WorkOrder
from workorders.states import OPEN_STATES
from workorders.surfaces.work_orders import work_orders
from workorders.views.clocks import clocks_context
from workorders.views.costs import cost_panel
from workorders.views.timeline import entries
from workorders.warnings import covered

ASIDE = ("assignee", "property", "space", "equipment", "trade", "category", "impact", "urgency", "due_at",
         "reported_at", "reported_by", "started_at", "completed_at", "closed_at", "duplicate_of")  # fmt: skip


def work_order_page(request: PageRequest, organization: str, number: int) -> HttpResponse:
    """The overview; its tabs are those of every record."""
    surface = surface_at(work_orders.slug)
    request.actor.require(surface.permission("view"))
    record = get_record(request, surface, number, "sla_version__policy")
    documents, requests = documents_context(request, surface, record), requests_of(request, record)
    more = {
        "entries": entries(
            request,
            record,
            documents=[one["document"] for one in documents["documents"]],
            requests=[one["request"].pk for one in requests],
        ),
        "comment_form": comment_form(request, record),
        "may_write_internal": request.actor.may("workorders.internal_workorder"),
        **documents,
        "following": following(request, record),
        "aside": aside(request, record),
        "cost_panel": cost_panel(request, record),
        "requests": requests,
        "under_warranty": covered(record.equipment) if record.state in OPEN_STATES else None,
        **clocks_context(request, record),
    }
    return answer_record(request, surface, record, "", **more)


def aside(request: PageRequest, record: WorkOrder) -> list[Any]:
    """The facts at the side, in the order in which they are asked for."""
    return [build_cell(request, work_orders, record, build_column(work_orders, name)) for name in ASIDE]


def following(request: PageRequest, record: WorkOrder) -> str:
    """The verb of the button by which one follows or leaves; empty for whoever may not."""
    if not request.actor.may(work_orders.permission("follow")):
        return ""
    follows = is_following(record, actor=request.actor)
    involved = request.actor.person_id in (record.assignee_id, record.created_by_id)
    return "unfollow" if (involved if follows is None else follows) else "follow"


def comment_form(request: PageRequest, record: WorkOrder) -> Any:
    """The form of the comment action, for who may comment."""
    action = work_orders.action("comment")
    if action is None or not request.actor.may(work_orders.permission("comment")):
        return None
    return build_form(request, work_orders, action.inputs, record=record)
