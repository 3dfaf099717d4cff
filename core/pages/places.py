"""The narrower scope a person looks through: `?in=region:3` limits every list, count and tile of a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from core.actor import Actor, Scope
from core.errors import NotVisible
from core.pages.addresses import PLACE
from core.pages.requests import PageRequest
from core.records import Owned, Record
from core.surfaces import Surface, surfaces

# What a kind of place includes, and by which of its references the way up to it is told.
SCOPES: Mapping[str, Callable[[Any], Scope]] = {
    "portfolio": lambda record: Scope(everything=False, portfolios=frozenset({record.pk})),
    "region": lambda record: Scope(everything=False, regions=(record.path,)),
    "property": lambda record: Scope(everything=False, properties=frozenset({record.pk})),
}
WAYS_UP = {"portfolio": (), "region": ("portfolio",), "property": ("portfolio", "region")}


@dataclass(frozen=True, slots=True)
class Place:
    """A portfolio, region or property that a page is limited to."""

    kind: str
    record: Record

    @property
    def text(self) -> str:
        """As it stands in the address: region:3."""
        return f"{self.kind}:{self.record.number}"

    @property
    def trail(self) -> list[Record]:
        """What the place lies in, from the top."""
        above = (getattr(self.record, name) for name in WAYS_UP[self.kind])
        return [record for record in above if record is not None]

    def narrowed(self, actor: Actor) -> Actor:
        """The actor with nothing but this place in sight. Only ever asked beside the actor's own scope."""
        return replace(actor, scope=SCOPES[self.kind](self.record), is_system=False)


def place_surfaces() -> list[Surface]:
    """The modules a page can be limited to, from the widest."""
    return [surface for kind in SCOPES for surface in surfaces() if surface.module == kind]


def place_of(request: PageRequest) -> Place | None:
    """The place the address names, read once; NotVisible when there is none for this person."""
    if not hasattr(request, "place"):
        # First: the page that says "not found" asks again, and must not fail for the same reason.
        request.place = None
        request.place = find_place(request.actor, request.GET.get(PLACE, ""))
    return request.place


def find_place(actor: Actor, text: str) -> Place | None:
    """`property:12` as a place the actor may see."""
    if not text:
        return None
    kind, _colon, number = text.partition(":")
    surface = next((surface for surface in place_surfaces() if surface.module == kind), None)
    if (
        surface is None
        or not actor.may(surface.permission("view"))
        or not (number.isascii() and number.isdigit() and len(number) < 19)
    ):
        raise NotVisible(text)
    rows = surface.model.objects.select_related(*WAYS_UP[kind])
    return Place(kind, rows.get_visible(actor, number=int(number)))


def visible_rows(request: PageRequest, model: type[Owned]) -> QuerySet[Any]:
    """What the person may see of a module, within the place the page is limited to."""
    rows = model.objects.visible_to(request.actor)
    place = place_of(request)
    return rows if place is None else rows.filter(model.scope_condition(place.narrowed(request.actor)))
