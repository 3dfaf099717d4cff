"""Reporting by a request link: no account, few questions, the place known already."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.actor import Actor
from core.documents.actions import add_document
from core.errors import NotVisible, RuleBroken
from workorders.actions.request_answers import affect_request
from workorders.actions.requests import create_request
from workorders.choices import RequestSource
from workorders.doors import LINK, tracking_address
from workorders.intake.doorway import DoorRequest, public_answer, public_page
from workorders.intake.forms import AffectedForm, GuardedForm, ReportForm, remember_sent, sent_before
from workorders.intake.matching import at_place, known, known_at, open_requests
from workorders.models import Request, RequestLink

CONTACT = ("requester_name", "requester_email", "requester_phone")
ASKED = ("title", "description", "category", "entry", "entry_times", *CONTACT)


@public_page(LINK)
def report(request: DoorRequest, link_id: UUID, secret: str) -> HttpResponse:
    """The form at the link's place, below what is reported there already."""
    link = get_link(link_id, request.door_actor)
    if request.method != "POST":
        form = ReportForm(actor=request.door_actor, initial={"via": request.GET.get("via", "")})
        return show_report(request, link, form)
    form = ReportForm(request.POST, request.FILES, actor=request.door_actor)
    if not form.is_valid():
        return show_report(request, link, form)
    if led := sent_before(form.cleaned_data["once"]):
        return redirect(led)
    try:
        made = report_at(link, form.cleaned_data, request.door_actor)
    except RuleBroken as error:
        add_problems(form, error)
        return show_report(request, link, form)
    return led_on(form, tracking_address(made))


@public_page(LINK)
def affected(request: DoorRequest, link_id: UUID, secret: str, known_id: UUID) -> HttpResponse:
    """ "It affects me too": joins what is reported already and leads to a tracking page of one's own."""
    link = get_link(link_id, request.door_actor)
    found = open_requests(request.door_actor).filter(at_place(link), pk=known_id)
    one = found.select_related("category", "work_order").first()
    if one is None:
        raise NotVisible(Request._meta.label)
    form = AffectedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if led := sent_before(form.cleaned_data["once"]):
            return redirect(led)
        values = {name: form.cleaned_data[name] for name in (*CONTACT, "note")}
        person = affect_request(one, actor=request.door_actor, **values)
        return led_on(form, tracking_address(person))
    context = {"form": form, "link": link, "known": known(one), "back": reverse("report", args=[secret])}
    return shown(request, "affected", context, form)


def get_link(link_id: UUID, actor: Actor) -> RequestLink:
    """The link with its place; NotVisible when it does not let anybody in."""
    rows = RequestLink.objects.visible_to(actor).select_related("property", "space", "equipment")
    link = rows.filter(pk=link_id).first()
    if link is None or not link.is_open():
        raise NotVisible(RequestLink._meta.label)
    return link


def report_at(link: RequestLink, cleaned: dict[str, Any], actor: Actor) -> Request:
    """The request with its photos, all or nothing."""
    source = RequestSource.QR if cleaned.get("via") == "qr" else RequestSource.LINK
    values = {name: cleaned[name] for name in ASKED}
    made = create_request(actor=actor, source=source, link=link, **values)
    add_photos(made, cleaned["photos"], actor)
    return made


def add_photos(record: Request, photos: list[UploadedFile], actor: Actor) -> None:
    """Keep each photo with the request."""
    for photo in photos:
        add_document(record, actor=actor, file=photo)


def show_report(request: DoorRequest, link: RequestLink, form: ReportForm) -> HttpResponse:
    """The page with the form and what is known at the place."""
    context = {"form": form, "link": link, "known": known_at(link, request.door_actor)}
    return shown(request, "report", context, form)


def shown(request: DoorRequest, name: str, context: dict[str, Any], form: GuardedForm) -> HttpResponse:
    """A public page; after a refusal with what was typed and a fresh stamp."""
    if form.is_bound:
        sent: Any = form.data.copy()  # type: ignore[attr-defined]  # what a browser sends is a QueryDict
        sent["stamp"] = form.fresh_stamp
        form.data = sent
    form.initial["stamp"] = form.fresh_stamp
    return public_answer(request, name, context, status=422 if form.errors else 200)


def led_on(form: GuardedForm, address: str) -> HttpResponse:
    """On to the tracking page, also when the form is sent once more."""
    remember_sent(form.cleaned_data["once"], address)
    return redirect(f"{address}?new=1")


def add_problems(form: GuardedForm, error: RuleBroken) -> None:
    """What an action refuses, at its field."""
    for problem in error.problems:
        name = "photos" if problem.field == "file" else problem.field
        form.add_error(name if name in form.fields else None, problem.message)
