"""Dispatchers that are killed at random while others write: everything is delivered, in the order of each record."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.db import connection, connections

from core.acting import acting
from facilities.models import Property
from integrations.choices import DeliveryState
from integrations.models import WebhookDelivery
from tests.cast import Cast
from tests.depth import times
from tests.faults.forking import forking
from tests.integrations.conftest import subscribe
from tests.integrations.receiver import Receiver

pytestmark = [pytest.mark.slow, pytest.mark.alone, pytest.mark.django_db(transaction=True)]
KILLS, WRITES, WRITERS, LONGEST = times(10, 50), times(2_000, 10_000), 2, 3_000
DISPATCHER = """
settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.0/8"]
settings.WEBHOOK_LEASE = 2.0
from integrations.webhooks.dispatcher import run_until_stopped as work
"""


def write(cast: Cast, numbers: range, stopped: Event) -> None:
    """Changes of two records, some of them in one transaction."""
    dice = random.Random(numbers.start)
    try:
        for number in numbers:
            if stopped.is_set():
                return
            with acting(cast.ana):
                place = cast.tower if dice.random() < 0.5 else cast.annex
                Property.objects.filter(pk=place.pk).update(city=f"Town {number}")
            sleep(dice.random() / 100)
    finally:
        connections.close_all()


@contextmanager
def writing(cast: Cast) -> Iterator[list[Thread]]:
    stopped, share = Event(), WRITES // WRITERS
    threads = [Thread(target=write, args=[cast, range(n * share, (n + 1) * share), stopped]) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield threads
    finally:
        stopped.set()
        for thread in threads:
            thread.join(60)


def test_nothing_is_lost_and_each_record_keeps_its_order(committed_cast: Cast, receiver: Receiver) -> None:
    cast, dice, ends = committed_cast, random.Random(7), monotonic() + LONGEST
    subscribe(cast.ana, receiver, "property.*")
    killed = 0
    with forking(DISPATCHER) as one, forking(DISPATCHER) as other:
        one.begin()
        other.begin()
        with writing(cast) as threads:
            while monotonic() < ends and (killed < KILLS or any(thread.is_alive() for thread in threads)):
                victim, pause = dice.choice((one, other)), dice.random()
                if killed == KILLS:
                    sleep(pause)
                    continue
                killed += victim.kill_after(pause)
                victim.begin()
        wait_until_done(cast, ends)
    assert killed == KILLS
    check(cast, receiver)


def wait_until_done(cast: Cast, ends: float) -> None:
    """Until every change is spread and sent."""
    wanted = sum(map(len, changes_of(cast).values()))
    while monotonic() < ends:
        with acting(cast.ana):
            if WebhookDelivery.objects.filter(state=DeliveryState.DELIVERED).count() == wanted:
                return
        sleep(0.2)


def changes_of(cast: Cast) -> dict[str, list[int]]:
    """By record: the versions that writers committed."""
    with acting(cast.ana), connection.cursor() as cursor:
        cursor.execute(
            "select record_id::text, (after ->> 'version')::int from core_change"
            " where module = 'property' and action = 'update' order by id"
        )
        found: dict[str, list[int]] = {}
        for key, version in cursor.fetchall():
            found.setdefault(key, []).append(version)
        return found


def check(cast: Cast, receiver: Receiver) -> None:
    """Every change arrived; without the repetitions each record's changes are in their order."""
    first: dict[str, dict[str, object]] = {}
    for call in receiver.calls:
        first.setdefault(call.id, call.told["data"])
    arrived: dict[str, list[int]] = {}
    for data in first.values():
        arrived.setdefault(str(data["id"]), []).append(int(str(data["version"])))
    assert arrived == changes_of(cast)
