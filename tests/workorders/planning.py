"""Plans for tests: short to write, with the days that the tests speak of."""

from datetime import UTC, date, datetime
from typing import Any

from core.acting import acting
from core.actor import Actor
from tests.cast import Cast
from workorders.actions.plans import create_maintenance_plan
from workorders.models import MaintenancePlan, Occurrence, WorkOrder
from workorders.plans.generation import generate_occurrences

# A Monday, six in the morning in Chicago.
MONDAY = datetime(2026, 6, 1, 11, 0, tzinfo=UTC)


def plan_of(cast: Cast, **values: Any) -> MaintenancePlan:
    """A plan of Ana's at the Tower: monthly on the 15th, made a week before, fixed."""
    given = {
        "title": "Look at the extinguishers",
        "property": cast.tower,
        "rule": "FREQ=MONTHLY;BYMONTHDAY=15",
        "starts_on": date(2026, 1, 1),
        **values,
    }
    return create_maintenance_plan(actor=cast.ana, **given)


def scheduler(cast: Cast) -> Actor:
    """Atrium itself, at work for the first organization."""
    return Actor.system(cast.organization.pk, source="job", name="Maintenance plans")


def make(cast: Cast, now: datetime, limit: int = 200) -> int:
    """Run the scheduler at a moment until nothing is left; how many orders were made."""
    made = 0
    system = scheduler(cast)
    with acting(system):
        while (found := generate_occurrences(actor=system, now=now, limit=limit)).taken:
            made += found.made
    return made


def told(plan: MaintenancePlan) -> list[tuple[str, str]]:
    """The occurrences of a plan as (day, state), by day; without a day first."""
    rows = Occurrence.objects.filter(organization_id=plan.organization_id, plan_id=plan.pk)
    ordered = sorted(rows, key=lambda row: (row.due_on or date.min, row.key))
    return [(row.due_on.isoformat() if row.due_on else row.key, row.state) for row in ordered]


def orders_of(plan: MaintenancePlan) -> list[WorkOrder]:
    """The work orders of a plan, by number."""
    return list(WorkOrder.objects.filter(organization_id=plan.organization_id, plan_id=plan.pk).order_by("number"))
