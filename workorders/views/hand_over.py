"""Somebody leaves: their open work is handed over, and then their access ends."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership
from core.errors import RuleBroken
from core.pages.addresses import address, record_address
from core.pages.answers import page
from core.pages.forms import RecordForm, build_form
from core.pages.requests import PageRequest
from workorders.actions.hand_over import hand_over_work
from workorders.leaving import work_held_by
from workorders.models import WorkOrder
from workorders.surfaces import work_orders

SHOWN = 100


@page
def hand_over_page(request: PageRequest, pk: UUID) -> HttpResponse:
    """What somebody still holds, and to whom it goes; the ticked orders are given, until nothing is left."""
    request.actor.require("accounts.end_membership")
    request.actor.require(work_orders.permission("assign"))
    membership = Membership.objects.select_related("person").get_visible(request.actor, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = build_form(request, work_orders, ("assignee", "team", "vendor"), data=data)
    if data is not None and form.is_valid() and hand_over(request, membership, form):
        return redirect(request.get_full_path())
    held = work_held_by(membership.person_id, request.actor)
    rows = held.select_related("property", "trade")[:SHOWN]
    seen = set(WorkOrder.objects.visible_to(request.actor).filter(pk__in=[row.pk for row in rows]).values_list("pk"))
    context = {
        "membership": membership,
        "form": form,
        "count": held.count(),
        "orders": [order_line(request, row) for row in rows if (row.pk,) in seen],
        "member_url": address(request, "settings", "people", membership.pk),
        "end_url": address(request, "settings", "people", membership.pk, "end"),
    }
    return render(request, "workorders/hand_over.html", context, status=422 if form.errors else 200)


def order_line(request: PageRequest, order: WorkOrder) -> dict[str, Any]:
    return {"order": order, "url": record_address(request, work_orders, order.number)}


def hand_over(request: PageRequest, membership: Membership, form: RecordForm) -> bool:
    """Give what is ticked; False with the form saying why not."""
    chosen = [key for text in request.POST.getlist("order") if (key := as_id(text)) is not None]
    if not chosen:
        form.add_error(None, _("Tick at least one work order."))
        return False
    try:
        count = hand_over_work(membership.person_id, actor=request.actor, work_orders=chosen, **form.cleaned_data)
    except RuleBroken as refused:
        form.add_problems(refused)
        return False
    words = ngettext("%d work order handed over", "%d work orders handed over", count)
    messages.success(request, words % count)
    return True


def as_id(text: str) -> UUID | None:
    """An id that a form sent; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
