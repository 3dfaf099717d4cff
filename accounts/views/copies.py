"""Settings: the organization as one file, and its sandbox."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.authentication import organizations_of
from accounts.copies.actions import (
    EXPORT,
    KEEP,
    cancel_copy,
    create_sandbox,
    delete_sandbox,
    request_export,
    reset_sandbox,
    sandbox_of,
)
from accounts.copies.downloads import download_address
from accounts.copies.tasks import hand_to_workers
from accounts.models import SANDBOX_KINDS, CopyKind, Organization, OrganizationCopy
from core.errors import RuleBroken
from core.figures import say_number
from core.http import ActingRequest

SHOWN = 20
ACTS = {"create": create_sandbox, "reset": reset_sandbox, "delete": delete_sandbox}


def export(request: ActingRequest, organization: str) -> HttpResponse:
    """Ask for one file with everything, watch it being written, fetch it."""
    request.actor.require(EXPORT)
    if request.method == "POST":
        return ask(request, request_export, "settings:export")
    rows = copies(request, (CopyKind.EXPORT, CopyKind.IMPORT))
    context = {"rows": [row_of(one) for one in rows], "at_work": any(one.is_at_work for one in rows)}
    return render(request, "accounts/settings/export.html", context)


def sandbox(request: ActingRequest, organization: str) -> HttpResponse:
    """Make, reset or delete the sandbox; in the sandbox itself, the way back."""
    request.actor.require(KEEP)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        return ask(request, act, "settings:sandbox") if act else redirect("settings:sandbox", organization)
    rows = copies(request, SANDBOX_KINDS)
    found = sandbox_of(request.organization)
    mine = {one.pk for one in organizations_of(request.user)}  # type: ignore[arg-type]  # whoever acts is signed in
    original = Organization.objects.filter(pk=request.organization.sandbox_of_id).first()
    context = {
        "sandbox": found,
        "may_enter": found is not None and found.pk in mine,
        "original": original if original and original.pk in mine else None,
        "rows": [row_of(one) for one in rows],
        "at_work": any(one.is_at_work for one in rows),
    }
    return render(request, "accounts/settings/sandbox.html", context)


@require_POST
def cancel(request: ActingRequest, organization: str, copy: UUID) -> HttpResponse:
    """Stop one that is not ready."""
    found: Any = OrganizationCopy.objects.all().get_visible(request.actor, pk=copy)
    try:
        cancel_copy(found, actor=request.actor)
    except RuleBroken as refused:
        messages.error(request, refused.problems[0].message)
    return redirect("settings:export" if found.kind == CopyKind.EXPORT else "settings:sandbox", organization)


def ask(request: ActingRequest, act: Callable[..., OrganizationCopy], back: str) -> HttpResponse:
    """Ask for a copy and let a worker do it."""
    try:
        copy = act(request.organization, actor=request.actor)
    except RuleBroken as refused:
        messages.error(request, refused.problems[0].message)
    else:
        hand_to_workers(copy)
    return redirect(back, request.organization.slug)


def copies(request: ActingRequest, kinds: tuple[str, ...]) -> list[OrganizationCopy]:
    """The newest of some kinds."""
    rows = OrganizationCopy.objects.visible_to(request.actor).filter(kind__in=kinds)
    return list(rows.select_related("created_by").order_by("-created_at", "-id")[:SHOWN])


def row_of(copy: OrganizationCopy) -> dict[str, Any]:
    """A line of the table."""
    done, total = say_number(copy.done), say_number(copy.total)
    return {
        "copy": copy,
        "words": _("%(done)s of %(total)s") % {"done": done, "total": total} if copy.total else "",
        "megabytes": copy.size / 1_000_000,
        "download": download_address(copy)[0] if copy.file else "",
    }
