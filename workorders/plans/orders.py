"""The work order of an occurrence: everything the plan says of the work goes over to it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.bulk import RowsBroken, creating_many
from core.errors import Problem, RuleBroken
from core.making import made
from workorders.actions.work_orders import settle_work_orders
from workorders.choices import State
from workorders.costs.amounts import round_money
from workorders.costs.pricing import Pricing
from workorders.models import MaintenancePlan, Occurrence, Task, WorkOrder
from workorders.plans.settling import checklist_items

# What an order may do without: a person who left, a vendor that is not to be assigned. The work is made all the same.
OPTIONAL = ("assignee", "team", "vendor", "trade", "category")


def order_of(row: Occurrence, plan: MaintenancePlan, now: datetime) -> WorkOrder:
    """The work order of an occurrence. It is due when the window closes."""
    assert row.due_at is not None, "an order is made on a day"
    due_at = row.due_at + timedelta(days=plan.days_after)
    values = {
        "title": plan.title,
        "description": plan.description,
        "property_id": row.property_id,
        "space_id": row.space_id,
        "equipment_id": row.equipment_id,
        "trade_id": plan.trade_id,
        "category_id": plan.category_id,
        "impact": plan.impact,
        # The matrix knows problems, not plans.
        "priority_override": plan.priority,
        "priority_reason": _("Planned maintenance"),
        "assignee_id": plan.assignee_id,
        "team_id": plan.team_id,
        "vendor_id": plan.vendor_id,
        "plan_id": plan.pk,
        "needs_photo": plan.requires_photos,
        "needs_signature": plan.requires_signature,
        "due_at": due_at,
        "due_given": True,
        "reported_at": min(now, due_at),
    }
    return made(WorkOrder, values)


def set_limit(order: WorkOrder, plan: MaintenancePlan, pricing: Pricing) -> str:
    """Give an order the plan's limit, at the rate of the day; what keeps it from having one is told."""
    if plan.not_to_exceed is None:
        return ""
    currency = plan.currency or pricing.reporting_currency
    try:
        rate, _on = pricing.exchange(currency, timezone.localdate())
    except RuleBroken as refused:
        return words(list(refused.problems))
    order.nte_amount, order.nte_currency = plan.not_to_exceed, currency
    order.nte_reporting = round_money(plan.not_to_exceed * rate, pricing.reporting_currency)
    return ""


def tasks_of(order: WorkOrder, plan: MaintenancePlan) -> list[Task]:
    """The checklist of the plan as tasks of an order."""
    return [Task(work_order_id=order.pk, title=title, position=n) for n, title in enumerate(checklist_items(plan))]


@dataclass(slots=True)
class Told:
    """By occurrence: why no order could be made, and what an order had to do without."""

    refused: dict[UUID, str] = field(default_factory=dict)
    without: dict[UUID, str] = field(default_factory=dict)


def create_orders(orders: dict[UUID, WorkOrder], *, actor: Actor) -> Told:
    """Create the orders. Somebody who cannot have one any more is left out rather than the work."""
    told = Told()
    rows = list(orders.items())
    while rows:
        try:
            creating_many(
                [order for _key, order in rows],
                event="work_order.created",
                actor=actor,
                settle=partial(settle_without_optional, keys=[key for key, _order in rows], told=told),
                answers=False,
            )
        except RowsBroken as broken:
            told.refused |= {rows[place][0]: words(problems) for place, problems in broken.rows.items()}
            rows = [row for place, row in enumerate(rows) if place not in broken.rows]
        else:
            break
    return told


def settle_without_optional(
    rows: list[WorkOrder], *, actor: Actor, keys: list[UUID], told: Told
) -> dict[int, list[Problem]]:
    """The rule of work orders, asked again without what it refused."""
    broken = settle_work_orders(rows, actor=actor)
    for place, problems in broken.items():
        left_out = [problem for problem in problems if problem.field in OPTIONAL]
        for problem in left_out:
            setattr(rows[place], f"{problem.field}_id", None)
        if left_out:
            rows[place].state = State.OPEN
            told.without[keys[place]] = words(left_out)
    return settle_work_orders(rows, actor=actor) if broken else broken


def words(problems: list[Problem]) -> str:
    """Problems as one sentence after the other."""
    return " ".join(f"{problem.field}: {problem.message}" for problem in problems)
