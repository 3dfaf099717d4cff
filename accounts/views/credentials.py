"""Settings: the programs that are let in."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.actions.credentials import (
    Issued,
    create_credential,
    membership_of,
    revoke_credential,
    rotate_credential,
)
from accounts.models import Credential, CredentialUse
from accounts.settings_forms import CredentialForm, RotationForm, attempt
from accounts.views.people import show
from core.http import ActingRequest


def credentials(request: ActingRequest, organization: str) -> HttpResponse:
    """Every credential with its last use."""
    request.actor.require("accounts.view_credential")
    used = dict(CredentialUse.objects.values_list("pk", "last_used_at"))
    rows = [(each, state_of(each), used.get(each.pk)) for each in Credential.objects.visible_to(request.actor)]
    return render(request, "accounts/settings/credentials.html", {"credentials": rows})


def state_of(credential: Credential) -> str:
    """Whether a credential still opens."""
    if credential.revoked_at is not None:
        return "revoked"
    is_over = credential.expires_at is not None and credential.expires_at <= timezone.now()
    return "expired" if is_over else "active"


@never_cache
def new_credential(request: ActingRequest, organization: str) -> HttpResponse:
    """Let a program in; the secret is on the answer and nowhere else."""
    request.actor.require("accounts.create_credential")
    form = CredentialForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        issued = attempt(form, lambda: create_credential(actor=request.actor, **form.values()))
        if issued is not None:
            return show_once(request, issued)
    return show(request, "accounts/settings/new_credential.html", {"form": form})


def credential(request: ActingRequest, organization: str, pk: UUID) -> HttpResponse:
    """One credential: what it may do, and what can be done to it."""
    request.actor.require("accounts.view_credential")
    found = get_visible_credential(request, pk)
    return show_credential(request, found, RotationForm(initial={"former_until": tomorrow()}))


def tomorrow() -> date:
    """On the reader's clock."""
    return timezone.localdate() + timedelta(days=1)


def show_credential(request: ActingRequest, found: Credential, form: RotationForm) -> HttpResponse:
    """The page of a credential, with the form for a new secret."""
    context = {
        "credential": found,
        "state": state_of(found),
        "use": CredentialUse.objects.filter(pk=found.pk).first(),
        "membership": membership_of(found),
        "form": form,
        "former": found.former_until if found.former_until and found.former_until > timezone.now() else None,
    }
    return show(request, "accounts/settings/credential.html", context)


@never_cache
@require_POST
def rotate(request: ActingRequest, organization: str, pk: UUID) -> HttpResponse:
    """Issue a new secret."""
    found, form = get_visible_credential(request, pk), RotationForm(request.POST)
    if form.is_valid():
        issued = attempt(form, lambda: rotate_credential(found, actor=request.actor, **form.values()))
        if issued is not None:
            return show_once(request, issued)
    return show_credential(request, found, form)


@require_POST
def revoke(request: ActingRequest, organization: str, pk: UUID) -> HttpResponse:
    """Take a credential back."""
    found = revoke_credential(get_visible_credential(request, pk), actor=request.actor)
    messages.success(request, _("“%s” was revoked") % found.name)
    return redirect("settings:credentials", organization)


def get_visible_credential(request: ActingRequest, pk: UUID) -> Credential:
    """The credential, or 404."""
    return Credential.objects.get_visible(request.actor, pk=pk)


def show_once(request: ActingRequest, issued: Issued) -> HttpResponse:
    """The only page that ever shows the secret."""
    return render(request, "accounts/settings/secret.html", {"issued": issued})
