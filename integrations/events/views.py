"""The page of an event: what came, what became of it, and what each rule did."""

import json

from django.http import HttpResponse

from core.pages.addresses import record_address
from core.pages.answers import page
from core.pages.record_page import answer_record, get_record
from core.pages.requests import PageRequest
from core.surfaces import surface_named
from integrations.events.surfaces import events, results_of
from integrations.models import Event
from integrations.rules.sentences import say_run


@page
def event_page(request: PageRequest, number: int) -> HttpResponse:
    """The overview of an event."""
    request.actor.require(events.permission("view"))
    event = get_record(request, events, number)
    runs = results_of([event.pk], request.actor).select_related("rule")
    more = {
        "data": json.dumps(event.data, indent=2, ensure_ascii=False, sort_keys=True),
        "runs": [{"run": run, "words": say_run(run)} for run in runs],
        "subject": subject_of(request, event),
    }
    return answer_record(request, events, event, "", **more)


def subject_of(request: PageRequest, event: Event) -> dict[str, str] | None:
    """The record that the event is about, for who may see it."""
    if event.subject_id is None:
        return None
    surface = surface_named(event.subject_module)
    if not request.actor.may(surface.permission("view")):
        return None
    record = surface.model.objects.visible_to(request.actor).filter(pk=event.subject_id).first()
    if record is None:
        return None
    return {"label": surface.label_of(record), "url": record_address(request, surface, record.number)}
