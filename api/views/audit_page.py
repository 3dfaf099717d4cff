"""Settings: the log of all calls, to be searched and taken along."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import Credential
from api.audit.models import AuditSeal
from api.audit.reading import PERMISSION, find_entries
from api.audit.sealing import newest_anchor
from api.views.audit import log_file
from core.actor import Actor
from core.pages.addresses import address
from core.pages.answers import page
from core.pages.requests import PageRequest
from core.query import QueryError
from core.reading.pages import count_capped
from core.widgets import DateInput

SHOWN = 50
PLACE = ("settings", "audit-log")
OF_THE_PAGE = frozenset({"before", "in"})


class SearchForm(forms.Form):
    """The usual questions; each field is a parameter of the query language, and `where` takes all of it."""

    credential = forms.ChoiceField(label=_("Credential"), required=False)
    status__gte = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[("", _("Any")), ("400", _("Refused or failed")), ("500", _("Failed"))],
    )
    path__icontains = forms.CharField(label=_("Address contains"), required=False)
    request_id = forms.CharField(label=_("Request id"), required=False)
    at__gte = forms.DateField(label=_("From"), required=False, widget=DateInput)
    at__lte = forms.DateField(label=_("To"), required=False, widget=DateInput)
    where = forms.CharField(
        label=_("Expression"), required=False, help_text=_("Such as method in (POST, DELETE) and deprecated = true.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Credential.objects.visible_to(actor).values_list("pk", "name")
        self.fields["credential"].choices = [("", _("Any")), *((str(pk), name) for pk, name in known)]  # type: ignore[attr-defined]  # a choice field


@page
def audit_log(request: PageRequest) -> HttpResponse:
    """The newest calls that the search selects."""
    request.actor.require(PERMISSION)
    form = SearchForm(request.GET, actor=request.actor)
    context: dict[str, Any] = {
        "form": form,
        "seal": last_seal(request.actor),
        "start": newest_anchor(request.actor.organization_id),
        "file_url": file_address(request),
    }
    try:
        context |= found_in(request)
    except QueryError as error:
        context["error"] = error
    return render(request, "api/audit_log.html", context, status=400 if "error" in context else 200)


@page
def audit_file(request: PageRequest) -> HttpResponseBase:
    """The same search as a CSV file; a question that is not understood is shown with its error."""
    request.actor.require(PERMISSION)
    try:
        return log_file(asked(request), request.actor, "csv", skip_empty=True)
    except QueryError:
        return audit_log(request, request.organization.slug)


def found_in(request: PageRequest) -> dict[str, Any]:
    """One page of entries, and where the next one is."""
    rows = find_entries(asked(request), request.actor, skip_empty=True)
    count, is_minimum = count_capped(rows)
    if before := read_uuid(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("credential", "person").order_by("-id")[: SHOWN + 1])
    older = found[SHOWN - 1].pk if len(found) > SHOWN else None
    return {
        "entries": found[:SHOWN],
        "count": count,
        "is_minimum": is_minimum,
        "older_url": search_address(request, before=older) if older else "",
        "newest_url": search_address(request) if before else "",
    }


def search_address(request: PageRequest, **parameters: Any) -> str:
    """This page with the same search."""
    return address(request, *PLACE, **asked(request), **parameters)


def file_address(request: PageRequest) -> str:
    return address(request, *PLACE, "export", **asked(request))


def read_uuid(text: str) -> UUID | None:
    """An id that somebody may have typed into the address; None for everything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def asked(request: HttpRequest) -> dict[str, list[str]]:
    """The parameters that select; a browser sends empty fields too."""
    return {name: values for name, values in request.GET.lists() if name not in OF_THE_PAGE}


def last_seal(actor: Actor) -> AuditSeal | None:
    return AuditSeal.objects.filter(organization_id=actor.organization_id).order_by("-number").first()
