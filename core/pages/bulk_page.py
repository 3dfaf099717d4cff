"""Changing a field of many records at once: choose, see each row's old and new value, apply, see each row's result."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.pages.addresses import list_address, whole_number
from core.pages.answers import surface_page
from core.pages.bulk_undo import change_one, result_of, undo_of
from core.pages.fields import field_at, name_of
from core.pages.forms import RecordForm, build_form
from core.pages.listing import matching_rows, read_listing
from core.pages.requests import PageRequest
from core.surfaces import Surface

MOST = 500


@require_POST
@surface_page
def bulk_page(request: PageRequest, surface: Surface) -> HttpResponse:
    """Three steps in one address: the form, the preview and the result."""
    request.actor.require(surface.permission("change"))
    if surface.update is None or not surface.bulk:
        return redirect(list_address(request, surface))
    records = selected_records(request, surface)
    if not records:
        return redirect(back_address(request, surface))
    names = [name for name in surface.bulk if request.POST.get(f"set_{name}")]
    step = request.POST.get("step", "")
    if step == "undo":
        return _undo(request, surface, records)
    form = build_form(request, surface, surface.bulk, data=request.POST if step else None)
    for name, field in form.fields.items():
        field.required = name in names and not field_at(surface.model, name).blank
    context = {**bulk_context(request, surface, records), "form": form, "names": names}
    if not step or not names or not form.is_valid():
        return _ask(request, context, bool(step) and not names)
    values = {name: form.cleaned_data[name] for name in names}
    if step == "apply":
        return _apply(request, surface, records, values, context)
    return _preview(request, surface, records, values, context, form)


def bulk_context(request: PageRequest, surface: Surface, records: list[Any]) -> dict[str, Any]:
    """What each of the steps shows and hands on."""
    return {
        "surface": surface,
        "records": records,
        "back_url": back_address(request, surface),
        "list": request.POST.get("list", ""),
        "most": MOST,
    }


def selected_records(request: PageRequest, surface: Surface) -> list[Any]:
    """The ticked records, or with `matching` every record that the list selects; never more than MOST."""
    if request.POST.get("matching"):
        listing = read_listing(request, surface, dict(QueryDict(request.POST.get("list", "")).lists()))
        return [] if listing.error else list(matching_rows(request, listing)[:MOST])
    ids = [UUID(text) for text in request.POST.getlist("selected") if is_uuid(text)][:MOST]
    rows = surface.model.objects.visible_to(request.actor).filter(pk__in=ids)
    return list(rows.order_by(*surface.default_ordering, "pk"))


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def back_address(request: PageRequest, surface: Surface) -> str:
    """The list the rows were chosen from."""
    plain = list_address(request, surface).partition("?")[0]
    return f"{plain}?{request.POST.get('list', '')}"


def _ask(request: PageRequest, context: dict[str, Any], nothing_chosen: bool) -> HttpResponse:
    context["fields"] = [(context["form"][name], name in context["names"]) for name in context["surface"].bulk]
    context["nothing_chosen"] = nothing_chosen
    refused = nothing_chosen or context["form"].errors
    return render(request, "pages/bulk.html", context, status=422 if refused else 200)


def _preview(
    request: PageRequest,
    surface: Surface,
    records: list[Any],
    values: dict[str, Any],
    context: dict[str, Any],
    form: RecordForm,
) -> HttpResponse:
    """Each row's old and new value; what stays as it is says so."""
    labels = {name: form.fields[name].label for name in values}
    rows = [_preview_row(surface, record, values, labels) for record in records]
    sent = [(name, value) for name in values for value in request.POST.getlist(name)]
    more = {"rows": rows, "sent": sent, "changed": sum(bool(row["changes"]) for row in rows)}
    return render(request, "pages/bulk_preview.html", {**context, **more})


def _preview_row(surface: Surface, record: Any, values: dict[str, Any], labels: dict[str, Any]) -> dict[str, Any]:
    changes = [
        {
            "label": labels[name],
            "before": words_of(record, name, getattr(record, name)),
            "after": words_of(record, name, new),
        }
        for name, new in values.items()
        if getattr(record, name) != new
    ]
    return {"record": record, "name": name_of(record), "changes": changes}


def words_of(record: Any, name: str, value: Any) -> str:
    """A value as the preview says it."""
    if value in (None, "", []):
        return ""
    choices = dict(record._meta.get_field(name).flatchoices)
    return str(choices.get(value, name_of(value) if hasattr(value, "pk") else value))


def _apply(
    request: PageRequest, surface: Surface, records: list[Any], values: dict[str, Any], context: dict[str, Any]
) -> HttpResponse:
    """Change each record by the module's own action; what one row refuses does not hold up the others."""
    results = [_apply_to(request, surface, record, values) for record in records]
    done = sum(not result["problem"] for result in results)
    more = {"results": results, "done": done, "refused": len(results) - done, "undo": request.actor.request_id}
    return render(request, "pages/bulk_result.html", {**context, **more})


def _undo(request: PageRequest, surface: Surface, records: list[Any]) -> HttpResponse:
    """Give each record its former values again by the module's own action; what was changed since stays."""
    results = [undo_of(request, surface, record, request.POST.get("undo", "")) for record in records]
    done = sum(not result["problem"] for result in results)
    context = bulk_context(request, surface, records)
    more = {"results": results, "done": done, "refused": len(results) - done, "is_undone": True}
    return render(request, "pages/bulk_result.html", {**context, **more})


def _apply_to(request: PageRequest, surface: Surface, record: Any, values: dict[str, Any]) -> dict[str, Any]:
    expected = whole_number(request.POST.get(f"version_{record.pk}", ""))
    problem = change_one(request, surface, record, expected, values, stale=_("Somebody changed it since the preview."))
    return result_of(request, surface, record, problem)
