"""What one was told: the list, marking as read, and the way from a notification to its record."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.pages.addresses import address, record_address
from core.pages.answers import page
from core.pages.requests import PageRequest
from core.surfaces import surface_named
from notifications.actions.reading import mark_read, notifications_of
from notifications.models import Notification
from notifications.people import seen_by
from notifications.telling import is_seen

SHOWN = 50


@dataclass
class Group:
    """What was told of one record, newest first."""

    record_id: UUID
    title: str
    seen: bool
    entries: list[Notification] = field(default_factory=list)

    @property
    def is_unread(self) -> bool:
        return any(entry.read_at is None for entry in self.entries)


@page
def notifications(request: PageRequest) -> HttpResponse:
    """The newest first, by record; only what is unread, or all."""
    rows = notifications_of(request.actor).order_by("-pk")
    show_all = request.GET.get("show") == "all"
    if not show_all:
        rows = rows.filter(read_at__isnull=True)
    before = read_uuid(request.GET.get("before", ""))
    found = list((rows.filter(pk__lt=before) if before else rows)[: SHOWN + 1])
    older = {"show": "all" if show_all else "", "before": found[SHOWN - 1].pk} if len(found) > SHOWN else None
    context = {
        "groups": groups_of(request, found[:SHOWN]),
        "show_all": show_all,
        "tabs": tabs(request, show_all),
        "older_url": address(request, "notifications", **older) if older else "",
        "newest_url": address(request, "notifications", show="all" if show_all else "") if before else "",
    }
    return render(request, "notifications/notifications.html", context)


def tabs(request: PageRequest, show_all: bool) -> list[dict[str, Any]]:
    """Unread and all."""
    return [
        {"label": _("Unread"), "url": address(request, "notifications"), "current": not show_all},
        {"label": _("All"), "url": address(request, "notifications", show="all"), "current": show_all},
        {"label": _("Preferences"), "url": address(request, "notifications", "preferences"), "current": False},
    ]


def groups_of(request: PageRequest, rows: list[Notification]) -> list[Group]:
    """By record, in the order of the newest. What one may no longer see is counted and not said."""
    keys = {key for row in rows for key in row.keys if key is not None}
    seen = seen_by([request.actor], keys)
    groups: dict[tuple[UUID, bool], Group] = {}
    for row in rows:
        assert request.actor.person_id is not None
        visible = is_seen(request.actor.person_id, *row.keys, seen)
        group = groups.setdefault((row.record_id, visible), Group(row.record_id, row.title, visible))
        group.entries.append(row)
    return list(groups.values())


@page
def open_notification(request: PageRequest, notification: UUID) -> HttpResponse:
    """Go to the record; what was told of it is read then."""
    row = notifications_of(request.actor).filter(pk=notification).first()
    if row is None:
        raise Http404
    surface = surface_named(row.record_module)
    request.actor.require(surface.permission("view"))
    record = surface.model.objects.get_visible(request.actor, pk=row.record_id)
    mark_read(actor=request.actor, record=row.record_id)
    return redirect(record_address(request, surface, record.number))


@require_POST
@page
def read(request: PageRequest) -> HttpResponse:
    """Mark one, those of a record, or all as read."""
    values = {name: request.POST.get(name, "") for name in ("notification", "record")}
    wanted = {name: read_uuid(value) for name, value in values.items() if value}
    if None in wanted.values():
        raise Http404
    mark_read(actor=request.actor, **wanted)
    return redirect(address(request, "notifications", show=request.POST.get("show", "")))


def read_uuid(text: str) -> UUID | None:
    """An id that somebody may have typed into an address or a form; None for everything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
