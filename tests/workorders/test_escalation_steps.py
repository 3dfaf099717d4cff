"""Rules as steps: told later only of what is still late then, to people, teams and roles, each of them once."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actions.roles import delete_role
from accounts.models import Membership, Person, Role
from core.acting import acting
from core.actor import Actor
from core.ids import new_id
from core.loading import load_rows
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast, make_person
from tests.facilities.places import refused
from tests.notifications.conftest import News, news
from tests.notifications.conftest import told as told_of
from tests.pages.conftest import browser_of
from tests.workorders.ledger import book
from tests.workorders.promises import FRIDAY, at, promise, reason, report, start
from workorders.actions.comments import add_comment
from workorders.actions.escalations import create_escalation_rule, delete_escalation_rule, update_escalation_rule
from workorders.actions.holds import hold_work_order, resume_work_order
from workorders.actions.life_cycle import (
    cancel_work_order,
    complete_work_order,
    reject_work_order,
    reopen_work_order,
)
from workorders.actions.priorities import prioritize_work_order
from workorders.actions.promises import correct_work_order_clocks, excuse_work_order
from workorders.actions.requests import accept_request, create_request
from workorders.models import Escalation, EscalationRule, EscalationStep, SlaClock, WorkOrder
from workorders.promises.escalating import escalate_late_work
from workorders.promises.marking import mark_promises
from workorders.promises.tasks import mark_all_promises

__all__ = ["news"]
VIEW = ("workorders.view_workorder", "workorders.others_workorder", "workorders.internal_workorder")
# Sixteen opening hours after nine on Friday: half past four would be fifteen and a half of them on Monday.
DUE = "2026-08-31 16:00"


@pytest.fixture(autouse=True)
def promised(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        promise(cast, p3_response="")


@pytest.fixture
def boss(cast: Cast) -> Actor:
    return make_person(cast.organization, "Bo Boss", VIEW)


def rule(cast: Cast, boss: Actor | None = None, **values: Any) -> EscalationRule:
    """By default the boss is told of what is still late after an hour."""
    given = {"name": "To the boss", "delay_minutes": 60, **({"person_id": boss.person_id} if boss else {}), **values}
    with acting(cast.ana):
        return create_escalation_rule(actor=cast.ana, **given)


def late_order(cast: Cast, **values: Any) -> WorkOrder:
    """An order that Ben has begun on Friday and that is due on Monday."""
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        order = report(cast, **values)
        start(order, cast)
        assert order.clocks.get().due_at == at(DUE)
        return order


def minutes(count: int) -> Any:
    """So long after the promise was broken."""
    return time_machine.travel(at(DUE) + timedelta(minutes=count), tick=False)


def sweep(cast: Cast, after: int) -> set[tuple[str, int]]:
    """Who was told by rules so far, and after which delay, once the sweep has run so many minutes after the breach."""
    with minutes(after):
        mark_promises(cast.organization.pk)
        escalate_late_work(cast.organization.pk)
    return told(cast)


def told(cast: Cast) -> set[tuple[str, int]]:
    with acting(cast.ana):
        rows = list(Escalation.objects.select_related("person"))
        assert len({(row.rule_id, row.entry_id, row.person_id) for row in rows}) == len(rows)
        return {(row.person.name, row.delay_minutes) for row in rows}


def waiting(cast: Cast) -> int:
    with acting(cast.ana):
        return EscalationStep.objects.count()


def test_each_rule_is_a_step_and_tells_once(cast: Cast, boss: Actor) -> None:
    chief = make_person(cast.organization, "Cher Chief", VIEW)
    rule(cast, boss, delay_minutes=0)
    rule(cast, boss, delay_minutes=60)
    rule(cast, chief, delay_minutes=120)
    late_order(cast)
    assert sweep(cast, 1) == {("Bo Boss", 0)} and waiting(cast) == 2
    assert sweep(cast, 59) == {("Bo Boss", 0)}
    assert sweep(cast, 60) == {("Bo Boss", 0), ("Bo Boss", 60)}
    everything = sweep(cast, 121)
    assert everything == {("Bo Boss", 0), ("Bo Boss", 60), ("Cher Chief", 120)}
    assert sweep(cast, 10_000) == everything and waiting(cast) == 0


def test_after_an_outage_all_that_is_over_is_told_once(cast: Cast, boss: Actor) -> None:
    rule(cast, boss, delay_minutes=0)
    rule(cast, boss, delay_minutes=60)
    late_order(cast)
    assert sweep(cast, 3 * 24 * 60) == {("Bo Boss", 0), ("Bo Boss", 60)} and waiting(cast) == 0


def test_what_was_kept_in_between_is_not_told(cast: Cast, boss: Actor) -> None:
    rule(cast, boss)
    order = late_order(cast)
    assert sweep(cast, 1) == set()
    with minutes(30), acting(cast.ana):
        complete_work_order(order, actor=cast.ana, resolution="New seal")
    assert sweep(cast, 61) == set() and waiting(cast) == 0


def test_what_was_excused_in_between_is_not_told(cast: Cast, boss: Actor) -> None:
    rule(cast, boss)
    order = late_order(cast)
    sweep(cast, 1)
    with minutes(30), acting(cast.ana):
        excuse_work_order(order, actor=cast.ana, reason="No access")
    assert sweep(cast, 61) == set() and waiting(cast) == 0


def test_on_hold_it_waits_until_the_clock_runs_again(cast: Cast, boss: Actor) -> None:
    rule(cast, boss)
    order = late_order(cast)
    sweep(cast, 1)
    with minutes(30), acting(cast.ana):
        hold_work_order(order, actor=cast.ana, hold_reason=reason(cast))
    assert sweep(cast, 90) == set() and waiting(cast) == 1
    with minutes(100), acting(cast.ana):
        resume_work_order(order, actor=cast.ana)
    assert sweep(cast, 101) == {("Bo Boss", 60)}


def test_a_hold_that_pauses_nothing_keeps_nothing_back(cast: Cast, boss: Actor) -> None:
    rule(cast, boss)
    order = late_order(cast)
    sweep(cast, 1)
    with minutes(30), acting(cast.ana):
        hold_work_order(order, actor=cast.ana, hold_reason=reason(cast, pauses=False))
    assert sweep(cast, 61) == {("Bo Boss", 60)}


def test_what_is_taken_up_again_in_time_is_told_and_later_not(cast: Cast, boss: Actor) -> None:
    rule(cast, boss)
    sent_back, late = late_order(cast), late_order(cast)
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        reopened = report(cast)
    sweep(cast, 1)
    with minutes(20), acting(cast.ana):
        for order in (sent_back, late):
            complete_work_order(order, actor=cast.ana, resolution="New seal")
        cancel_work_order(reopened, actor=cast.ana, reason="It stopped")
    with minutes(40), acting(cast.ana):
        reject_work_order(sent_back, actor=cast.ana, reason="It leaks again")
        reopen_work_order(reopened, actor=cast.ana, reason="It leaks again")
    assert sweep(cast, 61) == {("Bo Boss", 60)}
    with minutes(80), acting(cast.ana):
        reject_work_order(late, actor=cast.ana, reason="It leaks again")
    sweep(cast, 200)
    with acting(cast.ana):
        assert [one.escalations.count() for one in (sent_back, reopened, late)] == [1, 1, 0]


def test_a_rule_is_read_as_it_is_when_it_tells(cast: Cast, boss: Actor) -> None:
    chief = make_person(cast.organization, "Cher Chief", VIEW)
    made, off, gone, narrowed = (rule(cast, boss, name=name) for name in ("One", "Two", "Three", "Four"))
    late_order(cast)
    sweep(cast, 1)
    with minutes(30), acting(cast.ana):
        update_escalation_rule(made, actor=cast.ana, person_id=chief.person_id, delay_minutes=90)
        update_escalation_rule(off, actor=cast.ana, is_active=False)
        delete_escalation_rule(gone, actor=cast.ana)
        update_escalation_rule(narrowed, actor=cast.ana, priority="P1")
    assert sweep(cast, 61) == set() and waiting(cast) == 1
    assert sweep(cast, 90) == {("Cher Chief", 90)}


def test_a_rule_that_is_made_or_taken_into_use_later_tells_nothing_of_before(cast: Cast, boss: Actor) -> None:
    off = rule(cast, boss, is_active=False)
    late_order(cast)
    sweep(cast, 1)
    with minutes(2), acting(cast.ana):
        update_escalation_rule(off, actor=cast.ana, is_active=True)
    rule(cast, boss, name="New", delay_minutes=0)
    assert sweep(cast, 500) == set()


def test_what_is_not_at_risk_any_more_is_not_told(cast: Cast, boss: Actor) -> None:
    rule(cast, boss, escalate_on="at_risk")
    moved, same = late_order(cast), late_order(cast)
    with acting(cast.ana):
        at_risk = SlaClock.objects.get(work_order=moved).at_risk_at
    with time_machine.travel(at_risk + timedelta(minutes=1), tick=False):
        mark_promises(cast.organization.pk)
        with acting(cast.ana):
            opened = at("2026-08-31 08:00")
            correct_work_order_clocks(
                moved, actor=cast.ana, starts_at=opened, ends_at=opened + timedelta(hours=3), reason="Locked out"
            )
    with time_machine.travel(at_risk + timedelta(minutes=62), tick=False):
        escalate_late_work(cast.organization.pk)
    with acting(cast.ana):
        assert (moved.escalations.count(), same.escalations.count()) == (0, 1)


def test_a_role_is_everybody_who_has_it_and_sees_the_property(cast: Cast, boss: Actor, news: News) -> None:
    with acting(cast.ana):
        role = Membership.objects.get(person_id=boss.person_id).role
    others = {
        name: make_person(cast.organization, name, VIEW, **values)
        for name, values in (
            ("Near Nell", {"places": (cast.tower,)}),
            ("Far Fay", {"places": (cast.annex,)}),
            ("Prog Ram", {"kind": Person.SERVICE}),
        )
    }
    with acting(cast.ana):
        for one in others.values():
            Membership.objects.filter(person_id=one.person_id).update(role=role)
    rule(cast, role=role)
    late_order(cast)
    sweep(cast, 1)
    news()
    assert sweep(cast, 60) == {("Bo Boss", 60), ("Near Nell", 60)}
    (first, second) = news()
    assert {first.person_id, second.person_id} == {boss.person_id, others["Near Nell"].person_id}
    assert (first.kind, first.body) == ("sla", "says that a promised time passed 1 h ago and is still not kept")


def test_who_holds_the_work_is_not_told_at_once_a_second_time(cast: Cast, news: News) -> None:
    rule(cast, cast.ben, delay_minutes=0)
    rule(cast, cast.ben, delay_minutes=60)
    late_order(cast)
    news()
    sweep(cast, 1)
    assert [row.person_id for row in news()].count(cast.ben.person_id) == 1
    sweep(cast, 60)
    assert [row.person_id for row in news()] == [cast.ben.person_id]


def test_a_role_that_a_rule_names_stays(cast: Cast) -> None:
    system = Actor.system(cast.organization.pk)
    with acting(system):
        role = Role(name="Nobody's")
        role.organization_id = cast.organization.pk
        load_rows([role])
    rule(cast, role=role)
    with acting(cast.ana), refused("", "in-use", 409):
        delete_role(role, actor=cast.ana)


@pytest.mark.parametrize("minutes_later", [-1, 43_201])
def test_a_delay_has_its_bounds(cast: Cast, boss: Actor, minutes_later: int) -> None:
    with pytest.raises(Exception, match="delay_minutes"):
        rule(cast, boss, delay_minutes=minutes_later)


def test_the_page_and_the_api_say_before_whom_it_was_brought(cast: Cast, boss: Actor) -> None:
    made = rule(cast, boss)
    order = late_order(cast)
    sweep(cast, 60)
    page = browser_of(cast.ana).get(f"/{cast.organization.slug}/work-orders/{order.number}/").content.decode()
    assert "escalated this to Bo Boss by rule “To the boss”" in page
    assert "Resolution: still not kept 1 h later" in page
    (found,) = ApiClient(make_key(cast.ana)).get(f"work-orders/{order.pk}/escalations/").json()["results"]
    assert (found["person"]["name"], found["rule"]["id"], found["delay_minutes"]) == ("Bo Boss", str(made.pk), 60)
    assert datetime.fromisoformat(found["marked_at"]) == at(DUE)
    with acting(cast.ana):
        order.refresh_from_db()
        assert order.touched_at == at(DUE) + timedelta(minutes=60)


def test_who_may_not_read_what_is_internal_does_not_see_it(cast: Cast, boss: Actor) -> None:
    rule(cast, boss)
    order = late_order(cast)
    sweep(cast, 60)
    page = browser_of(cast.ben).get(f"/{cast.organization.slug}/work-orders/{order.number}/").content.decode()
    assert "Bo Boss" not in page
    assert ApiClient(make_key(cast.ben)).get(f"work-orders/{order.pk}/escalations/").json()["results"] == []


def test_a_fact_is_never_changed_removed_or_doubled(cast: Cast, boss: Actor) -> None:
    rule(cast, boss)
    late_order(cast)
    sweep(cast, 60)
    with acting(cast.ana):
        (fact,) = Escalation.objects.all()
        for write in (lambda rows: rows.update(delay_minutes=1), lambda rows: rows._raw_delete("default")):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                write(Escalation.objects.all())
        fact.pk = new_id()
        with pytest.raises(IntegrityError, match="escalation_once"), transaction.atomic():
            load_rows([fact])


def test_the_scheduler_does_both(cast: Cast, boss: Actor) -> None:
    rule(cast, boss, delay_minutes=0)
    late_order(cast)
    with minutes(1):
        mark_all_promises()
    assert told(cast) == {("Bo Boss", 0)}


def test_many_orders_are_told_in_batches(cast: Cast, boss: Actor, django_assert_max_num_queries: Any) -> None:
    rule(cast, boss)
    for _number in range(5):
        late_order(cast)
    sweep(cast, 1)
    with minutes(60):
        assert escalate_late_work(cast.organization.pk, batch=2) == 5
        assert escalate_late_work(cast.organization.pk, batch=2) == 0
    with acting(cast.ana):
        assert Escalation.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_tell_once(committed_cast: Cast) -> None:
    cast = committed_cast
    boss = make_person(cast.organization, "Bo Boss", VIEW)
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        promise(cast, p3_response="")
    rule(cast, boss)
    late_order(cast)
    sweep(cast, 1)
    later, failed = at(DUE) + timedelta(minutes=60), list[BaseException]()

    def run() -> None:
        try:
            escalate_late_work(cast.organization.pk, now=later)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [] and told(cast) == {("Bo Boss", 60)} and waiting(cast) == 0


def test_what_a_change_breaks_is_told_and_brought_before_people_too(cast: Cast, boss: Actor, news: News) -> None:
    """Twenty-four hours of the most urgent work are over on Saturday: on Monday it is late at once."""
    rule(cast, boss, delay_minutes=0)
    rule(cast, boss, delay_minutes=60)
    order = late_order(cast)
    news()
    with time_machine.travel(at(DUE) - timedelta(hours=6), tick=False), acting(cast.ana):
        prioritize_work_order(order, actor=cast.ana, priority="P1", reason="Water in the lobby")
        assert (cast.ben.person_id, "sla") in told_of(news())
    assert waiting(cast) == 2
    assert sweep(cast, -360) == {("Bo Boss", 0)}
    assert sweep(cast, -300) == {("Bo Boss", 0), ("Bo Boss", 60)} and waiting(cast) == 0


def test_what_comes_late_already_is_brought_before_nobody(cast: Cast, boss: Actor) -> None:
    """As an import brings it: who reads it in knows."""
    rule(cast, boss, delay_minutes=0)
    with minutes(0), acting(cast.ana):
        report(cast, reported_at=at(FRIDAY) - timedelta(days=30))
    assert waiting(cast) == 0


def test_the_page_of_late_work_keeps_within_its_statements(cast: Cast, boss: Actor) -> None:
    """With costs, comments, a request and an escalation: twenty, and the one by which a test's transaction goes on."""
    rule(cast, boss)
    order = late_order(cast)
    sweep(cast, 60)
    with acting(cast.ana):
        book(cast, order, "10", "2")
        add_comment(order, actor=cast.ana, body="The valve is on its way")
        known = create_request(actor=cast.ana, title="Wet carpet", property=cast.tower)
        accept_request(known, actor=cast.ana, work_order=order)
    ana, url = browser_of(cast.ana), f"/{cast.organization.slug}/work-orders/{order.number}/"
    ana.get(url)
    with CaptureQueriesContext(connection) as told:
        assert "Wet carpet" in ana.get(url).content.decode()
    counted = [one["sql"] for one in told.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(counted) <= 21, counted
