"""Work that was made and not done before it was due again."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.bulk import changing_many
from workorders.models import Occurrence
from workorders.plan_choices import OccurrenceState

BATCH = 500


def record_missed(*, actor: Actor, now: datetime | None = None, limit: int = BATCH) -> int:
    """Say of open work that it is missed, once the window of the next time at the place has opened. Returns how many.

    The work order stays open; when it is done after all, that is done late.
    """
    actor.require("workorders.generate_maintenanceplan")
    # Everywhere on earth this day is over.
    today = (now or timezone.now()).date() - timedelta(days=1)
    later = Occurrence.objects.filter(
        organization_id=OuterRef("organization_id"),
        target_id=OuterRef("target_id"),
        due_on__gt=OuterRef("due_on"),
        opens_on__lte=today,
    )
    overdue = Occurrence.objects.visible_to(actor).filter(state=OccurrenceState.CREATED, grace_ends_on__lt=today)
    keys = list(overdue.filter(Exists(later)).order_by("due_on", "id").values_list("pk", flat=True)[:limit])
    if not keys:
        return 0
    return len(changing_many(Occurrence.objects.filter(pk__in=keys), miss, event="occurrence.missed", actor=actor))


def miss(row: Occurrence) -> None:
    """What was done in the meantime is not missed."""
    if row.state == OccurrenceState.CREATED:
        row.state, row.reason = OccurrenceState.MISSED, _("It was due again before it was done.")
