"""The pages of rules and events: the editor without a script, the sentence it makes, the dry run, and the log."""

from typing import Any

import pytest
from django.test import Client

from core.acting import acting
from integrations.events.envelopes import read_own
from integrations.events.receiving import receive_event
from integrations.models import EventRule
from integrations.rules.taking import take_events
from integrations.rules.tasks import system_of
from tests.cast import Cast
from tests.pages.conftest import browser_of

PLAIN = {
    "name": "Hot room",
    "when": "event",
    "type": "sensor.reading",
    "record_module": "property",
    "order": "10",
    "on_failure": "go_on",
    "most_per_hour": "20",
    "for_minutes": "0",
    "enabled": "on",
    "if-join": "all",
    "if-0-field": "data.value",
    "if-0-operator": "gt",
    "if-0-value": "30",
    "if-1-field": "record.city",
    "if-1-operator": "eq",
    "if-1-value": "Chicago",
}
STEP = {
    "then-0-do": "create",
    "then-0-module": "work_order",
    "then-0-name-0": "title",
    "then-0-value-0": "{data.value} degrees",
    "then-0-name-1": "urgency",
    "then-0-value-1": "by data.severity: high=today, else=week",
}


@pytest.fixture
def ana(cast: Cast) -> Client:
    return browser_of(cast.ana)


def save(ana: Client, address: str, **more: str) -> Any:
    return ana.post(f"/lakeside/event-rules/{address}", {**PLAIN, **STEP, **more})


def the_rule(cast: Cast) -> EventRule:
    with acting(cast.ana):
        return EventRule.objects.visible_to(cast.ana).get()


def test_a_rule_is_written_in_the_browser_and_reads_as_a_sentence(cast: Cast, ana: Client) -> None:
    assert b"Add this step" in ana.get("/lakeside/event-rules/new/").content
    added = ana.post("/lakeside/event-rules/new/", {**PLAIN, "add": "1", "step": "create:work_order"})
    assert added.status_code == 200 and b'name="then-0-name-0"' in added.content
    assert save(ana, "new/").status_code == 302
    rule = the_rule(cast)
    assert rule.condition == "data.value > 30 and record.city = Chicago"
    assert rule.actions[0]["values"]["urgency"] == {"from": "data.severity", "map": {"high": "today"}, "else": "week"}
    page = ana.get(f"/lakeside/event-rules/{rule.number}/").content.decode()
    for words in (
        "An event “sensor.reading” about properties arrives",
        "Value above 30",
        "Add a work order with title",
    ):
        assert words in page


def test_the_editor_shows_what_was_written_and_takes_a_step_away(cast: Cast, ana: Client) -> None:
    save(ana, "new/")
    rule = the_rule(cast)
    page = ana.get(f"/lakeside/event-rules/{rule.number}/edit/").content.decode()
    for text in ('value="data.value"', "by data.severity: high=today, else=week", "{data.value} degrees"):
        assert text in page
    taken = ana.post(f"/lakeside/event-rules/{rule.number}/edit/", {**PLAIN, **STEP, "remove": "0"})
    assert taken.status_code == 200 and b"then-0-do" not in taken.content
    saved = save(ana, f"{rule.number}/edit/", name="Warm room", version=str(rule.version))
    assert (saved.status_code, the_rule(cast).name) == (302, "Warm room")
    stale = save(ana, f"{rule.number}/edit/", name="Cold room", version=str(rule.version))
    assert stale.status_code == 422 and "Somebody else" in stale.content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"if-0-field": "record.nothing"}, "Conditions"),
        ({"then-0-value-0": "{secret.key}"}, "Step 1"),
        ({"type": ""}, "Name a type of event"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    cast: Cast, ana: Client, changed: dict[str, str], words: str
) -> None:
    refused = save(ana, "new/", **changed)
    page = refused.content.decode()
    assert (refused.status_code, words in page, "by data.severity: high=today, else=week" in page) == (422, True, True)
    with acting(cast.ana):
        assert not EventRule.objects.visible_to(cast.ana).exists()


def test_the_log_of_events_and_the_dry_run(cast: Cast, ana: Client) -> None:
    save(ana, "new/")
    body = {"source": "bms", "type": "sensor.reading", "id": "1", "data": {"value": 31, "severity": "high"}}
    with acting(cast.ana):
        event = receive_event(
            read_own({**body, "subject": {"module": "property", "id": str(cast.tower.pk)}}), actor=cast.ana
        )
    take_events(system_of(cast.organization))
    page = ana.get(f"/lakeside/events/{event.number}/").content.decode()
    for words in ("Added work order WO-", "Hot room", "&quot;severity&quot;: &quot;high&quot;", "Run the rules again"):
        assert words in page
    assert b"sensor.reading" in ana.get("/lakeside/events/").content
    run = ana.get(f"/lakeside/event-rules/{the_rule(cast).number}/dry-run/").content.decode()
    assert "Of 1 happenings of the last thirty days, 1 would have set it off." in run
    again = ana.post(f"/lakeside/events/{event.number}/replay/")
    assert again.status_code == 302
    take_events(system_of(cast.organization))
    assert ana.get(f"/lakeside/events/{event.number}/").content.decode().count("Added work order") == 2
