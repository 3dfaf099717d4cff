"""The board of work orders: the list's own question as cards by state, moved by the actions of the moves."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from core.looks import look_of
from core.pages.action_page import run_action
from core.pages.addresses import address, list_address, record_address
from core.pages.answers import page
from core.pages.forms import RecordForm, build_form
from core.pages.list_page import changed_parameter, list_context
from core.pages.listing import Listing, last, matching_rows, read_listing
from core.pages.record_page import get_record
from core.pages.requests import PageRequest
from core.query import QueryError
from core.surfaces import Action
from workorders.board import Stack, read_stacks, targets, verb_to, why_not
from workorders.models import WorkOrder
from workorders.states import BY_VERB
from workorders.surfaces import work_orders

WIDE = "more"
# What the small form behind a chip sends; the answer is a redirect to the plain address.
EDITING = ("change", "op", "value", "relative", "add")


@dataclass(frozen=True, slots=True)
class Told:
    """What the board says of one card: that it went back and why, or what a move still asks."""

    order: WorkOrder
    column: str
    refused: str = ""
    action: Action | None = None
    form: RecordForm | None = None


@page
def board(request: PageRequest) -> HttpResponse:
    """The board as its address asks for it: the conditions, place and order are those of the list."""
    request.actor.require(work_orders.permission("view"))
    if "change" in request.GET:
        return redirect(changed_board(request))
    return show_board(request)


@page
def board_move(request: PageRequest, number: int) -> HttpResponse:
    """Put a card into another column: the legal verb's action does it, or the board says why not."""
    request.actor.require(work_orders.permission("view"))
    if request.method != "POST":
        return redirect(board_address(request))
    order = get_record(request, work_orders, number)
    target = request.POST.get("state", "")
    if target == order.state:
        return redirect(board_address(request))
    action = work_orders.action(verb_to(order, target))
    if action is None:
        return show_board(request, Told(order, order.state, why_not(order, target)), status=409)
    if not request.actor.may(work_orders.permission(action.verb)):
        refused = _("You may not do this: %s.") % str(BY_VERB[action.verb].label).lower()
        return show_board(request, Told(order, order.state, refused), status=403)
    return make_move(request, order, target, action)


def make_move(request: PageRequest, order: WorkOrder, target: str, action: Action) -> HttpResponse:
    """Run the action; what it asks is asked in the column that the card was put into."""
    asking = bool(action.inputs)
    answered = not asking or request.POST.get("verb") == action.verb
    form = build_form(request, work_orders, action.inputs, record=order, data=request.POST if answered else None)
    if answered and run_action(request, order, action, form):
        messages.success(request, f"WO-{order.number}: {action.label}")
        return redirect(board_address(request))
    if not asking or (answered and not any(name in form.fields for name in form.errors)):
        refused = " ".join(str(error) for error in form.non_field_errors())
        return show_board(request, Told(order, order.state, refused), status=409)
    return show_board(request, Told(order, target, action=action, form=form), status=422 if answered else 200)


def show_board(request: PageRequest, told: Told | None = None, *, status: int = 200) -> HttpResponse:
    """The page, with what is to be said of one card."""
    parameters = {name: values for name, values in request.GET.lists() if name != WIDE}
    listing = read_listing(request, work_orders, parameters)
    context = {**list_context(request, work_orders, listing), "heading": _("Board of work orders")}
    context["reset_url"] = address(request, work_orders.slug, "board")
    if listing.error:
        return render(request, "workorders/board.html", {**context, "error": listing.error}, status=400)
    try:
        context["columns"] = columns(request, listing, told)
    except QueryError as error:
        return render(request, "workorders/board.html", {**context, "error": error}, status=400)
    context["editors"] = [replace(one, remove_url=on_board(request, one.remove_url)) for one in context["editors"]]
    return render(request, "workorders/board.html", context, status=status)


def columns(request: PageRequest, listing: Listing, told: Told | None) -> list[dict[str, Any]]:
    """The columns with their cards."""
    asked = ",".join(last(listing.parameters, name) for name in ("state", "state__in")).split(",")
    stacks = read_stacks(matching_rows(request, listing), wide=request.GET.get(WIDE, ""), asked=asked)
    return [column(request, listing, stack, told) for stack in stacks]


def column(request: PageRequest, listing: Listing, stack: Stack, told: Told | None) -> dict[str, Any]:
    """One state: its name, how many orders there are, its first cards, and the way to all."""
    look, here = look_of(stack.state.value), told if told and told.column == stack.state else None
    own = {name: values for name, values in listing.parameters.items() if not name.startswith("state")}
    count = number_format(stack.count, force_grouping=True)
    more = len(stack.orders) < stack.count and request.GET.get(WIDE) != stack.state
    return {
        "state": stack.state.value,
        "label": stack.state.label,
        "tone": look.tone,
        "icon": look.icon,
        "count": _("more than %s") % count if stack.is_minimum else count,
        "url": list_address(request, work_orders, **{**own, "state": stack.state.value}) if stack.count else "",
        "more_url": board_address(request, **{WIDE: stack.state.value}) if more else "",
        "cards": [card(request, order) for order in stack.orders],
        "refused": _("WO-%(number)s went back here. %(why)s") % {"number": here.order.number, "why": here.refused}
        if here and here.refused
        else "",
        "ask": asking(request, here) if here and here.form else None,
    }


def card(request: PageRequest, order: WorkOrder) -> dict[str, Any]:
    """A card: what, where, how urgent, who, and what is late or waited for."""
    holder = order.assignee or order.vendor or order.team
    note, tone = note_of(order)
    return {
        "title": order.title,
        "url": record_address(request, work_orders, order.number),
        "lines": [" · ".join(str(place) for place in (order.property, order.space) if place is not None)],
        "number": f"WO-{order.number}",
        "priority": order.priority,
        "priority_label": order.get_priority_display().removeprefix(order.priority),
        "person": str(holder) if holder else "",
        "company": order.assignee is None,
        "note": note,
        "note_tone": tone,
        "move_url": move_address(request, order),
        "legal": targets(order),
    }


def note_of(order: WorkOrder) -> tuple[str, str]:
    """What it waits for, or when it is due."""
    if order.hold_reason is not None:
        return str(order.hold_reason), "warning"
    if order.due_at is None:
        return "", ""
    words = _("due %s") % date_format(timezone.localtime(order.due_at), "j M")
    return words, "danger" if order.is_overdue() else ""


def asking(request: PageRequest, told: Told) -> dict[str, Any]:
    """The small form in the column: what the move asks before it is made."""
    assert told.form is not None and told.action is not None
    for bound in list(told.form)[:1]:
        bound.field.widget.attrs["autofocus"] = True
    return {
        "words": _("%(action)s: WO-%(number)s") % {"action": told.action.label, "number": told.order.number},
        "form": told.form,
        "url": move_address(request, told.order),
        "state": told.column,
        "action": told.action,
        "back_url": board_address(request),
    }


def board_address(request: PageRequest, **more: str) -> str:
    """The board with the present question."""
    kept = {name: values for name, values in request.GET.lists() if name not in (*EDITING, WIDE)}
    return address(request, work_orders.slug, "board", **{**kept, **more})


def move_address(request: PageRequest, order: WorkOrder) -> str:
    """Where a card is sent to move, with the present question."""
    kept = {name: values for name, values in request.GET.lists() if name not in EDITING}
    return address(request, work_orders.slug, "board", order.number, **kept)


def changed_board(request: PageRequest) -> str:
    """The board after a chip's form was sent."""
    name, value = changed_parameter(dict(request.GET.lists()))
    return board_address(request, **({name: value} if value else {}))


def on_board(request: PageRequest, url: str) -> str:
    """An address of the list, for the board."""
    return address(request, work_orders.slug, "board").partition("?")[0] + url[url.find("?") :] if "?" in url else url
