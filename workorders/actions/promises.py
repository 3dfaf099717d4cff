"""What may be done to the clocks of an order by hand: a breach is excused, time is taken out or put back."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.loading import load_rows, save_rows
from core.writing import changing
from workorders.choices import SlaAct
from workorders.models import SlaClock, SlaEntry, WorkOrder
from workorders.promises.keeping import compute_clocks
from workorders.promises.planning import show_states


def excuse_work_order(work_order: WorkOrder, *, actor: Actor, reason: str, version: int | None = None) -> WorkOrder:
    """Excuse every broken promise of an order, and say why. That they were broken stays known."""
    with changing(
        work_order, event="work_order.excused", permission="workorders.excuse_workorder", actor=actor, version=version
    ) as row:
        _want(reason)
        clocks = list(SlaClock.objects.visible_to(actor).filter(work_order=row).order_by("id"))
        broken = [clock for clock in clocks if clock.breached_at and not clock.excused_at]
        if not broken:
            raise RuleBroken("", "nothing-to-excuse", _("No promise of this work order was broken."), status=409)
        now = timezone.now()
        for clock in broken:
            clock.excused_at, clock.excused_by_id, clock.excuse = now, actor.person_id, reason.strip()[:300]
        save_rows(broken, ["excused_at", "excused_by", "excuse"])
        load_rows([_entry(row, actor, SlaAct.EXCUSED, reason, timer=clock.timer) for clock in broken])
        show_states(row, clocks, now)
        row.touched_at = now
    return work_order


def correct_work_order_clocks(
    work_order: WorkOrder,
    *,
    actor: Actor,
    starts_at: datetime,
    ends_at: datetime,
    counts: bool = False,
    reason: str,
    version: int | None = None,
) -> WorkOrder:
    """Take a time of the past out of the clocks, or put it back, and say why. It is a further line in the ledger."""
    with changing(
        work_order,
        event="work_order.clocks_corrected",
        permission="workorders.correct_workorder",
        actor=actor,
        version=version,
    ) as row:
        _want(reason)
        if not row.reported_at <= starts_at < ends_at <= timezone.now():
            raise RuleBroken(
                "ends_at", "order", _("The time lies between the report and now, and ends after it begins.")
            )
        act = SlaAct.COUNTED if counts else SlaAct.NOT_COUNTED
        load_rows([_entry(row, actor, act, reason, starts_at=starts_at, ends_at=ends_at)])
        compute_clocks([row], actor=actor, rematch=False).write()
        row.touched_at = timezone.now()
    return work_order


def _want(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken("reason", "required", _("Say why."))


def _entry(row: WorkOrder, actor: Actor, act: SlaAct, reason: str, **values: Any) -> SlaEntry:
    return SlaEntry(
        organization_id=actor.organization_id,
        work_order_id=row.pk,
        act=act,
        at=timezone.now(),
        reason=reason.strip()[:300],
        by_id=actor.person_id,
        **values,
    )
