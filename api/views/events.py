"""Events of other systems: taken as Atrium's own JSON or as CloudEvents, and answered before anything is done."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from api.answers import json_answer
from api.bodies import read_object
from api.lists import check_known
from api.modules import check_may
from api.openapi.operations import ANY_MODULE, BODY, ONE, Operation
from api.parsing import StrictJsonParser
from api.problems import ApiProblem, Fault
from api.views.base import ApiView
from api.views.records import RecordViewSet
from integrations.events.envelopes import Envelope, is_binary, read_binary, read_own, read_structured
from integrations.events.receiving import receive_event
from integrations.models import EventRule
from integrations.rules.rehearsal import try_out
from integrations.surfaces import event_rules

CLOUD_EVENT = "application/cloudevents+json"


class CloudEventParser(StrictJsonParser):
    """CloudEvents 1.0 in structured mode: the same strict JSON."""

    media_type = CLOUD_EVENT


class EventViewSet(RecordViewSet):
    """Events, and the doorway by which they come."""

    parser_classes = (StrictJsonParser, CloudEventParser)

    def create(self, request: Request) -> HttpResponse:
        """202: the event is kept, and its address tells later what became of it."""
        self.check_shape()
        event = receive_event(envelope_of(request), actor=self.actor)
        return self.show(event.pk, status="202", Location=self.address_of(event))


def envelope_of(request: Request) -> Envelope:
    """The event of a request, in whichever of the three forms it comes."""
    headers: Any = request.headers
    if is_binary(headers):
        return read_binary(headers, request.data)
    if (request.content_type or "").startswith(CLOUD_EVENT):
        return read_structured(read_object(request.data))
    return read_own(read_object(request.data))


class TriedOut(serializers.Serializer):
    """What a rule would do with an event."""

    matched = serializers.BooleanField(help_text="Whether the rule is meant for it and its condition holds.")
    results = serializers.ListField(child=serializers.DictField(), help_text="What each step would make or change.")
    error = serializers.CharField(allow_blank=True, help_text="Why it would fail.")


class TryOut(serializers.Serializer):
    """An event, in the form in which it would be sent."""

    event = serializers.DictField()


class RuleTrialView(ApiView):
    """A rule held against an event that is made up. Everything is taken back."""

    operations: ClassVar[dict[str, Operation]] = {
        "try_out": Operation("Test a rule with an event", {200: TriedOut}, (*ANY_MODULE, *ONE, *BODY), request=TryOut)
    }

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_may(event_rules, self.actor, "write")

    def try_out(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        rule = EventRule.objects.get_visible(self.actor, pk=id)
        self.actor.require(event_rules.permission("change"))
        body = read_object(request.data)
        if set(body) != {"event"} or not isinstance(body["event"], dict):
            fault = Fault("required", _("Send {event: {source, type, id, …}}."), pointer="/event")
            raise ApiProblem("validation-failed", errors=[fault])
        return json_answer(try_out(rule, read_own(body["event"]), actor=self.actor))
