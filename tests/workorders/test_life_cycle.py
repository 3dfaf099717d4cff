"""A work order from report to end: each action's rule, its record of change, and who may not."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.acting import acting
from core.changes import Change
from core.errors import NotPermitted, NotVisible, RuleBroken
from tests.cast import Cast
from workorders.actions import work_orders as actions
from workorders.actions.comments import add_comment
from workorders.choices import Impact, Priority, State, Urgency
from workorders.models import Comment, WorkOrder
from workorders.priorities import MATRIX, URGENCIES, priority_of
from workorders.states import MOVES, legal_verbs


def report(cast: Cast, **values: Any) -> WorkOrder:
    return actions.create_work_order(actor=cast.ana, **{"title": "Leak", "property": cast.tower, **values})


def events(record: WorkOrder) -> list[str]:
    return list(Change.objects.filter(record_id=record.pk).order_by("id").values_list("event", flat=True))


def test_a_report_gets_number_priority_and_state(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, impact=Impact.LIFE_SAFETY, urgency=Urgency.NOW)
        assert (order.number, order.priority, order.state) == (1, Priority.P1, State.OPEN)
        assert events(order) == ["work_order.created"]


@pytest.mark.parametrize("impact", Impact)
def test_priority_never_rises_as_urgency_falls(impact: Impact) -> None:
    ranks = [priority_of(impact, urgency) for urgency in URGENCIES]
    assert ranks == sorted(ranks) == list(MATRIX[impact])


def test_start_assigns_whoever_starts_and_keeps_a_holder(cast: Cast) -> None:
    with acting(cast.ana):
        order, held = report(cast), report(cast, assignee_id=cast.ana.person_id)
    with acting(cast.ben):
        actions.start_work_order(order, actor=cast.ben)
        actions.start_work_order(held, actor=cast.ben)
    assert (order.assignee_id, order.state) == (cast.ben.person_id, State.IN_PROGRESS)
    assert held.assignee_id == cast.ana.person_id


def test_the_whole_way_to_closed(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        actions.assign_work_order(order, actor=cast.ana, assignee=cast.ben.person_id)
        actions.start_work_order(order, actor=cast.ana)
        actions.complete_work_order(order, actor=cast.ana, resolution="Valve replaced")
        actions.close_work_order(order, actor=cast.ana)
        assert events(order) == [
            "work_order.created",
            "work_order.assigned",
            "work_order.started",
            "work_order.completed",
            "work_order.closed",
        ]
    assert (order.state, order.resolution, order.version) == (State.CLOSED, "Valve replaced", 5)
    assert order.started_at <= order.completed_at <= order.closed_at


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", ["start", "complete", "close", "cancel", "reopen"])
def test_only_the_moves_of_the_table_are_made(cast: Cast, state: State, verb: str) -> None:
    inputs = {"cancel": {"reason": "No"}, "reopen": {"reason": "Again"}}.get(verb, {})
    with acting(cast.ana):
        order = report(cast)
        WorkOrder.objects.filter(pk=order.pk).update(state=state)
        run = getattr(actions, f"{verb}_work_order")
        if verb in legal_verbs(state):
            run(order, actor=cast.ana, **inputs)
            assert order.state == next(move.target for move in MOVES if move.verb == verb)
            return
        with pytest.raises(RuleBroken) as refused:
            run(order, actor=cast.ana, **inputs)
        assert (refused.value.status, refused.value.code) == (409, "invalid-transition")
        assert refused.value.extra["allowed"] == list(legal_verbs(state))


def test_cancel_and_reopen_want_a_reason(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        with pytest.raises(RuleBroken):
            actions.cancel_work_order(order, actor=cast.ana, reason=" ")
        actions.cancel_work_order(order, actor=cast.ana, reason="Reported twice", duplicate_of=report(cast))
        actions.reopen_work_order(order, actor=cast.ana, reason="Another leak")
        assert (order.state, order.duplicate_of_id, order.cancel_reason) == (State.OPEN, None, "")
        assert order.comments.get().body == "Another leak"


def test_a_work_order_is_no_duplicate_of_itself(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        with pytest.raises(RuleBroken, match="no duplicate of itself"):
            actions.cancel_work_order(order, actor=cast.ana, reason="?", duplicate_of=order)


def test_work_is_given_to_members_only(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        with pytest.raises(RuleBroken) as refused:
            actions.assign_work_order(order, actor=cast.ana, assignee=cast.cleo.person_id)
        assert refused.value.problems[0].code == "unknown-reference"
        actions.assign_work_order(order, actor=cast.ana, assignee=None)
        assert order.version == 1


def test_it_is_not_completed_before_it_was_reported_nor_in_the_future(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        actions.start_work_order(order, actor=cast.ana)
        for moment in (timezone.now() + timedelta(hours=1), timezone.now() - timedelta(days=1)):
            with pytest.raises(RuleBroken) as refused:
                actions.complete_work_order(order, actor=cast.ana, completed_at=moment)
            assert refused.value.problems[0].field == "completed_at"


def test_a_comment_moves_the_version_and_internal_ones_want_a_right(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, comments=[{"body": "Seen"}])
        assert (order.version, order.comments.count()) == (2, 1)
    with acting(cast.ben):
        add_comment(order, actor=cast.ben, body="On my way")
        with pytest.raises(NotPermitted):
            add_comment(order, actor=cast.ben, body="Psst", is_internal=True)
        assert order.version == 3


def test_outside_the_scope_it_does_not_exist(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, property=cast.annex)
    with acting(cast.ben):
        with pytest.raises(NotVisible):
            actions.start_work_order(order, actor=cast.ben)
        with pytest.raises(NotVisible):
            add_comment(order, actor=cast.ben, body="?")
    with acting(cast.cleo), pytest.raises(NotVisible):
        actions.start_work_order(order, actor=cast.cleo)


def test_a_vendor_sees_the_own_jobs_only(cast: Cast) -> None:
    with acting(cast.ana):
        hers, other = report(cast), report(cast)
        actions.assign_work_order(hers, actor=cast.ana, assignee=cast.vera.person_id)
        add_comment(hers, actor=cast.ana, body="She is expensive", is_internal=True)
        add_comment(hers, actor=cast.ana, body="Gate code 1234")
    with acting(cast.vera):
        assert list(WorkOrder.objects.visible_to(cast.vera)) == [hers]
        assert [c.body for c in Comment.objects.visible_to(cast.vera)] == ["Gate code 1234"]
        with pytest.raises(NotVisible):
            WorkOrder.objects.all().get_visible(cast.vera, pk=other.pk)
