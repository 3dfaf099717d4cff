"""The preview of a maintenance plan: its next dates, before or after it is saved."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request

from api.answers import json_answer
from api.bodies import read_create, read_object
from api.lists import check_known
from api.modules import check_may
from api.openapi.operations import ANY_MODULE, BODY, ONE, Operation, query, write_of
from api.views.base import ApiView
from core.query import QueryError
from core.records import Record
from workorders.models import MaintenancePlan
from workorders.plans.preview import MOST, SHOWN, Coming, Preview, dates_of, preview_plan
from workorders.surfaces import maintenance_plans

ALL = "all"


class ComingDate(serializers.Serializer):
    """One date of a preview."""

    date = serializers.DateField(help_text="Where it falls.")
    due_at = serializers.DateTimeField()
    rule_date = serializers.DateField(help_text="The rule's own day, which names the occurrence.")
    moved_because = serializers.CharField(allow_blank=True, help_text="Why it falls on another day than the rule says.")
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    covered = serializers.BooleanField(help_text="Greater work of these days covers it.")


class PlanPreview(serializers.Serializer):
    """The next dates of a plan."""

    time_zone = serializers.CharField()
    rule = serializers.CharField(allow_blank=True, help_text="In words.")
    dates = ComingDate(many=True)


COUNT = query(
    "count",
    f"How many dates, {SHOWN} unless told, or `all` of a plan that ends.",
    {"type": "string", "pattern": r"^(all|[1-9]\d{0,2})$", "examples": ["12"]},
)
ANSWER = {200: OpenApiResponse(PlanPreview, "The next dates")}


class PlanPreviewView(ApiView):
    """Dates on the clock of the plan's property. Nothing is written."""

    operations: ClassVar[dict[str, Operation]] = {
        "of_body": Operation(
            "Preview a plan that is not saved",
            ANSWER,
            (*ANY_MODULE, *BODY),
            [COUNT],
            write_of(maintenance_plans, nested=True),
        ),
        "of_record": Operation("Preview a plan", ANSWER, (*ANY_MODULE, *ONE), [COUNT]),
        "coming": Operation("The coming dates of a plan", ANSWER, (*ANY_MODULE, *ONE), [COUNT]),
    }

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_may(maintenance_plans, self.actor, "read")

    def of_body(self, request: Request) -> HttpResponse:
        count = self.count()
        write = read_create(maintenance_plans, self.actor, read_object(request.data))
        plan = MaintenancePlan(organization_id=self.actor.organization_id, **write.values)
        return json_answer(shown(preview_plan(plan, actor=self.actor, count=count)))

    def of_record(self, request: Request, id: UUID) -> HttpResponse:
        """The former address: a preview is of what is not saved yet."""
        return self.coming(request, id)

    def coming(self, request: Request, id: UUID) -> HttpResponse:
        count = self.count()
        plan: Record = MaintenancePlan.objects.get_visible(self.actor, pk=id)
        assert isinstance(plan, MaintenancePlan)
        return json_answer(shown(dates_of(plan, actor=self.actor, count=count)))

    def count(self) -> int | None:
        """How many dates are asked for; None for all."""
        check_known(self.plain.GET, frozenset({"count"}))
        text = self.plain.GET.get("count", str(SHOWN))
        if text == ALL:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST):
            raise QueryError("count", "invalid-value", _("Give a number from 1 to %d, or “all”.") % MOST)
        return int(text)


def shown(preview: Preview) -> dict[str, Any]:
    """A preview as the API answers it."""
    return {"time_zone": preview.zone, "rule": preview.words, "dates": [date_of(one) for one in preview.dates]}


def date_of(one: Coming) -> dict[str, Any]:
    """One date of it."""
    return {
        "date": one.day.isoformat(),
        "due_at": one.at.isoformat(),
        "rule_date": one.named.isoformat(),
        "moved_because": one.because,
        "opens_on": one.opens.isoformat(),
        "closes_on": one.closes.isoformat(),
        "covered": one.is_covered,
    }
