"""A request from report to rating: each action's rule, its record of change, and who may not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.documents.actions import add_document
from core.documents.models import DocumentLink
from core.errors import NotPermitted, NotVisible, RuleBroken
from tests.cast import Cast, make_person
from tests.documents.files import PNG
from workorders.actions import requests as actions
from workorders.actions import work_orders
from workorders.actions.request_answers import (
    add_request_comment,
    affect_request,
    rate_request,
    reopen_request,
    reply_to_request,
)
from workorders.choices import RequestState
from workorders.models import Request, RequestComment, WorkOrder
from workorders.request_states import LEGAL, is_legal

OCCUPANT = tuple(f"workorders.{verb}_request" for verb in ("view", "add", "comment", "withdraw", "rate", "reopen"))


@pytest.fixture
def tom(cast: Cast) -> Actor:
    """An occupant of the tower, who sees what he reported himself."""
    return make_person(cast.organization, "Tom Tran", OCCUPANT, places=(cast.tower,))


def report(cast: Cast, actor: Actor | None = None, **values: Any) -> Request:
    return actions.create_request(actor=actor or cast.ana, **{"title": "Leak", "property": cast.tower, **values})


def events(record: Any) -> list[str]:
    return list(Change.objects.filter(record_id=record.pk).order_by("id").values_list("event", flat=True))


def finish(order: WorkOrder, actor: Actor) -> None:
    """Whatever the life cycle asks for, the work is done."""
    WorkOrder.objects.filter(pk=order.pk).update(state="completed", completed_at=timezone.now())
    order.refresh_from_db()


def test_an_occupant_reports_for_nobody_else(cast: Cast, tom: Actor) -> None:
    with acting(tom):
        request = report(cast, tom, requester_id=cast.ana.person_id)
        assert (request.number, request.state, request.source) == (1, RequestState.NEW, "page")
        assert request.requester_id == tom.person_id
        assert events(request) == ["request.created"]
    with acting(cast.ana):
        assert report(cast, requester_id=tom.person_id).requester_id == tom.person_id
        assert report(cast, requester_name="Somebody").requester_id is None
        with pytest.raises(RuleBroken) as refused:
            report(cast, requester_id=cast.cleo.person_id)
        assert (refused.value.problems[0].field, refused.value.code) == ("requester", "unknown-reference")


def test_everybody_sees_what_is_theirs(cast: Cast, tom: Actor) -> None:
    with acting(cast.ana):
        other = report(cast)
        far = report(cast, property=cast.annex)
    with acting(tom):
        mine = report(cast, tom)
        assert list(Request.objects.visible_to(tom)) == [mine]
        with pytest.raises(NotVisible):
            actions.withdraw_request(other, actor=tom)
        with pytest.raises(NotPermitted):
            actions.accept_request(mine, actor=tom)
    with acting(cast.ben):
        assert set(Request.objects.visible_to(cast.ben)) == {mine, other}
        with pytest.raises(NotVisible):
            actions.decline_request(far, actor=cast.ben, reason="?")
    with acting(cast.cleo), pytest.raises(NotVisible):
        actions.accept_request(mine, actor=cast.cleo)


def test_accepting_keeps_files_text_requester_and_both_links(cast: Cast, tom: Actor) -> None:
    with acting(tom):
        request = report(cast, tom, description="Under the sink", entry="ask_first")
        photo = add_document(request, actor=tom, file=SimpleUploadedFile("leak.png", PNG))
    with acting(cast.ana):
        actions.accept_request(request, actor=cast.ana, impact="many", public_summary="Water in the kitchen")
        order = request.work_order
        assert (order.title, order.description, order.property_id) == ("Leak", "Under the sink", cast.tower.pk)
        assert (order.reported_by, order.reported_at, order.impact) == ("Tom Tran", request.reported_at, "many")
        assert order.first_reported_at == request.reported_at
        linked = set(DocumentLink.objects.filter(document=photo).values_list("record_id", flat=True))
        assert linked == {request.pk, order.pk}
        assert (request.state, request.public_summary) == (RequestState.ACCEPTED, "Water in the kitchen")
        assert list(order.requests.all()) == [request]
        assert events(request)[-1] == "request.accepted"
        with pytest.raises(RuleBroken) as refused:
            actions.accept_request(request, actor=cast.ana)
        assert (refused.value.status, refused.value.code) == (409, "invalid-transition")
        assert "withdraw" in refused.value.extra["allowed"]


def test_several_requests_are_answered_by_one_order_and_the_first_starts_its_clock(cast: Cast) -> None:
    with acting(cast.ana):
        early = timezone.now() - timedelta(hours=5)
        late, first = report(cast), report(cast, reported_at=early)
        actions.accept_request(late, actor=cast.ana)
        order = late.work_order
        actions.accept_request(first, actor=cast.ana, work_order=order)
        order.refresh_from_db()
        assert (order.first_reported_at, order.requests.count()) == (early, 2)
        finish(order, cast.ana)
        with pytest.raises(RuleBroken) as refused:
            actions.accept_request(report(cast), actor=cast.ana, work_order=order)
        assert (refused.value.problems[0].field, refused.value.code) == ("work_order", "over")
    with acting(cast.cleo):
        foreign = actions.create_request(actor=cast.cleo, title="Far", property=cast.elsewhere)
        with pytest.raises(RuleBroken) as refused:
            actions.accept_request(foreign, actor=cast.cleo, work_order=order)
        assert refused.value.code == "unknown-reference"


def test_a_duplicate_waits_for_the_first_and_follows_it(cast: Cast) -> None:
    with acting(cast.ana):
        first = report(cast)
        early = report(cast, reported_at=first.reported_at - timedelta(hours=1))
        actions.mark_duplicate(early, actor=cast.ana, duplicate_of=first)
        assert (early.state, early.work_order_id) == (RequestState.DUPLICATE, None)
        with pytest.raises(RuleBroken) as refused:
            actions.mark_duplicate(first, actor=cast.ana, duplicate_of=report(cast))
        assert refused.value.code == "has-duplicates"
        actions.accept_request(first, actor=cast.ana)
        early.refresh_from_db()
        assert early.work_order_id == first.work_order_id
        assert WorkOrder.objects.get(pk=first.work_order_id).first_reported_at == early.reported_at
        later = report(cast)
        actions.mark_duplicate(later, actor=cast.ana, duplicate_of=first)
        assert later.work_order_id == first.work_order_id
        for wrong, code in ((later, "circular"), (early, "over")):
            with pytest.raises(RuleBroken) as refused:
                actions.mark_duplicate(
                    report(cast) if code == "over" else actions.decline_request(later, actor=cast.ana, reason="x"),
                    actor=cast.ana,
                    duplicate_of=wrong,
                )
            assert refused.value.code == code


def test_declining_wants_a_reason(cast: Cast) -> None:
    with acting(cast.ana):
        request = report(cast)
        with pytest.raises(RuleBroken) as refused:
            actions.decline_request(request, actor=cast.ana, reason=" ")
        assert (refused.value.problems[0].field, refused.value.code) == ("reason", "required")
        actions.decline_request(request, actor=cast.ana, reason="That is the landlord's")
        assert (request.state, request.version, events(request)[-1]) == ("declined", 2, "request.declined")
        actions.accept_request(request, actor=cast.ana)
        assert request.decline_reason == ""


def test_withdrawing_tells_those_who_work_on_it(cast: Cast, tom: Actor) -> None:
    with acting(tom):
        request = report(cast, tom)
    with acting(cast.ana):
        actions.accept_request(request, actor=cast.ana)
    with acting(tom):
        actions.withdraw_request(request, actor=tom, reason="It stopped")
        assert request.state == RequestState.WITHDRAWN
    with acting(cast.ana):
        comment = request.work_order.comments.get()
        assert comment.is_internal and comment.body == "Request 1 was withdrawn. It stopped"


def test_only_the_requester_rates_and_only_what_is_done(cast: Cast, tom: Actor) -> None:
    with acting(tom):
        request = report(cast, tom)
    with acting(cast.ana):
        actions.accept_request(request, actor=cast.ana)
        finish(request.work_order, cast.ana)
        with pytest.raises(RuleBroken) as refused:
            rate_request(request, actor=cast.ana, rating=1)
        assert refused.value.code == "not-the-requester"
    with acting(tom):
        for wrong in (0, 6):
            with pytest.raises(RuleBroken, match="from 1 to 5"):
                rate_request(request, actor=tom, rating=wrong)
        rate_request(request, actor=tom, rating=4, rating_comment="Quick")
        assert (request.rating, request.rating_comment, events(request)[-1]) == (4, "Quick", "request.rated")
        unfinished = report(cast, tom)
        with pytest.raises(RuleBroken) as refused:
            rate_request(unfinished, actor=tom, rating=5)
        assert refused.value.code == "invalid-transition"


@pytest.mark.parametrize("state", ["completed", "closed"])
def test_reopening_takes_the_order_up_again_or_makes_one_that_follows(cast: Cast, tom: Actor, state: str) -> None:
    with acting(tom):
        request = report(cast, tom)
    with acting(cast.ana):
        actions.accept_request(request, actor=cast.ana)
        order = request.work_order
        finish(order, cast.ana)
        WorkOrder.objects.filter(pk=order.pk).update(state=state)
    with acting(tom):
        reopen_request(request, actor=tom, reason="It drips again")
        assert request.reopened_at is not None and events(request)[-1] == "request.commented"
    with acting(cast.ana):
        order.refresh_from_db()
        assert (request.work_order_id == order.pk) == (state == "completed")
        assert request.work_order.state not in ("completed", "closed")
        assert request.comments.get().from_requester
        WorkOrder.objects.filter(pk=request.work_order_id).update(
            state="completed", completed_at=timezone.now() - timedelta(days=15)
        )
    with acting(tom), pytest.raises(RuleBroken) as refused:
        reopen_request(Request.objects.get(pk=request.pk), actor=tom, reason="Again")
    assert refused.value.code == "too-late"


def test_comments_of_both_sides_and_internal_ones_for_one(cast: Cast, tom: Actor) -> None:
    with acting(tom):
        request = report(cast, tom)
        add_request_comment(request, actor=tom, body="Hello?")
        with pytest.raises(NotPermitted):
            add_request_comment(request, actor=tom, body="Psst", is_internal=True)
    with acting(cast.ana):
        add_request_comment(request, actor=cast.ana, body="He always complains", is_internal=True)
        add_request_comment(request, actor=cast.ana, body="We come today")
        reply_to_request(request, actor=replace(cast.ana, is_system=True, person_id=None), body="By mail")
    with acting(tom):
        seen = [(one.body, one.from_requester) for one in RequestComment.objects.visible_to(tom)]
        assert seen == [("Hello?", True), ("We come today", False), ("By mail", True)]


def test_also_affected_instead_of_a_duplicate(cast: Cast, tom: Actor) -> None:
    with acting(cast.ana):
        request = report(cast)
        person = affect_request(request, actor=cast.ana, requester_name="Uma", requester_email="uma@x.example")
        assert (person.requester_name, person.requester_id) == ("Uma", None)
        assert affect_request(request, actor=cast.ana).requester_id == cast.ana.person_id
        assert request.affected.count() == 2 and events(request)[-1] == "request.affected"
        with pytest.raises(RuleBroken) as refused:
            affect_request(request, actor=cast.ana, requester_email="no address")
        assert refused.value.problems[0].field == "requester_email"
        actions.decline_request(request, actor=cast.ana, reason="No")
        with pytest.raises(RuleBroken):
            affect_request(request, actor=cast.ana)


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("verb", sorted(LEGAL))
def test_only_the_moves_of_the_table_are_made(cast: Cast, state: str, verb: str) -> None:
    run = {
        "accept": lambda request: actions.accept_request(request, actor=cast.ana),
        "decline": lambda request: actions.decline_request(request, actor=cast.ana, reason="No"),
        "duplicate": lambda request: actions.mark_duplicate(request, actor=cast.ana, duplicate_of=report(cast)),
        "withdraw": lambda request: actions.withdraw_request(request, actor=cast.ana),
        "rate": lambda request: rate_request(request, actor=cast.ana, rating=3),
        "reopen": lambda request: reopen_request(request, actor=cast.ana, reason="Again"),
    }[verb]
    with acting(cast.ana):
        request = report(cast)
        Request.objects.filter(pk=request.pk).update(state=state)
        said = refusal(run, request)
        assert (said == "invalid-transition") == (not is_legal(verb, state))


def refusal(run: Callable[[Request], Any], request: Request) -> str:
    """The code with which an action refuses; empty when it does not."""
    try:
        run(request)
    except RuleBroken as refused:
        return refused.code
    return ""


def test_files_of_a_request_that_joins_go_to_the_order(cast: Cast) -> None:
    with acting(cast.ana):
        first, second = report(cast), report(cast)
        for request in (first, second):
            add_document(request, actor=cast.ana, file=SimpleUploadedFile("a.png", PNG))
        actions.accept_request(first, actor=cast.ana)
        actions.mark_duplicate(second, actor=cast.ana, duplicate_of=first)
        assert DocumentLink.objects.filter(record_id=first.work_order_id).count() == 2


def test_a_request_that_others_are_duplicates_of_stays(cast: Cast) -> None:
    with acting(cast.ana):
        first, second = report(cast), report(cast)
        actions.mark_duplicate(second, actor=cast.ana, duplicate_of=first)
        with pytest.raises(RuleBroken) as refused:
            actions.delete_request(first, actor=cast.ana)
        assert refused.value.code == "in-use"
        actions.delete_request(second, actor=cast.ana)
        actions.delete_request(first, actor=cast.ana)
        order = work_orders.create_work_order(actor=cast.ana, title="x", property=cast.tower)
        assert order.first_reported_at is None
