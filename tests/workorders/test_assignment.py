"""Giving work to a person, a team or a vendor, and who sees it then."""

from typing import Any

import pytest

from core.acting import acting
from core.errors import NotPermitted, NotVisible, RuleBroken
from tests.cast import Cast
from tests.workorders.test_teams import events, found, refusal
from vendors.actions.people import link_vendor_person, unlink_vendor_person
from vendors.actions.vendors import add_vendor_area, block_vendor, create_vendor, deactivate_vendor
from vendors.models import Vendor
from workorders.actions.assignment import assign_work_order, decline_assignment
from workorders.actions.teams import add_team_member, create_team
from workorders.actions.work_orders import create_work_order, update_work_order
from workorders.choices import State
from workorders.models import WorkOrder


def report(cast: Cast, **values: Any) -> WorkOrder:
    return create_work_order(actor=cast.ana, **{"title": "Leak", "property": cast.tower, **values})


def vendor(cast: Cast, name: str = "Coil & Sons") -> Vendor:
    return create_vendor(actor=cast.ana, name=name)


def test_a_team_or_a_vendor_holds_an_order_as_a_person_does(cast: Cast) -> None:
    with acting(cast.ana):
        team, company = create_team(actor=cast.ana, name="Night"), vendor(cast)
        order = report(cast)
        assign_work_order(order, actor=cast.ana, team=team)
        assert (order.team_id, order.state) == (team.pk, State.ASSIGNED)
        assign_work_order(order, actor=cast.ana, vendor=company)
        assert (order.team_id, order.vendor_id, order.state) == (None, company.pk, State.ASSIGNED)
        assign_work_order(order, actor=cast.ana)
        assert (order.vendor_id, order.state) == (None, State.OPEN)
        assert events(order) == ["work_order.created"] + 3 * ["work_order.assigned"]
        assert report(cast, team=team).state == State.ASSIGNED


def test_who_gives_a_job_back_leaves_it_to_nobody(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, team=create_team(actor=cast.ana, name="Night"), assignee_id=cast.ben.person_id)
    with acting(cast.ben):
        decline_assignment(order, actor=cast.ben, reason="Off sick")
    assert (order.team_id, order.assignee_id, order.state) == (None, None, State.OPEN)


def test_another_team_by_editing_is_an_assignment(cast: Cast) -> None:
    with acting(cast.ana):
        team = create_team(actor=cast.ana, name="Night")
        order = report(cast, assignee_id=cast.ana.person_id)
        update_work_order(order, actor=cast.ana, team=team, title="Big leak")
        assert (order.team_id, order.assignee_id) == (team.pk, cast.ana.person_id)
        assert list(order.transitions.values_list("verb", flat=True)) == ["assign"]


def test_what_may_not_hold_an_order_is_refused(cast: Cast) -> None:
    with acting(cast.cleo):
        foreign_team = create_team(actor=cast.cleo, name="Far")
        foreign = create_vendor(actor=cast.cleo, name="Far & Sons")
    with acting(cast.ana):
        order, company, team = report(cast), vendor(cast), create_team(actor=cast.ana, name="Night")
        ask = {"actor": cast.ana}
        unknown = "unknown-reference"
        assert refusal(assign_work_order, order, vendor=foreign.pk, **ask) == ("vendor", unknown, 400)
        assert refusal(assign_work_order, order, team=foreign_team.pk, **ask) == ("team", unknown, 400)
        assert refusal(assign_work_order, order, assignee=cast.cleo.person_id, **ask) == ("assignee", unknown, 400)
        assert refusal(assign_work_order, order, vendor=company, team=team, **ask)[:2] == ("vendor", "team-or-vendor")
        add_vendor_area(company, property=cast.annex, **ask)
        assert refusal(assign_work_order, order, vendor=company, **ask) == ("vendor", "out-of-area", 409)
        assert refusal(report, cast, vendor=company)[:2] == ("vendor", "out-of-area")
        add_vendor_area(company, region=cast.region, **ask)
        assign_work_order(order, vendor=company, **ask)
        block_vendor(company, reason="Owes us a certificate", **ask)
        assert refusal(report, cast, vendor=company)[:2] == ("vendor", "do-not-assign")
        deactivate_vendor(company, reason="Gone", **ask)
        assert refusal(report, cast, vendor=company)[:2] == ("vendor", "vendor-inactive")
        assert order.state == State.ASSIGNED
    with acting(cast.ben), pytest.raises(NotPermitted):
        assign_work_order(order, actor=cast.ben, team=team)


def test_who_works_for_a_vendor_sees_its_orders_and_no_others(cast: Cast) -> None:
    with acting(cast.ana):
        company, rival = vendor(cast), vendor(cast, "Rival")
        theirs, other = report(cast, vendor=company), report(cast, vendor=rival)
        link_vendor_person(company, actor=cast.ana, person=cast.vera.person_id)
        assert events(company)[-1] == "vendor.person_linked"
        assert refusal(link_vendor_person, company, actor=cast.ana, person=cast.vera.person_id)[1:] == ("unique", 409)
        wrong = refusal(link_vendor_person, company, actor=cast.ana, person=cast.cleo.person_id)
        assert wrong == ("person", "unknown-reference", 400)
    with acting(cast.vera):
        assert list(WorkOrder.objects.visible_to(cast.vera)) == [theirs]
        assert found(cast.vera, vendor="mine") == [theirs]
        with pytest.raises(NotVisible):
            WorkOrder.objects.all().get_visible(cast.vera, pk=other.pk)
        with pytest.raises(NotPermitted):
            link_vendor_person(company, actor=cast.vera, person=cast.vera.person_id)
    with acting(cast.ana):
        unlink_vendor_person(company, actor=cast.ana, person=cast.vera.person_id)
    with acting(cast.vera):
        assert not WorkOrder.objects.visible_to(cast.vera).exists()


def test_a_team_sees_its_orders_without_the_right_to_see_others(cast: Cast) -> None:
    with acting(cast.ana):
        team = create_team(actor=cast.ana, name="Night")
        add_team_member(team, actor=cast.ana, person=cast.vera.person_id)
        order = report(cast, team=team)
        report(cast)
    with acting(cast.vera):
        assert list(WorkOrder.objects.visible_to(cast.vera)) == [order]


def test_a_refused_assignment_changes_nothing(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        with pytest.raises(RuleBroken):
            assign_work_order(order, actor=cast.ana, assignee=cast.cleo.person_id)
        order.refresh_from_db()
        assert (order.state, order.version, order.transitions.count()) == (State.OPEN, 1, 0)
