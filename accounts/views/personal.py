"""Settings: what is known of one person, as a file, and erasing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.personal import ERASE, EXPORT, erase_member, erase_occupant, require_everywhere
from accounts.models import Erasure
from accounts.personal.exporting import stream_person
from accounts.personal.finding import count_rows, named_in_rows
from accounts.personal.subjects import Subject, belongs_elsewhere, is_erased, member_subject, occupant_subject
from accounts.settings_forms import EraseForm, OccupantForm, attempt, tell_problems
from accounts.views.people import HAS_WORK, UNPROCESSABLE, get_visible_membership
from core.errors import RuleBroken
from core.http import ActingRequest

SHOWN = 50


@never_cache
def member(request: ActingRequest, organization: str, pk: UUID) -> HttpResponse:
    """What is known of a member, and erasing it."""
    require_everywhere(EXPORT, actor=request.actor)
    membership = get_visible_membership(request, pk)
    form = EraseForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            say_erased(request, erase_member(membership, reason=reason, actor=request.actor))
            return redirect("settings:personal", organization, pk)
        except RuleBroken as broken:
            if broken.code == HAS_WORK:
                messages.error(request, broken.problems[0].message)
                return redirect("hand_over", organization, pk)
            tell_problems(form, broken)
    context = {
        "membership": membership,
        "form": form,
        "elsewhere": belongs_elsewhere(membership.person),
        "is_erased": is_erased(membership.person),
        "is_oneself": membership.person_id == request.actor.person_id,
    }
    return show(request, "accounts/settings/personal.html", member_subject(membership), context)


@never_cache
@require_safe
def member_file(request: ActingRequest, organization: str, pk: UUID) -> HttpResponseBase:
    """What is known of a member, as a file."""
    require_everywhere(EXPORT, actor=request.actor)
    return file_of(request, member_subject(get_visible_membership(request, pk)))


@never_cache
def occupants(request: ActingRequest, organization: str) -> HttpResponse:
    """Look somebody without an account up. The address is sent in the body, so that no log of addresses keeps it."""
    require_everywhere(EXPORT, actor=request.actor)
    lookup = OccupantForm(request.POST or None)
    subject = looked_up(request, lookup)
    if subject is not None:
        return show(request, "accounts/settings/occupants.html", subject, {"lookup": lookup, "form": EraseForm()})
    context = {"lookup": lookup, "erasures": erasures(request)}
    return render(
        request, "accounts/settings/occupants.html", context, status=UNPROCESSABLE if lookup.is_bound else 200
    )


@never_cache
@require_POST
def occupant_file(request: ActingRequest, organization: str) -> HttpResponseBase:
    """What is known of somebody without an account, as a file."""
    require_everywhere(EXPORT, actor=request.actor)
    lookup = OccupantForm(request.POST)
    subject = looked_up(request, lookup)
    return occupants(request, organization) if subject is None else file_of(request, subject)


@never_cache
@require_POST
def erase_one(request: ActingRequest, organization: str) -> HttpResponse:
    """Erase somebody without an account."""
    require_everywhere(ERASE, actor=request.actor)
    require_everywhere(EXPORT, actor=request.actor)
    lookup, form = OccupantForm(request.POST), EraseForm(request.POST)
    subject = looked_up(request, lookup)
    if subject is None:
        return occupants(request, organization)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(form, lambda: erase_occupant(subject.email, reason=reason, actor=request.actor))
        if done is not None:
            say_erased(request, done)
            return redirect("settings:occupants", organization)
    return show(request, "accounts/settings/occupants.html", subject, {"lookup": lookup, "form": form})


def looked_up(request: ActingRequest, lookup: OccupantForm) -> Subject | None:
    """Whom the form names; None with the reason at its field."""
    if not lookup.is_valid():
        return None
    return attempt(lookup, lambda: occupant_subject(lookup.cleaned_data["email"], actor=request.actor))


def file_of(request: ActingRequest, subject: Subject) -> StreamingHttpResponse:
    """The document, under a name that does not tell whose it is."""
    name = f"personal-data-{subject.mark.lower()}-{timezone.localdate()}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
    stream = stream_person(subject, request.organization, request.actor)
    return StreamingHttpResponse(stream, content_type="application/json", headers=headers)


def say_erased(request: ActingRequest, erasure: Erasure) -> None:
    """It is done: from here on only the pseudonym is spoken of."""
    messages.success(request, _("Erased. In their place stands “%s”.") % erasure.pseudonym)


def erasures(request: ActingRequest) -> list[Erasure]:
    """The newest erasures."""
    return list(Erasure.objects.visible_to(request.actor).select_related("updated_by")[:SHOWN])


def show(request: ActingRequest, template: str, subject: Subject, context: dict[str, Any]) -> HttpResponse:
    """What is known, in numbers, beside the form that erases it."""
    subject = named_in_rows(subject, request.actor)
    context |= {
        "subject": subject,
        "findings": count_rows(subject, request.actor),
        "may_erase": request.actor.may(ERASE),
    }
    return render(request, template, context, status=UNPROCESSABLE if context["form"].is_bound else 200)
