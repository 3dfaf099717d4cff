"""What keeps rules from running for ever, and from making the same work twice."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.surfaces import surface_named
from integrations.rules.choices import RunState
from integrations.rules.models import EventRule, RuleRun
from integrations.rules.occasions import Occasion
from workorders.states import OPEN_STATES

# A rule that is set off by a rule that is set off by a rule …
DEEPEST = 5
HOUR = timedelta(hours=1)
# What it means that a record is still open, by module; others are open until they are archived or deleted.
OPEN: dict[str, Q] = {"work_order": Q(state__in=OPEN_STATES), "task": Q(done_at__isnull=True)}


def too_many(rule: EventRule, run: RuleRun) -> bool:
    """Whether the rule has worked on this record as often as it may within an hour."""
    if run.record_id is None:
        return False
    rows = RuleRun.objects.filter(
        organization_id=rule.organization_id,
        rule=rule,
        record_id=run.record_id,
        at__gte=timezone.now() - HOUR,
        state__in=[RunState.DONE, RunState.FAILED],
    )
    return rows.count() >= rule.most_per_hour


def still_open(rule: EventRule, occasion: Occasion) -> str:
    """What the rule made last for this record, or for this source, if that is still open."""
    rows = RuleRun.objects.filter(organization_id=rule.organization_id, rule=rule, state=RunState.DONE)
    rows = rows.filter(record_id=occasion.record_id)
    if occasion.record_id is None and occasion.event is not None:
        rows = rows.filter(event__source=occasion.event.source)
    last = rows.order_by("-id").first()
    for result in last.results if last else ():
        if result["do"] in ("create", "task") and is_open(result):
            return _("%(module)s %(number)s is still open.") % {
                "module": surface_named(result["module"]).label.capitalize(),
                "number": result["number"],
            }
    return ""


def is_open(result: dict[str, Any]) -> bool:
    """Whether the record of a result is still to be done."""
    model: Any = surface_named(result["module"]).model
    rows = model._base_manager.filter(pk=result["id"], deleted_at__isnull=True, archived_at__isnull=True)
    return bool(rows.filter(OPEN.get(result["module"], Q())).exists())
