"""What a select with search offers while somebody types: records of a module, or people."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from core.actor import Actor
from core.errors import NotPermitted
from core.pages.answers import page, surface_page
from core.pages.places import visible_rows
from core.pages.requests import PageRequest
from core.query import Kind, Operator, QueryContext, QueryField
from core.query.lookups import comparison_q
from core.surfaces import Surface, surfaces

MOST = 50
# A title is the same whoever asks for it.
NOBODY = QueryContext(datetime(2000, 1, 1, tzinfo=UTC), ZoneInfo("UTC"))


@surface_page
def options(request: PageRequest, surface: Surface) -> HttpResponse:
    """Records whose title holds the typed text, by title."""
    rows = find_by_title(
        visible_rows(request, surface.model).filter(archived_at__isnull=True), surface, request.GET.get("q", "")
    )
    found = [
        {"value": row.pk, "label": surface.label_of(row), "note": f"{surface.prefix}-{row.number}"}
        for row in rows[:MOST]
    ]
    return render(request, "pages/options.html", {"options": found})


@page
def people_options(request: PageRequest) -> HttpResponse:
    """People of the organization by name, for those whose modules name people."""
    if not any(request.actor.may(surface.permission("view")) for surface in modules_with_people()):
        raise NotPermitted("accounts.view_membership")
    text = request.GET.get("q", "").strip()[:100].replace("\x00", "")
    rows = people_of(request.actor).filter(name__icontains=text)
    found = [{"value": row.pk, "label": row.name} for row in rows[:MOST]]
    return render(request, "pages/options.html", {"options": found})


def modules_with_people() -> list[Surface]:
    """Modules in whose forms or conditions a person is chosen."""
    person = get_user_model()
    return [
        surface
        for surface in surfaces()
        for field in surface.model._meta.concrete_fields
        if field.related_model is person and field.name in (*surface.form, *surface.filters)
    ]


def people_of(actor: Actor) -> QuerySet[Any]:
    """Everybody who is a member of the actor's organization, by name."""
    people = get_user_model()._default_manager.filter(memberships__organization_id=actor.organization_id)
    return people.filter(is_active=True).order_by("name", "pk")


def find_by_title(rows: QuerySet[Any], surface: Surface, text: str) -> QuerySet[Any]:
    """Rows whose title or number is the typed text or part of it."""
    text = text.strip()[:100].replace("\x00", "")
    rows = rows.order_by(surface.title, "pk")
    if not text:
        return rows
    number = text.upper().removeprefix(f"{surface.prefix}-")
    if number.isascii() and number.isdigit() and len(number) < 19:
        return rows.filter(number=int(number))
    searched = surface.title in surface.search
    title = QueryField(surface.title, Kind.TEXT, path=surface.title, searched=searched, model=surface.model)
    return rows.filter(comparison_q(title, Operator.ICONTAINS, (text,), NOBODY))
