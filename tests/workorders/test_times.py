"""Hours at work orders: in and out, what overlaps, what is negative, and whose they are."""

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.acting import acting
from core.actor import Actor
from core.errors import NotPermitted, NotVisible, RuleBroken
from tests.cast import Cast
from tests.workorders.test_assignment import report
from tests.workorders.test_teams import events, refusal
from workorders.actions.times import (
    check_in_work_order,
    check_out_work_order,
    create_time_entry,
    delete_time_entry,
    update_time_entry,
)
from workorders.choices import State, TimeKind
from workorders.models import TimeEntry, WorkOrder

EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)


def write_down(order: WorkOrder, actor: Actor, start: datetime, end: datetime | None, **more: Any) -> TimeEntry:
    return create_time_entry(actor=actor, work_order=order, started_at=start, ended_at=end, **more)


def test_in_and_out_with_the_times_that_were_real(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, assignee_id=cast.ben.person_id)
    begun, left = ago(3), ago(1.5)
    with acting(cast.ben):
        check_in_work_order(order, actor=cast.ben, at=begun)
        assert order.state == State.IN_PROGRESS
        assert list(order.transitions.values_list("verb", flat=True)) == ["accept", "start"]
        check_out_work_order(order, actor=cast.ben, at=left, note="Valve replaced")
        entry = order.time_entries.get()
        assert (entry.started_at, entry.ended_at, entry.minutes) == (begun, left, 90)
        assert (entry.person_id, entry.note, entry.name) == (cast.ben.person_id, "Valve replaced", "On site, Leak")
        assert events(order)[-2:] == ["work_order.checked_in", "work_order.checked_out"]
        assert events(entry) == ["time_entry.created", "time_entry.updated"]


def test_the_way_there_ends_on_arrival_and_nothing_else_does(cast: Cast) -> None:
    with acting(cast.ana):
        order, other = report(cast), report(cast)
    with acting(cast.ben):
        check_in_work_order(order, actor=cast.ben, kind=TimeKind.TRAVEL, at=ago(2))
        check_in_work_order(order, actor=cast.ben, kind=TimeKind.ON_SITE, at=ago(1))
        assert list(order.time_entries.order_by("started_at").values_list("kind", "minutes")) == [
            (TimeKind.TRAVEL, 60),
            (TimeKind.ON_SITE, None),
        ]
        assert refusal(check_in_work_order, other, actor=cast.ben)[1:] == ("checked-in", 409)
        assert refusal(check_in_work_order, order, actor=cast.ben)[1:] == ("checked-in", 409)
        assert refusal(check_out_work_order, other, actor=cast.ben)[1:] == ("not-checked-in", 409)


def test_who_helps_leaves_anothers_job_as_it_is(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, assignee_id=cast.ana.person_id)
    with acting(cast.ben):
        check_in_work_order(order, actor=cast.ben)
    assert order.state == State.ASSIGNED


def test_hours_are_neither_negative_nor_ahead_nor_endless(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        ask = {"actor": cast.ana, "work_order": order}
        for start, end, field, code in (
            (EIGHT, EIGHT, "ended_at", "order"),
            (EIGHT, EIGHT - HOUR, "ended_at", "order"),
            (EIGHT, EIGHT + 25 * HOUR, "ended_at", "too-long"),
            (timezone.now() + HOUR, None, "started_at", "in-future"),
            (EIGHT, timezone.now() + HOUR, "ended_at", "in-future"),
        ):
            assert refusal(create_time_entry, started_at=start, ended_at=end, **ask) == (field, code, 400)
        assert refusal(check_in_work_order, order, actor=cast.ana, at=timezone.now() + HOUR)[:2] == ("at", "in-future")
        # A clock that is a little ahead means now.
        check_in_work_order(order, actor=cast.ana, at=timezone.now() + timedelta(seconds=30))
        assert order.time_entries.get().started_at <= timezone.now()


def test_nobody_is_at_two_places_at_once(cast: Cast) -> None:
    with acting(cast.ana):
        order, other = report(cast), report(cast)
        write_down(order, cast.ana, EIGHT, EIGHT + HOUR)
        write_down(other, cast.ana, EIGHT + HOUR, EIGHT + 2 * HOUR)
        for start, end in ((EIGHT, EIGHT + HOUR), (EIGHT + HOUR / 2, EIGHT + 3 * HOUR), (EIGHT - HOUR, None)):
            with pytest.raises(RuleBroken) as refused:
                write_down(other, cast.ana, start, end)
            assert (refused.value.code, refused.value.status) == ("overlap", 409)
        assert write_down(order, cast.ana, EIGHT, EIGHT + HOUR, person_id=cast.ben.person_id).minutes == 60


def test_two_check_ins_of_one_person_at_once_are_one(committed_cast: Cast) -> None:
    cast = committed_cast
    with acting(cast.ana):
        orders = [report(cast) for _ in range(4)]
    told: list[object] = []
    barrier = threading.Barrier(len(orders))

    def arrive(order: WorkOrder) -> None:
        barrier.wait()
        try:
            with acting(cast.ben):
                check_in_work_order(order, actor=cast.ben)
            told.append("in")
        except RuleBroken as refused:
            told.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=arrive, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count("in") == 1
    assert set(told) <= {"in", "overlap", "checked-in"}


def test_a_place_is_kept_only_of_who_agrees(cast: Cast) -> None:
    here = {"latitude": Decimal("41.878113"), "longitude": Decimal("-87.629799")}
    with acting(cast.ana):
        order = report(cast)
        assert refusal(check_in_work_order, order, actor=cast.ana, **here)[:2] == ("share_place", "consent")
        check_in_work_order(order, actor=cast.ana, share_place=True, **here)
        assert order.time_entries.get().latitude == here["latitude"]


def test_ones_own_hours_and_those_of_others(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        hers = write_down(order, cast.ana, EIGHT, EIGHT + HOUR)
    with acting(cast.ben):
        his = write_down(order, cast.ben, EIGHT, EIGHT + HOUR)
        update_time_entry(his, actor=cast.ben, ended_at=EIGHT + 2 * HOUR)
        assert (his.minutes, his.version) == (120, 2)
        for act in (
            lambda: write_down(order, cast.ben, EIGHT, EIGHT + HOUR, person_id=cast.ana.person_id),
            lambda: update_time_entry(hers, actor=cast.ben, note="?"),
            lambda: delete_time_entry(hers, actor=cast.ben),
        ):
            with pytest.raises(NotPermitted):
                act()
        delete_time_entry(his, actor=cast.ben)
        assert list(TimeEntry.objects.visible_to(cast.ben)) == [hers]
    with acting(cast.ana):
        foreign = refusal(write_down, order, cast.ana, EIGHT + 9 * HOUR, None, person_id=cast.cleo.person_id)
        assert foreign == ("person", "unknown-reference", 400)


def test_hours_of_what_is_out_of_sight_do_not_exist(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, property=cast.annex)
        entry = write_down(order, cast.ana, EIGHT, EIGHT + HOUR)
    for actor in (cast.ben, cast.vera, cast.cleo):
        with acting(actor):
            assert not TimeEntry.objects.visible_to(actor).exists()
            for act, given in ((check_in_work_order, order), (update_time_entry, entry), (delete_time_entry, entry)):
                with pytest.raises((NotVisible, NotPermitted)):
                    act(given, actor=actor)


def test_closed_work_keeps_its_hours(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        entry = write_down(order, cast.ana, EIGHT, EIGHT + HOUR)
        WorkOrder.objects.filter(pk=order.pk).update(state=State.CLOSED)
        for act in (
            lambda: write_down(order, cast.ana, EIGHT + 2 * HOUR, EIGHT + 3 * HOUR),
            lambda: update_time_entry(entry, actor=cast.ana, note="More"),
            lambda: delete_time_entry(entry, actor=cast.ana),
        ):
            assert refusal(act)[1:] == ("closed", 409)
