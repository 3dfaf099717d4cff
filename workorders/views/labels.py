"""Printing QR labels for places: choose the sheet, and get it as PDF. A place without a link gets one."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages.addresses import address, list_address
from core.pages.answers import page
from core.pages.bulk_page import MOST, is_uuid, selected_records
from core.pages.requests import PageRequest
from core.records import Record
from core.surfaces import Surface, surface_named
from workorders.actions.request_links import links_for
from workorders.labels.sheets import BY_NAME, SHEETS, Label, print_labels
from workorders.models import RequestLink
from workorders.surfaces import request_links
from workorders.views.request_links import scanned_address

MODULES = ("property", "space", "equipment", "request_link")
PLACE = ("property", "space", "equipment")


class SheetForm(forms.Form):
    """Which sheet lies in the printer, and what of it is left."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet of labels"), choices=[(one.name, one.label) for one in SHEETS])
    first = forms.IntegerField(
        label=gettext_lazy("Begin at label"),
        min_value=1,
        max_value=max(one.places for one in SHEETS),
        initial=1,
        help_text=gettext_lazy("For a sheet of which some are used; counted from the top left, row by row."),
    )


@page
def labels(request: PageRequest) -> HttpResponse:
    """The choice of the sheet, and with it the PDF."""
    request.actor.require(request_links.permission("view"))
    surface = surface_asked(request)
    request.actor.require(surface.permission("view"))
    records = chosen(request, surface)
    form = SheetForm(request.POST if "sheet" in request.POST else None)
    if request.method == "POST" and records and form.is_valid():
        links = links_of(request, surface, records)
        return sheet_answer(request, links, form.cleaned_data)
    context = {
        "form": form,
        "records": records,
        "module": surface.module,
        "most": MOST,
        "missing": surface.module != RequestLink.module and not request.actor.may(request_links.permission("add")),
        "action_url": address(request, request_links.slug, "labels", module=surface.module),
        "back_url": list_address(request, surface),
    }
    return render(request, "workorders/labels.html", context, status=422 if form.errors else 200)


def surface_asked(request: PageRequest) -> Surface:
    """The module that the address names."""
    module = request.GET.get("module", "")
    if module not in MODULES:
        raise Http404
    return surface_named(module)


def chosen(request: PageRequest, surface: Surface) -> list[Any]:
    """The selected records with their place, as far as the person may see them."""
    if request.method == "POST":
        keys = [record.pk for record in selected_records(request, surface)]
    else:
        keys = [text for text in request.GET.getlist("selected") if is_uuid(text)][:MOST]
    rows = surface.model.objects.visible_to(request.actor).filter(pk__in=keys)
    joined = PLACE if surface.module == RequestLink.module else ()
    return list(rows.select_related(*joined).order_by(*surface.default_ordering, "pk"))


def links_of(request: PageRequest, surface: Surface, records: list[Any]) -> list[RequestLink]:
    """The link of each record."""
    found = records if surface.module == RequestLink.module else links_for(records, actor=request.actor)
    return [link for link in found if link.is_open()]


def sheet_answer(request: PageRequest, links: list[RequestLink], chosen: dict[str, Any]) -> HttpResponse:
    """The PDF."""
    made = [label_of(request, link) for link in links]
    content = print_labels(made, BY_NAME[chosen["sheet"]], first=chosen["first"])
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"labels-{timezone.localdate():%Y-%m-%d}.pdf"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def label_of(request: PageRequest, link: RequestLink) -> Label:
    """What stands on the label of a link."""
    place: Record = link.place()
    return Label(
        address=scanned_address(request, link),
        headline=_("Report a problem"),
        place=str(place),
        inside=str(link.property) if place != link.property else "",
        owner=request.organization.name,
        reference=f"{request_links.prefix}-{link.number}",
    )
