"""Another priority than impact and urgency give. Priority drives the clocks, so it wants a reason."""

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import changing
from workorders.choices import Impact, Urgency
from workorders.models import WorkOrder
from workorders.priorities import priority_of
from workorders.promises.keeping import compute_clocks
from workorders.states import OPEN_STATES


def prioritize_work_order(
    work_order: WorkOrder, *, actor: Actor, reason: str, priority: str = "", version: int | None = None
) -> WorkOrder:
    """Set the priority by hand, and say why; without one it follows from impact and urgency again."""
    with changing(
        work_order,
        event="work_order.prioritized",
        permission="workorders.prioritize_workorder",
        actor=actor,
        version=version,
    ) as row:
        if row.state not in OPEN_STATES:
            raise RuleBroken("state", "invalid-transition", _("This work order is no longer to be done."), status=409)
        if not reason.strip():
            raise RuleBroken("reason", "required", _("Say why."))
        row.priority_override, row.priority_reason = priority, reason.strip()[:300]
        row.priority = priority or priority_of(Impact(row.impact), Urgency(row.urgency))
        compute_clocks([row], actor=actor).write()
    return work_order
