"""Marking promises that are at risk or broken, in sets: each is noted once, in the ledger and as an event."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from core.acting import acting, set_event
from core.actor import Actor
from core.loading import load_rows, save_rows
from workorders.choices import ClockState, SlaAct
from workorders.models import SlaClock, SlaEntry, WorkOrder
from workorders.promises.escalating import plan_steps
from workorders.promises.planning import STATES, show_states

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What is noted of a running clock: in which column, by which other column's time, and under which event."""

    act: SlaAct
    noted: str
    by: str
    event: str


# What was broken while nobody looked is not warned of any more.
MARKS = (
    Mark(SlaAct.BREACHED, "breached_at", "due_at", "work_order.sla_breached"),
    Mark(SlaAct.AT_RISK, "warned_at", "at_risk_at", "work_order.sla_at_risk"),
)


def mark_promises(organization_id: UUID, now: datetime | None = None, batch: int = BATCH) -> int:
    """Note every running clock that is at risk or broken by now; how many orders that concerns."""
    system, now, total = Actor.system(organization_id, name="Calendars and promises"), now or timezone.now(), 0
    for mark in MARKS:
        found = batch
        while found == batch:
            with acting(system):
                found = _mark_some(system, mark, now, batch)
            total += found
    return total


def _mark_some(actor: Actor, mark: Mark, now: datetime, batch: int) -> int:
    """A batch of orders. They are locked before their clocks are read: what was just stopped is not marked."""
    waiting = SlaClock.objects.visible_to(actor).filter(
        state=ClockState.RUNNING,
        work_order__deleted_at__isnull=True,
        **{f"{mark.noted}__isnull": True, f"{mark.by}__lt": now},
    )
    keys = list(waiting.order_by("work_order").distinct().values_list("work_order", flat=True)[:batch])
    rows = WorkOrder.objects.visible_to(actor).filter(pk__in=keys).order_by("pk")
    orders = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}
    clocks: dict[UUID, list[SlaClock]] = {key: [] for key in orders}
    for clock in SlaClock.objects.visible_to(actor).filter(work_order__in=orders).order_by("id"):
        clocks[clock.work_order_id].append(clock)
    marked = [clock for group in clocks.values() for clock in group if _is_due(clock, mark, now)]
    if marked:
        plan_steps(_note(marked, mark, now), orders, actor)
        _show([orders[key] for key in dict.fromkeys(clock.work_order_id for clock in marked)], clocks, mark, now)
    return len(keys)


def _is_due(clock: SlaClock, mark: Mark, now: datetime) -> bool:
    by = getattr(clock, mark.by)
    return clock.state == ClockState.RUNNING and getattr(clock, mark.noted) is None and by < now


def _note(clocks: list[SlaClock], mark: Mark, now: datetime) -> list[SlaEntry]:
    """A breach happened when the clock was due, however late it is noticed."""
    entries = []
    for clock in clocks:
        at = clock.due_at if mark.act is SlaAct.BREACHED else now
        setattr(clock, mark.noted, at)
        clock.warned_at = clock.warned_at or now
        entries.append(
            SlaEntry(
                organization_id=clock.organization_id,
                work_order_id=clock.work_order_id,
                timer=clock.timer,
                act=mark.act,
                at=at,
                due_after=clock.due_at,
            )
        )
    save_rows(clocks, ["warned_at", "breached_at"])
    load_rows(entries)
    return entries


def _show(orders: list[WorkOrder], clocks: dict[UUID, list[SlaClock]], mark: Mark, now: datetime) -> None:
    """The event is the order's own. It is written even where another of its promises was broken before."""
    for order in orders:
        show_states(order, clocks[order.pk], now)
        order.touched_at = now
    set_event(mark.event)
    save_rows(orders, [*STATES, "touched_at"])
    set_event("")
