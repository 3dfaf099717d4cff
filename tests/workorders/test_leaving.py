"""Somebody leaves: their open work goes into other hands first. And who could take a job."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions.memberships import end_membership
from accounts.models import Membership
from core.acting import acting
from core.errors import NotPermitted
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.workorders.test_assignment import report
from tests.workorders.test_teams import refusal, trade
from workorders.actions.hand_over import hand_over_work
from workorders.actions.holds import hold_work_order, resume_work_order
from workorders.actions.skills import create_skill
from workorders.actions.teams import add_team_place, add_team_trade, create_team
from workorders.choices import State
from workorders.models import HoldReason, WorkOrder
from workorders.workload import candidates_for, teams_for


def of_ben(cast: Cast) -> Membership:
    return Membership.objects.select_related("person").get(person_id=cast.ben.person_id)


def test_nobody_leaves_with_open_work_in_hand(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, assignee_id=cast.ben.person_id)
        assert refusal(end_membership, of_ben(cast), actor=cast.ana)[1:] == ("has-work", 409)
        WorkOrder.objects.filter(pk=order.pk).update(state=State.COMPLETED)
        end_membership(of_ben(cast), actor=cast.ana)


def test_work_goes_to_whom_it_is_given_as_it_stands(cast: Cast) -> None:
    with acting(cast.ana):
        team = create_team(actor=cast.ana, name="Night")
        fresh, waiting, kept = (report(cast, assignee_id=cast.ben.person_id) for _n in range(3))
        reason = HoldReason.objects.create(organization_id=cast.organization.pk, number=1, code="parts", label="Parts")
        hold_work_order(waiting, actor=cast.ana, hold_reason=reason)
        asked: dict[str, Any] = {"actor": cast.ana, "work_orders": [fresh.pk, waiting.pk]}
        assert refusal(hand_over_work, cast.ben.person_id, assignee=cast.cleo.person_id, **asked)[0] == "assignee"
        assert hand_over_work(cast.ben.person_id, team=team, **asked) == 2
        for order in (fresh, waiting, kept):
            order.refresh_from_db()
        assert (fresh.team_id, fresh.assignee_id, fresh.state) == (team.pk, None, State.ASSIGNED)
        assert (waiting.team_id, waiting.state) == (team.pk, State.ON_HOLD)
        assert kept.assignee_id == cast.ben.person_id
        resume_work_order(waiting, actor=cast.ana)
        assert waiting.state == State.ASSIGNED
    with acting(cast.ben), pytest.raises(NotPermitted):
        hand_over_work(cast.ben.person_id, actor=cast.ben, work_orders=[kept.pk])


def test_the_settings_lead_over_the_wizard_to_the_end(cast: Cast) -> None:
    with acting(cast.ana):
        order, membership = report(cast, title="Left behind", assignee_id=cast.ben.person_id), of_ben(cast)
    ana, url = browser_of(cast.ana), f"/lakeside/settings/people/{membership.pk}/"
    assert ana.post(f"{url}end/")["Location"] == f"{url}work/"
    assert "Left behind" in ana.get(f"{url}work/").content.decode()
    assert ana.post(f"{url}work/", {"assignee": str(cast.ana.person_id)}).status_code == 422
    answer = ana.post(f"{url}work/", {"order": [str(order.pk), "nonsense"], "assignee": str(cast.ana.person_id)})
    assert answer.status_code == 302
    assert "End the membership" in ana.get(f"{url}work/").content.decode()
    assert ana.post(f"{url}end/")["Location"] == "/lakeside/settings/people/"
    with acting(cast.ana):
        order.refresh_from_db()
        assert order.assignee_id == cast.ana.person_id


def test_the_wizard_is_for_those_who_may_and_knows_no_other_organization(cast: Cast) -> None:
    with acting(cast.ana):
        membership = of_ben(cast)
    assert browser_of(cast.ben).get(f"/lakeside/settings/people/{membership.pk}/work/").status_code == 403
    assert browser_of(cast.cleo).get(f"/harbour/settings/people/{membership.pk}/work/").status_code == 404
    with acting(cast.ana):
        foreign = report(cast, assignee_id=cast.ana.person_id)
        assert hand_over_work(cast.ben.person_id, actor=cast.ana, work_orders=[foreign.pk]) == 0


def test_who_could_take_it_is_ordered_by_skill_and_load(cast: Cast, django_assert_num_queries: Any) -> None:
    start = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    with acting(cast.ana):
        electrical = trade(cast.ana)
        order = report(cast, trade=electrical)
        create_skill(actor=cast.ana, person_id=cast.ben.person_id, trade=electrical)
        report(cast, assignee_id=cast.ben.person_id, planned_start=start, planned_end=start + timedelta(hours=2))
        with django_assert_num_queries(6):
            found = candidates_for(order, cast.ana)
        first = found[0]
        assert (first.key, first.fits, first.open_orders, first.planned_hours) == (cast.ben.person_id, True, 1, 2.0)
        assert cast.cleo.person_id not in {one.key for one in found}
        # Ben works in the tower alone.
        elsewhere = candidates_for(report(cast, property=cast.annex), cast.ana)
        assert cast.ben.person_id not in {one.key for one in elsewhere}


def test_teams_are_offered_where_they_work(cast: Cast) -> None:
    with acting(cast.ana):
        electrical = trade(cast.ana)
        everywhere = create_team(actor=cast.ana, name="Everywhere")
        tower, annex = (create_team(actor=cast.ana, name=name) for name in ("Tower", "Annex"))
        add_team_place(tower, actor=cast.ana, region=cast.region)
        add_team_trade(tower, actor=cast.ana, trade=electrical)
        add_team_place(annex, actor=cast.ana, property=cast.annex)
        found = teams_for(report(cast, trade=electrical), cast.ana)
        assert [(one.name, one.fits) for one in found] == [("Tower", True), ("Everywhere", False)]
        assert everywhere.pk == found[1].key


def test_the_dialog_gives_it_by_one_press(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
    ana, url = browser_of(cast.ana), f"/lakeside/work-orders/{order.number}/assign/"
    assert "Ben Brown" in ana.get(url).content.decode()
    # As a browser sends it: the empty select first, then the button that was pressed.
    ana.post(url, {"assignee": ["", str(cast.ben.person_id)], "team": "", "vendor": ""})
    with acting(cast.ana):
        order.refresh_from_db()
        assert (order.assignee_id, order.state) == (cast.ben.person_id, State.ASSIGNED)
    assert browser_of(cast.ben).get(url).status_code == 403
