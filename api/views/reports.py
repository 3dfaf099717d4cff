"""Reports over the API: which there are, their figures as the pages show them, and as documents that a worker makes.
And a work order as PDF."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request

from accounts.scopes import may_use
from api.answers import json_answer
from api.bodies import BodyReader, read_object
from api.exporting.actions import request_report
from api.exporting.reports import FORMATS
from api.exporting.tasks import hand_to_workers
from api.exporting.telling import told
from api.lists import check_known, check_single
from api.modules import check_may
from api.openapi.operations import (
    ANY_MODULE,
    BODY,
    IDEMPOTENCY,
    ONE,
    REPEATED,
    REPLAYED,
    Operation,
    query,
)
from api.problems import Fault
from api.views.base import ApiView
from api.views.documents import check_scope
from api.views.exports import EXPORT_LOCATION, ExportRow, ExportView, read_filters
from core.actor import Actor
from core.pages.addresses import PLACE
from core.surfaces import surface_named
from workorders.models import WorkOrder
from workorders.papers.work_order import JOINED, print_work_order
from workorders.reports.asking import OWN, groupings, read_asked
from workorders.reports.catalogue import BY_NAME, readable_by
from workorders.reports.counting import read_report
from workorders.reports.figures import BY, CURRENCY, FORMAT, FROM, PERIOD, UNTIL, Report
from workorders.surfaces import work_orders

PDF = "application/pdf"
NOT_HERE = frozenset({FORMAT, FROM, UNTIL})


class ReportEntry(serializers.Serializer):
    """One report that may be read."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member that is called so
    help = serializers.CharField()
    url = serializers.URLField()
    by = serializers.ListField(child=serializers.CharField(), help_text="What it may be grouped by.")


class ReportList(serializers.Serializer):
    """The reports that the caller may read."""

    results = ReportEntry(many=True)


class ReportColumn(serializers.Serializer):
    """What a figure of every line is."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member that is called so
    unit = serializers.ChoiceField(["", "money", "hours", "percent"], help_text="Of hours the figures are minutes.")
    module = serializers.CharField(allow_blank=True, help_text="Whose records it is of; none of a percentage.")
    measure = serializers.CharField(allow_blank=True, help_text="As the aggregate of the module names it.")
    filter = serializers.DictField(
        child=serializers.CharField(), help_text="By which the module's list shows the records of all lines."
    )


class ReportLine(serializers.Serializer):
    """The figures of one group, by the names of the columns. Percentages and money are decimal strings."""

    key = serializers.CharField(allow_null=True, help_text="An id, a choice, or the first day of a month.")
    label = serializers.CharField()  # type: ignore[assignment]  # a member that is called so
    values = serializers.DictField()


class ReportAnswer(serializers.Serializer):
    """A report with its figures."""

    report = serializers.CharField()
    period = serializers.CharField()
    by = serializers.CharField()
    currency = serializers.CharField(allow_blank=True)
    currencies = serializers.ListField(child=serializers.CharField())
    columns = ReportColumn(many=True)
    lines = ReportLine(many=True)
    total = ReportLine()


PARAMETERS = [
    query(PERIOD, "A relative period such as `last_month`, `any`, or two days: `2026-01-01,2026-03-31`."),
    query(BY, "What to group by."),
    query(CURRENCY, "In which currency, where the report shows money."),
    query("in", "A place that narrows it: `portfolio:1`, `region:3` or `property:12`, by number."),
    OpenApiParameter(
        "filter",
        {"type": "object", "additionalProperties": {"type": "string"}},
        OpenApiParameter.QUERY,
        description="Any condition of the list of the report's first module, such as `priority__in=P1,P2`.",
        style="form",
        explode=True,
    ),
]


class ReportOrder(serializers.Serializer):
    """A report as a file, asked as its address is."""

    report = serializers.ChoiceField(list(BY_NAME))
    format = serializers.ChoiceField(FORMATS)
    period = serializers.CharField(required=False)
    by = serializers.CharField(required=False)
    currency = serializers.CharField(required=False)
    place = serializers.CharField(required=False, help_text="As `in` of a list: `property:12`.")
    filters = serializers.DictField(required=False, help_text="Conditions of the list of the report's first module.")


class ReportsView(ExportView):
    """The reports that the caller may read, and documents made of them."""

    operations: ClassVar[dict[str, Operation]] = {
        "retrieve": Operation("List the reports", {200: OpenApiResponse(ReportList, "The reports")}, ANY_MODULE),
        "create": Operation(
            "Ask for a report as a document",
            {202: ExportRow},
            (*ANY_MODULE, *BODY, *REPEATED, "not-found"),
            [IDEMPOTENCY, EXPORT_LOCATION, REPLAYED],
            ReportOrder,
            "A worker makes the file; read the export again until its `status` is `done`. The `document` is the "
            "caller's own, and belongs to no record yet.",
        ),
    }

    def retrieve(self, request: Request) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        readable = [one for one in readable_by(self.actor) if self._in_scope(one)]
        return json_answer({"results": [self._entry(one) for one in readable]})

    def create(self, request: Request) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        check_scope(self.actor, "write")
        report, format, parameters = read_order(read_object(request.data), self.actor)
        export = request_report(report, actor=self.actor, format=format, question=parameters)
        hand_to_workers(export)
        return self.answer(export, status=202, Location=self.address_of(export))

    def _in_scope(self, report: Report) -> bool:
        return all(may_use(self.actor, surface_named(module).scope, "read") for module in report.modules)

    def _entry(self, report: Report) -> dict[str, Any]:
        url = self.plain.build_absolute_uri(reverse(f"api:report-{report.name}"))
        words = {"label": str(report.label), "help": str(report.help)}
        return {"name": report.name, **words, "url": url, "by": groupings(report, self.actor)}


class ReportView(ApiView):
    """One report. The pages show the same figures."""

    report: ClassVar[Report]
    operations: ClassVar[dict[str, Operation]] = {
        "retrieve": Operation(
            "Read a report", {200: OpenApiResponse(ReportAnswer, "The figures")}, (*ANY_MODULE, "not-found"), PARAMETERS
        ),
    }

    def retrieve(self, request: Request) -> HttpResponse:
        for module in self.report.modules:
            check_may(surface_named(module), self.actor, "read")
        given = dict(self.plain.GET.lists())
        check_single(given, OWN)
        for name in NOT_HERE & given.keys():
            check_known(self.plain.GET, frozenset(given) - {name})
        return json_answer(told(read_report(read_asked(self.report, given, self.actor))))


class WorkOrderPaperView(ApiView):
    """A work order on paper."""

    operations: ClassVar[dict[str, Operation]] = {
        "retrieve": Operation(
            "A work order as PDF",
            {(200, PDF): OpenApiResponse({"type": "string", "format": "binary"}, description="The file.")},
            (*ANY_MODULE, *ONE),
        ),
    }

    def retrieve(self, request: Request, id: UUID) -> HttpResponse:
        check_may(work_orders, self.actor, "read")
        check_known(self.plain.GET, frozenset())
        order: WorkOrder = WorkOrder.objects.select_related(*JOINED).get_visible(self.actor, pk=id)
        name = f"{work_orders.prefix}-{order.number}.pdf"
        headers = {"Content-Disposition": content_disposition_header(False, name) or "inline"}
        return HttpResponse(print_work_order(order, actor=self.actor), content_type=PDF, headers=headers)


def read_order(body: dict[str, Any], actor: Actor) -> tuple[Report, str, dict[str, list[str]]]:
    """The report, the kind of file, and what the report is asked."""
    reader = BodyReader(actor)
    values = reader.values(ReportOrder(), body, {})
    parameters = read_filters(reader, values.get("filters", {}))
    for name in OWN & parameters.keys():
        reader.faults.append(Fault("invalid", _("This is no condition."), pointer=f"/filters/{name}"))
    reader.finish()
    named = {PERIOD: "period", BY: "by", CURRENCY: "currency", PLACE: "place"}
    own = {parameter: [values[name]] for parameter, name in named.items() if name in values}
    return BY_NAME[values["report"]], values["format"], {**parameters, **own}
