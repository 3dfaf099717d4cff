"""Work that is at risk or late is told to who holds it, and brought before those whom a rule names."""

from typing import Any

import pytest
import time_machine

from core.acting import acting
from core.errors import NotPermitted
from tests.cast import Cast, make_person
from tests.facilities.places import refused
from tests.notifications.conftest import News, news, told
from tests.workorders.promises import FRIDAY, at, promise, report
from tests.workorders.test_doing_it_properly import category
from workorders.actions.escalations import (
    create_escalation_rule,
    delete_escalation_rule,
    update_escalation_rule,
)
from workorders.actions.teams import add_team_member, create_team
from workorders.models import EscalationRule, WorkOrder
from workorders.promises.escalating import escalate_late_work
from workorders.promises.marking import mark_promises

__all__ = ["news"]
VIEW = ("workorders.view_workorder", "workorders.others_workorder")
MONTH_LATER = "2026-09-30 12:00"


@pytest.fixture(autouse=True)
def promised(cast: Cast) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        promise(cast)


def rule(cast: Cast, **values: Any) -> EscalationRule:
    with acting(cast.ana):
        return create_escalation_rule(actor=cast.ana, **{"name": "To the manager", **values})


def late_order(cast: Cast, **values: Any) -> WorkOrder:
    """An order of the tower in Ben's hands, whose promise is kept by nobody."""
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        return report(cast, assignee_id=cast.ben.person_id, **values)


def pass_time(cast: Cast, news: News, until: str = MONTH_LATER) -> set[tuple[object, str]]:
    """What is told once the sweep has noticed; Ana reported it and hears of it herself."""
    news()
    with time_machine.travel(at(until), tick=False):
        mark_promises(cast.organization.pk)
        escalate_late_work(cast.organization.pk)
        return told(news()) - {(cast.ana.person_id, "sla")}


def test_without_a_rule_its_people_are_told(cast: Cast, news: News) -> None:
    late_order(cast)
    assert pass_time(cast, news) == {(cast.ben.person_id, "sla")}


def test_a_rule_tells_its_person_and_who_leads_its_team(cast: Cast, news: News) -> None:
    boss, lead, mate = (make_person(cast.organization, name, VIEW) for name in ("Bo Boss", "Lea Lead", "Mat Mate"))
    with acting(cast.ana):
        team = create_team(actor=cast.ana, name="Engineers")
        add_team_member(team, actor=cast.ana, person=lead.person_id, is_lead=True)
        add_team_member(team, actor=cast.ana, person=mate.person_id)
    made = rule(cast, person_id=boss.person_id, team=team)
    late_order(cast)
    assert pass_time(cast, news) == {(one, "sla") for one in (cast.ben.person_id, boss.person_id, lead.person_id)}
    with acting(cast.ana):
        update_escalation_rule(made, actor=cast.ana, leads_only=False)
    late_order(cast)
    assert (mate.person_id, "sla") in pass_time(cast, news)


def test_a_rule_holds_for_what_it_names(cast: Cast, news: News) -> None:
    boss = make_person(cast.organization, "Bo Boss", VIEW).person_id
    with acting(cast.ana):
        water, paint = category(cast, "water"), category(cast, "paint")
    for values in (
        {"priority": "P1"},
        {"property": cast.annex},
        {"category": paint},
        {"escalate_on": "at_risk", "priority": "P4"},
        {"is_active": False},
    ):
        rule(cast, person_id=boss, **values)
    late_order(cast, category=water)
    assert pass_time(cast, news) == {(cast.ben.person_id, "sla")}
    rule(cast, person_id=boss, priority="P3", property=cast.tower, category=water)
    late_order(cast, category=water)
    assert (boss, "sla") in pass_time(cast, news)


def test_at_risk_is_told_before_it_is_broken(cast: Cast, news: News) -> None:
    boss = make_person(cast.organization, "Bo Boss", VIEW).person_id
    rule(cast, person_id=boss, escalate_on="at_risk")
    order = late_order(cast)
    with acting(cast.ana):
        clock = order.clocks.order_by("at_risk_at").first()
    assert clock is not None
    until = clock.at_risk_at.astimezone(at(FRIDAY).tzinfo).strftime("%Y-%m-%d %H:%M:59")
    assert (boss, "sla") in pass_time(cast, news, until)
    assert (boss, "sla") not in pass_time(cast, news, until)


def test_who_may_not_see_the_work_is_not_told(cast: Cast, news: News) -> None:
    stranger = make_person(cast.organization, "Sid Seldom", VIEW, places=(cast.annex,)).person_id
    rule(cast, person_id=stranger)
    order = late_order(cast)
    assert pass_time(cast, news) == {(cast.ben.person_id, "sla")}
    with acting(cast.ana):
        assert not order.escalations.exists()


def test_a_rule_tells_somebody_who_is_a_member(cast: Cast) -> None:
    with acting(cast.ana):
        with refused("person", "nobody"):
            create_escalation_rule(actor=cast.ana, name="Nobody")
        with refused("person", "unknown-reference"):
            create_escalation_rule(actor=cast.ana, name="A stranger", person_id=cast.cleo.person_id)
        made = create_escalation_rule(actor=cast.ana, name="Ben", person_id=cast.ben.person_id)
        delete_escalation_rule(made, actor=cast.ana)
        assert not EscalationRule.objects.visible_to(cast.ana).exists()


@pytest.mark.parametrize("who", ["ben", "vera"])
def test_only_who_may_makes_rules(cast: Cast, who: str) -> None:
    actor = getattr(cast, who)
    with acting(actor), pytest.raises(NotPermitted):
        create_escalation_rule(actor=actor, name="Mine", person_id=actor.person_id)
