"""Doing something to a record: asking what the action needs, saying what will happen, and running it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.errors import RuleBroken, StaleVersion
from core.pages.addresses import list_address, record_address, whole_number
from core.pages.answers import surface_page
from core.pages.forms import RecordForm, build_form
from core.pages.record_page import answer_record, get_record, record_context, revealed_page
from core.pages.related import count_tabs, tabs_of
from core.pages.requests import PageRequest
from core.records import Record
from core.sight import unseen_references
from core.surfaces import Action, Surface

# Acts that take a record out of sight: what refers to it is counted first.
ENDS = frozenset({"archive", "deactivate"})


@surface_page
def below_record(request: PageRequest, surface: Surface, number: int, part: str) -> HttpResponse:
    """/1042/<part>/ is one of the record's actions or one of its tabs."""
    record = get_record(request, surface, number)
    action = surface.action(part)
    if action is not None:
        return action_page(request, surface, record, action)
    if request.method != "GET":
        raise Http404
    return answer_record(request, surface, record, part)


def action_page(request: PageRequest, surface: Surface, record: Record, action: Action, **more: Any) -> HttpResponse:
    """The small form of an action; HTMX gets it as a dialog. A refusal is said in the form."""
    request.actor.require(surface.permission(action.verb))
    data = request.POST if request.method == "POST" else None
    form = build_form(request, surface, action.inputs, record=record, data=data)
    if request.method == "POST" and run_action(request, record, action, form):
        if record.revealed:
            return revealed_page(request, surface, record)
        messages.success(request, f"{surface.prefix}-{record.number}: {action.label}")
        return redirect(after_action(request, surface, record, action))
    context = {
        **record_context(request, surface, record),
        "action": action,
        "form": form,
        "title": _("%(action)s %(reference)s")
        % {"action": action.label, "reference": f"{surface.prefix}-{record.number}"},
        "offered": action.offered(record),
        "impact": impact(request, surface, record) if action.verb in ENDS else [],
        **more,
    }
    is_dialog = request.headers.get("HX-Request") == "true"
    template = "pages/action_dialog.html" if is_dialog else "pages/action.html"
    return render(request, template, context, status=422 if form.errors else 200)


def after_action(request: PageRequest, surface: Surface, record: Record, action: Action) -> str:
    """The record again, or the list where the record is out of sight now."""
    if action.leaves and not surface.model.objects.visible_to(request.actor).filter(pk=record.pk).exists():
        return list_address(request, surface)
    return record_address(request, surface, record.number)


def run_action(request: PageRequest, record: Record, action: Action, form: RecordForm) -> bool:
    """Run it; False with the form saying why not."""
    if not form.is_valid():
        return False
    try:
        action.run(record, actor=request.actor, **asked_values(record, action, form))
    except RuleBroken as error:
        form.add_problems(error)
        return False
    return True


def asked_values(record: Record, action: Action, form: RecordForm) -> dict[str, Any]:
    """The inputs that were filled in; what may stay empty keeps the action's own default.

    An empty answer about a reference that the person does not see takes nothing away.
    """
    required = {name for name, field in form.fields.items() if field.required}
    fields = {one for one in action.inputs if isinstance(one, str)} - set(unseen_references(record))
    cleaned = form.cleaned_data.items()
    return {name: value for name, value in cleaned if name in required | fields or value not in (None, "", [])}


@surface_page
def delete_page(request: PageRequest, surface: Surface, number: int) -> HttpResponse:
    """What hangs on the record, and the button that deletes it."""
    record = get_record(request, surface, number)
    request.actor.require(surface.permission("delete"))
    if surface.delete is None:
        raise Http404
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            version = whole_number(request.POST.get("version", "")) or record.version
            surface.delete(record, actor=request.actor, version=version)
            messages.success(request, _("%s deleted") % f"{surface.prefix}-{record.number}")
            return redirect(list_address(request, surface))
        except RuleBroken as error:
            problems = error.problems
        except StaleVersion:
            record.refresh_from_db()
    context = {
        **record_context(request, surface, record),
        "impact": impact(request, surface, record),
        "problems": problems,
    }
    return render(request, "pages/delete.html", context, status=409 if problems else 200)


def impact(request: PageRequest, surface: Surface, record: Record) -> list[dict[str, Any]]:
    """How much of each module refers to the record."""
    tabs = tabs_of(request, surface)
    counts = count_tabs(request, record, tabs)
    return [
        {"label": tab.label, "count": counts[tab.key], "url": record_address(request, surface, record.number, tab.key)}
        for tab in tabs
        if counts[tab.key]
    ]
