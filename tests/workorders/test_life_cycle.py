"""A work order from report to end: each action's rule, its record of change, and who may not."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from core.acting import acting
from core.changes import Change
from core.errors import NotPermitted, NotVisible, RuleBroken
from tests.cast import Cast
from workorders.actions import life_cycle as actions
from workorders.actions.assignment import accept_work_order, assign_work_order, decline_assignment
from workorders.actions.comments import add_comment
from workorders.actions.hold_reasons import create_hold_reason, delete_hold_reason, update_hold_reason
from workorders.actions.holds import hold_work_order, resume_work_order
from workorders.actions.work_orders import create_work_order, update_work_order
from workorders.choices import Impact, Priority, State, Urgency
from workorders.models import Comment, HoldReason, WorkOrder
from workorders.priorities import MATRIX, URGENCIES, priority_of
from workorders.states import BY_VERB, MOVES, STANDINGS, legal_verbs
from workorders.surfaces import work_orders


def report(cast: Cast, **values: Any) -> WorkOrder:
    return create_work_order(actor=cast.ana, **{"title": "Leak", "property": cast.tower, **values})


def run_of(verb: str) -> Any:
    action = work_orders.action(verb)
    assert action is not None
    return action.run


def hold_reason(cast: Cast, **values: Any) -> HoldReason:
    return create_hold_reason(actor=cast.ana, **{"code": "parts", "label": "Waiting for parts", **values})


def inputs_of(cast: Cast, verb: str) -> dict[str, Any]:
    """What the verb asks for."""
    if verb == "assign":
        return {"assignee": cast.ben.person_id}
    if verb == "hold":
        return {"hold_reason": hold_reason(cast)}
    if verb == "mark_duplicate":
        return {"duplicate_of": report(cast)}
    return {"reason": "Because"} if BY_VERB[verb].reasoned else {}


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
        accept_work_order(held, actor=cast.ben)
        actions.start_work_order(held, actor=cast.ben)
    assert (order.assignee_id, order.state) == (cast.ben.person_id, State.IN_PROGRESS)
    assert held.assignee_id == cast.ana.person_id


def test_the_whole_way_to_closed(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        assign_work_order(order, actor=cast.ana, assignee=cast.ben.person_id)
        accept_work_order(order, actor=cast.ana)
        actions.start_work_order(order, actor=cast.ana)
        actions.complete_work_order(order, actor=cast.ana, resolution="Valve replaced")
        actions.verify_work_order(order, actor=cast.ana)
        actions.close_work_order(order, actor=cast.ana)
        verbs = ["assigned", "accepted", "started", "completed", "verified", "closed"]
        assert events(order) == [f"work_order.{verb}" for verb in ("created", *verbs)]
        moves = list(order.transitions.values_list("from_state", "to_state", "source", "created_by"))
    way = ["open", "assigned", "accepted", "in_progress", "completed", "verified", "closed"]
    assert moves == [(a, b, "page", cast.ana.person_id) for a, b in pairwise(way)]
    assert (order.state, order.resolution, order.version) == (State.CLOSED, "Valve replaced", 7)
    assert order.accepted_at <= order.started_at <= order.completed_at <= order.verified_at <= order.closed_at


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", [move.verb for move in MOVES])
def test_only_the_moves_of_the_table_are_made(cast: Cast, state: State, verb: str) -> None:
    with acting(cast.ana):
        order, run = report(cast), run_of(verb)
        inputs = inputs_of(cast, verb)
        WorkOrder.objects.filter(pk=order.pk).update(state=state)
        if verb in legal_verbs(state):
            run(order, actor=cast.ana, **inputs)
            assert order.state == (BY_VERB[verb].target or State.OPEN)
            move = order.transitions.get()
            assert (move.verb, move.from_state, move.to_state, move.source) == (verb, state, order.state, "page")
            assert events(order)[-1] == f"work_order.{BY_VERB[verb].past}"
            return
        with pytest.raises(RuleBroken) as refused:
            run(order, actor=cast.ana, **inputs)
        assert (refused.value.status, refused.value.code) == (409, "invalid-transition")
        assert refused.value.extra["allowed"] == list(legal_verbs(state))
        assert not order.transitions.exists()


# 6.1 of the domain's rules, written once more by hand: what is legal next.
LEGAL_NEXT = {
    "awaiting_approval": {"open", "declined"},
    "open": {"assigned", "in_progress", "on_hold", "cancelled", "duplicate"},
    "assigned": {"assigned", "accepted", "open", "on_hold", "cancelled"},
    "accepted": {"in_progress", "on_hold", "assigned"},
    "in_progress": {"on_hold", "completed", "assigned"},
    "on_hold": {None, "cancelled"},
    "completed": {"verified", "in_progress"},
    "verified": {"closed", "in_progress"},
    "closed": set(),
    "cancelled": {"open"},
    "declined": {"open"},
    "duplicate": {"open"},
}


def test_the_table_is_the_one_of_the_domain() -> None:
    assert list(STANDINGS) == list(State)
    assert {state: {BY_VERB[verb].target for verb in legal_verbs(state)} for state in State} == LEGAL_NEXT


@pytest.mark.parametrize("verb", [move.verb for move in MOVES if move.reasoned and move.verb != "hold"])
def test_moves_that_want_a_reason_are_refused_without(cast: Cast, verb: str) -> None:
    with acting(cast.ana):
        order = report(cast)
        WorkOrder.objects.filter(pk=order.pk).update(state=BY_VERB[verb].sources[0])
        with pytest.raises(RuleBroken) as refused:
            run_of(verb)(order, actor=cast.ana, reason=" ")
        assert (refused.value.problems[0].field, refused.value.code) == ("reason", "required")
        run_of(verb)(order, actor=cast.ana, reason="Because")
        assert order.transitions.get().reason == "Because"


def test_a_hold_keeps_reason_and_pause_and_resume_goes_back(cast: Cast) -> None:
    with acting(cast.ana):
        order, parts = report(cast, assignee_id=cast.ben.person_id), hold_reason(cast)
        assert order.state == State.ASSIGNED
        hold_work_order(order, actor=cast.ana, hold_reason=parts, note="Two weeks")
        assert (order.state, order.held_from, order.hold_reason_id) == (State.ON_HOLD, State.ASSIGNED, parts.pk)
        update_hold_reason(parts, actor=cast.ana, pauses=False)
        resume_work_order(order, actor=cast.ana)
        assert (order.state, order.held_from, order.hold_reason_id) == (State.ASSIGNED, "", None)
        held = order.transitions.get(verb="hold")
        assert (held.hold_reason_id, held.pauses, held.reason) == (parts.pk, True, "Two weeks")


def test_a_hold_wants_a_reason_that_is_in_use(cast: Cast) -> None:
    with acting(cast.cleo):
        foreign = create_hold_reason(actor=cast.cleo, code="parts", label="Parts")
    with acting(cast.ana):
        order, withdrawn = report(cast), hold_reason(cast, is_active=False)
        for reason in (withdrawn.pk, foreign.pk):
            with pytest.raises(RuleBroken) as refused:
                hold_work_order(order, actor=cast.ana, hold_reason=reason)
            assert (refused.value.problems[0].field, refused.value.code) == ("hold_reason", "unknown-reference")


def test_a_reason_that_work_waited_for_is_not_deleted(cast: Cast) -> None:
    with acting(cast.ana):
        order, parts = report(cast), hold_reason(cast)
        hold_work_order(order, actor=cast.ana, hold_reason=parts)
        resume_work_order(order, actor=cast.ana)
        with pytest.raises(RuleBroken) as refused:
            delete_hold_reason(parts, actor=cast.ana)
        assert (refused.value.status, refused.value.code) == (409, "in-use")


def test_moves_are_never_changed_nor_removed(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        actions.start_work_order(order, actor=cast.ana)
        for write in (lambda: order.transitions.update(reason="?"), lambda: order.transitions.all().delete()):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                write()


def test_cancelled_work_is_taken_up_again(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, assignee_id=cast.ben.person_id)
        actions.cancel_work_order(order, actor=cast.ana, reason="Reported twice")
        assert order.cancel_reason == "Reported twice"
        actions.reopen_work_order(order, actor=cast.ana, reason="Another leak")
        assert (order.state, order.assignee_id, order.cancel_reason) == (State.OPEN, None, "")


def test_a_duplicate_names_an_order_that_is_done_instead(cast: Cast) -> None:
    with acting(cast.ana):
        first, second, third = report(cast), report(cast), report(cast)
        actions.mark_work_order_duplicate(second, actor=cast.ana, duplicate_of=first)
        assert (second.state, second.duplicate_of_id) == (State.DUPLICATE, first.pk)
        with pytest.raises(RuleBroken) as refused:
            actions.mark_work_order_duplicate(third, actor=cast.ana, duplicate_of=second)
        assert (refused.value.status, refused.value.code) == (409, "void")
        with pytest.raises(RuleBroken, match="no duplicate of itself"):
            actions.mark_work_order_duplicate(third, actor=cast.ana, duplicate_of=third)


def test_work_that_awaits_approval_goes_to_whoever_was_named(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, awaits_approval=True, assignee_id=cast.ben.person_id)
        assert order.state == State.AWAITING_APPROVAL
        actions.approve_work_order(order, actor=cast.ana)
        assert order.state == State.ASSIGNED
        assert list(order.transitions.values_list("verb", flat=True)) == ["approve", "assign"]


def test_another_assignee_is_an_assignment_whichever_way(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        update_work_order(order, actor=cast.ana, assignee_id=cast.ben.person_id)
        assert (order.state, order.transitions.get().verb) == (State.ASSIGNED, "assign")
        update_work_order(order, actor=cast.ana, assignee=None)
        assert order.state == State.OPEN
        actions.cancel_work_order(order, actor=cast.ana, reason="No")
        with pytest.raises(RuleBroken) as refused:
            update_work_order(order, actor=cast.ana, assignee_id=cast.ben.person_id)
        assert refused.value.code == "invalid-transition"


def test_who_gives_a_job_back_sees_it_no_more(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, assignee_id=cast.vera.person_id)
    with acting(cast.vera):
        decline_assignment(order, actor=cast.vera, reason="No time")
        assert not WorkOrder.objects.visible_to(cast.vera).exists()
    assert (order.state, order.assignee_id) == (State.OPEN, None)


def test_work_is_given_to_members_only(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        with pytest.raises(RuleBroken) as refused:
            assign_work_order(order, actor=cast.ana, assignee=cast.cleo.person_id)
        assert refused.value.problems[0].code == "unknown-reference"
        assign_work_order(order, actor=cast.ana, assignee=None)
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
        assign_work_order(hers, actor=cast.ana, assignee=cast.vera.person_id)
        add_comment(hers, actor=cast.ana, body="She is expensive", is_internal=True)
        add_comment(hers, actor=cast.ana, body="Gate code 1234")
    with acting(cast.vera):
        assert list(WorkOrder.objects.visible_to(cast.vera)) == [hers]
        assert [c.body for c in Comment.objects.visible_to(cast.vera)] == ["Gate code 1234"]
        with pytest.raises(NotVisible):
            WorkOrder.objects.all().get_visible(cast.vera, pk=other.pk)
