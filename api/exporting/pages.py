"""The page of one's exports: ask for a file, watch it being written, fetch it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from api.exporting.actions import cancel_export, request_export
from api.exporting.downloads import download_address
from api.exporting.models import Export, with_document_names
from api.exporting.tasks import hand_to_workers
from api.exports import CONTENT_TYPES
from api.problems import ApiProblem
from core.errors import RuleBroken
from core.figures import say_number
from core.pages.addresses import address
from core.pages.answers import page
from core.pages.requests import PageRequest
from core.surfaces import Surface, surface_named, surface_with_slug, surfaces
from workorders.reports.catalogue import BY_NAME

SHOWN = 50
FORMATS = {
    "csv": "CSV", "xlsx": "Excel (XLSX)", "ndjson": "NDJSON", "parquet": "Parquet", "pdf": "PDF", "json": "JSON",
}  # fmt: skip


@page
def exports_page(request: PageRequest) -> HttpResponse:
    """One's own exports, newest first, and the form that asks for another."""
    if request.method == "POST":
        return ask(request)
    exports = with_document_names(Export.objects.visible_to(request.actor))
    rows = list(exports.order_by("-created_at", "-id")[:SHOWN])
    context = {
        "rows": [row_of(request, one) for one in rows],
        "at_work": any(one.is_at_work for one in rows),
        "modules": [(one.slug, capfirst(one.plural)) for one in readable(request)],
        "formats": [(name, FORMATS[name]) for name in CONTENT_TYPES],
        "page_url": address(request, "exports"),
    }
    return render(request, "api/exports.html", context)


def readable(request: PageRequest) -> list[Surface]:
    """The modules whose records one may see."""
    return [one for one in surfaces() if request.actor.may(one.permission("view"))]


def ask(request: PageRequest) -> HttpResponse:
    """All records of a module, as its list shows them."""
    try:
        surface = surface_with_slug(request.POST.get("module", ""))
        export = request_export(surface, actor=request.actor, format=request.POST.get("format", ""), question={})
    except KeyError:
        messages.error(request, _("Choose what to export."))
    except (RuleBroken, ApiProblem) as refused:
        messages.error(request, str(refused.detail if isinstance(refused, ApiProblem) else refused.problems[0].message))
    else:
        hand_to_workers(export)
    return redirect(address(request, "exports"))


@require_POST
@page
def cancel_page(request: PageRequest, export: UUID) -> HttpResponse:
    """Stop one that is not ready."""
    found: Any = Export.objects.all().get_visible(request.actor, pk=export)
    try:
        cancel_export(found, actor=request.actor)
    except RuleBroken as refused:
        messages.error(request, refused.problems[0].message)
    return redirect(address(request, "exports"))


def label_of(export: Export) -> str:
    """The records or the report it is of."""
    return str(BY_NAME[export.report].label) if export.report else capfirst(surface_named(export.record_module).plural)


def row_of(request: PageRequest, export: Export) -> dict[str, Any]:
    """A line of the table."""
    found = download_address(export, request.actor)
    done, total = say_number(export.done), say_number(export.total)
    return {
        "export": export,
        "label": label_of(export),
        "format": FORMATS[export.format],
        "words": _("%(done)s of %(total)s") % {"done": done, "total": total} if export.total else "",
        "megabytes": export.size / 1_000_000,
        "download": found[0] if found else "",
        "cancel": address(request, "exports", export.pk, "cancel") if export.is_at_work else "",
    }
