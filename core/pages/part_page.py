"""A part that is said as a whole, as lines on one page: saved together or not at all."""

from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Problem, RuleBroken, StaleVersion
from core.pages.addresses import record_address, whole_number
from core.pages.answers import surface_page
from core.pages.forms import RecordForm, model_field, values_of
from core.pages.record_page import get_record, record_context
from core.pages.requests import PageRequest
from core.surfaces import Include, Surface, replace_rows

# Empty lines beside those there are, and how many lines a page may have.
FREE, MOST = 3, 100


@surface_page
def part_page(request: PageRequest, surface: Surface, number: int, part: str) -> HttpResponse:
    """The rows of a part, a line each. A line whose first member is left empty is left out."""
    request.actor.require(surface.permission("change"))
    record = get_record(request, surface, number)
    include = next((one for one in surface.includes if key_of(one) == part and one.replace), None)
    if include is None:
        raise Http404
    rows = list(include.rows([record.pk], request.actor)[: MOST + 1])
    if len(rows) > MOST:
        return render(request, "pages/part_too_long.html", {**record_context(request, surface, record), "most": MOST})
    lines = min(MOST, whole_number(request.POST.get("lines", "")) or len(rows) + FREE)
    form = build_lines(request, include, rows, lines)
    if request.method == "POST" and form.is_valid() and save(request, record, include, form, lines):
        messages.success(request, _("%s saved") % include.label)
        return redirect(record_address(request, surface, record.number, part))
    context = {
        **record_context(request, surface, record),
        "part": include,
        "form": form,
        "lines": [fields_of(form, include, line) for line in range(lines)],
        "version": request.POST.get("version", record.version),
    }
    return render(request, "pages/part_edit.html", context, status=422 if form.errors else 200)


def key_of(part: Include) -> str:
    """The part as its address names it."""
    return part.name.replace("_", "-")


def build_lines(request: PageRequest, part: Include, rows: list[Any], lines: int) -> RecordForm:
    """The members of each row, numbered by line. Nothing is required: a line may stay empty."""
    model: Any = part.rows([], Actor.system(request.actor.organization_id)).model
    initial = {
        f"{name}_{line}": value for line, row in enumerate(rows) for name, value in values_of(row, part.write).items()
    }
    form = RecordForm(request.POST if request.method == "POST" else None, initial=initial)
    for line in range(lines):
        for name in part.write:
            field = model_field(request, model, name, rows[line] if line < len(rows) else None)
            field.required = False
            form.fields[f"{name}_{line}"] = field
    form.offer_references()
    return form


def fields_of(form: RecordForm, part: Include, line: int) -> list[BoundField]:
    return [form[f"{name}_{line}"] for name in part.write]


def save(request: PageRequest, record: Any, part: Include, form: RecordForm, lines: int) -> bool:
    """Say the part anew; False with the form saying why not."""
    filled = [line for line in range(lines) if form.cleaned_data[f"{part.write[0]}_{line}"]]
    rows = [{name: form.cleaned_data[f"{name}_{line}"] for name in part.write} for line in filled]
    given = [{name: value for name, value in row.items() if value not in (None, "")} for row in rows]
    try:
        replace_rows(part, record, given, actor=request.actor, version=whole_number(request.POST.get("version", "")))
    except RuleBroken as broken:
        problems = [Problem(line_of(one.field, filled), one.code, one.message) for one in broken.problems]
        form.add_problems(RuleBroken(problems=problems))
        return False
    except StaleVersion:
        form.add_error(None, _("Somebody else has changed this record. Open the page again and repeat your change."))
        return False
    return True


def line_of(field: str, filled: list[int]) -> str:
    """The form's field of a problem: `ownership.1.valid_to` is the second line that was filled in."""
    _part, place, name = [*field.split("."), "", ""][:3]
    return f"{name}_{filled[int(place)]}" if place.isdigit() and int(place) < len(filled) else field
