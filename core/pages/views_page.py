"""Saved views of a list as tabs, and the small forms that keep, change and drop them."""

from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.acting import transaction_memory
from core.actions.saved_views import create_saved_view, delete_saved_view, update_saved_view
from core.errors import RuleBroken
from core.pages.addresses import PLACE, list_address
from core.pages.answers import listed_page
from core.pages.listed import Listed
from core.pages.requests import PageRequest
from core.saved_views import SavedView, visible_views

# What belongs to the moment and not to the view.
PASSING = frozenset({"view", "cursor", "add", PLACE, "format"})
ALL = "all"


class ViewForm(forms.Form):
    """The name of a view and who sees it."""

    name = forms.CharField(max_length=60)
    is_shared = forms.BooleanField(required=False)
    is_default = forms.BooleanField(required=False)


def question(text: str) -> str:
    """The lasting part of a list's address, in a fixed order."""
    return urlencode(sorted((n, v) for n, v in parse_qsl(text) if n not in PASSING), safe=":,/")


def view_address(request: PageRequest, surface: Listed, view: SavedView) -> str:
    """A view's list: the whole question in the address, and the view it came from."""
    return list_address(request, surface, **_many(view.parameters), view=view.pk)


def _many(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text):
        found.setdefault(name, []).append(value)
    return found


def views_of(request: PageRequest, surface: Listed) -> list[SavedView]:
    """The views of a list: asked for before the list, and again above it, and read once."""
    memory = transaction_memory()
    key = ("saved_views", surface.module)
    if key not in memory:
        memory[key] = list(visible_views(request.actor, surface.module))
    return memory[key]


def views_context(request: PageRequest, surface: Listed) -> dict[str, Any]:
    """The tabs above a list: everything, each view, and what may be done with the one that is shown."""
    views = views_of(request, surface)
    shown = next((view for view in views if str(view.pk) == request.GET.get("view")), None)
    here = question(request.GET.urlencode())
    tabs = [{"label": _("All"), "url": list_address(request, surface, view=ALL), "current": shown is None and not here}]
    tabs += [
        {
            "label": view.name,
            "url": view_address(request, surface, view),
            "current": view is shown,
            "icon": "users" if view.is_shared else "",
        }
        for view in views
    ]
    is_changed = shown is not None and question(shown.parameters) != here
    is_own = shown is not None and shown.owner_id == request.actor.person_id
    return {"views": tabs, "shown_view": shown, "view_is_changed": is_changed, "view_is_own": is_own, "here": here}


def default_view(request: PageRequest, surface: Listed) -> str | None:
    """Where a list opens whose address asks nothing: one's own first view, else the one shared as first."""
    if question(request.GET.urlencode()) or "view" in request.GET or "cursor" in request.GET:
        return None
    views = [view for view in views_of(request, surface) if view.is_default]
    views.sort(key=lambda view: view.owner_id != request.actor.person_id)
    return view_address(request, surface, views[0]) if views else None


@require_POST
@listed_page
def save_view(request: PageRequest, surface: Listed) -> HttpResponse:
    """Keep the list as it stands under a name."""
    form = ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A view needs a name of at most 60 characters."))
        return redirect(f"{list_address(request, surface)}?{question(request.POST.get('here', ''))}")
    parameters = question(request.POST.get("here", ""))
    try:
        view = create_saved_view(
            actor=request.actor, surface=surface.module, parameters=parameters, **form.cleaned_data
        )
    except RuleBroken as error:
        messages.error(request, error.problems[0].message)
        return redirect(list_address(request, surface, **_many(parameters)))
    messages.success(request, _("View “%s” saved") % view.name)
    return redirect(view_address(request, surface, view))


@require_POST
@listed_page
def change_view(request: PageRequest, surface: Listed, view: UUID) -> HttpResponse:
    """Keep the present list in an existing view, or drop the view."""
    saved: Any = visible_views(request.actor, surface.module).get_visible(request.actor, pk=view)
    if "delete" in request.POST:
        delete_saved_view(saved, actor=request.actor)
        messages.success(request, _("View “%s” dropped") % saved.name)
        return redirect(list_address(request, surface, view=ALL))
    update_saved_view(saved, actor=request.actor, parameters=question(request.POST.get("here", "")))
    messages.success(request, _("View “%s” saved") % saved.name)
    return redirect(view_address(request, surface, saved))
