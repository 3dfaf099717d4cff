"""Teams and skills: who is in them, who may say so, and what "my team" finds."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.acting import acting
from core.actions.picklists import create_picklist_item
from core.actor import Actor
from core.changes import Change
from core.errors import NotPermitted, NotVisible, RuleBroken
from core.picklists import PicklistItem
from core.query import QueryContext, build_fields, parse_parameters
from core.records import Record
from tests.cast import Cast
from workorders.actions import teams as actions
from workorders.actions.skills import create_skill, delete_skill, update_skill
from workorders.actions.work_orders import create_work_order, update_work_order
from workorders.models import Skill, Team, TeamMember, TeamPlace, WorkOrder


def events(record: Record) -> list[str]:
    return list(Change.objects.filter(record_id=record.pk).order_by("id").values_list("event", flat=True))


def trade(actor: Actor, code: str = "electrical") -> PicklistItem:
    return create_picklist_item(actor=actor, list="trade", code=code, label=code.title())


def found(actor: Actor, **asked: str) -> list[WorkOrder]:
    """What the actor's list shows for the conditions."""
    fields = build_fields(WorkOrder, ["assignee", "team", "vendor"])
    condition = parse_parameters(fields, {name: [value] for name, value in asked.items()})
    context = QueryContext(datetime.now(UTC), ZoneInfo("UTC"), actor=actor, person_id=actor.person_id)
    return list(WorkOrder.objects.visible_to(actor).filter(condition.to_q(context)).order_by("number"))


def refusal(act: Any, *given: Any, **values: Any) -> tuple[str, str, int]:
    with pytest.raises(RuleBroken) as refused:
        act(*given, **values)
    return refused.value.problems[0].field, refused.value.code, refused.value.status


def test_a_team_gets_people_trades_and_places(cast: Cast) -> None:
    with acting(cast.ana):
        team = actions.create_team(actor=cast.ana, name="Electricians")
        actions.add_team_member(team, actor=cast.ana, person=cast.ben.person_id, is_lead=True)
        actions.add_team_trade(team, actor=cast.ana, trade=trade(cast.ana))
        actions.add_team_place(team, actor=cast.ana, region=cast.region)
        actions.add_team_place(team, actor=cast.ana, property=cast.annex)
        assert (team.number, team.version) == (1, 5)
        assert events(team) == [
            "team.created",
            "team.member_added",
            "team.trade_added",
            "team.place_added",
            "team.place_added",
        ]
        actions.drop_team_place(team, actor=cast.ana, property=cast.annex)
        actions.drop_team_member(team, actor=cast.ana, person=cast.ben.person_id)
        assert (team.version, team.members.count(), team.places.count()) == (7, 0, 1)


def test_who_is_in_a_team_already_is_made_its_lead(cast: Cast) -> None:
    with acting(cast.ana):
        team = actions.create_team(actor=cast.ana, name="Night")
        actions.add_team_member(team, actor=cast.ana, person=cast.ben.person_id)
        actions.add_team_member(team, actor=cast.ana, person=cast.ben.person_id, is_lead=True)
        assert list(team.members.values_list("person_id", "is_lead")) == [(cast.ben.person_id, True)]


def test_what_does_not_belong_into_a_team_is_refused(cast: Cast) -> None:
    with acting(cast.cleo):
        foreign = trade(cast.cleo)
    with acting(cast.ana):
        team = actions.create_team(actor=cast.ana, name="Night")
        category = create_picklist_item(actor=cast.ana, list="category", code="noise", label="Noise")
        unknown = "unknown-reference"
        ask = {"actor": cast.ana}
        assert refusal(actions.add_team_member, team, person=cast.cleo.person_id, **ask) == ("person", unknown, 400)
        assert refusal(actions.add_team_trade, team, trade=foreign.pk, **ask) == ("trade", unknown, 400)
        assert refusal(actions.add_team_trade, team, trade=category, **ask) == ("trade", unknown, 400)
        assert refusal(actions.add_team_place, team, property=cast.elsewhere.pk, **ask) == ("property", unknown, 400)
        assert refusal(actions.add_team_place, team, **ask)[1] == "one-place"
        assert refusal(actions.drop_team_member, team, person=cast.ben.person_id, **ask)[1:] == ("not-in-team", 409)
        actions.add_team_place(team, property=cast.tower, **ask)
        assert refusal(actions.add_team_place, team, property=cast.tower, **ask)[1:] == ("unique", 409)
        assert refusal(actions.create_team, name="Night", **ask) == ("name", "unique", 409)


def test_teams_are_for_managers_to_make_and_for_all_to_see(cast: Cast) -> None:
    with acting(cast.ana):
        team = actions.create_team(actor=cast.ana, name="Night")
        for place in (cast.tower, cast.annex):
            actions.add_team_place(team, actor=cast.ana, property=place)
    with acting(cast.ben):
        assert list(Team.objects.visible_to(cast.ben)) == [team]
        # Of the places a team covers only those in one's own scope are told.
        assert [place.property_id for place in TeamPlace.objects.visible_to(cast.ben)] == [cast.tower.pk]
        for act, values in (
            (actions.add_team_member, {"person": cast.ben.person_id}),
            (actions.drop_team_member, {"person": cast.ben.person_id}),
            (actions.update_team, {"name": "Mine"}),
            (actions.delete_team, {}),
        ):
            with pytest.raises(NotPermitted):
                act(team, actor=cast.ben, **values)
    with acting(cast.cleo), pytest.raises(NotVisible):
        actions.add_team_member(team, actor=cast.cleo, person=cast.cleo.person_id)


def test_a_team_with_work_is_not_deleted(cast: Cast) -> None:
    with acting(cast.ana):
        team = actions.create_team(actor=cast.ana, name="Night")
        order = create_work_order(actor=cast.ana, title="Leak", property=cast.tower, team=team)
        assert refusal(actions.delete_team, team, actor=cast.ana)[1:] == ("in-use", 409)
        update_work_order(order, actor=cast.ana, team=None)
        actions.delete_team(team, actor=cast.ana)
        assert not Team.objects.visible_to(cast.ana).exists()
        assert not TeamMember.objects.visible_to(cast.ana).exists()


def test_my_team_is_everybody_i_share_a_team_with(cast: Cast) -> None:
    with acting(cast.ana):
        team = actions.create_team(actor=cast.ana, name="Night")
        for person in (cast.ana, cast.ben):
            actions.add_team_member(team, actor=cast.ana, person=person.person_id)
        report = {"actor": cast.ana, "title": "Leak", "property": cast.tower}
        hers = create_work_order(**report, assignee_id=cast.ana.person_id)
        of_all = create_work_order(**report, team=team)
        create_work_order(**report)
    with acting(cast.ben):
        assert found(cast.ben, assignee="my_team") == [hers]
        assert found(cast.ben, team="mine") == [of_all]
        assert found(cast.ben, where="assignee = my_team or team = mine") == [hers, of_all]
    with acting(cast.vera):
        assert found(cast.vera, where="assignee = my_team or team = mine") == []


def test_a_plan_ends_after_it_begins(cast: Cast) -> None:
    nine, ten = datetime(2030, 5, 6, 9, tzinfo=UTC), datetime(2030, 5, 6, 10, tzinfo=UTC)
    with acting(cast.ana):
        order = create_work_order(actor=cast.ana, title="Leak", property=cast.tower, planned_start=nine)
        update_work_order(order, actor=cast.ana, planned_end=ten)
        for wrong in ({"planned_end": nine}, {"planned_start": None}):
            assert refusal(update_work_order, order, actor=cast.ana, **wrong)[0] == "planned_end"


def test_a_skill_is_a_members_trade(cast: Cast) -> None:
    with acting(cast.ana):
        electrical = trade(cast.ana)
        skill = create_skill(actor=cast.ana, person_id=cast.ben.person_id, trade=electrical)
        assert (skill.name, events(skill)) == ("Electrical", ["skill.created"])
        again = {"actor": cast.ana, "person_id": cast.ben.person_id, "trade": electrical}
        assert refusal(create_skill, **again)[1:] == ("unique", 409)
        foreign = {**again, "person_id": cast.cleo.person_id}
        assert refusal(create_skill, **foreign) == ("person", "unknown-reference", 400)
        update_skill(skill, actor=cast.ana, name="Master electrician")
        delete_skill(skill, actor=cast.ana)
        assert not Skill.objects.visible_to(cast.ana).exists()
    with acting(cast.ben), pytest.raises(NotPermitted):
        create_skill(actor=cast.ben, person_id=cast.ben.person_id, trade=electrical)
