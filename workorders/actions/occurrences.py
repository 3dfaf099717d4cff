"""What may be done to one time that planned work is due."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import changing
from workorders.models import MaintenancePlan, Occurrence
from workorders.plan_choices import OccurrenceState
from workorders.plans.following import count_anew
from workorders.plans.next_dates import replan
from workorders.plans.places import places_of


@transaction.atomic
def skip_occurrence(occurrence: Occurrence, *, actor: Actor, reason: str, version: int | None = None) -> Occurrence:
    """Leave out one time that is planned, and say why. The next one is planned at once."""
    with changing(
        occurrence,
        event="occurrence.skipped",
        permission="workorders.skip_occurrence",
        actor=actor,
        version=version,
    ) as row:
        if row.state != OccurrenceState.PLANNED:
            raise RuleBroken("state", "invalid-transition", _("Only what is planned can be skipped."), status=409)
        if not reason.strip():
            raise RuleBroken("reason", "required", _("Say why it is skipped."))
        row.state, row.reason, row.create_at = OccurrenceState.SKIPPED, reason.strip()[:300], None
    system = Actor.system(actor.organization_id, source=actor.source, name=actor.name)
    plan = MaintenancePlan.objects.get_visible(system, pk=occurrence.plan_id)
    if plan.is_floating:
        count_anew(occurrence, actor=system)
    else:
        replan(plan, places_of(plan, actor=system, only=[occurrence.target_id]), actor=system)
    return occurrence
