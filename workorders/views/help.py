"""The help page on the states of work orders: drawing, table, hold reasons and the names of other systems."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from core.pages.answers import page
from core.pages.requests import PageRequest
from workorders.choices import State
from workorders.diagram import draw_states
from workorders.models import HoldReason
from workorders.state_names import NAMES, TITLES
from workorders.states import BY_VERB, STANDINGS, Standing, legal_verbs
from workorders.surfaces import work_orders


@page
def work_order_states(request: PageRequest) -> HttpResponse:
    """Where a work order may stand, what may follow, and what the clocks do meanwhile."""
    request.actor.require(work_orders.permission("view"))
    context = {
        "drawing": draw_states(),
        "rows": [state_row(one) for one in STANDINGS.values()],
        "reasons": HoldReason.objects.visible_to(request.actor).filter(is_active=True).order_by("position", "label"),
        "systems": [(TITLES[name], names_of(name)) for name in NAMES],
    }
    return render(request, "workorders/states.html", context)


def state_row(one: Standing) -> dict[str, Any]:
    """One state with what is legal next."""
    moves = [BY_VERB[verb] for verb in legal_verbs(one.state)]
    return {"state": one.state, "standing": one, "moves": moves}


def names_of(system: str) -> list[tuple[str, State]]:
    """What a system calls its states, and ours."""
    return list(NAMES[system].items())
