"""The clocks of a work order through its life: started, paused, met, late, and kept when the promise changes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine

from core.acting import acting
from core.changes import Change
from core.errors import NotPermitted, NotVisible, RuleBroken
from facilities.actions.leases import Covered, create_lease
from tests.cast import Cast
from tests.workorders.promises import FRIDAY, at, clock, hold_over_a_weekend, ledger, promise, reason, report, start
from workorders.actions import life_cycle, work_orders
from workorders.actions.assignment import accept_work_order, assign_work_order
from workorders.actions.calendars import update_calendar
from workorders.actions.holds import hold_work_order, resume_work_order
from workorders.actions.promises import correct_work_order_clocks, excuse_work_order
from workorders.actions.sla_policies import create_sla_policy, update_sla_policy
from workorders.choices import Impact, Urgency
from workorders.models import Recomputation, SlaClock, SlaEntry, WorkOrder
from workorders.promises.explaining import tell_clocks, words_of
from workorders.promises.horizon import extend_calendars
from workorders.promises.marking import mark_promises
from workorders.promises.recomputing import run_recomputation


def test_an_order_is_due_by_opening_hours(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        promise(cast)
        order = report(cast)
        assert order.due_at == clock(order).due_at == at("2026-08-31 16:00")
        assert (order.sla_state, clock(order).state, clock(order, "response").due_at) == (
            "on_track", "running", at("2026-08-28 13:00"),
        )  # fmt: skip
        assert clock(order).at_risk_at == at("2026-08-31 12:00")
        assert ledger(order) == ["started"]


def states(order: WorkOrder) -> tuple[str, str, str]:
    order.refresh_from_db()
    return order.response_state, order.resolution_state, order.vendor_state


def test_an_order_shows_each_of_its_promises(cast: Cast) -> None:
    """One that was kept stays kept whatever becomes of the others."""
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        order = report(cast)
        assert states(order) == ("on_track", "on_track", "")
        start(order, cast)
        assert states(order) == ("met", "on_track", "")
        hold_work_order(order, hold_reason=reason(cast), actor=cast.ana)
        assert states(order) == ("met", "paused", "")
        resume_work_order(order, actor=cast.ana)
        now.move_to(at("2026-09-02 09:00"))
        mark_promises(cast.organization.pk)
        assert states(order) == ("met", "breached", "")
        excuse_work_order(order, actor=cast.ana, reason="Strike")
        life_cycle.complete_work_order(order, actor=cast.ana)
        assert states(order) == ("met", "excused", "") and order.sla_state == "excused"


def test_an_emergency_counts_every_hour(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        promise(cast)
        order = report(cast, impact=Impact.LIFE_SAFETY, urgency=Urgency.NOW)
        assert order.due_at == at("2026-08-29 09:00")


def test_without_a_promise_there_is_no_clock(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        assert (order.due_at, order.sla_state, order.sla_version_id) == (None, "", None)


def test_a_hold_over_a_weekend_moves_the_deadline_by_the_opening_time_it_took(cast: Cast) -> None:
    """Behaviour 10: the new due time equals the old one and the held business time, to the minute."""
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        order = report(cast)
        start(order, cast)
        now.move_to(at("2026-08-28 15:20"))
        hold_work_order(order, hold_reason=reason(cast), actor=cast.ana)
        assert (order.sla_state, clock(order).state, order.due_at) == ("paused", "paused", at("2026-08-31 16:00"))
        now.move_to(at("2026-08-31 10:05"))
        resume_work_order(order, actor=cast.ana)
        # Held for 1 h 40 min on Friday and 2 h 5 min on Monday.
        assert order.due_at == clock(order).due_at == at("2026-09-01 10:45")
        assert (order.sla_state, ledger(order)) == ("on_track", ["started", "moved"])


def test_a_hold_that_does_not_pause_moves_nothing(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        order = report(cast)
        hold_work_order(order, hold_reason=reason(cast, pauses=False), actor=cast.ana)
        now.move_to(at("2026-08-28 16:00"))
        resume_work_order(order, actor=cast.ana)
        assert order.due_at == at("2026-08-31 16:00")


def test_the_answer_is_given_once_and_a_reassignment_resets_nothing(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        order = report(cast)
        assign_work_order(order, assignee=cast.ben.person_id, actor=cast.ana)
        now.move_to(at("2026-08-28 10:00"))
        accept_work_order(order, actor=cast.ana)
        assert (clock(order, "response").state, clock(order, "response").met_at) == ("stopped", at("2026-08-28 10:00"))
        now.move_to(at("2026-08-28 16:00"))
        assign_work_order(order, assignee=cast.ana.person_id, actor=cast.ana)
        assert clock(order, "response").met_at == at("2026-08-28 10:00")
        assert (clock(order).started_at, order.due_at) == (at(FRIDAY), at("2026-08-31 16:00"))


def test_the_answer_may_be_the_arrival(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast, response_met_by="on_site")
        order = report(cast)
        assign_work_order(order, assignee=cast.ben.person_id, actor=cast.ana)
        accept_work_order(order, actor=cast.ana)
        assert clock(order, "response").state == "running"
        now.move_to(at("2026-08-28 11:00"))
        life_cycle.start_work_order(order, actor=cast.ana)
        assert clock(order, "response").met_at == at("2026-08-28 11:00")


def test_work_that_is_done_late_is_breached_for_good(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        order = report(cast)
        start(order, cast)
        now.move_to(at("2026-09-01 09:00"))
        life_cycle.complete_work_order(order, actor=cast.ana)
        assert (clock(order).state, clock(order).breached_at) == ("stopped", at("2026-08-31 16:00"))
        assert (order.sla_state, ledger(order)) == ("breached", ["started", "breached"])
        life_cycle.reject_work_order(order, actor=cast.ana, reason="Still drips")
        work_orders.update_work_order(order, actor=cast.ana, impact=Impact.LIFE_SAFETY)
        assert clock(order).breached_at == at("2026-08-31 16:00")


def test_time_between_completed_and_sent_back_does_not_count(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        order = report(cast)
        start(order, cast)
        now.move_to(at("2026-08-28 12:00"))
        life_cycle.complete_work_order(order, actor=cast.ana)
        assert (order.sla_state, clock(order).met_at) == ("met", at("2026-08-28 12:00"))
        now.move_to(at("2026-08-28 15:00"))
        life_cycle.reject_work_order(order, actor=cast.ana, reason="Still drips")
        assert (clock(order).state, clock(order).met_at, order.due_at) == ("running", None, at("2026-09-01 10:00"))


def test_another_priority_keeps_start_and_pauses_and_says_what_it_changed(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        order = report(cast)
        hold_work_order(order, hold_reason=reason(cast), actor=cast.ana)
        now.move_to(at("2026-08-28 11:00"))
        resume_work_order(order, actor=cast.ana)
        work_orders.update_work_order(order, actor=cast.ana, impact=Impact.LIFE_SAFETY, urgency=Urgency.NOW)
        assert (clock(order).started_at, order.due_at) == (at(FRIDAY), at("2026-08-29 11:00"))
        entry = SlaEntry.objects.filter(work_order=order, timer="resolution", act="moved").last()
        assert (entry.due_before, entry.due_after) == (at("2026-08-31 18:00") + timedelta(hours=15), order.due_at)
        # Nothing is promised as an answer to an emergency here.
        assert clock(order, "response").state == "void" and ledger(order, "response")[-1] == "ended"


def test_a_time_that_somebody_gives_holds(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        promise(cast)
        order = report(cast, due_at=at("2026-10-01 12:00"))
        assert (order.due_at, order.due_given) == (at("2026-10-01 12:00"), True)
        assert clock(order).due_at == at("2026-08-31 16:00")
        work_orders.update_work_order(order, actor=cast.ana, due_at=None)
        assert (order.due_at, order.due_given) == (at("2026-08-31 16:00"), False)
        work_orders.update_work_order(order, actor=cast.ana, due_at=at("2026-08-31 16:00"), title="Leak!")
        assert not order.due_given


def test_the_most_specific_policy_holds_and_is_stored(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        promise(cast)
        tower = create_sla_policy(actor=cast.ana, name="Tower", property=cast.tower, p3_resolution="1 day")
        order, other = report(cast), report(cast, property=cast.annex)
        assert order.sla_version.policy_id == tower.pk and other.sla_version.policy_id != tower.pk
        assert order.due_at == at("2026-08-31 09:00")


def test_void_work_counts_no_more_and_goes_on_when_it_is_taken_up_again(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        order = report(cast)
        life_cycle.cancel_work_order(order, actor=cast.ana, reason="Twice")
        assert (clock(order).state, order.sla_state) == ("void", "")
        now.move_to(at("2026-08-28 12:00"))
        life_cycle.reopen_work_order(order, actor=cast.ana, reason="Not twice")
        assert (clock(order).state, order.due_at) == ("running", at("2026-09-01 10:00"))


def test_approval_does_not_count_unless_the_policy_says_so(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        policy = promise(cast)
        order = report(cast, awaits_approval=True)
        assert not SlaClock.objects.filter(work_order=order).exists() and order.due_at is None
        now.move_to(at("2026-08-28 11:00"))
        life_cycle.approve_work_order(order, actor=cast.ana)
        assert {one.started_at for one in SlaClock.objects.filter(work_order=order)} == {at("2026-08-28 11:00")}
        update_sla_policy(policy, actor=cast.ana, counts_approval=True)
        order = report(cast, awaits_approval=True)
        assert clock(order, "response").state == "running"


def recompute(cast: Cast) -> int:
    waiting = Recomputation.objects.filter(finished_at__isnull=True)
    return sum(run_recomputation(cast.organization.pk, one.pk, batch=2) for one in list(waiting))


def test_a_change_of_hours_moves_open_work_and_leaves_finished_work(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        promise(cast)
        orders = [report(cast) for _ in range(3)]
        start(orders[0], cast)
        life_cycle.complete_work_order(orders[0], actor=cast.ana)
        recompute(cast)
        calendar = clock(orders[1]).calendar_version.calendar
        update_calendar(calendar, actor=cast.ana, monday="8-12")
        asked = Recomputation.objects.get(finished_at__isnull=True)
        assert (asked.total, asked.calendar_id, recompute(cast)) == (2, calendar.pk, 2)
        asked.refresh_from_db()
        assert asked.finished_at and (asked.done, asked.percent) == (2, 100)
        for order, day in zip(orders, (31, 32, 32), strict=True):
            order.refresh_from_db()
            assert order.due_at == at("2026-08-31 16:00") if day == 31 else at("2026-09-01 12:00")
        assert ledger(orders[1]) == ["started", "moved"]
        assert last_event(orders[1].pk) == "work_order.sla_updated"
        assert recompute(cast) == 0


def last_event(key: UUID) -> str:
    return Change.objects.filter(record_id=key).order_by("id").values_list("event", flat=True).last() or ""


def test_a_new_version_of_the_promise_holds_for_open_work(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        policy = promise(cast)
        order = report(cast)
        before = order.sla_version_id
        recompute(cast)
        update_sla_policy(policy, actor=cast.ana, p3_resolution="2 h")
        recompute(cast)
        order.refresh_from_db()
        assert order.sla_version_id != before and order.due_at == at("2026-08-28 11:00")
        assert clock(order).started_at == at(FRIDAY)


@pytest.mark.parametrize("count", [1, 60])
def test_many_are_computed_by_few_statements(cast: Cast, django_assert_max_num_queries: Any, count: int) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        policy = promise(cast)
        for _ in range(count):
            report(cast)
        recompute(cast)
        update_sla_policy(policy, actor=cast.ana, p3_resolution="2 h")
        with django_assert_max_num_queries(70):
            asked = Recomputation.objects.get(finished_at__isnull=True)
            assert run_recomputation(cast.organization.pk, asked.pk, batch=100) == count


def test_what_is_at_risk_or_broken_is_marked_once_with_its_event(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        orders = [report(cast) for _ in range(3)]
        now.move_to(at("2026-08-28 12:30"))
        assert mark_promises(cast.organization.pk, batch=2) == 3
        assert {last_event(order.pk) for order in orders} == {"work_order.sla_at_risk"}
        assert mark_promises(cast.organization.pk) == 0
        now.move_to(at("2026-08-28 13:01"))
        assert mark_promises(cast.organization.pk, batch=2) == 3
        orders[0].refresh_from_db()
        assert (orders[0].sla_state, last_event(orders[0].pk)) == ("breached", "work_order.sla_breached")
        assert clock(orders[0], "response").breached_at == at("2026-08-28 13:00")
        assert ledger(orders[0], "response") == ["started", "at_risk", "breached"]
        now.move_to(at("2026-09-02 13:01"))
        assert mark_promises(cast.organization.pk) == 3
        assert last_event(orders[0].pk) == "work_order.sla_breached"
        assert clock(orders[0]).breached_at == at("2026-08-31 16:00")


def test_nothing_is_broken_while_it_is_paused(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        order = report(cast)
        start(order, cast)
        hold_work_order(order, hold_reason=reason(cast), actor=cast.ana)
        now.move_to(at("2026-09-30 09:00"))
        assert mark_promises(cast.organization.pk) == 0
        resume_work_order(order, actor=cast.ana)
        assert clock(order).breached_at is None and order.due_at > at("2026-09-30 09:00")


def test_holidays_are_worked_out_before_their_years_come(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        promise(cast)
        assert extend_calendars(cast.organization.pk) == 0
    with time_machine.travel(at("2027-01-05 09:00"), tick=False), acting(cast.ana):
        assert extend_calendars(cast.organization.pk) == 1
        assert extend_calendars(cast.organization.pk) == 0


def test_a_breach_is_excused_with_a_reason_and_stays_a_breach(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        order = report(cast)
        with pytest.raises(RuleBroken) as refused:
            excuse_work_order(order, actor=cast.ana, reason="Strike")
        assert (refused.value.problems[0].code, refused.value.status) == ("nothing-to-excuse", 409)
        now.move_to(at("2026-09-02 09:00"))
        mark_promises(cast.organization.pk)
        excuse_work_order(order, actor=cast.ana, reason="Strike")
        assert (clock(order).breached_at, clock(order).excuse) == (at("2026-08-31 16:00"), "Strike")
        assert (order.sla_state, last_event(order.pk)) == ("at_risk", "work_order.excused")
        assert ledger(order)[-1] == "excused" and order.version == 3
    with acting(cast.ben), pytest.raises(NotPermitted):
        excuse_work_order(order, actor=cast.ben, reason="Strike")
    with acting(cast.cleo), pytest.raises(NotVisible):
        excuse_work_order(order, actor=cast.cleo, reason="Strike")


def test_a_correction_takes_time_out_and_another_puts_it_back(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        order = report(cast)
        now.move_to(at("2026-08-28 15:00"))
        span: dict[str, Any] = {"starts_at": at("2026-08-28 11:00"), "ends_at": at("2026-08-28 14:00")}
        correct_work_order_clocks(order, actor=cast.ana, reason="Nobody let us in", **span)
        assert order.due_at == at("2026-09-01 10:00")
        span = {"starts_at": at("2026-08-28 13:00"), "ends_at": at("2026-08-28 14:00")}
        correct_work_order_clocks(order, actor=cast.ana, reason="From one we could", counts=True, **span)
        assert order.due_at == at("2026-09-01 09:00")
        acts = SlaEntry.objects.filter(work_order=order, timer="").order_by("id").values_list("act", "by")
        assert list(acts) == [("not_counted", cast.ana.person_id), ("counted", cast.ana.person_id)]
        with pytest.raises(RuleBroken):
            correct_work_order_clocks(
                order, actor=cast.ana, reason="Tomorrow", starts_at=at(FRIDAY), ends_at=at("2026-08-30")
            )


def test_finished_work_is_sent_back_within_the_days_of_the_policy(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast, reopen_days=3)
        order = report(cast)
        start(order, cast)
        life_cycle.complete_work_order(order, actor=cast.ana)
        now.move_to(at("2026-08-31 09:01"))
        with pytest.raises(RuleBroken) as refused:
            life_cycle.reject_work_order(order, actor=cast.ana, reason="Still drips")
        assert (refused.value.problems[0].code, refused.value.status) == ("recall", 409)
        now.move_to(at("2026-08-31 08:59"))
        life_cycle.reject_work_order(order, actor=cast.ana, reason="Still drips")


def test_every_minute_of_a_held_weekend_is_explained(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        order = hold_over_a_weekend(cast, now)
        now.move_to(at("2026-08-31 11:00"))
        story = next(one for one in tell_clocks(order, actor=cast.ana).stories if one.clock.timer == "resolution")
        assert [(words_of(piece), piece.length // timedelta(minutes=1)) for piece in story.pieces] == [
            ("Counted", 380),
            ("On hold: Waiting for parts", 100),
            ("Closed: weekend", 63 * 60),
            ("On hold: Waiting for parts", 125),
            ("Counted", 55),
        ]
        assert (story.counted, story.left, story.left_words) == (435, 16 * 60 - 435, "8 h 45 min left")


def test_a_lease_is_more_specific_than_a_property(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        promise(cast)
        create_sla_policy(actor=cast.ana, name="Tower", property=cast.tower, p3_resolution="1 day")
        lease = create_lease(actor=cast.ana, lease_number="L1", properties=[Covered(property=cast.tower)])
        leased = create_sla_policy(actor=cast.ana, name="Lease", lease=lease, p3_resolution="1 h")
        assert report(cast).sla_version.policy_id == leased.pk
