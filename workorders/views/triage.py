"""The queue of new requests: each decided where it stands, the oldest first."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.documents.models import Document
from core.errors import AtriumError, RuleBroken, StaleVersion
from core.pages.addresses import address, list_address, record_address, whole_number
from core.pages.answers import page
from core.pages.bulk_page import is_uuid
from core.pages.places import visible_rows
from core.pages.record_page import get_record
from core.pages.requests import PageRequest
from core.reading.pages import count_capped
from workorders.choices import Impact, RequestState, Urgency
from workorders.intake.suggestions import suggest
from workorders.models import Request
from workorders.surfaces import requests, work_orders

SHOWN, PHOTOS = 20, 4
READ = ("property", "space", "equipment", "category", "requester")
# What each decision takes from its form.
TAKEN = {
    "accept": ("work_order", "impact", "urgency", "public_summary"),
    "decline": ("reason",),
    "duplicate": ("duplicate_of",),
}
REFERENCES = frozenset({"work_order", "duplicate_of"})


@page
def triage(request: PageRequest) -> HttpResponse:
    """The queue. A decision that is refused is said at its request, and what was typed stays."""
    request.actor.require(requests.permission("view"))
    if request.method != "POST":
        return show_queue(request)
    record = get_record(request, requests, whole_number(request.POST.get("number", "")) or 0)
    refused = decide(request, record)
    if refused:
        return show_queue(request, record, refused)
    return redirect(address(request, requests.slug, "triage", after=request.GET.get("after", "")))


def decide(request: PageRequest, record: Request) -> str:
    """Run the decision by the module's own action; empty, or why it was refused."""
    verb = request.POST.get("verb", "")
    action = requests.action(verb) if verb in TAKEN else None
    if action is None:
        raise Http404
    version = whole_number(request.POST.get("version", ""))
    try:
        with transaction.atomic():
            action.run(record, actor=request.actor, version=version, **given(request, verb))
    except StaleVersion:
        return _("Somebody changed it meanwhile. Look again.")
    except RuleBroken as error:
        return " ".join(one.message for one in error.problems)
    except AtriumError:
        return _("You may not do this.")
    messages.success(request, said(request, record, verb))
    return ""


def given(request: PageRequest, verb: str) -> dict[str, Any]:
    """What was sent, as the action takes it; what is no id refers to nothing."""
    values: dict[str, Any] = {}
    for name in TAKEN[verb]:
        text = request.POST.get(name, "")
        if name in REFERENCES:
            values |= {name: UUID(text) if is_uuid(text) else None} if text or verb == "duplicate" else {}
        elif text or verb == "decline":
            values[name] = text
    return values


def said(request: PageRequest, record: Request, verb: str) -> str:
    """What was done, for the message above the queue."""
    reference = f"{requests.prefix}-{record.number}"
    if verb == "accept" and record.work_order is not None:
        return _("%(request)s is answered by WO-%(order)s") % {"request": reference, "order": record.work_order.number}
    words = {"decline": _("%s declined"), "duplicate": _("%s marked as duplicate")}
    return words.get(verb, "%s") % reference


def show_queue(request: PageRequest, refused: Request | None = None, why: str = "") -> HttpResponse:
    """One page of the queue."""
    waiting = visible_rows(request, Request).filter(state=RequestState.NEW, archived_at=None)
    count, is_minimum = count_capped(waiting.order_by())
    rows = list(waiting.filter(after(request)).select_related(*READ).order_by("reported_at", "id")[: SHOWN + 1])
    shown = rows[:SHOWN]
    more = len(rows) > SHOWN
    context = {
        "surface": requests,
        "cards": cards(request, shown, refused, why),
        "count": count,
        "is_minimum": is_minimum,
        "older_url": address(request, requests.slug, "triage", after=str(shown[-1].pk)) if more else "",
        "list_url": list_address(request, requests),
        "impacts": Impact.choices,
        "urgencies": Urgency.choices,
        "may": {verb: request.actor.may(requests.permission(verb)) for verb in TAKEN},
        "here": request.get_full_path(),
    }
    return render(request, "workorders/triage.html", context, status=422 if why else 200)


def after(request: PageRequest) -> Q:
    """Requests that come after the one the address names; one that is unknown begins anew."""
    key = request.GET.get("after", "")
    last = Request.objects.visible_to(request.actor).filter(pk=key).first() if is_uuid(key) else None
    if last is None:
        return Q()
    return Q(reported_at__gt=last.reported_at) | Q(reported_at=last.reported_at, pk__gt=last.pk)


def cards(request: PageRequest, rows: list[Request], refused: Request | None, why: str) -> list[dict[str, Any]]:
    """Each request with what may be the same, and its first photos."""
    suggested, photos = suggest(rows, request.actor), first_photos(rows)
    return [
        {
            "record": row,
            "reference": f"{requests.prefix}-{row.number}",
            "url": record_address(request, requests, row.number),
            "photos": [address(request, "documents", key) for key in photos.get(row.pk, [])],
            "orders": [
                {"order": one, "url": record_address(request, work_orders, one.number)}
                for one in suggested[row.pk].orders
            ],
            "requests": [
                {"request": one, "url": record_address(request, requests, one.number)}
                for one in suggested[row.pk].requests
            ],
            "why": why if refused is not None and refused.pk == row.pk else "",
        }
        for row in rows
    ]


def first_photos(rows: list[Request]) -> dict[UUID, list[UUID]]:
    """The first pictures of each request of the page, in one statement."""
    found: dict[UUID, list[UUID]] = {}
    links = Document.objects.filter(links__record_id__in=[row.pk for row in rows], content_type__startswith="image/")
    for record, document in links.order_by("created_at", "id").values_list("links__record_id", "pk"):
        if len(found.setdefault(record, [])) < PHOTOS:
            found[record].append(document)
    return found
