"""Webhooks in the browser and over the API: the secret is shown once, and the log tells what was answered."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Person
from core.acting import acting
from integrations.actions import webhooks as acts
from integrations.models import Webhook
from integrations.webhooks.dispatcher import Dispatcher
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.integrations.conftest import dispatch_until, subscribe
from tests.integrations.receiver import Receiver, say

BODY = {"name": "ERP", "url": "https://erp.example/hook", "events": ["work_order.*"]}


def sign_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=cast.ana.person_id))
    return client


def test_the_api_shows_a_secret_once_and_keeps_it_nowhere_in_clear(cast: Cast, as_: Caller) -> None:
    ana = as_(cast.ana)
    made = ana.send("POST", "webhooks/", BODY, HTTP_IDEMPOTENCY_KEY="one")
    secret = made.json()["secret"]
    assert made.status_code == 201 and secret.startswith("whsec_") and made["Cache-Control"] == "no-store"
    again = ana.send("POST", "webhooks/", BODY, HTTP_IDEMPOTENCY_KEY="one")
    assert again["Idempotent-Replayed"] == "true" and "secret" not in again.json()
    path = f"webhooks/{made.json()['id']}/"
    assert "secret" not in ana.get(path).json()
    rotated = ana.send("POST", f"{path}rotate/", {"overlap_hours": 2}).json()
    assert rotated["secret"] not in ("", secret) and rotated["former_secret_until"]
    with acting(cast.ana):
        stored = str(Webhook.objects.values().get())
    assert secret not in stored and rotated["secret"] not in stored
    history = ana.get(f"{path}history/").content.decode()
    assert "webhook.rotated" in history and "gAAAA" not in history


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"url": "http://10.0.0.1/"}, "/url"),
        ({"url": "ftp://erp.example/"}, "/url"),
        ({"events": []}, "/events"),
        ({"events": ["work_ordre.*"]}, "/events"),
        ({"events": ["work_order.exploded"]}, "/events"),
        ({"filter": "colour = red"}, "/filter"),
        ({"events": ["*"], "filter": "priority = P1"}, "/filter"),
    ],
)
def test_what_cannot_be_is_refused_by_name(cast: Cast, as_: Caller, changed: dict[str, Any], pointer: str) -> None:
    answer = as_(cast.ana).send("POST", "webhooks/", {**BODY, **changed})
    assert answer.status_code == 400
    assert {one["pointer"] for one in answer.json()["errors"]} == {pointer}


def test_pages_show_the_secret_once(cast: Cast) -> None:
    client = sign_in(cast)
    page = client.post("/lakeside/webhooks/new/", {**BODY, "events": "work_order.*", "is_active": "on", "filter": ""})
    assert page.status_code == 200 and b"whsec_" in page.content and "no-store" in page["Cache-Control"]
    with acting(cast.ana):
        number = Webhook.objects.get().number
    assert b"whsec_" not in client.get(f"/lakeside/webhooks/{number}/").content
    assert b"whsec_" in client.post(f"/lakeside/webhooks/{number}/rotate/", {}).content


@pytest.mark.django_db(transaction=True)
def test_the_log_tells_what_was_answered(committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher) -> None:
    cast = committed_cast
    receiver.answer = say(500, b"<b>out of paper</b>")
    webhook, _secret = subscribe(cast.ana, receiver)
    with acting(cast.ana):
        acts.test_webhook(webhook, actor=cast.ana)
    dispatch_until(dispatcher, receiver, 1)
    path = f"/lakeside/webhooks/{webhook.number}/"
    text = sign_in(cast).get(path).content.decode()
    assert "&lt;b&gt;out of paper&lt;/b&gt;" in text and "webhook.ping" in text
    assert "webhook.ping" not in sign_in(cast).get(f"{path}?state=parked").content.decode()
