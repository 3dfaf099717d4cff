"""A bulk call from its body to its answer, in the request's one transaction."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from api.bulk.operations import Operation, read_operations, runs_of
from api.bulk.outcomes import Outcomes
from api.bulk.sets import do_together
from api.bulk.singles import do_singly
from api.problems import ApiProblem
from core.actor import Actor
from core.surfaces import Surface


def run_bulk(surface: Surface, actor: Actor, body: dict[str, Any], request: HttpRequest) -> HttpResponse:
    """Do all operations in their order, those of a kind together. With `atomic` all of them, or none."""
    operations, atomic = read_operations(surface, body)
    outcomes = Outcomes(request)
    for run in runs_of(operations):
        _do(surface, actor, run, outcomes)
    return outcomes.answer(atomic=atomic)


def _do(surface: Surface, actor: Actor, run: list[Operation], outcomes: Outcomes) -> None:
    for one in run:
        if one.faults:
            outcomes.refused(one, ApiProblem("validation-failed", errors=one.faults))
    sound = [one for one in run if not one.faults]
    if len(sound) > 1:
        do_together(surface, actor, sound, outcomes)
    for one in sound:
        if not outcomes.has(one):
            do_singly(surface, actor, one, outcomes)
