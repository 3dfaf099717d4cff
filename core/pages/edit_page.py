"""Adding and changing a record by its form. A stale form shows both versions and lets the person choose."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.custom_values import given_value, typed_value, value_in_words
from core.errors import RuleBroken, StaleVersion
from core.pages.addresses import list_address, record_address, whole_number
from core.pages.answers import surface_page
from core.pages.custom import custom_fields_of, custom_inputs, folded, present_values
from core.pages.fields import name_of
from core.pages.forms import RecordForm, build_form
from core.pages.history import changes_of
from core.pages.places import place_of
from core.pages.record_page import get_record, record_context, revealed_page
from core.pages.requests import PageRequest
from core.records import Record
from core.sight import unseen_references
from core.surfaces import Input, Surface

CHOOSE = "choose_"
# What a new record most likely shares with its organization.
LIKE_OURS = ("time_zone", "country", "currency", "area_unit")


@surface_page
def new_page(request: PageRequest, surface: Surface) -> HttpResponse:
    """A form for a new record; the address may give first values, as `?property=…`."""
    request.actor.require(surface.permission("add"))
    names = form_names(request, surface)
    form = build_form(request, surface, names, initial=first_values(request, surface), data=request.POST or None)
    if request.method == "POST" and (record := create_from(request, surface, form)):
        if record.revealed:
            return revealed_page(request, surface, record)
        messages.success(request, _("%s added") % f"{surface.prefix}-{record.number}")
        return redirect(record_address(request, surface, record.number))
    context = {"surface": surface, "form": form, "back_url": list_address(request, surface)}
    return render(request, templates(surface, "form"), context, status=422 if form.errors else 200)


def form_names(request: PageRequest, surface: Surface, record: Any = None) -> tuple[str | Input, ...]:
    """What the module's form asks for: its own fields, then those of the organization.

    A reference to what the person does not see is not asked for: its empty control would take it away.
    """
    hidden = unseen_references(record) if record is not None else ()
    return (*(name for name in surface.form if name not in hidden), *custom_inputs(request, surface, record))


def form_of(request: PageRequest, surface: Surface, record: Record, data: Any = None) -> RecordForm:
    """The form over a record; a link may propose values."""
    asked = {} if data is not None else asked_values(request, surface)
    initial = present_values(request, surface, record) | asked
    return build_form(request, surface, form_names(request, surface, record), record=record, initial=initial, data=data)


def templates(surface: Surface, name: str) -> list[str]:
    """The module's own template, or the generic one."""
    return [f"{surface.model._meta.app_label}/{surface.module}_{name}.html", f"pages/{name}.html"]


def first_values(request: PageRequest, surface: Surface) -> dict[str, Any]:
    """What the address and the place that is looked at already say about a new record."""
    ours = {name: getattr(request.organization, name) for name in LIKE_OURS if name in surface.form}
    given = ours | asked_values(request, surface)
    place = place_of(request)
    if place and place.kind in surface.form and place.kind not in given:
        given[place.kind] = place.record.pk
    return given


def asked_values(request: PageRequest, surface: Surface) -> dict[str, Any]:
    """Values that a link to the form proposes."""
    return {name: request.GET[name] for name in surface.form if request.GET.get(name)}


def create_from(request: PageRequest, surface: Surface, form: RecordForm) -> Record | None:
    """The new record, or None with the form saying why not."""
    if not form.is_valid():
        return None
    try:
        return surface.create(actor=request.actor, **folded(request, surface, given_values(form)))  # type: ignore[misc]  # permitted: it exists
    except RuleBroken as error:
        form.add_problems(error)
        return None


def given_values(form: RecordForm) -> dict[str, Any]:
    """What a new record is made of: what was left empty keeps the model's default."""
    return {name: value for name, value in form.cleaned_data.items() if value not in (None, "", [])}


@surface_page
def edit_page(request: PageRequest, surface: Surface, number: int) -> HttpResponse:
    """Change any field of a record. What was typed is kept after an error."""
    record = get_record(request, surface, number)
    request.actor.require(surface.permission("change"))
    if request.method != "POST":
        return _form(request, surface, record, form_of(request, surface, record))
    form = form_of(request, surface, record, chosen_data(request, surface, record))
    if not form.is_valid():
        return _form(request, surface, record, form)
    return _save(request, surface, record, form)


def _save(request: PageRequest, surface: Surface, record: Record, form: RecordForm) -> HttpResponse:
    expected = whole_number(request.POST.get("version", ""))
    try:
        values = folded(request, surface, form.cleaned_data, record)
        surface.update(record, actor=request.actor, version=expected, **values)  # type: ignore[misc]  # permitted
    except StaleVersion as stale:
        return _compare(request, surface, get_record(request, surface, record.number), form, stale)
    except RuleBroken as error:
        form.add_problems(error)
        return _form(request, surface, record, form)
    messages.success(request, _("%s saved") % f"{surface.prefix}-{record.number}")
    return redirect(record_address(request, surface, record.number))


def _form(request: PageRequest, surface: Surface, record: Record, form: RecordForm) -> HttpResponse:
    context = record_context(request, surface, record)
    version = request.POST.get("version", record.version)
    more = {"form": form, "version": version, "back_url": context["record_url"]}
    return render(request, templates(surface, "form"), {**context, **more}, status=422 if form.errors else 200)


def chosen_data(request: PageRequest, surface: Surface, record: Record) -> QueryDict:
    """What was sent; where the person chose the stored version of a field, its value."""
    data = request.POST.copy()
    stored = form_of(request, surface, record)
    for name in stored.fields:
        if data.get(CHOOSE + name) == "stored":
            data[name] = _sent(stored, name)
    return data


def _sent(form: RecordForm, name: str) -> str:
    """The value of a field as its control would send it."""
    bound = form[name]
    value = bound.field.widget.format_value(bound.value()) if hasattr(bound.field.widget, "format_value") else None
    value = value[0] if isinstance(value, list) and value else value
    return "" if value in (None, [], False) else str(value)


def _compare(
    request: PageRequest, surface: Surface, record: Record, form: RecordForm, stale: StaleVersion
) -> HttpResponse:
    """Both versions, field by field. Preset: who changed a field wins it; where both did, what was typed."""
    context = record_context(request, surface, record)
    base = version_before(request, record, stale.expected)
    fields = [
        field for name in form.fields if name in surface.form and (field := _difference(record, form, name, base))
    ]
    fields += custom_differences(request, surface, record, form, base)
    kept = [(name, value) for name, values in request.POST.lists() if name in form.fields for value in values]
    more = {"fields": fields, "kept": kept, "version": record.version, "back_url": context["record_url"]}
    return render(request, "pages/stale.html", {**context, **more}, status=409)


def _difference(record: Any, form: RecordForm, name: str, base: dict[str, Any]) -> dict[str, Any] | None:
    stored, typed = getattr(record, name), form.cleaned_data.get(name)
    if (stored or None) == (typed or None):
        return None
    field = record._meta.get_field(name)
    before = base.get(field.attname)
    is_untouched = base and str(getattr(typed, "pk", typed) or "") == str(before or "")
    label = form.fields[name].label
    keep = "stored" if is_untouched else "typed"
    return {"name": name, "label": label, "stored": _words(field, stored), "typed": _words(field, typed), "keep": keep}


def custom_differences(
    request: PageRequest, surface: Surface, record: Record, form: RecordForm, base: dict[str, Any]
) -> list[dict[str, Any]]:
    """The same for the organization's own fields."""
    found = []
    before = base.get("custom_fields") or {}
    for key, field in custom_fields_of(request, surface).items():
        stored = typed_value(field, record.custom_fields.get(field.name))
        typed = given_value(field, form.cleaned_data.get(key))
        if key not in form.fields or stored == typed:
            continue
        keep = "stored" if base and typed == typed_value(field, before.get(field.name)) else "typed"
        words = {"stored": value_in_words(field, stored), "typed": value_in_words(field, typed)}
        found.append({"name": key, "label": field.label, "keep": keep, **words})
    return found


def _words(field: Any, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if field.is_relation:
        return name_of(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(dict(field.flatchoices).get(value, value))


def version_before(request: PageRequest, record: Record, version: int) -> dict[str, Any]:
    """The record as it was when the person began to edit; empty where history does not go back so far."""
    changes = changes_of(request.actor).filter(record_id=record.pk, after__version=version)
    change = changes.order_by("-pk").first()
    return change.after if change and change.after else {}
