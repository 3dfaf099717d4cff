"""Request links: making them, giving them a new address, closing them."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.records import Record
from core.writing import assign, changing, creating, deleting
from facilities.models import Equipment, Property, Space
from facilities.placing import refuse_outside_scope
from workorders import doors
from workorders.models import RequestLink
from workorders.placing import settle_places


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
    return [found.get(place.pk) or create_request_link(actor=actor, **{name: place}) for place in places]


def _settle(link: RequestLink, actor: Actor) -> None:
    if broken := settle_places([link], actor):
        raise RuleBroken(problems=broken[0])
    if not link.name:
        link.name = _name_of(link, actor)[:120]


def _name_of(link: RequestLink, actor: Actor) -> str:
    """What the place is called; a place that is not there is refused by the check of references."""
    ways: tuple[tuple[type[Record], Any], ...] = (
        (Equipment, link.equipment_id),
        (Space, link.space_id),
        (Property, link.property_id),
    )
    model, key = next((way for way in ways if way[1] is not None), ways[-1])
    found = model.objects.visible_to(actor).filter(pk=key).first()
    return str(found) if found is not None else _("Request link")
