"""Giving work to somebody: who could take it, what they have learned, and how much they have to do already."""

from django.http import HttpResponse

from core.pages.action_page import action_page
from core.pages.answers import page
from core.pages.record_page import get_record
from core.pages.requests import PageRequest
from workorders.models import WorkOrder
from workorders.surfaces import work_orders
from workorders.workload import candidates_for, teams_for


@page
def assign_page(request: PageRequest, number: int) -> HttpResponse:
    """The action's form, and beside it those who could take the job, each given it by one press."""
    request.actor.require(work_orders.permission("view"))
    order: WorkOrder = get_record(request, work_orders, number, "property__region")
    action = work_orders.action("assign")
    assert action
    request.actor.require(work_orders.permission("assign"))
    more = {
        "beside": "workorders/assign_candidates.html",
        "candidates": candidates_for(order, request.actor),
        "teams": teams_for(order, request.actor),
    }
    return action_page(request, work_orders, order, action, **more)
