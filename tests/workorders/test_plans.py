"""Maintenance plans: what may be planned, by whom, and what a change does to what is planned."""

from datetime import date
from typing import Any

import pytest
import time_machine

from core.acting import acting
from core.changes import Change
from core.errors import NotPermitted, NotVisible, RuleBroken
from facilities.actions.equipment import create_equipment
from facilities.actions.spaces import create_space
from tests.cast import Cast
from tests.workorders.planning import MONDAY, make, orders_of, plan_of, told
from workorders.actions import plans as actions
from workorders.actions.life_cycle import start_work_order
from workorders.actions.meters import create_meter
from workorders.actions.occurrences import skip_occurrence
from workorders.actions.plan_targets import add_target, drop_target
from workorders.models import MaintenancePlan, Occurrence, PlanTarget

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


def events(record: Any) -> list[str]:
    return list(Change.objects.filter(record_id=record.pk).order_by("id").values_list("event", flat=True))


def refusal(cast: Cast, **values: Any) -> tuple[str, str]:
    with pytest.raises(RuleBroken) as refused:
        plan_of(cast, **values)
    return refused.value.problems[0].field, refused.value.code


def test_a_plan_has_its_place_and_its_next_date_at_once(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast)
        assert (plan.number, plan.state, plan.priority, plan.open_previous) == (1, "active", "P5", "stack")
        assert events(plan) == ["maintenance_plan.created"]
        assert told(plan) == [("2026-06-15", "planned")]
        row = Occurrence.objects.get(plan=plan)
        # Eight in the morning in Chicago; taken up as the eighth of June begins there.
        assert (row.due_at.isoformat(), row.create_at.isoformat()) == (
            "2026-06-15T13:00:00+00:00",
            "2026-06-08T05:00:00+00:00",
        )
        assert events(row) == ["occurrence.planned"]


def test_a_floating_plan_skips_while_one_is_open_and_what_is_said_wins(cast: Cast) -> None:
    with acting(cast.ana):
        assert plan_of(cast, mode="floating").open_previous == "skip"
        assert plan_of(cast, mode="floating", open_previous="stack").open_previous == "stack"


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"rule": "FREQ=SECONDLY"}, "rule", "too-often"),
        ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "month_end": "omit"}, "rule", "never"),
        ({"rule": "nonsense"}, "rule", "rule-syntax"),
        ({"rule": " "}, "rule", "required"),
        ({"rule": "FREQ=DAILY;COUNT=3", "mode": "floating"}, "rule", "floating-count"),
        ({"starts_on": date(1800, 1, 1)}, "starts_on", "range"),
        ({"starts_on": None}, "starts_on", "null"),
        ({"ends_on": date(2025, 1, 1)}, "ends_on", "order"),
        ({"due_time": "25:00"}, "due_time", "time"),
        ({"due_time": "0٨:00"}, "due_time", "time"),
        ({"season_from": "04-01"}, "season_until", "required"),
        ({"season_from": "13-01", "season_until": "05-01"}, "season_from", "day"),
        ({"exceptions": "tomorrow"}, "exceptions", "day"),
        ({"trigger": "meter"}, "meter_every", "required"),
        ({"trigger": "meter", "meter_every": 10}, "meter", "required"),
        ({"trigger": "meter", "meter_every": 10, "meter_tolerance": 10}, "meter_tolerance", "range"),
        ({"lead_days": 40, "open_previous": "skip"}, "lead_days", "too-early"),
        ({"lead_days": 4000}, "lead_days", "max_value"),
        ({"checklist": "x" * 300}, "checklist", "too-long"),
        ({"trigger": "moon"}, "trigger", "invalid_choice"),
    ],
)
def test_what_could_make_no_work_is_refused(cast: Cast, values: dict[str, Any], field: str, code: str) -> None:
    with acting(cast.ana):
        assert refusal(cast, **values) == (field, code)
        assert not MaintenancePlan.objects.filter(organization=cast.organization).exists()


def test_the_place_follows_from_the_equipment_and_must_fit(cast: Cast) -> None:
    with acting(cast.ana):
        room = create_space(actor=cast.ana, property=cast.tower, name="Plant room", kind="room")
        boiler = create_equipment(actor=cast.ana, name="Boiler", space=room)
        plan = plan_of(cast, property=None, equipment=boiler)
        assert (plan.property_id, plan.space_id) == (cast.tower.pk, room.pk)
        assert refusal(cast, property=cast.annex, equipment=boiler)[0] == "equipment"
    with acting(cast.cleo):
        with pytest.raises(RuleBroken):
            actions.create_maintenance_plan(
                actor=cast.cleo,
                title="Theirs",
                property_id=cast.tower.pk,
                rule="FREQ=DAILY",
                starts_on=date(2026, 6, 1),
            )


def test_who_may_and_who_sees(cast: Cast) -> None:
    with acting(cast.ana):
        here, there = plan_of(cast), plan_of(cast, property=cast.annex)
    with acting(cast.ben):
        assert list(MaintenancePlan.objects.visible_to(cast.ben)) == [here]
        with pytest.raises(NotPermitted):
            actions.pause_maintenance_plan(here, actor=cast.ben)
        with pytest.raises(NotVisible):
            actions.pause_maintenance_plan(there, actor=cast.ben)
        with pytest.raises(NotPermitted):
            actions.create_maintenance_plan(actor=cast.ben, title="No", property=cast.tower)
    with acting(cast.cleo), pytest.raises(NotVisible):
        actions.delete_maintenance_plan(here, actor=cast.cleo)


def test_a_changed_rule_moves_what_is_planned_and_makes_no_second_order(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, rule="FREQ=WEEKLY;BYDAY=MO", lead_days=0, starts_on=date(2026, 6, 1))
        make(cast, MONDAY)
        assert told(plan) == [("2026-06-01", "created"), ("2026-06-08", "planned")]
        actions.update_maintenance_plan(plan, actor=cast.ana, rule="FREQ=DAILY")
        assert told(plan) == [("2026-06-01", "created"), ("2026-06-02", "planned")]
        actions.update_maintenance_plan(plan, actor=cast.ana, rule="FREQ=MONTHLY;BYMONTHDAY=1")
        assert told(plan) == [("2026-06-01", "created"), ("2026-07-01", "planned")]
        make(cast, MONDAY)
        assert len(orders_of(plan)) == 1


def test_a_change_that_ends_the_plan_takes_back_what_is_planned(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast)
        actions.update_maintenance_plan(plan, actor=cast.ana, ends_on=date(2026, 6, 10))
        assert told(plan) == []
        actions.update_maintenance_plan(plan, actor=cast.ana, ends_on=None)
        assert told(plan) == [("2026-06-15", "planned")]


def test_a_paused_plan_makes_nothing_and_owes_nothing(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast)
        actions.pause_maintenance_plan(plan, actor=cast.ana)
        with pytest.raises(RuleBroken, match="paused already"):
            actions.pause_maintenance_plan(plan, actor=cast.ana)
    with time_machine.travel(date(2026, 9, 1), tick=False):
        with acting(cast.ana):
            assert make(cast, MONDAY.replace(month=9)) == 0
            actions.resume_maintenance_plan(plan, actor=cast.ana)
            assert told(plan) == [("2026-09-15", "planned")]
            with pytest.raises(RuleBroken, match="active"):
                actions.resume_maintenance_plan(plan, actor=cast.ana)
            assert events(plan)[-2:] == ["maintenance_plan.paused", "maintenance_plan.resumed"]


def test_more_places_are_planned_each_by_its_own_clock(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, targets=[{"property": cast.annex}])
        version = plan.version
        boiler = create_equipment(actor=cast.ana, name="Boiler", property=cast.tower)
        add_target(plan, actor=cast.ana, equipment=boiler)
        assert plan.version == version + 1
        assert told(plan) == [("2026-06-15", "planned")] * 3
        with pytest.raises(RuleBroken, match="already"):
            add_target(plan, actor=cast.ana, equipment=boiler)
        drop_target(plan, actor=cast.ana, equipment=boiler)
        assert told(plan) == [("2026-06-15", "planned")] * 2
        add_target(plan, actor=cast.ana, equipment=boiler)
        assert PlanTarget.objects.filter(plan=plan, is_active=True).count() == 3
        with pytest.raises(RuleBroken, match="own place"):
            drop_target(plan, actor=cast.ana, property=cast.tower)
        drop_target(plan, actor=cast.ana, property=cast.annex)
        with pytest.raises(RuleBroken, match="does not look after"):
            drop_target(plan, actor=cast.ana, property=cast.annex)


def test_a_plan_beyond_ones_places_is_seen_and_not_changed(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, targets=[{"property": cast.annex}])
    wide = cast.ana.__class__(**{**fields_of(cast.ben), "permissions": cast.ana.permissions})
    with acting(wide):
        assert MaintenancePlan.objects.visible_to(wide).get() == plan
        with pytest.raises(RuleBroken, match="do not work in"):
            actions.update_maintenance_plan(plan, actor=wide, title="Mine")


def fields_of(actor: Any) -> dict[str, Any]:
    return {name: getattr(actor, name) for name in actor.__dataclass_fields__}


def test_a_plan_that_moves_plans_at_its_new_place(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast)
        make(cast, MONDAY.replace(day=8))
        actions.update_maintenance_plan(plan, actor=cast.ana, property=cast.annex)
        rows = {(row.property_id, row.state) for row in Occurrence.objects.filter(plan=plan)}
        assert rows == {(cast.tower.pk, "created"), (cast.annex.pk, "planned")}


def test_one_time_is_skipped_with_a_reason_and_the_next_is_planned(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast)
        row = Occurrence.objects.get(plan=plan)
        with pytest.raises(RuleBroken):
            skip_occurrence(row, actor=cast.ana, reason=" ")
        skip_occurrence(row, actor=cast.ana, reason="The hall is let")
        assert told(plan) == [("2026-06-15", "skipped"), ("2026-07-15", "planned")]
        with pytest.raises(RuleBroken) as refused:
            skip_occurrence(row, actor=cast.ana, reason="Again")
        assert (refused.value.code, refused.value.status) == ("invalid-transition", 409)
    with acting(cast.ben), pytest.raises(NotPermitted):
        skip_occurrence(Occurrence.objects.get(plan=plan, state="planned"), actor=cast.ben, reason="Tired")


def test_what_a_template_says_now_reaches_orders_that_nobody_has_begun(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, rule="FREQ=DAILY", lead_days=1, checklist="Look")
        make(cast, MONDAY)
        first, _second = orders_of(plan)
        start_work_order(first, actor=cast.ana)
        actions.update_maintenance_plan(plan, actor=cast.ana, title="Look and weigh", impact="many", checklist="Weigh")
        assert {order.title for order in orders_of(plan)} == {"Look at the extinguishers"}
        actions.apply_maintenance_plan(plan, actor=cast.ana)
        assert [order.title for order in orders_of(plan)] == ["Look at the extinguishers", "Look and weigh"]
        assert [order.priority for order in orders_of(plan)] == ["P5", "P5"]
        lists = [[task.title for task in order.tasks.filter(deleted_at=None)] for order in orders_of(plan)]
        assert lists == [["Look"], ["Weigh"]]


def test_a_plan_that_made_work_is_not_deleted_and_one_that_covers_itself_is_refused(cast: Cast) -> None:
    with acting(cast.ana):
        plan, lesser = plan_of(cast), plan_of(cast)
        actions.update_maintenance_plan(lesser, actor=cast.ana, parent=plan)
        with pytest.raises(RuleBroken) as refused:
            actions.update_maintenance_plan(plan, actor=cast.ana, parent=lesser)
        assert refused.value.code == "loop"
        with pytest.raises(RuleBroken) as used:
            actions.delete_maintenance_plan(plan, actor=cast.ana)
        assert used.value.code == "in-use"
        actions.delete_maintenance_plan(lesser, actor=cast.ana)
        assert make(cast, MONDAY.replace(month=7)) == 1  # the greater one's alone


def test_a_meter_counts_at_its_own_property(cast: Cast) -> None:
    with acting(cast.ana):
        meter = create_meter(actor=cast.ana, name="Hours", property=cast.annex, unit="h")
        assert refusal(cast, trigger="meter", meter_every=100, meter=meter) == ("meter", "other-property")
