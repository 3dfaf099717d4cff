"""Pages of calendars and policies: with how far the work is that their last change asked for."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.figures import say_number
from core.pages.addresses import record_address
from core.pages.answers import page
from core.pages.record_page import answer_record, get_record
from core.pages.requests import PageRequest
from core.records import Record
from core.surfaces import Surface
from workorders.models import Recomputation
from workorders.surfaces import calendars, sla_policies

NAMES = {"calendar": calendars, "policy": sla_policies}


@page
def recomputed_page(request: PageRequest, name: str, number: int) -> HttpResponse:
    """A calendar or policy, with the bar of what is computed anew because of it."""
    surface, record = _record(request, name, number)
    return answer_record(request, surface, record, "", progress=progress_of(request, name, surface, record))


@page
def recomputation_part(request: PageRequest, name: str, number: int) -> HttpResponse:
    """The bar, asked every second while a worker is at it; then the whole page is shown anew."""
    surface, record = _record(request, name, number)
    progress = progress_of(request, name, surface, record)
    if progress is None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "components/progress.html", progress)


def progress_of(request: PageRequest, name: str, surface: Surface, record: Record) -> dict[str, Any] | None:
    """How far the work is; None when there is none."""
    rows = Recomputation.objects.visible_to(request.actor).filter(finished_at__isnull=True, **{name: record})
    asked = rows.order_by("id").first()
    if asked is None:
        return None
    numbers = {"done": say_number(asked.done), "total": say_number(asked.total)}
    return {
        "value": asked.done,
        "max": max(asked.total, 1),
        "label": _("Clocks of open work"),
        "words": _("Clocks of %(done)s of %(total)s open work orders are computed anew") % numbers,
        "poll_url": f"{record_address(request, surface, record.number)}recomputation/",
    }


def _record(request: PageRequest, name: str, number: int) -> tuple[Surface, Record]:
    surface = NAMES[name]
    request.actor.require(surface.permission("view"))
    return surface, get_record(request, surface, number)
