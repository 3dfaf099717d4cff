"""A rule that tells another system: in words, tried out, done once, signed, and refused where it cannot be."""

from typing import Any

import pytest
from django.test import Client
from standardwebhooks import Webhook as Verifier

from core.acting import acting
from integrations.actions.webhooks import delete_webhook, update_webhook
from integrations.models import EventRule, Webhook, WebhookDelivery
from integrations.rules.tasks import work_for
from integrations.webhooks.dispatcher import Dispatcher
from tests.api.conftest import ApiClient, Caller, make_key
from tests.cast import Cast, make_person
from tests.integrations.conftest import dispatch_until, subscribe
from tests.integrations.receiver import Receiver
from tests.pages.conftest import browser_of

EVENT = {"source": "bms", "type": "access.forced_door", "id": "7", "data": {"door": "Roof", "level": "high", "n": 3}}


@pytest.fixture
def ana(cast: Cast, as_: Caller) -> ApiClient:
    return as_(cast.ana)


def rule(ana: ApiClient, webhook: Webhook, **more: Any) -> dict[str, Any]:
    values = {"door": "{data.door}", "site": "{record.name}", "how": {"from": "data.level", "map": {"high": "red"}}}
    step = {"do": "webhook", "webhook": str(webhook.pk), "data": {**values, "fixed": 3}}
    body = {"name": "Doors", "when": "event", "type": "access.forced_door", "record_module": "property"}
    made = ana.send("POST", "event-rules/", {**body, "actions": [{**step, **more}]})
    assert made.status_code == 201, made.content
    found: dict[str, Any] = made.json()
    return found


def happened(cast: Cast, key: str = "7") -> dict[str, Any]:
    return {**EVENT, "id": key, "subject": {"module": "property", "id": str(cast.tower.pk)}}


def deliveries(cast: Cast) -> list[WebhookDelivery]:
    with acting(cast.ana):
        return list(WebhookDelivery.objects.filter(organization_id=cast.organization.pk))


def test_it_is_sent_signed_and_logged(cast: Cast, ana: ApiClient, receiver: Receiver, dispatcher: Dispatcher) -> None:
    webhook, secret = subscribe(cast.ana, receiver, "vendor.*")
    made = rule(ana, webhook)
    event = ana.send("POST", "events/", happened(cast)).json()
    work_for(cast.organization)
    (run,) = ana.get(f"events/{event['id']}/?include=rule_results").json()["rule_results"]
    (result,) = run["results"]
    (told,) = dispatch_until(dispatcher, receiver, 1)
    (call,) = receiver.calls
    Verifier(secret).verify(call.body, call.headers)
    assert (run["state"], result["module"], result["delivery"]) == ("done", "webhook", call.id)
    assert (told["id"], told["type"], told["organization"]) == (call.id, "event_rule.fired", str(cast.organization.pk))
    assert told["data"] == {
        "rule": {"id": made["id"], "number": made["number"], "name": "Doors"},
        "event": {"source": "bms", "id": "7", "type": "access.forced_door"},
        "record": {"module": "property", "id": str(cast.tower.pk), "number": cast.tower.number},
        "values": {"door": "Roof", "site": "Tower", "how": "red", "fixed": 3},
    }
    listed = ana.get(f"webhooks/{webhook.pk}/deliveries/").json()["results"]
    assert [(one["event"], one["state"]) for one in listed] == [("event_rule.fired", "delivered")]


def test_a_trial_sends_nothing(cast: Cast, ana: ApiClient, receiver: Receiver) -> None:
    webhook, _secret = subscribe(cast.ana, receiver, "vendor.*")
    made = rule(ana, webhook)
    tried = ana.send("POST", f"event-rules/{made['id']}/test/", {"event": happened(cast)}).json()
    assert tried["matched"] and tried["results"][0]["number"] == webhook.number
    assert deliveries(cast) == []


def test_what_cannot_be_sent_fails_and_says_why(cast: Cast, ana: ApiClient, receiver: Receiver) -> None:
    webhook, _secret = subscribe(cast.ana, receiver, "vendor.*")
    made = rule(ana, webhook)
    with acting(cast.ana):
        update_webhook(webhook, actor=cast.ana, is_active=False)
    ana.send("POST", "events/", happened(cast))
    work_for(cast.organization)
    with acting(cast.ana):
        delete_webhook(webhook, actor=cast.ana)
    ana.send("POST", "events/", happened(cast, "8"))
    work_for(cast.organization)
    runs = ana.get(f"event-rules/{made['id']}/runs/").json()["results"]
    assert [one["state"] for one in runs] == ["failed", "failed"]
    assert "no such webhook" in runs[0]["error"] and "switched off" in runs[1]["error"]
    assert deliveries(cast) == []
    page = browser_of(cast.ana).get(f"/lakeside/event-rules/{made['number']}/").content.decode()
    assert "one that is no longer there" in page


@pytest.mark.parametrize(
    ("step", "pointer"),
    [
        ({"webhook": "x"}, "/actions/0/webhook"),
        ({"webhook": "01a224e1-0000-7000-8000-000000000000"}, "/actions/0/webhook"),
        ({"webhook": ""}, "/actions/0/webhook"),
        ({"data": {"a": ["b"]}}, "/actions/0/data/a"),
        ({"data": {"a": "{secret.key}"}}, "/actions/0/data/a"),
        ({"data": "x"}, "/actions/0/data"),
        ({"url": "https://elsewhere.example/"}, "/actions/0/url"),
    ],
)
def test_what_a_step_cannot_mean_is_refused(
    cast: Cast, ana: ApiClient, receiver: Receiver, step: dict[str, Any], pointer: str
) -> None:
    webhook, _secret = subscribe(cast.ana, receiver, "vendor.*")
    made = rule(ana, webhook)
    given = {"do": "webhook", "webhook": str(webhook.pk), **step}
    answer = ana.send("PATCH", f"event-rules/{made['id']}/", {"actions": [given]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_anothers_webhook_is_as_unknown_as_none_and_who_sees_none_names_none(
    cast: Cast, ana: ApiClient, receiver: Receiver
) -> None:
    foreign, _secret = subscribe(cast.cleo, receiver, "vendor.*")
    body = {"name": "X", "when": "event", "type": "a.b", "actions": [{"do": "webhook", "webhook": str(foreign.pk)}]}
    answer = ana.send("POST", "event-rules/", body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/actions/0/webhook")
    own, _secret = subscribe(cast.ana, receiver, "vendor.*")
    granted = ("integrations.view_eventrule", "integrations.add_eventrule")
    clerk = ApiClient(make_key(make_person(cast.organization, "Cy Clerk", granted)))
    refused = clerk.send("POST", "event-rules/", {**body, "actions": [{"do": "webhook", "webhook": str(own.pk)}]})
    assert refused.status_code == 403


def test_it_is_written_in_the_browser_and_reads_as_a_sentence(cast: Cast, receiver: Receiver) -> None:
    webhook, _secret = subscribe(cast.ana, receiver, "vendor.*")
    browser: Client = browser_of(cast.ana)
    plain = {
        "name": "Doors", "when": "event", "type": "access.forced_door", "record_module": "property", "order": "10",
        "on_failure": "go_on", "most_per_hour": "20", "for_minutes": "0", "enabled": "on",
    }  # fmt: skip
    added = browser.post("/lakeside/event-rules/new/", {**plain, "add": "1", "step": "webhook"}).content.decode()
    assert f'<option value="{webhook.pk}">ERP</option>' in added and 'name="then-0-name-0"' in added
    step = {"then-0-do": "webhook", "then-0-webhook": str(webhook.pk)}
    step |= {"then-0-name-0": "door", "then-0-value-0": "{data.door}"}
    assert browser.post("/lakeside/event-rules/new/", {**plain, **step}).status_code == 302
    with acting(cast.ana):
        made = EventRule.objects.get()
    assert made.actions == [{"do": "webhook", "webhook": str(webhook.pk), "data": {"door": "{data.door}"}}]
    page = browser.get(f"/lakeside/event-rules/{made.number}/").content.decode()
    assert "Send to the webhook “ERP”: door “{data.door}”" in page
    again = browser.get(f"/lakeside/event-rules/{made.number}/edit/").content.decode()
    assert f'<option value="{webhook.pk}" selected>ERP</option>' in again and 'value="{data.door}"' in again
