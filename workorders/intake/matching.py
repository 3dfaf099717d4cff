"""What is reported already: said to others at the same place in words that give nobody away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.actor import Actor
from workorders.choices import RequestState
from workorders.models import Request, RequestLink
from workorders.request_states import OVER, work_words

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Known:
    """All that another person at the place learns of a request."""

    id: UUID
    words: str
    since: datetime
    state: str


def open_requests(actor: Actor) -> QuerySet[Request]:
    """Requests that somebody else could join: not decided yet, or being worked on."""
    waiting = Q(state=RequestState.NEW) | (Q(state=RequestState.ACCEPTED) & ~Q(work_order__state__in=OVER))
    return Request.objects.visible_to(actor).filter(waiting, archived_at=None)


def at_place(place: RequestLink | Any) -> Q:
    """Requests at exactly this place. What is reported in one suite is not told in the lobby."""
    if place.equipment_id:
        return Q(equipment_id=place.equipment_id)
    if place.space_id:
        return Q(space_id=place.space_id)
    return Q(property_id=place.property_id, space=None, equipment=None)


def known_at(place: RequestLink | Any, actor: Actor, within: Q | None = None) -> list[Known]:
    """The newest open requests of a place, in safe words."""
    rows = open_requests(actor).filter(at_place(place), within or Q()).select_related("category", "work_order")
    return [known(row) for row in rows.order_by("-reported_at", "-id")[:SHOWN]]


def known(request: Request) -> Known:
    """A request as others may know it: never its text, its requester or its photos."""
    words = request.public_summary or (request.category.label if request.category else _("A problem at this place"))
    order = request.work_order
    state = work_words(order.state) if order else _("Received")
    return Known(request.pk, words, request.reported_at, state)
