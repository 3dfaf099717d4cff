"""What a plan must say to be a plan, and what follows from what it says. Asked before every write of one."""

from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.rules import check_values, unknown_reference
from facilities.models import Property
from vendors.assigning import CONFLICTS, unassignable
from workorders.members import members_of
from workorders.models import MaintenancePlan, Meter
from workorders.placing import settle_places
from workorders.plan_choices import Mode, OpenPrevious
from workorders.plans.closed_days import closed_days_of
from workorders.plans.schedules import FIRST_YEAR, LAST_YEAR, exceptions_of, schedule_of
from workorders.recurrence import Schedule, check_schedule, preview

MOST_ITEMS, LONGEST_ITEM = 100, 200


def settle_plan(plan: MaintenancePlan, *, actor: Actor) -> None:
    """Derive place, defaults and order of what is listed, and refuse what could make no work."""
    plain = [field for field in plan._meta.concrete_fields if not field.is_relation]
    if problems := check_values(plan, plain):
        raise RuleBroken(problems=problems)
    if broken := settle_places([plan], actor):
        raise RuleBroken(problems=broken[0])
    plan.open_previous = plan.open_previous or (OpenPrevious.SKIP if plan.is_floating else OpenPrevious.STACK)
    plan.exceptions = ", ".join(day.isoformat() for day in exceptions_of(plan))
    plan.checklist = "\n".join(checklist_items(plan))
    _check_people(plan, actor)
    _check_money(plan)
    _check_meter(plan, actor)
    _check_above(plan, actor)
    if plan.by_dates:
        check_dates(plan, actor=actor)
    else:
        plan.rule = ""


def check_dates(plan: MaintenancePlan, *, actor: Actor) -> None:
    """Refuse a rule by which nothing is due, or which is no rule."""
    for name in ("starts_on", "ends_on"):
        day = getattr(plan, name)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            words = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise RuleBroken(name, "range", _("Give a day from %(first)d to %(last)d.") % words)
    if not plan.rule.strip():
        raise RuleBroken("rule", "required", _("Say by which rule it is due."))
    plan.rule = plan.rule.strip().upper().removeprefix("RRULE:")
    zone = zone_of_plan(plan, actor)
    is_closed = closed_days_of(actor.organization_id, [plan.property_id])[plan.property_id]
    schedule = schedule_of(plan, zone, is_closed=is_closed)
    check_schedule(schedule, floating=plan.mode == Mode.FLOATING)
    _check_lead(plan, schedule)


def _check_lead(plan: MaintenancePlan, schedule: Schedule) -> None:
    """Work that is made before the one before is due would always find that one open."""
    if plan.is_floating or plan.open_previous == OpenPrevious.STACK:
        return
    days = [due.day for due in preview(schedule, first=plan.starts_on)]
    if any((later - earlier).days <= plan.lead_days for earlier, later in pairwise(days)):
        message = _("Made so early, the work order before it would always be open still. Choose to make it as well.")
        raise RuleBroken("lead_days", "too-early", message)


def zone_of_plan(plan: MaintenancePlan, actor: Actor) -> str:
    """The time zone of the plan's property."""
    zones = Property.objects.visible_to(actor).filter(pk=plan.property_id).values_list("time_zone", flat=True)
    zone = zones.first()
    if zone is None:
        raise RuleBroken(problems=[unknown_reference("property")])
    return zone


def checklist_items(plan: MaintenancePlan) -> list[str]:
    """The items of the checklist, one a line."""
    items = [line.strip() for line in plan.checklist.splitlines() if line.strip()]
    if len(items) > MOST_ITEMS or any(len(item) > LONGEST_ITEM for item in items):
        words = {"items": MOST_ITEMS, "signs": LONGEST_ITEM}
        raise RuleBroken("checklist", "too-long", _("At most %(items)d items of %(signs)d signs.") % words)
    return items


def _check_people(plan: MaintenancePlan, actor: Actor) -> None:
    if plan.assignee_id is not None and not members_of({plan.assignee_id}, actor):
        raise RuleBroken(problems=[unknown_reference("assignee")])
    if plan.vendor_id is None:
        return
    if plan.team_id is not None:
        raise RuleBroken("vendor", "team-or-vendor", _("Either a team or a vendor has it, not both."))
    place = (plan.vendor_id, plan.property_id)
    if problem := unassignable({place}, actor=actor).get(place):
        raise RuleBroken(problems=[problem], status=409 if problem.code in CONFLICTS else 400)


def _check_money(plan: MaintenancePlan) -> None:
    """A limit without a currency is in that of the portfolio."""
    if plan.not_to_exceed is not None and not plan.currency:
        found = Property._base_manager.filter(pk=plan.property_id).values_list("portfolio__currency", flat=True)
        plan.currency = found.first() or ""


def _check_meter(plan: MaintenancePlan, actor: Actor) -> None:
    if not plan.by_meter:
        return
    if plan.meter_every is None or Decimal(plan.meter_every) <= 0:
        raise RuleBroken("meter_every", "required", _("Say after how many units it is due."))
    if plan.meter_tolerance is not None and Decimal(plan.meter_tolerance) >= Decimal(plan.meter_every):
        raise RuleBroken("meter_tolerance", "range", _("The units before are fewer than those between."))
    if plan.meter_id is None:
        raise RuleBroken("meter", "required", _("Say which meter counts."))
    check_meter_place(plan.meter_id, plan.property_id, actor)


def check_meter_place(meter: UUID, property: UUID, actor: Actor) -> None:
    """The meter is one of the property."""
    found = Meter.objects.visible_to(actor).filter(pk=meter).values_list("property_id", flat=True).first()
    if found is None:
        raise RuleBroken(problems=[unknown_reference("meter")])
    if found != property:
        raise RuleBroken("meter", "other-property", _("This meter is at another property."))


def _check_above(plan: MaintenancePlan, actor: Actor) -> None:
    """The plans above it make no circle."""
    above = plan.parent_id
    for _step in range(20):
        if above is None:
            return
        if above == plan.pk:
            raise RuleBroken("parent", "loop", _("This plan is covered by the one that it would cover."))
        row = MaintenancePlan.objects.visible_to(actor).filter(pk=above).values_list("parent_id", flat=True).first()
        above = row
    raise RuleBroken("parent", "loop", _("Plans cover each other over twenty steps at most."))
