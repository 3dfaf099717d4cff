"""Rules: thresholds, one open job, order, failure, rights, changes and schedules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core.acting import acting
from core.errors import RuleBroken
from integrations.events.envelopes import Envelope
from integrations.events.receiving import receive_event
from integrations.models import Event, EventRule, RuleEpisode, RuleRun
from integrations.rules.actions import create_event_rule, update_event_rule
from integrations.rules.schedules import next_time
from integrations.rules.taking import take_events
from integrations.rules.tasks import system_of, work_for
from tests.cast import Cast, make_person
from tests.integrations.following import Follower
from workorders.actions.life_cycle import cancel_work_order
from workorders.actions.meters import create_meter, read_meter
from workorders.actions.work_orders import create_work_order, update_work_order
from workorders.models import WorkOrder

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
JOB = {"do": "create", "module": "work_order", "values": {"title": "{data.value} at {record.name}"}}


def rule(cast: Cast, **more: Any) -> EventRule:
    values = {"name": "Rule", "type": "sensor.reading", "record_module": "property", "actions": [JOB]}
    with acting(cast.ana):
        return create_event_rule(actor=cast.ana, **{**values, **more})


def reading(cast: Cast, value: float, minute: int, **more: Any) -> Event:
    """What the tower's sensor shows so many minutes after the start, and everything that follows from it."""
    envelope = Envelope("bms", "sensor.reading", f"{minute}-{value}", START + timedelta(minutes=minute))
    with acting(cast.ana):
        given = {"subject_module": "property", "subject_key": str(cast.tower.pk), "data": {"value": value}, **more}
        event = receive_event(
            Envelope(envelope.source, envelope.type, envelope.event_id, envelope.occurred_at, **given), actor=cast.ana
        )
    take_events(system_of(cast.organization))
    with acting(cast.ana):
        return Event.objects.get(pk=event.pk)


def orders(cast: Cast) -> list[WorkOrder]:
    with acting(cast.ana):
        return list(WorkOrder.objects.visible_to(cast.ana).order_by("number"))


def runs(cast: Cast) -> list[RuleRun]:
    with acting(cast.ana):
        return list(RuleRun.objects.visible_to(cast.ana).select_related("rule").order_by("id"))


def test_a_value_beyond_its_limit_makes_one_job_for_one_episode(cast: Cast) -> None:
    made = rule(cast, measure="data.value", above=30, clear=28, for_minutes=10, one_open=True)
    for minute, value in enumerate((29, 31, 31, 29, 31)):  # a break before the time has passed
        reading(cast, value, minute)
    assert orders(cast) == []
    for minute, value in ((9, 32), (14, 33), (20, 34), (21, 29), (22, 31)):  # fluttering above the second limit
        reading(cast, value, minute)
    assert [order.title for order in orders(cast)] == ["33 at Tower"]
    reading(cast, 28, 30)
    with acting(cast.ana):
        ended = RuleEpisode.objects.visible_to(cast.ana).filter(rule=made).order_by("began_at")
        assert [(one.acted_at is not None, one.ended_at is not None) for one in ended] == [(False, True), (True, True)]
    for minute in (40, 55):  # again, while the first job is still open
        reading(cast, 35, minute)
    assert len(orders(cast)) == 1 and runs(cast)[-1].state == "ignored"
    with acting(cast.ana):
        cancel_work_order(orders(cast)[0], actor=cast.ana, reason="Mistake")
    for minute, value in ((60, 20), (61, 35), (75, 36)):
        reading(cast, value, minute)
    assert [order.title for order in orders(cast)] == ["33 at Tower", "36 at Tower"]


def test_a_late_value_says_nothing_of_today(cast: Cast) -> None:
    rule(cast, measure="data.value", above=30)
    reading(cast, 20, 10)
    late = reading(cast, 40, 20)
    assert (late.status, len(orders(cast))) == ("processed", 1)
    reading(cast, 20, 30)
    assert (reading(cast, 50, 25).status, len(orders(cast))) == ("ignored", 1)


def test_a_sensor_that_falls_silent_beyond_its_limit_is_acted_on(cast: Cast) -> None:
    rule(cast, measure="data.value", below=5, for_minutes=10)
    recent = int((timezone.now() - START).total_seconds() // 60) - 11
    reading(cast, 2, recent)
    work_for(cast.organization)
    assert [order.title for order in orders(cast)] == ["2 at Tower"]
    work_for(cast.organization)
    assert len(orders(cast)) == 1


def test_all_rules_that_fit_are_set_off_in_their_order(cast: Cast) -> None:
    for name, order, more in (("last", 30, {}), ("first", 10, {}), ("middle", 20, {"stop": True})):
        rule(cast, name=name, order=order, **more)
    rule(cast, name="elsewhere", source="other", order=1)
    reading(cast, 1, 0)
    assert [run.rule.name for run in runs(cast)] == ["first", "middle"]


def test_steps_are_kept_together_or_not_at_all(cast: Cast) -> None:
    wrong = {"do": "create", "module": "work_order", "values": {"title": "x", "urgency": "{data.value}"}}
    rule(cast, name="broken", order=1, actions=[JOB, wrong], on_failure="stop")
    rule(cast, name="next", order=2)
    event = reading(cast, 1, 0)
    assert (event.status, [run.state for run in runs(cast)], orders(cast)) == ("failed", ["failed"], [])
    assert "urgency" in event.error


def test_a_rule_may_no_more_than_its_role(cast: Cast) -> None:
    narrow = make_person(cast.organization, "Nora Narrow", ("integrations.add_eventrule",))
    with acting(narrow):
        own = create_event_rule(actor=narrow, name="Own", type="sensor.reading", actions=[JOB])
        with pytest.raises(RuleBroken) as refused:
            create_event_rule(actor=narrow, name="More", type="x", role=rule(cast).role)
    assert refused.value.problems[0].field == "role"
    with acting(cast.ana):
        EventRule.objects.exclude(pk=own.pk).update(enabled=False)
    reading(cast, 1, 0)
    (run,) = runs(cast)
    assert (run.state, "workorders.add_workorder" in run.error) == ("failed", True)
    with acting(cast.ben), pytest.raises(RuleBroken):
        create_event_rule(actor=make_wide(cast), name="Part", type="x")


def make_wide(cast: Cast) -> Any:
    """Ben with the right to add rules: he works at one property only."""
    return replace(cast.ben, permissions=cast.ben.permissions | {"integrations.add_eventrule"})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"type": ""}, "type"),
        ({"when": "change", "type": "nothing.created"}, "type"),
        ({"when": "schedule"}, "every"),
        ({"condition": "data.value >"}, "condition"),
        ({"condition": "record.nothing = 1"}, "condition"),
        ({"measure": "record.name", "above": 1}, "measure"),
        ({"measure": "data.value"}, "above"),
        ({"measure": "data.value", "above": 1, "clear": 2}, "clear"),
        ({"actions": {}}, "actions"),
        ({"actions": [{"do": "explode"}]}, "actions.0.do"),
        ({"actions": [{"do": "create", "module": "nothing", "values": {"a": 1}}]}, "actions.0.module"),
        ({"actions": [{"do": "update", "values": {"number": 1}}]}, "actions.0.values.number"),
        ({"actions": [{"do": "act", "verb": "fly"}]}, "actions.0.verb"),
        ({"actions": [{"do": "alert", "title": "x"}]}, "actions.0.roles"),
        ({"actions": [{"do": "alert", "title": "x", "roles": ["Nobody"]}]}, "actions.0.roles.0"),
        ({"actions": [{"do": "task", "title": "{secret.key}"}]}, "actions.0.title"),
        ({"actions": [{"do": "task", "title": "a\x00"}]}, "actions.0.title"),
        ({"at": "25:00"}, "at"),
        ({"at": "0٨:00"}, "at"),
    ],
)
def test_what_a_rule_cannot_mean_is_refused_by_its_place(cast: Cast, values: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rule(cast, **values)
    assert refused.value.problems[0].field == field


def test_a_change_sets_its_rule_off_with_the_values_before(cast: Cast) -> None:
    follower = Follower(cast)
    step = {"do": "act", "verb": "prioritize", "inputs": {"priority": "P1", "reason": "Said so"}}
    rule(
        cast,
        when="change",
        type="work_order.updated",
        condition="changed = title and old.title = Leak and title contains flood and property.city = Chicago",
        actions=[step],
    )
    with acting(cast.ana):
        order = create_work_order(actor=cast.ana, title="Leak", property=cast.tower)
        other = create_work_order(actor=cast.ana, title="Drip", property=cast.tower)
    for one, title in ((other, "Flood"), (order, "Leak, a flood"), (order, "A flood")):
        with acting(cast.ana):
            update_work_order(one, actor=cast.ana, title=title)

    assert follower.go_on() == 1
    (run,) = runs(cast)
    assert (run.state, run.record_id) == ("done", order.pk), run.error
    assert [one.priority for one in orders(cast)] == ["P1", "P3"]


def test_a_meter_is_watched(cast: Cast) -> None:
    follower = Follower(cast)
    rule(
        cast,
        when="change",
        type="meter.read",
        measure="last_value",
        above=100,
        actions=[JOB | {"values": {"title": "Meter"}}],
    )
    with acting(cast.ana):
        meter = create_meter(actor=cast.ana, name="Hours", property=cast.tower, unit="h")
    for place, value in enumerate(map(Decimal, (90, 101, 102))):
        with acting(cast.ana):
            read_meter(meter, actor=cast.ana, value=value, read_at=timezone.now() - timedelta(minutes=10 - place))
    assert follower.go_on() == 1
    (order,) = orders(cast)
    assert (order.title, order.property_id) == ("Meter", cast.tower.pk)


def test_a_schedule_works_on_each_record_it_finds_once_a_round(cast: Cast) -> None:
    with acting(cast.ana):
        late = create_work_order(actor=cast.ana, title="Late", property=cast.tower)
        create_work_order(actor=cast.ana, title="Other", property=cast.annex)
    step = {"do": "act", "verb": "prioritize", "inputs": {"priority": "P2", "reason": "Every morning"}}
    made = rule(cast, when="schedule", every="day", at="07:00", record_module="work_order",
                condition=f"property = {cast.tower.pk}", actions=[step])  # fmt: skip
    assert work_for(cast.organization) == 0
    with acting(cast.ana):
        EventRule.objects.filter(pk=made.pk).update(next_run_at=timezone.now() - timedelta(minutes=1))
    assert work_for(cast.organization) == 1
    assert work_for(cast.organization) == 0
    with acting(cast.ana):
        assert WorkOrder.objects.get(pk=late.pk).priority == "P2"
        assert EventRule.objects.get(pk=made.pk).next_run_at > timezone.now()


@pytest.mark.parametrize(
    ("every", "at", "after", "expected"),
    [
        ("day", "07:00", "2026-03-08T01:00:00-06:00", "2026-03-08T07:00:00-05:00"),  # the night the clocks change
        ("day", "07:00", "2026-03-08T07:00:00-05:00", "2026-03-09T07:00:00-05:00"),
        ("week", "07:00", "2026-03-04T00:00:00-06:00", "2026-03-09T07:00:00-05:00"),
        ("month", "", "2026-03-04T00:00:00-06:00", "2026-04-01T00:00:00-05:00"),
        ("hour", "00:15", "2026-03-04T10:20:00-06:00", "2026-03-04T11:15:00-06:00"),
    ],
)
def test_the_next_time_is_by_the_organizations_clock(every: str, at: str, after: str, expected: str) -> None:
    due = next_time(EventRule(every=every, at=at), datetime.fromisoformat(after), ZoneInfo("America/Chicago"))
    assert due == datetime.fromisoformat(expected)


def test_a_rule_that_is_out_of_use_begins_anew(cast: Cast) -> None:
    made = rule(cast)
    with acting(cast.ana):
        update_event_rule(made, actor=cast.ana, enabled=False)
    assert reading(cast, 1, 0).status == "unhandled"
    with acting(cast.ana):
        before = timezone.now()
        update_event_rule(made, actor=cast.ana, enabled=True)
    assert made.active_since is not None and made.active_since >= before


def test_one_record_is_worked_on_so_many_times_an_hour(cast: Cast) -> None:
    rule(cast, most_per_hour=2)
    assert [reading(cast, value, value).status for value in (1, 2, 3)] == ["processed", "processed", "failed"]
    assert [run.state for run in runs(cast)] == ["done", "done", "stopped"]
