"""Hours at work orders: checking in and out, and writing down what was forgotten."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.rules import unknown_reference
from core.writing import assign, changing, creating, deleting, lock, touch
from workorders.actions.assignment import accept_work_order
from workorders.actions.life_cycle import start_work_order
from workorders.choices import State, TimeKind
from workorders.members import members_of
from workorders.models import TimeEntry, WorkOrder
from workorders.states import is_legal

# A telephone's clock may be a little ahead of ours; what it says then is taken for now.
CLOCK_SKEW = timedelta(minutes=2)
LONGEST = timedelta(hours=24)


@transaction.atomic
def check_in_work_order(
    work_order: WorkOrder,
    *,
    actor: Actor,
    kind: str = TimeKind.ON_SITE,
    at: datetime | None = None,
    share_place: bool = False,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    version: int | None = None,
) -> WorkOrder:
    """Say that one is on the way to the work, or at it. It is started where it may be; the place is kept if one agrees.

    Whoever is on the way already arrives: the way ends and the time at the place begins.
    """
    actor.require("workorders.check_in_workorder")
    order = lock(work_order, actor=actor)
    _refuse_place_without_consent(share_place, latitude, longitude)
    moment = passed(at, "at")
    open_entry = _open_entry(actor)
    if open_entry is not None:
        _arrive(open_entry, order, kind, moment, actor)
    begin_work(work_order, order, actor, at=moment, version=version)
    place = {"latitude": latitude, "longitude": longitude} if share_place else {}
    entry = TimeEntry(work_order=order, person_id=actor.person_id, kind=kind, started_at=moment, **place)  # type: ignore[misc]  # refused where an actor is no person
    _create(entry, order, actor=actor)
    _moved(work_order, "checked_in", actor)
    return work_order


@transaction.atomic
def check_out_work_order(
    work_order: WorkOrder, *, actor: Actor, at: datetime | None = None, note: str = "", version: int | None = None
) -> WorkOrder:
    """Say that one leaves the work. What one does next, completing it or putting it on hold, is said apart."""
    actor.require("workorders.check_out_workorder")
    lock(work_order, actor=actor)
    entry = _open_entry(actor)
    if entry is None or entry.work_order_id != work_order.pk:
        raise RuleBroken("", "not-checked-in", _("You are not checked in here."), status=409)
    with changing(entry, event="time_entry.updated", actor=actor) as row:
        row.ended_at, row.note = passed(at, "at"), note or row.note
        _settle(row)
    _moved(work_order, "checked_out", actor)
    return work_order


@transaction.atomic
def create_time_entry(*, actor: Actor, work_order: WorkOrder | None = None, **values: Any) -> TimeEntry:
    """Write down hours. One's own; those of others with the right to. Not ahead of time, and not of closed work."""
    actor.require("workorders.add_timeentry")
    if work_order is None:
        raise RuleBroken("work_order", "required", _("This is required."))
    order = lock(work_order, actor=actor)
    entry = TimeEntry(work_order=order, **values)
    entry.person_id = entry.person_id or actor.person_id  # type: ignore[assignment]  # refused where an actor is no person
    _create(entry, order, actor=actor)
    _moved(work_order, "time_added", actor)
    return entry


@transaction.atomic
def update_time_entry(entry: TimeEntry, *, actor: Actor, version: int | None = None, **values: Any) -> TimeEntry:
    """Correct hours. One's own; those of others with the right to."""
    order = lock(TimeEntry.objects.select_related("work_order").get_visible(actor, pk=entry.pk).work_order, actor=actor)
    with changing(
        entry, event="time_entry.updated", permission="workorders.change_timeentry", actor=actor, version=version
    ) as row:
        _refuse_others(row, actor)
        assign(row, values)
        row.person_id = row.person_id or actor.person_id  # type: ignore[assignment]  # refused where an actor is no person
        if row.work_order_id != order.pk:
            order = lock(row.work_order, actor=actor)
        _check(row, order, actor)
    _moved(order, "time_changed", actor)
    return entry


@transaction.atomic
def delete_time_entry(entry: TimeEntry, *, actor: Actor, version: int | None = None) -> None:
    """Strike hours that were written down by mistake. They can be had back for ninety days."""
    order = lock(TimeEntry.objects.select_related("work_order").get_visible(actor, pk=entry.pk).work_order, actor=actor)
    with deleting(
        entry, event="time_entry.deleted", permission="workorders.delete_timeentry", actor=actor, version=version
    ) as row:
        _refuse_others(row, actor)
        _refuse_closed(order)
    _moved(order, "time_removed", actor)


def passed(at: datetime | None, field: str) -> datetime:
    """A moment that lies behind us; nothing means now."""
    now = timezone.now()
    if at is not None and at > now + CLOCK_SKEW:
        raise RuleBroken(field, "in-future", _("This lies in the future."))
    return min(at or now, now)


def open_entry_of(person_id: UUID | None, actor: Actor) -> TimeEntry | None:
    """Where a person is checked in now."""
    rows = TimeEntry.objects.visible_to(actor).filter(Q(person_id=person_id), ended_at__isnull=True)
    return rows.select_related("work_order__property").first()


def _open_entry(actor: Actor) -> TimeEntry | None:
    """The actor's own, wherever it is: who moved out of its scope since can still leave."""
    rows = TimeEntry.objects.filter(organization_id=actor.organization_id, deleted_at__isnull=True)
    return rows.filter(Q(person_id=actor.person_id), ended_at__isnull=True).select_related("work_order").first()


def begin_work(
    work_order: WorkOrder, order: WorkOrder, actor: Actor, *, at: datetime, version: int | None = None
) -> None:
    """Bring the work on as far as it may be: one's own job is accepted first. Who only helps leaves it as it is."""
    if order.state == State.ASSIGNED and order.assignee_id in (None, actor.person_id):
        accept_work_order(work_order, actor=actor, at=at, version=version)
        order.refresh_from_db(fields=["state", "assignee"])
        version = None
    if is_legal("start", order.state):
        start_work_order(work_order, actor=actor, at=at, version=version)


def _arrive(entry: TimeEntry, order: WorkOrder, kind: str, moment: datetime, actor: Actor) -> None:
    """End the way to this very order; anything else must be left first."""
    if entry.work_order_id != order.pk or entry.kind == kind:
        where = _("You are checked in at WO-%d. Check out there first.") % entry.work_order.number
        raise RuleBroken("", "checked-in", where, status=409, extra={"work_order": str(entry.work_order_id)})
    with changing(entry, event="time_entry.updated", actor=actor) as row:
        row.ended_at = moment
        _settle(row)


def _create(entry: TimeEntry, order: WorkOrder, *, actor: Actor) -> None:
    with creating(entry, event="time_entry.created", actor=actor) as row:
        _check(row, order, actor)


def _check(entry: TimeEntry, order: WorkOrder, actor: Actor) -> None:
    """What holds of hours whichever way they are written down."""
    _refuse_others(entry, actor)
    _refuse_closed(order)
    if not members_of({entry.person_id}, actor):
        raise RuleBroken(problems=[unknown_reference("person")])
    for field in ("started_at", "ended_at"):
        if (moment := getattr(entry, field)) is not None:
            setattr(entry, field, passed(moment, field))
    entry.name = f"{TimeKind(entry.kind).label}, {order.title}"[:240] if entry.kind in TimeKind.values else ""
    _settle(entry)


def _settle(entry: TimeEntry) -> None:
    """How long it was: not less than nothing, and not more than a day."""
    entry.minutes = None
    if entry.ended_at is None or entry.started_at is None:
        return
    length = entry.ended_at - entry.started_at
    if length <= timedelta():
        raise RuleBroken("ended_at", "order", _("It ends after it begins."))
    if length > LONGEST:
        raise RuleBroken("ended_at", "too-long", _("Nobody works for more than a day: say when it ended."))
    entry.minutes = round(length.total_seconds() / 60)


def _refuse_others(entry: TimeEntry, actor: Actor) -> None:
    if entry.person_id != actor.person_id:
        actor.require("workorders.for_others_timeentry")


def _refuse_closed(order: WorkOrder) -> None:
    if order.state == State.CLOSED:
        raise RuleBroken("work_order", "closed", _("The work order is closed; its hours stay as they are."), status=409)


def _refuse_place_without_consent(agreed: bool, latitude: Decimal | None, longitude: Decimal | None) -> None:
    if not agreed and not (latitude is None and longitude is None):
        raise RuleBroken("share_place", "consent", _("Where somebody is is kept only if they agree."))


def _moved(order: WorkOrder, event: str, actor: Actor) -> None:
    touch(order, event=f"work_order.{event}", actor=actor)
    order.refresh_from_db(fields=["version", "updated_at", "updated_by", "touched_at"])
