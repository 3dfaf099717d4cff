"""Settings: roles and what they hold."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions.roles import change_role, create_role, delete_role
from accounts.models import Role
from accounts.permissions import EVERYTHING, expand, permission_groups
from accounts.settings_forms import RoleForm, attempt
from accounts.views.people import show
from core.errors import RuleBroken
from core.http import ActingRequest


def roles(request: ActingRequest, organization: str) -> HttpResponse:
    """Every role with how many have it."""
    request.actor.require("accounts.view_role")
    rows = Role.objects.visible_to(request.actor).annotate(members=Count("memberships"))
    return render(request, "accounts/settings/roles.html", {"roles": rows, "everything": [EVERYTHING]})


def capabilities(request: ActingRequest, organization: str) -> HttpResponse:
    """Which role may do what: every verb of every module against every role."""
    request.actor.require("accounts.view_role")
    found = list(Role.objects.visible_to(request.actor))
    held = [expand(role.permissions) for role in found]
    groups = [
        (group.label, [(label, [permission in one for one in held]) for permission, label in group.permissions])
        for group in permission_groups()
    ]
    return render(request, "accounts/settings/capabilities.html", {"roles": found, "groups": groups})


def new_role(request: ActingRequest, organization: str) -> HttpResponse:
    """Add a role."""
    request.actor.require("accounts.add_role")
    form = RoleForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: create_role(actor=request.actor, name=form.cleaned_data["name"], permissions=form.permissions()),
    ):
        messages.success(request, _("Role “%s” added") % form.cleaned_data["name"])
        return redirect("settings:roles", organization)
    return show(request, "accounts/settings/role.html", {"form": form})


def role(request: ActingRequest, organization: str, pk: UUID) -> HttpResponse:
    """One role's name and permissions."""
    request.actor.require("accounts.view_role")
    found = Role.objects.get_visible(request.actor, pk=pk)
    fixed = EVERYTHING in found.permissions
    initial = {"name": found.name, "permissions": found.permissions, "version": found.version}
    form = RoleForm(request.POST or None, initial=initial, fixed=fixed)
    if form.is_valid() and attempt(form, lambda: save(found, form, request, fixed=fixed)):
        messages.success(request, _("Role “%s” saved") % found.name)
        return redirect("settings:roles", organization)
    return show(request, "accounts/settings/role.html", {"form": form, "role": found, "fixed": fixed})


def save(found: Role, form: RoleForm, request: ActingRequest, *, fixed: bool) -> Role:
    """The administrator's role can be renamed only."""
    permissions = None if fixed else form.permissions()
    version = form.cleaned_data["version"]
    return change_role(
        found, actor=request.actor, name=form.cleaned_data["name"], permissions=permissions, version=version
    )


@require_POST
def remove_role(request: ActingRequest, organization: str, pk: UUID) -> HttpResponse:
    """Remove a role that nobody has."""
    found = Role.objects.get_visible(request.actor, pk=pk)
    try:
        delete_role(found, actor=request.actor)
    except RuleBroken as broken:
        messages.error(request, str(broken.problems[0].message))
        return redirect("settings:role", organization, pk)
    messages.success(request, _("Role “%s” removed") % found.name)
    return redirect("settings:roles", organization)
