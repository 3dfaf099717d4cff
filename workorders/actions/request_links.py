"""Request links: making them, giving them a new address, closing them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.actor import Actor
from core.bulk import creating_many
from core.errors import Problem, RuleBroken
from core.records import Record
from core.writing import assign, changing, creating, deleting
from facilities.models import Equipment, Property, Space
from facilities.placing import refuse_outside_scope
from workorders import doors
from workorders.models import RequestLink
from workorders.placing import settle_places

# From the most exact place on.
WAYS: tuple[tuple[str, type[Record]], ...] = (
    ("equipment_id", Equipment),
    ("space_id", Space),
    ("property_id", Property),
)


@transaction.atomic
def create_request_link(*, actor: Actor, **values: Any) -> RequestLink:
    """Open a way for people without an account to report at one place."""
    link = RequestLink(**values)
    with creating(link, event="request_link.created", permission="workorders.add_requestlink", actor=actor):
        _settle(link, actor)
    refuse_outside_scope(link, actor=actor)
    return link


@transaction.atomic
def update_request_link(link: RequestLink, *, actor: Actor, version: int | None = None, **values: Any) -> RequestLink:
    """Rename a link, turn it off or on, or set until when it holds."""
    with changing(
        link, event="request_link.updated", permission="workorders.change_requestlink", actor=actor, version=version
    ) as row:
        assign(row, values)
        _settle(row, actor)
    refuse_outside_scope(link, actor=actor)
    return link


def rotate_request_link(link: RequestLink, *, actor: Actor, version: int | None = None) -> RequestLink:
    """Give a link a new address. Labels with the old one open nothing any more and are printed again."""
    with changing(
        link, event="request_link.rotated", permission="workorders.rotate_requestlink", actor=actor, version=version
    ) as row:
        row.generation += 1
        row.rotated_at = timezone.now()
        doors.close(row, doors.LINK)
    return link


def delete_request_link(link: RequestLink, *, actor: Actor, version: int | None = None) -> None:
    """Take a link away. The requests that came by it stay."""
    with deleting(
        link, event="request_link.deleted", permission="workorders.delete_requestlink", actor=actor, version=version
    ):
        pass


@transaction.atomic
def links_for(places: list[Record], *, actor: Actor) -> list[RequestLink]:
    """The open link of each place, made where there is none; what a sheet of labels is printed from."""
    if not places:
        return []
    name = type(places[0]).module
    exact = {"property": {"space": None, "equipment": None}, "space": {"equipment": None}}.get(name, {})
    rows = RequestLink.objects.visible_to(actor).filter(
        **{f"{name}__in": [place.pk for place in places], "is_active": True, "expires_at": None, "archived_at": None},
        **exact,
    )
    found = {getattr(row, f"{name}_id"): row for row in rows.select_related("property", "space", "equipment")}
    missing = [RequestLink(**{name: place}) for place in places if place.pk not in found]
    made = creating_many(
        missing,
        event="request_link.created",
        permission="workorders.add_requestlink" if missing else "",
        actor=actor,
        settle=settle_request_links,
    )
    found |= {getattr(row, f"{name}_id"): row for row in made}
    return [found[place.pk] for place in places]


def settle_request_links(rows: Sequence[RequestLink], *, actor: Actor) -> dict[int, list[Problem]]:
    """Take property and space from the most exact place named, and the name of the place where none is given."""
    broken = settle_places(rows, actor)
    for attname, model in WAYS:
        unnamed = [row for row in rows if not row.name and getattr(row, attname) is not None]
        keys = {getattr(row, attname) for row in unnamed}
        found = {one.pk: str(one) for one in model.objects.visible_to(actor).filter(pk__in=keys)} if keys else {}
        for row in unnamed:
            row.name = found.get(getattr(row, attname), "")[:120]
    return broken


def _settle(link: RequestLink, actor: Actor) -> None:
    if broken := settle_request_links([link], actor=actor):
        raise RuleBroken(problems=broken[0])
