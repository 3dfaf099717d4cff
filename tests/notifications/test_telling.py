"""Who is told of what: those concerned who may see it, once each, never of what they did themselves."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.memberships import end_membership
from accounts.models import Membership, Person
from core.acting import acting
from core.actor import Actor
from core.changes import Change
from notifications.actions.following import follow_record, unfollow_record
from notifications.models import Follow, Notification
from notifications.telling import tell
from tests.cast import Cast
from tests.notifications.conftest import News, told
from workorders.actions.assignment import accept_work_order, assign_work_order
from workorders.actions.comments import add_comment
from workorders.actions.life_cycle import cancel_work_order, start_work_order
from workorders.actions.teams import add_team_member, create_team
from workorders.actions.work_orders import create_work_order, update_work_order
from workorders.models import WorkOrder


def report(cast: Cast, **values: Any) -> WorkOrder:
    with acting(cast.ana):
        return create_work_order(actor=cast.ana, **{"title": "Leak", "property": cast.tower, **values})


def test_who_is_given_work_is_told(cast: Cast, news: News) -> None:
    order = report(cast)
    with acting(cast.ana):
        assign_work_order(order, actor=cast.ana, assignee=cast.ben.person_id)
    (row,) = news()
    assert (row.person_id, row.kind, row.who) == (cast.ben.person_id, "assigned", "Ana Alvarez")
    assert (row.title, row.body) == ("WO-1 Leak", "assigned it to you")
    assert (row.record_module, row.record_id, row.in_app) == ("work_order", order.pk, True)
    assert row.mail_at == row.created_at


def test_who_is_given_work_at_its_report_is_told(cast: Cast, news: News) -> None:
    report(cast, assignee_id=cast.ben.person_id)
    assert told(news()) == {(cast.ben.person_id, "assigned")}


def test_nobody_is_told_what_they_did(cast: Cast, news: News) -> None:
    order = report(cast, assignee_id=cast.ana.person_id)
    with acting(cast.ana):
        add_comment(order, actor=cast.ana, body="I am on it, @Ana Alvarez")
    assert news() == []


def test_holder_and_reporter_hear_of_comments_and_moves(cast: Cast, news: News) -> None:
    order = report(cast, assignee_id=cast.ben.person_id)
    news()
    with acting(cast.ben):
        accept_work_order(order, actor=cast.ben)
        add_comment(order, actor=cast.ben, body="Valve is shut")
    rows = news()
    # One transaction of one person is told once, by its most telling kind.
    assert [(row.person_id, row.kind, row.note) for row in rows] == [(cast.ana.person_id, "commented", "Valve is shut")]


def test_a_move_names_both_states(cast: Cast, news: News) -> None:
    order = report(cast)
    news()
    with acting(cast.ben):
        start_work_order(order, actor=cast.ben)
    assert [(row.kind, row.body) for row in news()] == [("state", "moved it from Open to In progress")]


def test_a_move_is_told_with_its_reason(cast: Cast, news: News) -> None:
    order = report(cast, assignee_id=cast.ben.person_id)
    news()
    with acting(cast.ana):
        cancel_work_order(order, actor=cast.ana, reason="The building is sold")
    assert [(row.person_id, row.kind, row.note) for row in news()] == [
        (cast.ben.person_id, "state", "The building is sold")
    ]


def test_everybody_of_a_team_is_told_of_its_work(cast: Cast, news: News) -> None:
    with acting(cast.ana):
        team = create_team(actor=cast.ana, name="Plumbers")
        add_team_member(team, actor=cast.ana, person=Person.objects.get(pk=cast.ben.person_id))
    report(cast, team_id=team.pk)
    assert [(row.person_id, row.kind) for row in news()] == [(cast.ben.person_id, "assigned")]


def test_an_internal_note_reaches_only_who_may_read_it(cast: Cast, news: News) -> None:
    order = report(cast, assignee_id=cast.vera.person_id)
    with acting(cast.vera):
        add_comment(order, actor=cast.vera, body="On my way")
    news()
    with acting(cast.ana):
        add_comment(order, actor=cast.ana, body="Watch the bill, @Vera Vance", is_internal=True)
    assert news() == []
    with acting(cast.ana):
        add_comment(order, actor=cast.ana, body="The key is at the desk, @Vera Vance")
    assert told(news()) == {(cast.vera.person_id, "mentioned")}


def test_who_does_not_see_the_place_is_not_told(cast: Cast, news: News) -> None:
    order = report(cast, property=cast.annex)
    with acting(cast.ana):
        Follow.objects.create(
            organization_id=cast.organization.pk,
            record_module="work_order",
            record_id=order.pk,
            person_id=cast.ben.person_id,
        )
        add_comment(order, actor=cast.ana, body="For @Ben Brown, @Vera Vance and @Cleo Chen")
    assert news() == []


def test_who_is_no_member_any_more_is_not_told(cast: Cast, news: News) -> None:
    order = report(cast, assignee_id=cast.ben.person_id)
    news()
    with acting(cast.ana):
        WorkOrder.objects.update(assignee=None)
        end_membership(Membership.objects.get(person_id=cast.ben.person_id), actor=cast.ana)
        add_comment(order, actor=cast.ana, body="@Ben Brown?")
    assert news() == []


def test_who_left_hears_only_what_is_meant_for_them(cast: Cast, news: News) -> None:
    order = report(cast, assignee_id=cast.ben.person_id)
    news()
    ben = follower(cast.ben)
    with acting(ben):
        unfollow_record(order, actor=ben)
    with acting(cast.ana):
        add_comment(order, actor=cast.ana, body="All good")
        assert told(news()) == set()
        add_comment(order, actor=cast.ana, body="But you, @ben?")
    assert told(news()) == {(cast.ben.person_id, "mentioned")}
    with acting(ben):
        follow_record(order, actor=ben)
    with acting(cast.ana):
        add_comment(order, actor=cast.ana, body="All good")
    assert told(news()) == {(cast.ben.person_id, "commented")}


def test_who_comments_follows(cast: Cast, news: News) -> None:
    order = report(cast)
    with acting(cast.ben):
        add_comment(order, actor=cast.ben, body="I saw it too")
    news()
    with acting(cast.ana):
        update_work_order(order, actor=cast.ana, due_at=order.reported_at)
    (row,) = news()
    assert (row.person_id, row.kind, row.mail_at) == (cast.ben.person_id, "due", None)
    assert row.body.startswith("made it due ")


def test_nothing_is_told_twice(cast: Cast, news: News) -> None:
    report(cast, assignee_id=cast.ben.person_id)
    system = Actor.system(cast.organization.pk)
    with acting(system):
        changes = list(Change.objects.filter(module="work_order").select_related("actor"))
        tell(changes, actor=system)
        tell(changes, actor=system)
        assert Notification.objects.count() == 1


def test_the_statements_do_not_grow_with_the_changes(cast: Cast, news: News) -> None:
    def tell_of(count: int) -> int:
        for _n in range(count):
            order = report(cast, assignee_id=cast.ben.person_id)
            with acting(cast.ana):
                add_comment(order, actor=cast.ana, body="For @Ben Brown")
        with CaptureQueriesContext(connection) as captured:
            assert news()
        return len(captured)

    assert tell_of(2) == tell_of(20)


def follower(actor: Actor) -> Actor:
    """The same person with the right to follow."""
    from dataclasses import replace

    verbs = {f"workorders.{verb}_workorder" for verb in ("follow", "unfollow")}
    return replace(actor, permissions=actor.permissions | verbs)
