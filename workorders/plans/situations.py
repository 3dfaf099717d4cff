"""What is known of the places whose planned work is taken up: read for the whole set by few queries."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from facilities.models import Equipment, Property, Space
from workorders.models import Occurrence, WorkOrder
from workorders.plan_choices import DONE, OccurrenceState, OpenPrevious, PlanState
from workorders.plans.closed_days import closed_days_of
from workorders.plans.outcomes import Situation
from workorders.plans.places import place_of
from workorders.recurrence import Window
from workorders.states import OPEN_STATES, is_legal

Spot = tuple[UUID, UUID, UUID | None, UUID | None]
COVERING = (OccurrenceState.PLANNED, OccurrenceState.CREATED, *DONE)
# As far as windows reach.
REACH = timedelta(days=900)
AGAIN = timedelta(days=62)


def situations_of(rows: Sequence[Occurrence]) -> Iterator[Situation]:
    """The situation of each planned occurrence."""
    open_before = open_orders_of(rows)
    greater = greater_windows(rows)
    used = given_keys(rows)
    closed = closed_days_of(rows[0].organization_id, {row.property_id for row in rows})
    for row in rows:
        orders = open_before.get(row.target_id, {})
        yield Situation(
            plan=row.plan,
            place=place_of(row.target, used.get(row.target_id, set()), closed[row.property_id]),
            row=row,
            greater=greater.get((row.plan.parent_id, *spot_of(row)), ()) if row.plan.parent_id else (),
            gone=why_gone(row),
            stands=all(place is None or place.deleted_at is None for place in places_above(row)),
            open_orders=tuple(orders),
            being_done=any(not is_legal("cancel", state) for state in orders.values()),
        )


def why_gone(row: Occurrence) -> str:
    """Why nothing can be done at the place any more."""
    for place in places_above(row):
        if place is not None and place.deleted_at is not None:
            return _("%s was deleted.") % place
        if place is not None and place.archived_at is not None:
            return _("%s is archived.") % place
    return ""


def places_above(row: Occurrence) -> tuple[Equipment | Space | Property | None, ...]:
    """Where it is, from the most exact place up."""
    return (row.equipment, row.space, row.property)


def open_orders_of(rows: Sequence[Occurrence]) -> dict[UUID, dict[UUID, str]]:
    """The orders of earlier occurrences that are still open, with their states, where the plan asks for them."""
    asking = [row.target_id for row in rows if row.plan.open_previous != OpenPrevious.STACK]
    if not asking:
        return {}
    orders = WorkOrder._base_manager.filter(
        organization_id=rows[0].organization_id, state__in=OPEN_STATES, deleted_at__isnull=True
    )
    found: dict[UUID, dict[UUID, str]] = {}
    before = Occurrence._base_manager.filter(
        organization_id=rows[0].organization_id, target_id__in=asking, work_order__in=orders
    )
    for target, order, state in before.values_list("target_id", "work_order_id", "work_order__state"):
        found.setdefault(target, {})[order] = state
    return found


def greater_windows(rows: Sequence[Occurrence]) -> dict[tuple[UUID | None, *Spot], list[Window]]:
    """The windows of the plans that cover others, at each spot."""
    plans = {row.plan.parent_id for row in rows if row.plan.parent_id is not None}
    days = [row.due_on for row in rows if row.due_on is not None]
    if not plans or not days:
        return {}
    found: dict[tuple[UUID | None, *Spot], list[Window]] = {}
    covering = Occurrence._base_manager.filter(
        organization_id=rows[0].organization_id,
        plan_id__in=plans,
        plan__state=PlanState.ACTIVE,
        plan__deleted_at__isnull=True,
        plan__archived_at__isnull=True,
        state__in=COVERING,
        due_on__range=(min(days) - REACH, max(days) + REACH),
    )
    for one in covering:
        assert one.due_on and one.opens_on and one.closes_on and one.grace_ends_on, "its days are set together"
        window = Window(one.due_on, one.opens_on, one.closes_on, one.grace_ends_on)
        found.setdefault((one.plan_id, *spot_of(one)), []).append(window)
    return found


def spot_of(row: Occurrence) -> Spot:
    """Where it is, exactly: greater work covers lesser at the same thing alone."""
    return (row.organization_id, row.property_id, row.space_id, row.equipment_id)


def given_keys(rows: Sequence[Occurrence]) -> dict[UUID, set[str]]:
    """The keys that the places have given already."""
    targets = [row.target_id for row in rows]
    found: dict[UUID, set[str]] = {}
    given = Occurrence._base_manager.filter(organization_id=rows[0].organization_id, target_id__in=targets)
    given = given.exclude(state=OccurrenceState.PLANNED)
    # What lies behind the planned days cannot come again, as far as closed days move them.
    since = min((row.due_on for row in rows if row.due_on), default=None)
    given = given.exclude(due_on__lt=since - AGAIN) if since else given
    for target, key in given.values_list("target_id", "key"):
        found.setdefault(target, set()).add(key)
    return found
