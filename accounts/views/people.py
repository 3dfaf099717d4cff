"""Settings: who works here, as what, where and until when."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions.memberships import (
    Invitation,
    change_membership,
    end_membership,
    invite_person,
    renew_invitation,
    today_of,
)
from accounts.actions.personal import EXPORT
from accounts.mail import deliver_invitation
from accounts.models import Membership, Person
from accounts.settings_forms import InviteForm, MembershipForm, attempt, initial_of
from core.errors import RuleBroken
from core.http import ActingRequest

UNPROCESSABLE = 422
# The refusal of an app above whose records are still in somebody's hands; its page hands them over.
HAS_WORK = "has-work"


def people(request: ActingRequest, organization: str) -> HttpResponse:
    """Everybody who is or was a member; programs have a page of their own."""
    request.actor.require("accounts.view_membership")
    rows = Membership.objects.visible_to(request.actor).filter(person__kind=Person.HUMAN)
    members = rows.select_related("person", "role").prefetch_related("places").order_by("person__name", "id")
    context = {
        "members": [(each, state_of(each, request)) for each in members],
        "may_see_data": may_see_data(request),
    }
    return render(request, "accounts/settings/people.html", context)


def may_see_data(request: ActingRequest) -> bool:
    """Whether the way to people's personal data is shown."""
    return request.actor.may(EXPORT) and request.actor.scope.everything


def state_of(membership: Membership, request: ActingRequest) -> str:
    """Where a membership stands today."""
    today = today_of(request.actor)
    if membership.ends_on and membership.ends_on < today:
        return "ended"
    if not membership.person.has_usable_password():
        return "invited"
    return "planned" if membership.starts_on and membership.starts_on > today else "active"


def invite(request: ActingRequest, organization: str) -> HttpResponse:
    """Make somebody a member and write to them."""
    request.actor.require("accounts.invite_person")
    form = InviteForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        invitation = attempt(form, lambda: invite_person(actor=request.actor, **form.values()))
        if invitation is not None:
            write_to(invitation, request)
            return redirect("settings:people", organization)
    return show(request, "accounts/settings/invite.html", {"form": form})


def member(request: ActingRequest, organization: str, pk: UUID) -> HttpResponse:
    """One member's role, places and dates."""
    request.actor.require("accounts.view_membership")
    membership = get_visible_membership(request, pk)
    form = MembershipForm(request.POST or None, actor=request.actor, initial=initial_of(membership))
    if form.is_valid() and attempt(form, lambda: change_membership(membership, actor=request.actor, **form.values())):
        messages.success(request, _("%s saved") % membership.person)
        return redirect("settings:people", organization)
    context = {
        "form": form,
        "membership": membership,
        "state": state_of(membership, request),
        "may_see_data": may_see_data(request),
    }
    return show(request, "accounts/settings/member.html", context)


@require_POST
def end(request: ActingRequest, organization: str, pk: UUID) -> HttpResponse:
    """Take somebody's access away."""
    membership = get_visible_membership(request, pk)
    try:
        end_membership(membership, actor=request.actor)
    except RuleBroken as broken:
        messages.error(request, str(broken.problems[0].message))
        if broken.code == HAS_WORK:
            return redirect("hand_over", organization, pk)
        return redirect("settings:member", organization, pk)
    messages.success(request, _("%s has no access any more") % membership.person)
    return redirect("settings:people", organization)


@require_POST
def invite_again(request: ActingRequest, organization: str, pk: UUID) -> HttpResponse:
    """Send a new link in place of the old one."""
    membership = get_visible_membership(request, pk)
    try:
        invitation = Invitation(membership, renew_invitation(membership, actor=request.actor))
    except RuleBroken as broken:
        messages.error(request, broken.problems[0].message)
    else:
        write_to(invitation, request)
    return redirect("settings:member", organization, pk)


def write_to(invitation: Invitation, request: ActingRequest) -> None:
    """Send the letter: with the link to a first password, or to the organization."""
    path = f"/{request.organization.slug}/"
    if invitation.secret:
        path = reverse("welcome", args=[invitation.secret])
    person, link = invitation.membership.person, request.build_absolute_uri(path)
    deliver_invitation(person, request.organization, inviter=request.actor.name, link=link)
    if request.organization.is_sandbox:
        words = _("Nothing is sent from a sandbox. The way in for %(name)s: %(link)s")
        messages.info(request, words % {"name": person.name, "link": link})
        return
    messages.success(request, _("A letter is on its way to %s") % person.email)


def get_visible_membership(request: ActingRequest, pk: UUID) -> Membership:
    """The membership, or 404."""
    rows = Membership.objects.select_related("person", "role").filter(person__kind=Person.HUMAN)
    return rows.get_visible(request.actor, pk=pk)


def show(request: ActingRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A form's page; with errors it is an answer that writes nothing."""
    status = UNPROCESSABLE if context["form"].is_bound else 200
    return render(request, template, context, status=status)
