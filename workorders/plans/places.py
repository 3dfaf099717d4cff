"""The places of a plan, with what is needed to count on at each: few queries, however many places."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from core.actor import Actor
from core.querysets import OwnedQuerySet
from workorders.models import MaintenancePlan, PlanTarget
from workorders.plans.closed_days import ClosedDays, closed_days_of
from workorders.plans.next_dates import Place, used_keys

# As far behind today as closed days may have moved what was due.
BACK = 62
# A place that was deleted has no next date until it comes back and the plan is saved or resumed.
STANDING = (
    Q(property__deleted_at__isnull=True)
    & (Q(space__isnull=True) | Q(space__deleted_at__isnull=True))
    & (Q(equipment__isnull=True) | Q(equipment__deleted_at__isnull=True))
)


def places_of(plan: MaintenancePlan, *, actor: Actor, only: Iterable[UUID] | None = None) -> list[Place]:
    """The places of a plan that still stand, or those of them that are named."""
    rows: OwnedQuerySet = PlanTarget.objects.filter(
        STANDING, organization_id=actor.organization_id, plan_id=plan.pk, is_active=True
    )
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    targets = list(rows.select_related("property", "meter").order_by("pk"))
    since = timezone.now().date() - timedelta(days=plan.days_after + plan.grace_days + BACK)
    used = used_keys(plan, [target.pk for target in targets], since)
    closed = closed_days_of(plan.organization_id, {target.property_id for target in targets})
    return [place_of(target, used.get(target.pk, set()), closed[target.property_id]) for target in targets]


def place_of(target: PlanTarget, used: set[str], is_closed: ClosedDays) -> Place:
    """One place. A meter that was never read stands at zero."""
    total = target.meter.last_total if target.meter is not None else None
    return Place(target, target.property.time_zone, is_closed, total=total, used=used)
