"""Moving a region, property, space or piece of equipment: what goes along is counted before anything moves."""

from typing import Any

from django.http import Http404, HttpResponse

from core.pages.action_page import action_page
from core.pages.answers import surface_page
from core.pages.record_page import get_record
from core.pages.requests import PageRequest
from core.surfaces import Surface
from facilities.impact import preview_move

MOVED = ("regions", "properties", "spaces", "equipment")


@surface_page
def move(request: PageRequest, surface: Surface, number: int) -> HttpResponse:
    """The form of the move with what it takes along; the move itself is the module's action."""
    record: Any = get_record(request, surface, number)
    action = surface.action("move")
    if action is None:
        raise Http404
    counts = preview_move(record, actor=request.actor).counts
    along = [{"label": label, "count": count} for _module, label, count in counts if count]
    return action_page(request, surface, record, action, impact=along)
