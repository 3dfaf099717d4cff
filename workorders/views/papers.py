"""A work order as PDF."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core.pages.answers import page
from core.pages.requests import PageRequest
from workorders.models import WorkOrder
from workorders.papers.work_order import JOINED, print_work_order
from workorders.surfaces import work_orders


@page
def work_order_paper(request: PageRequest, number: int) -> HttpResponse:
    """The order with all that its reader may see, to be printed or sent along."""
    request.actor.require(work_orders.permission("view"))
    order: WorkOrder = WorkOrder.objects.select_related(*JOINED).get_visible(request.actor, number=number)
    name = f"{work_orders.prefix}-{order.number}.pdf"
    headers = {"Content-Disposition": content_disposition_header(False, name) or "inline"}
    content = print_work_order(order, actor=request.actor)
    return HttpResponse(content, content_type="application/pdf", headers=headers)
