"""The page of a piece of equipment, with the plans that look after it and when its work is due."""

from typing import Any

from django.db.models import Max
from django.http import HttpResponse

from core.pages.addresses import record_address
from core.pages.answers import page
from core.pages.record_page import answer_record, get_record
from core.pages.requests import PageRequest
from facilities.models import Equipment
from facilities.surfaces import equipment
from workorders.costs.summary import CurrencySums, sum_reporting
from workorders.models import Cost, Occurrence, PlanTarget
from workorders.plan_choices import OccurrenceState
from workorders.surfaces import costs, maintenance_plans


@page
def equipment_page(request: PageRequest, number: int) -> HttpResponse:
    """The overview of equipment. Its orders, occurrences and meters are tabs, as everything that refers to it."""
    request.actor.require(equipment.permission("view"))
    record = get_record(request, equipment, number)
    more = {"maintenance": maintenance_of(request, record), "costs": costs_of(request, record)}
    return answer_record(request, equipment, record, "", **more)


def costs_of(request: PageRequest, record: Equipment) -> list[CurrencySums] | None:
    """What its work orders cost, summed over the ledger at the rates that the rows keep."""
    if not request.actor.may(costs.permission("view")):
        return None
    rows = Cost.objects.visible_to(request.actor).filter(work_order__equipment_id=record.pk)
    return sum_reporting(rows)


def maintenance_of(request: PageRequest, record: Equipment) -> list[dict[str, Any]] | None:
    """Every plan that looks after it, also as one of many places: what is next, and when it was last done."""
    if not request.actor.may(maintenance_plans.permission("view")):
        return None
    targets = PlanTarget.objects.visible_to(request.actor).filter(
        equipment_id=record.pk, is_active=True, plan__archived_at__isnull=True
    )
    rows = Occurrence.objects.visible_to(request.actor).filter(equipment_id=record.pk)
    planned = {row.target_id: row for row in rows.filter(state=OccurrenceState.PLANNED)}
    done = dict(rows.order_by().values_list("target_id").annotate(last=Max("done_on")))
    return [
        {
            "plan": target.plan,
            "url": record_address(request, maintenance_plans, target.plan.number),
            "next": planned.get(target.pk),
            "done": done.get(target.pk),
        }
        for target in targets.select_related("plan").order_by("plan__title", "id")
    ]
