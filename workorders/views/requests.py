"""The pages of a request for people who are signed in: whoever handles it, and whoever made it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import NotVisible, RuleBroken
from core.pages.addresses import list_address, record_address
from core.pages.answers import page
from core.pages.columns import build_cell, build_column
from core.pages.custom import folded
from core.pages.documents import documents_context
from core.pages.edit_page import first_values, form_names, given_values
from core.pages.forms import RecordForm, build_form
from core.pages.history import read_history
from core.pages.record_page import answer_record, get_record
from core.pages.requests import PageRequest
from facilities.models import Property
from workorders.actions.request_answers import affect_request, is_requester
from workorders.actions.requests import acting_for, create_request
from workorders.doors import tracking_address
from workorders.intake.forms import PhotosField
from workorders.intake.matching import known_at, open_requests
from workorders.intake.suggestions import Suggestions, suggest
from workorders.intake.tracking import planned_from, state_look, state_words, story
from workorders.models import Request
from workorders.surfaces import requests, work_orders
from workorders.surfaces.requests import affected_of, comments_of
from workorders.views.report import add_photos

ASIDE = ("property", "space", "equipment", "category", "entry", "entry_times", "requester", "requester_name",
         "requester_email", "requester_phone", "source", "link", "reported_at", "decided_at", "work_order",
         "duplicate_of", "public_summary", "rating", "rating_comment")  # fmt: skip
# Fields of the form that only those fill in who take reports of others.
FOR_OTHERS = frozenset({"requester", "requester_name", "requester_email", "requester_phone", "reported_at",
                        "public_summary"})  # fmt: skip
OTHERS = requests.permission("others")


@page
def request_page(request: PageRequest, number: int) -> HttpResponse:
    """The overview. Its requester reads plain words, whoever handles it the whole story."""
    request.actor.require(requests.permission("view"))
    record = get_record(request, requests, number)
    is_staff = request.actor.may(OTHERS)
    more = {
        "entries": entries(request, record) if is_staff else plain_story(request, record),
        "comment_form": comment_form(request, record),
        "may_write_internal": is_staff and request.actor.may(requests.permission("internal")),
        "aside": [build_cell(request, requests, record, build_column(requests, name)) for name in ASIDE],
        "affected": list(affected_of([record.pk], request.actor)) if is_staff else [],
        "suggested": suggestions(request, record) if is_staff else None,
        "tracking_url": request.build_absolute_uri(tracking_address(record)) if is_staff else "",
        "plain": {"words": state_words(record), "look": state_look(record), "planned": planned_from(record.work_order)},
        "order_url": order_address(request, record),
        **documents_context(request, requests, record),
    }
    return answer_record(request, requests, record, "", **more)


def comment_form(request: PageRequest, record: Request) -> Any:
    """The form of the comment action, for who may comment."""
    action = requests.action("comment")
    if action is None or not request.actor.may(requests.permission("comment")):
        return None
    return build_form(request, requests, action.inputs, record=record)


def order_address(request: PageRequest, record: Request) -> str:
    """The way to the work order, for who may see it."""
    order = record.work_order
    if order is None or not request.actor.may(work_orders.permission("view")):
        return ""
    seen = type(order).objects.visible_to(request.actor).filter(pk=order.pk).exists()
    return record_address(request, work_orders, order.number) if seen else ""


def suggestions(request: PageRequest, record: Request) -> Suggestions | None:
    """What a request that waits for a decision may belong to."""
    return suggest([record], request.actor)[record.pk] if record.state == "new" else None


def entries(request: PageRequest, record: Request) -> list[dict[str, Any]]:
    """Comments and changes in one timeline, newest first."""
    history = read_history(request, requests, record)
    changes = [one | {"changes": [] if one["is_first"] else one["changes"]} for one in history]
    changes = [one for one in changes if one["verb"] != "commented"]
    comments = [comment_entry(record, comment) for comment in comments_of([record.pk], request.actor)]
    return sorted([*changes, *comments], key=lambda entry: entry["at"], reverse=True)


def comment_entry(record: Request, comment: Any) -> dict[str, Any]:
    """A comment as an entry; an internal one never looks like one that the requester reads."""
    who = comment.created_by.name if comment.created_by else record.requester_words() or _("The requester")
    if comment.is_internal:
        return {"who": who, "at": comment.created_at, "note": comment.body, "words": _("wrote an internal note"),
                "icon": "lock", "internal": True}  # fmt: skip
    words = _("wrote as requester") if comment.from_requester else _("wrote to the requester")
    return {"who": who, "at": comment.created_at, "note": comment.body, "words": words, "icon": "message",
            "tone": "info", "audience": _("The requester can see")}  # fmt: skip


def plain_story(request: PageRequest, record: Request) -> list[dict[str, Any]]:
    """What a requester reads on the tracking page too: nothing of other requests, and no internal word."""
    return story(record, acting_for(request.actor), personal=is_requester(record, request.actor))


@page
def new_request(request: PageRequest) -> HttpResponse:
    """The form of the public links for who is signed in; with more fields for who takes reports of others."""
    request.actor.require(requests.permission("add"))
    form = report_form(request)
    known = known_here(request, form)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and (request.POST.get("different") or not known) and (made := create(request, form)):
        messages.success(request, _("%s reported. Thank you.") % f"{requests.prefix}-{made.number}")
        return redirect(record_address(request, requests, made.number))
    context = {"surface": requests, "form": form, "known": known, "asked": is_sent and bool(known),
               "back_url": list_address(request, requests)}  # fmt: skip
    refused = request.method == "POST"
    return render(request, "workorders/request_new.html", context, status=422 if refused else 200)


def report_form(request: PageRequest) -> RecordForm:
    """The fields that this person fills in, and photos."""
    names = [name for name in form_names(request, requests) if request.actor.may(OTHERS) or name not in FOR_OTHERS]
    data = request.POST if request.method == "POST" else None
    form = build_form(
        request, requests, names, initial=first_values(request, requests), data=data, files=request.FILES or None
    )
    form.fields["photos"] = PhotosField(label=_("Photos"))
    form.groups = tuple(
        (label, (*fields, "photos") if place == 0 else fields) for place, (label, fields) in enumerate(form.groups)
    )
    return form


def known_here(request: PageRequest, form: RecordForm) -> list[Any]:
    """Open requests at the chosen place, in words that give nobody away."""
    place = Request(**{f"{name}_id": chosen(form, name) for name in ("property", "space", "equipment")})
    if not any((place.property_id, place.space_id, place.equipment_id)):
        return []
    seen = Property.objects.visible_to(request.actor).values("pk")
    return known_at(place, acting_for(request.actor), Q(property_id__in=seen))


def chosen(form: RecordForm, name: str) -> Any:
    """The id of a place that was chosen; nothing for what is no place of this person."""
    value = form[name].value()
    try:
        return getattr(form.fields[name].clean(value), "pk", None) if value else None
    except ValidationError:
        return None


def create(request: PageRequest, form: RecordForm) -> Request | None:
    """The new request with its photos, or None with the form saying why not."""
    values = given_values(form)
    photos = values.pop("photos", [])
    try:
        made = create_request(actor=request.actor, **folded(request, requests, values))
        add_photos(made, photos, acting_for(request.actor))
    except RuleBroken as error:
        form.add_problems(error)
        return None
    return made


@require_POST
@page
def join_request(request: PageRequest, known_id: UUID) -> HttpResponse:
    """ "It affects me too": instead of a report of one's own; leads to a page that says what becomes of it."""
    seen = Property.objects.visible_to(request.actor).values("pk")
    rows = open_requests(acting_for(request.actor)).filter(pk=known_id, property_id__in=seen)
    found = rows.first()
    if found is None:
        raise NotVisible(Request._meta.label)
    person = affect_request(found, actor=request.actor)
    return redirect(f"{tracking_address(person)}?new=1")
