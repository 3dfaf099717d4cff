"""What is known of one document: its name and kind, its versions, its records, and addresses to hand it over."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from core.documents.actions import change_document, get_visible_document, replace_file, require_document_change
from core.documents.choices import DocumentKind
from core.documents.models import Document
from core.documents.signing import signed_address, take_addresses_back
from core.documents.sniffing import name_of_type
from core.errors import NotPermitted, RuleBroken
from core.pages.addresses import address, record_address
from core.pages.answers import page
from core.pages.documents import TAB
from core.pages.links import linked_records, links_of
from core.pages.requests import PageRequest
from core.widgets import FilesDrop

ABOUT, VERSIONS = "about", "versions"
HOUR, DAY = 3600, 24 * 3600
MOST_RECORDS = 100


class ChangeForm(forms.Form):
    """Name and kind."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=DocumentKind.choices)


class ReplaceForm(forms.Form):
    """A newer file."""

    file = forms.FileField(label=_("Newer file"), widget=FilesDrop(limits=_("The present one stays readable")))


class SignForm(forms.Form):
    """How long a signed address shall hold."""

    seconds = forms.TypedChoiceField(
        label=_("Holds for"),
        coerce=int,
        choices=[(300, _("5 minutes")), (HOUR, _("an hour")), (DAY, _("a day")), (7 * DAY, _("a week"))],
    )


FORMS: dict[str, type[forms.Form]] = {
    "change": ChangeForm,
    "replace": ReplaceForm,
    "sign": SignForm,
    "take-back": forms.Form,
}


@page
def about_page(request: PageRequest, document: UUID) -> HttpResponse:
    """A document's page; what is sent to it names one of the forms as `act`."""
    found = get_visible_document(request.actor, pk=document)
    if request.method != "POST":
        return show(request, found)
    act = request.POST.get("act", "")
    if act not in FORMS:
        return show(request, found, status=422)
    form = FORMS[act](request.POST, request.FILES, prefix=act)
    if not form.is_valid():
        return show(request, found, status=422, refused={act: form})
    try:
        return ACTS[act](request, found, form.cleaned_data)
    except RuleBroken as broken:
        for one in broken.problems:
            form.add_error(one.field if one.field in form.fields else None, one.message)
        return show(request, found, status=422, refused={act: form})


def show(
    request: PageRequest,
    document: Document,
    *,
    status: int = 200,
    refused: dict[str, forms.Form] | None = None,
    **more: Any,
) -> HttpResponse:
    """The page, with the form that was refused where one was."""
    given: dict[str, dict[str, Any]] = {"change": {"name": document.name, "kind": document.kind}}
    blank = {name: form(prefix=name, initial=given.get(name)) for name, form in FORMS.items()}
    context = {
        "document": document,
        "forms": blank | (refused or {}),
        "may_change": may_change(request, document),
        "records": records_of(request, document),
        "versions": versions_of(request, document),
        "file_url": address(request, TAB, document.pk),
        "picture_url": address(request, TAB, document.pk, size="medium") if document.is_image else "",
        "type_name": name_of_type(document.content_type),
        "crumbs": [{"label": _("Documents"), "url": address(request, TAB)}],
        **more,
    }
    return render(request, "pages/document.html", context, status=status)


def may_change(request: PageRequest, document: Document) -> bool:
    try:
        require_document_change(document, request.actor)
    except NotPermitted:
        return False
    return True


def records_of(request: PageRequest, document: Document) -> list[dict[str, str]]:
    """The records the document belongs to, as far as the person sees them."""
    links = links_of([document.pk], request.actor)
    named = linked_records(links, request.actor)
    seen = [named[link.record_id] for link in links if link.record_id in named]
    return [
        {
            "label": one.label,
            "note": one.reference,
            "icon": one.surface.icon,
            "url": record_address(request, one.surface, one.number, TAB),
        }
        for one in seen[:MOST_RECORDS]
    ]


def versions_of(request: PageRequest, document: Document) -> list[dict[str, Any]]:
    """Every version of the file, the present one first."""
    former = document.versions.select_related("uploaded_by", "created_by").order_by("-edition")[:200]
    url = address(request, TAB, document.pk)
    rows = [{"stored": document, "url": url, "current": True}]
    return rows + [
        {"stored": one, "url": address(request, TAB, document.pk, VERSIONS, one.edition), "current": False}
        for one in former
    ]


def _change(request: PageRequest, document: Document, given: dict[str, Any]) -> HttpResponse:
    change_document(document, actor=request.actor, **given)
    messages.success(request, _("Saved"))
    return back(request, document)


def _replace(request: PageRequest, document: Document, given: dict[str, Any]) -> HttpResponse:
    replace_file(document, actor=request.actor, file=given["file"])
    messages.success(request, _("This is version %d now") % document.edition)
    return back(request, document)


def _sign(request: PageRequest, document: Document, given: dict[str, Any]) -> HttpResponse:
    path, until = signed_address(document, actor=request.actor, seconds=given["seconds"])
    return show(request, document, signed_url=request.build_absolute_uri(path), signed_until=until)


def _take_back(request: PageRequest, document: Document, given: dict[str, Any]) -> HttpResponse:
    take_addresses_back(document, actor=request.actor)
    messages.success(request, _("Every address that was given out for this file is void now"))
    return back(request, document)


ACTS: dict[str, Callable[[PageRequest, Document, dict[str, Any]], HttpResponse]] = {
    "change": _change,
    "replace": _replace,
    "sign": _sign,
    "take-back": _take_back,
}


def back(request: PageRequest, document: Document) -> HttpResponse:
    return redirect(address(request, TAB, document.pk, ABOUT))
