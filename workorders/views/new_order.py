"""Reporting work: before it is saved, the page says what is open or was finished there, and what a warranty covers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import RuleBroken
from core.pages.addresses import list_address, record_address, whole_number
from core.pages.answers import page
from core.pages.custom import folded
from core.pages.edit_page import first_values, form_names, given_values
from core.pages.forms import RecordForm, ReferenceField, build_form
from core.pages.record_page import get_record
from core.pages.requests import PageRequest
from notifications.actions.following import follow_record
from workorders.actions.comments import add_comment
from workorders.actions.families import RECALL_WITHIN
from workorders.actions.work_orders import create_work_order
from workorders.models import WorkOrder
from workorders.placing import settle_places
from workorders.surfaces import work_orders
from workorders.warnings import Warnings, warnings_for

COMMENT, FOLLOW = work_orders.permission("comment"), work_orders.permission("follow")
# What the warnings depend on.
ASKED = ("property", "space", "equipment", "trade", "category", "vendor")


@page
def new_work_order(request: PageRequest) -> HttpResponse:
    """The form of new work. What is open at the place is joined, or a reason is given why this is something else."""
    request.actor.require(work_orders.permission("add"))
    form = order_form(request)
    found = read_warnings(request, form)
    is_sent = request.method == "POST" and form.is_valid()
    asked = ""
    if is_sent and (number := whole_number(request.POST.get("join", ""))) is not None:
        return join_order(request, form, number)
    if is_sent and not (asked := still_asked(request, found)) and (made := create_order(request, form, found)):
        messages.success(request, _("%s added") % f"{work_orders.prefix}-{made.number}")
        return redirect(record_address(request, work_orders, made.number))
    context = {**warnings_context(request, found), "form": form, "asked": asked,
               "back_url": list_address(request, work_orders)}  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "workorders/work_order_new.html", context, status=status)


@require_POST
@page
def warnings_part(request: PageRequest) -> HttpResponse:
    """The warnings for what is chosen so far, as a part of the form."""
    request.actor.require(work_orders.permission("add"))
    found = read_warnings(request, order_form(request))
    return render(request, "workorders/order_warnings.html", warnings_context(request, found))


def order_form(request: PageRequest) -> RecordForm:
    """The form as it is filled in so far; the address may give first values."""
    names = form_names(request, work_orders)
    initial = first_values(request, work_orders)
    return build_form(request, work_orders, names, initial=initial, data=request.POST or None)


def read_warnings(request: PageRequest, form: RecordForm) -> Warnings:
    """The warnings for the chosen place, kind and vendor. What contradicts itself is refused when it is saved."""
    order = WorkOrder(organization_id=request.actor.organization_id)
    for name in ASKED:
        if name in form.fields:
            setattr(order, name, chosen(form, name))
    settle_places([order], request.actor)
    return warnings_for(order, actor=request.actor)


def chosen(form: RecordForm, name: str) -> Any:
    """The record that is chosen in a field, or nothing."""
    field, value = form.fields[name], form[name].value()
    assert isinstance(field, ReferenceField)
    try:
        return field.to_python(getattr(value, "pk", value))
    except ValidationError:
        return None


def still_asked(request: PageRequest, found: Warnings) -> str:
    """What has to be answered before it is saved: a warning was not seen, or an open order wants a reason."""
    if found.open_here and request.actor.may(COMMENT) and not reason_of(request):
        return _("Add to one of these orders, or say why this is something else.")
    if found and request.POST.get("seen") != found.mark:
        return _("Nothing was saved yet. Look at this first, then save again.")
    return ""


def reason_of(request: PageRequest) -> str:
    """Why it is not the work that is open there."""
    return request.POST.get("different", "").strip()[:500]


def create_order(request: PageRequest, form: RecordForm, found: Warnings) -> WorkOrder | None:
    """The new order with the reason as its first note, or None with the form saying why not."""
    values = folded(request, work_orders, given_values(form))
    if found.open_here and request.actor.may(COMMENT):
        values["comments"] = [note_of(request, found)]
    try:
        return create_work_order(actor=request.actor, **values)
    except RuleBroken as error:
        form.add_problems(error)
        return None


def note_of(request: PageRequest, found: Warnings) -> dict[str, Any]:
    """Which orders it is not, and why; for the organization's own people where the writer may keep it to them."""
    listed = ", ".join(str(one.number) for one in found.open_here)
    body = _("Not the same as WO-%(orders)s: %(reason)s") % {"orders": listed, "reason": reason_of(request)}
    return {"body": body, "is_internal": request.actor.may(work_orders.permission("internal"))}


def join_order(request: PageRequest, form: RecordForm, number: int) -> HttpResponse:
    """Add what was typed to an order that is open already, and follow it."""
    order = get_record(request, work_orders, number)
    said = (form.cleaned_data.get("title", ""), form.cleaned_data.get("description", ""))
    add_comment(order, actor=request.actor, body="\n\n".join(filter(None, said)))
    if request.actor.may(FOLLOW):
        follow_record(order, actor=request.actor)
    messages.success(request, _("Added to %s") % f"{work_orders.prefix}-{number}")
    return redirect(record_address(request, work_orders, number))


def warnings_context(request: PageRequest, found: Warnings) -> dict[str, Any]:
    """What the part of the form shows."""
    return {
        "surface": work_orders,
        "warnings": found,
        "recall_days": RECALL_WITHIN.days,
        "may_join": request.actor.may(COMMENT),
        "different": reason_of(request),
    }
