"""Webhooks: how many calls a second, and how long after a commit its call is there."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from django.conf import settings

from benchmarks.figures import Figure
from benchmarks.receiver import Receiver, receiving
from benchmarks.stage import Stage
from benchmarks.writes import made, new_work_orders
from core.acting import acting
from core.actor import Actor
from core.bulk import creating_many
from core.runner import start, stop
from integrations.actions.webhooks import create_webhook, delete_webhook
from workorders.models import WorkOrder

SENT, TIMED = 3_000, 200
PATIENCE = 120  # seconds
NETWORKS = "127.0.0.0/8"


def webhook_figures(stage: Stage) -> list[Figure]:
    return [
        Figure("webhooks", "Webhooks sent / the same POSTs in a bare loop", lambda: sent_rate(stage), 0.3, 0.6,
               lambda: bare_rate(stage), unit="/s"),
        Figure("webhook-delay", "Commit to receiver, of 95 in 100", lambda: delay(stage), 2, 1,
               at_least=False, unit="s"),
    ]  # fmt: skip


def sent_rate(stage: Stage) -> float:
    """Calls a second from one commit of many changes to the last call's arrival."""
    with subscribed(stage) as (actor, receiver), made(stage, stage.large):
        numbers = create(actor, new_work_orders(stage, SENT))
        committed = time.time()
        arrived = wait_for(receiver, numbers)
    return len(numbers) / (max(arrived.values()) - committed)


def bare_rate(stage: Stage) -> float:
    """The same client library on a connection that is kept, with the body of such a call, and nothing kept of it."""
    with subscribed(stage) as (actor, receiver), made(stage, stage.large):
        wait_for(receiver, create(actor, new_work_orders(stage, 1)))
        body = receiver.told()[1].encode()
    with receiving() as other:
        with httpx2.Client(trust_env=False) as client:
            begun = time.perf_counter()
            for _ in range(SENT):
                client.post(other.url, content=body, headers={"Content-Type": "application/json"}).raise_for_status()
            return SENT / (time.perf_counter() - begun)


def delay(stage: Stage) -> float:
    """Seconds that 95 of 100 single changes take to arrive."""
    committed: dict[int, float] = {}
    with subscribed(stage) as (actor, receiver), made(stage, stage.large):
        for order in new_work_orders(stage, TIMED):
            (number,) = create(actor, [order])
            committed[number] = time.time()
            time.sleep(0.02)
        arrived = wait_for(receiver, list(committed))
    taken = sorted(arrived[number] - at for number, at in committed.items())
    return taken[int(len(taken) * 0.95)]


@contextmanager
def subscribed(stage: Stage) -> Iterator[tuple[Actor, Receiver]]:
    """A webhook to a receiver that answers at once, and a dispatcher that has begun to work."""
    person = stage.person(stage.large)
    settings.OUTBOUND_ALLOWED_NETWORKS = [NETWORKS]
    os.environ["ATRIUM_OUTBOUND_ALLOWED_NETWORKS"] = NETWORKS
    with receiving() as receiver:
        with acting(person):
            webhook = create_webhook(actor=person, name="Bench", url=receiver.url, events=["work_order.created"])
        dispatcher = start([sys.executable, "manage.py", "dispatch"])
        try:
            with made(stage, stage.large):
                wait_for(receiver, create(person, new_work_orders(stage, 1)))
            yield person, receiver
        finally:
            stop([dispatcher])
            with acting(person):
                delete_webhook(webhook, actor=person)


def create(actor: Actor, rows: list[WorkOrder]) -> list[int]:
    """Their numbers, once they are committed."""
    with acting(actor):
        made = creating_many(rows, event="work_order.created", actor=actor)
    return [row.number for row in made]


def wait_for(receiver: Receiver, numbers: list[int]) -> dict[int, float]:
    """When each of them arrived."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        arrived, _last = receiver.told()
        if arrived.keys() >= set(numbers):
            return {number: arrived[number] for number in numbers}
        time.sleep(0.1)
    raise RuntimeError(f"{len(numbers)} calls were expected, {len(arrived)} came within {PATIENCE} seconds")
