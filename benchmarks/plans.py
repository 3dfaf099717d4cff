"""Planned work: making the orders of fifty thousand occurrences in sets, as the scheduler does it."""

import time
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from benchmarks.figures import Figure
from benchmarks.stage import Stage
from benchmarks.statements import counted_statements
from benchmarks.writes import copy_in, remove, undone
from core.acting import acting
from core.actor import Actor
from core.bulk import creating_many
from facilities.models import Equipment, Property, Space
from workorders.actions.plans import create_maintenance_plan
from workorders.models import MaintenancePlan, PlanTarget, WorkOrder
from workorders.plans.generation import generate_occurrences
from workorders.plans.next_dates import replan
from workorders.plans.places import places_of

MADE = 50_000
COMPARED = 20_000
PLANNED = ("occurrence", "plantarget", "maintenanceplan")
MODULES = ["occurrence", "plan_target", "maintenance_plan"]


@dataclass
class Generation:
    """Made once, whichever of its figures is asked for."""

    stage: Stage

    @cached_property
    def told(self) -> tuple[float, float]:
        """Orders a second, and statements for each order; what was planned and made is taken out again."""
        actor = self.stage.actor(self.stage.busy)
        try:
            planned = plan_work(actor, min(MADE, self.stage.busy.rows))
            with counted_statements() as statements:
                begun = time.perf_counter()
                made = make_all(actor)
                seconds = time.perf_counter() - begun
        finally:
            take_out(self.stage, actor)
        if made != planned:
            raise RuntimeError(f"{made} orders were made of {planned} occurrences")
        return made / seconds, len(statements) / made


def plan_figures(stage: Stage) -> list[Figure]:
    generation = Generation(stage)
    return [
        Figure("generation", "Planned work made / COPY with triggers, orders a second",
               lambda: generation.told[0] / copying(stage), 0.05, 0.2),
        Figure("generation-queries", "Statements for each planned order", lambda: generation.told[1], 0.3, 0.2,
               at_least=False),
    ]  # fmt: skip


def plan_work(actor: Actor, wanted: int) -> int:
    """Plans for every property, space and piece of equipment, due in two days; how many occurrences they planned."""
    planned = 0
    while planned < wanted:
        with acting(actor):
            spots = spots_of(actor)
            plan = create_maintenance_plan(
                actor=actor,
                title="Look at the extinguishers",
                property=spots[0].property,
                rule="FREQ=WEEKLY",
                starts_on=timezone.now().date() + timedelta(days=2),
            )
            creating_many(targets_of(plan, spots[1 : wanted - planned]), event="plan_target.created", actor=actor)
            places = places_of(plan, actor=actor)
            replan(plan, places, actor=actor)
        planned += len(places)
    return planned


def spots_of(actor: Actor) -> list[PlanTarget]:
    """Every place there is, the properties first."""
    properties = [PlanTarget(property=one) for one in Property.objects.visible_to(actor).order_by("pk")]
    spaces = Space.objects.visible_to(actor).order_by("pk").values_list("property", "pk")
    equipment = Equipment.objects.visible_to(actor).order_by("pk").values_list("property", "pk")
    return [
        *properties,
        *(PlanTarget(property_id=place, space_id=key) for place, key in spaces),
        *(PlanTarget(property_id=place, equipment_id=key) for place, key in equipment),
    ]


def targets_of(plan: MaintenancePlan, spots: list[PlanTarget]) -> list[PlanTarget]:
    for spot in spots:
        spot.plan_id = plan.pk
    return spots


def make_all(actor: Actor) -> int:
    """Set after set, each in its transaction, until nothing is due."""
    made = 0
    while True:
        with acting(actor):
            found = generate_occurrences(actor=actor)
        if not found.taken:
            return made
        made += found.made


def copying(stage: Stage) -> float:
    """Orders a second that the owner copies straight into the table."""
    rows = min(COMPARED, stage.large.rows)
    return rows / undone(stage, rows, copy_in)


def take_out(stage: Stage, actor: Actor) -> None:
    """Leave the tables as they were met."""
    organization = actor.organization_id
    with acting(actor):
        orders = list(WorkOrder.objects.visible_to(actor).filter(plan__isnull=False).values_list("pk", flat=True))
    with stage.owner() as owner:
        owner.execute(
            "delete from core_search where organization_id = %s and module = any(%s)", [organization, MODULES]
        )
        tables = [f"workorders_{name}" for name in PLANNED]
        for table in tables:
            owner.execute(f"alter table {table} disable trigger user")
        owner.execute(f"delete from {tables[0]} where organization_id = %s", [organization])
        remove(stage, orders)
        for table in tables[1:]:
            owner.execute(f"delete from {table} where organization_id = %s", [organization])
        for table in tables:
            owner.execute(f"alter table {table} enable trigger user")
        owner.execute(f"vacuum {', '.join(tables)}")
