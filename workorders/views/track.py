"""The tracking page: how a request stands, what was said, and what its requester may do about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.documents.files import file_answer
from core.errors import NotVisible, RuleBroken
from core.writing import deleting
from workorders.actions.request_answers import rate_request, reopen_request, reopens_until, reply_to_request
from workorders.actions.requests import withdraw_request
from workorders.doors import AFFECTED, TRACKING
from workorders.intake.doorway import DoorRequest, public_answer, public_page
from workorders.intake.forms import PhotosField
from workorders.intake.matching import known
from workorders.intake.tracking import photos_of, planned_from, state_look, state_words, story
from workorders.models import AffectedPerson, Request
from workorders.request_states import DONE, OVER, is_legal
from workorders.views.report import add_photos

WITH = ("property", "space", "equipment", "category", "work_order", "requester")


class ReplyForm(forms.Form):
    """Something to add, in words or photos."""

    body = forms.CharField(label=_("Your message"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(label=_("Photos"))


class RateForm(forms.Form):
    """How good the work was."""

    rating = forms.TypedChoiceField(
        label=_("How was it?"),
        coerce=int,
        choices=[(5, _("Very good")), (4, _("Good")), (3, _("Fair")), (2, _("Poor")), (1, _("Very poor"))],
        widget=forms.RadioSelect,
    )
    rating_comment = forms.CharField(
        label=_("About the work"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    """Why it is taken up again."""

    reason = forms.CharField(
        label=_("What is still wrong?"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


FORMS: dict[str, type[forms.Form]] = {
    "reply": ReplyForm,
    "rate": RateForm,
    "reopen": ReasonForm,
    "withdraw": forms.Form,
}


@public_page(TRACKING, AFFECTED)
def track(request: DoorRequest, record_id: UUID, secret: str) -> HttpResponse:
    """A requester's own page, or the shorter one of somebody who is affected too."""
    if request.key.kind == AFFECTED:
        return track_affected(request, record_id)
    record = get_request(request, record_id)
    offered = offered_acts(record)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if request.method == "POST" and act not in offered:
        return show_tracking(request, record, offered, status=409)
    form = FORMS[act](request.POST, request.FILES, prefix=act) if act else None
    if form is not None and form.is_valid() and do(act, request, record, form):
        return redirect(f"{request.path}?did={act}")
    return show_tracking(request, record, offered, act, form, status=422 if form is not None else 200)


@public_page(TRACKING)
def track_photo(request: DoorRequest, record_id: UUID, secret: str, document: UUID) -> HttpResponseBase:
    """A photo of the request itself."""
    record = get_request(request, record_id)
    found = next((one for one in photos_of(record, request.door_actor) if one.pk == document), None)
    if found is None or not found.may_be_read:
        raise NotVisible("document")
    return file_answer(found)


def track_affected(request: DoorRequest, record_id: UUID) -> HttpResponse:
    """What somebody else who is affected reads: how it stands, and nothing of the request itself."""
    rows = AffectedPerson.objects.visible_to(request.door_actor)
    person = rows.get_visible(request.door_actor, pk=record_id)
    record = get_request(request, person.request_id)
    if request.method == "POST" and request.POST.get("act") == "leave":
        with deleting(person, event="request.left", actor=request.door_actor):
            pass
        return public_answer(request, "left", {})
    context = {**common(request, record), "known": known(record)}
    context["entries"] = story(record, request.door_actor, personal=False)
    return public_answer(request, "following", context)


def get_request(request: DoorRequest, record_id: UUID) -> Request:
    """The request of a tracking page."""
    return Request.objects.select_related(*WITH).get_visible(request.door_actor, pk=record_id)


def offered_acts(record: Request) -> list[str]:
    """What the requester may do now."""
    order = record.work_order
    until = reopens_until(order) if order else None
    is_done = order is not None and order.state in DONE
    over = order is not None and order.state in OVER
    allowed = {
        "reply": record.state != "withdrawn",
        "rate": is_legal("rate", record.state) and is_done,
        "reopen": is_legal("reopen", record.state) and until is not None and until > timezone.now(),
        "withdraw": is_legal("withdraw", record.state) and not over,
    }
    return [act for act, is_allowed in allowed.items() if is_allowed]


def do(act: str, request: DoorRequest, record: Request, form: forms.Form) -> bool:
    """Do what was sent; False with the form saying why not."""
    try:
        DO[act](request, record, form.cleaned_data)
    except RuleBroken as error:
        for problem in error.problems:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return False
    return True


def _reply(request: DoorRequest, record: Request, cleaned: dict[str, Any]) -> None:
    reply_to_request(record, actor=request.door_actor, body=cleaned["body"])
    add_photos(record, cleaned["photos"], request.door_actor)


DO: dict[str, Callable[[DoorRequest, Request, dict[str, Any]], Any]] = {
    "reply": _reply,
    "rate": lambda request, record, cleaned: rate_request(record, actor=request.door_actor, **cleaned),
    "reopen": lambda request, record, cleaned: reopen_request(record, actor=request.door_actor, **cleaned),
    "withdraw": lambda request, record, cleaned: withdraw_request(record, actor=request.door_actor),
}


def show_tracking(
    request: DoorRequest,
    record: Request,
    offered: list[str],
    act: str = "",
    form: forms.Form | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page; the form that was refused says why."""
    shown = {name: form if name == act and form else FORMS[name](prefix=name) for name in offered}
    context = {
        **common(request, record),
        "forms": shown,
        "refused": act,
        "entries": story(record, request.door_actor, personal=True),
        "photos": photos_of(record, request.door_actor),
        "is_new": request.GET.get("new") == "1",
        "did": request.GET.get("did", ""),
        "late": status == 409,
    }
    return public_answer(request, "track", context, status=status)


def common(request: DoorRequest, record: Request) -> dict[str, Any]:
    """What both tracking pages show."""
    return {
        "record": record,
        "reference": f"RQ-{record.number}",
        "place": record.equipment or record.space or record.property,
        "words": state_words(record),
        "look": state_look(record),
        "planned": planned_from(record.work_order),
    }
