"""Workers of rules that are killed at random while others write: each change and event has its one effect."""

import random
from collections import Counter
from threading import Event as Flag
from threading import Thread
from time import sleep

import pytest
from django.db import connections
from django.utils import timezone

from core.acting import acting
from integrations.actions.webhooks import create_webhook
from integrations.events.envelopes import Envelope
from integrations.events.receiving import receive_event
from integrations.models import Alert, Event, RuleRun, WebhookDelivery
from integrations.rules.actions import create_event_rule
from integrations.rules.choices import RunState
from tests.cast import Cast
from tests.depth import times
from tests.faults.forking import forking
from vendors.actions.vendors import create_vendor
from vendors.models import Vendor

pytestmark = [pytest.mark.slow, pytest.mark.alone, pytest.mark.django_db(transaction=True)]
KILLS = times(10, 50)
WORK = """
from time import sleep
from integrations.rules.tasks import run_rules
def work(until):
    while run_rules() or until == "killed":
        sleep(0.01)
"""


def prepare(cast: Cast) -> None:
    """A rule of changes and one of events: each alerts and tells a webhook."""
    with acting(cast.ana):
        webhook = create_webhook(actor=cast.ana, name="ERP", url="https://erp.example/hook", events=["task.created"])
        tell = {"do": "webhook", "webhook": str(webhook.pk)}
        for name, when, what, title in (
            ("Vendors", "change", "vendor.created", "{record.name}"),
            ("Doors", "event", "access.forced_door", "Door {event_id}"),
        ):
            alert = {"do": "alert", "title": title, "roles": ["Role of Ben Brown"]}
            create_event_rule(actor=cast.ana, name=name, when=when, type=what, actions=[alert, tell])


def write(cast: Cast, writer: int, over: Flag) -> None:
    """New vendors and forced doors, some of them in one transaction."""
    dice, number = random.Random(writer), 0
    try:
        while not over.is_set():
            number += 1
            with acting(cast.ana):
                if dice.random() < 0.7:
                    create_vendor(actor=cast.ana, name=f"Vendor {writer}-{number}")
                if dice.random() < 0.5:
                    door = Envelope("bms", "access.forced_door", f"{writer}-{number}", timezone.now())
                    receive_event(door, actor=cast.ana)
            sleep(dice.random() / 10)
    finally:
        connections.close_all()


def test_each_change_and_event_has_one_effect_whoever_is_killed(committed_cast: Cast) -> None:
    cast, dice, over, kills = committed_cast, random.Random(7), Flag(), 0
    prepare(cast)
    writers = [Thread(target=write, args=(cast, number, over)) for number in range(2)]
    with forking(WORK) as worker:
        for writer in writers:
            writer.start()
        try:
            while kills < KILLS:
                worker.begin("killed")
                kills += worker.kill_after(dice.random() * 0.6)
        finally:
            over.set()
            for writer in writers:
                writer.join()
        while effects(cast) != wanted(cast):
            worker.begin("done")
            worker.end()
    with acting(cast.ana):
        runs = RuleRun.objects.filter(organization_id=cast.organization.pk)
        assert {run.state for run in runs} == {RunState.DONE}
        told = Counter(result["delivery"] for run in runs for result in run.results if result["do"] == "webhook")
        sent = {str(key) for key in WebhookDelivery.objects.values_list("pk", flat=True)}
    assert set(told) == sent and set(told.values()) == {1}
    assert len(told) == sum(wanted(cast).values()) > KILLS


def wanted(cast: Cast) -> Counter[str]:
    """One alert for each vendor and door."""
    with acting(cast.ana):
        doors = Event.objects.filter(organization_id=cast.organization.pk).values_list("event_id", flat=True)
        return Counter([*Vendor.objects.values_list("name", flat=True), *(f"Door {door}" for door in doors)])


def effects(cast: Cast) -> Counter[str]:
    """The alerts that there are. One too many never goes away again."""
    with acting(cast.ana):
        found = Counter(Alert.objects.values_list("title", flat=True))
    assert set(found.values()) <= {1}
    return found
