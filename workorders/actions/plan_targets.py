"""The places of a plan: one by its own columns, more by rows of their own."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import changing, creating, lock, touch
from facilities.models import Equipment, Property, Space
from workorders.models import MaintenancePlan, Occurrence, PlanTarget
from workorders.placing import settle_places
from workorders.plan_choices import OccurrenceState
from workorders.plans.next_dates import replan, withdraw
from workorders.plans.places import places_of
from workorders.plans.settling import check_meter_place

PLACE = ("property", "space", "equipment")
Spot = tuple[UUID, UUID | None, UUID | None]
Own = tuple[UUID, UUID | None, UUID | None, UUID | None]


@transaction.atomic
def add_target(plan: MaintenancePlan, *, actor: Actor, **place: Any) -> PlanTarget:
    """Let a plan look after one more place or piece of equipment; its work is made there as well."""
    actor.require("workorders.add_target_maintenanceplan")
    refuse_beyond_scope(lock(plan, actor=actor), actor)
    target = put_target(plan, actor=actor, **place)
    touch(plan, event="maintenance_plan.target_added", actor=actor)
    plan.refresh_from_db(fields=["version", "updated_at", "updated_by", "touched_at"])
    replan(plan, places_of(plan, actor=actor, only=[target.pk]), actor=actor)
    return target


@transaction.atomic
def drop_target(
    plan: MaintenancePlan,
    *,
    actor: Actor,
    property: Property | UUID | None = None,
    space: Space | UUID | None = None,
    equipment: Equipment | UUID | None = None,
) -> MaintenancePlan:
    """Let a plan look after a place no more. Work orders that were made stay; the plan's own place is changed there."""
    actor.require("workorders.drop_target_maintenanceplan")
    refuse_beyond_scope(lock(plan, actor=actor), actor)
    wanted = PlanTarget(plan=plan, space_id=key(space), equipment_id=key(equipment))
    if (named := key(property)) is not None:
        wanted.property_id = named
    if broken := settle_places([wanted], actor):
        raise RuleBroken(problems=broken[0])
    row = find_target(plan, spot(wanted))
    if row is None:
        raise RuleBroken("property", "unknown-reference", _("The plan does not look after this place."))
    if spot(row) == spot(plan):
        raise RuleBroken("property", "in-use", _("This is the plan's own place: change it in the plan."), status=409)
    retire(row, actor=actor)
    touch(plan, event="maintenance_plan.target_dropped", actor=actor)
    plan.refresh_from_db(fields=["version", "updated_at", "updated_by", "touched_at"])
    return plan


def put_target(plan: MaintenancePlan, *, actor: Actor, **place: Any) -> PlanTarget:
    """Make a row of a place, or take up again the one that was dropped. Without any it is the plan's own place."""
    if not place:
        place = {f"{name}_id": getattr(plan, f"{name}_id") for name in (*PLACE, "meter")}
    wanted = PlanTarget(plan=plan, **place)
    if broken := settle_places([wanted], actor):
        raise RuleBroken(problems=broken[0])
    if plan.by_meter:
        _check_meter(wanted, actor)
    row = find_target(plan, spot(wanted), active=False)
    if row is None:
        with creating(wanted, event="maintenance_plan.target_added", actor=actor):
            pass
        return wanted
    if row.is_active:
        raise RuleBroken("property", "unique", _("The plan looks after this place already."), status=409)
    with changing(row, event="maintenance_plan.target_added", actor=actor) as again:
        again.is_active, again.meter_id = True, wanted.meter_id
        again.meter_base = None
    return row


def follow_place(plan: MaintenancePlan, before: Own, *, actor: Actor) -> None:
    """The plan's own place is its first row: when the plan moves, the row before is retired and another made."""
    now = (*spot(plan), plan.meter_id)
    if now == before:
        return
    row = find_target(plan, before[:3])
    if row is not None and now[:3] == before[:3]:
        with changing(row, event="maintenance_plan.target_added", actor=actor) as same:
            same.meter_id, same.meter_base = plan.meter_id, None
        return
    if row is not None:
        retire(row, actor=actor)
    if find_target(plan, spot(plan)) is None:
        put_target(plan, actor=actor)


def retire(target: PlanTarget, *, actor: Actor) -> None:
    """Plan nothing more at a place. What was made there stays."""
    waiting = Occurrence.objects.filter(organization_id=actor.organization_id, target_id=target.pk)
    withdraw(waiting.filter(state=OccurrenceState.PLANNED), actor=actor)
    with changing(target, event="maintenance_plan.target_dropped", actor=actor) as row:
        row.is_active = False


def find_target(plan: MaintenancePlan, where: Spot, *, active: bool = True) -> PlanTarget | None:
    """The row of a place."""
    names = dict(zip((f"{name}_id" for name in PLACE), where, strict=True))
    rows = PlanTarget.objects.filter(organization_id=plan.organization_id, plan_id=plan.pk, **names)
    return (rows.filter(is_active=True) if active else rows).first()


def spot(row: MaintenancePlan | PlanTarget) -> Spot:
    """Property, space and equipment of a plan or a row."""
    return (row.property_id, row.space_id, row.equipment_id)


def _check_meter(target: PlanTarget, actor: Actor) -> None:
    if target.meter_id is None:
        raise RuleBroken("meter", "required", _("Say which meter counts."))
    check_meter_place(target.meter_id, target.property_id, actor)


def key(given: Any) -> UUID | None:
    """The id of a record that is named by itself or by its id."""
    return getattr(given, "pk", given)


def refuse_beyond_scope(plan: MaintenancePlan, actor: Actor) -> None:
    """A plan that also looks after places one does not work in is changed by somebody who works in all of them."""
    if actor.is_system or actor.scope.everything:
        return
    places = PlanTarget.objects.filter(organization_id=actor.organization_id, plan_id=plan.pk)
    seen = PlanTarget.objects.visible_to(actor).filter(plan_id=plan.pk)
    if places.count() != seen.count():
        message = _("This plan also looks after places that you do not work in.")
        raise RuleBroken("", "out-of-scope", message, status=409)
