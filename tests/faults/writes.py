"""A web server that is killed while programs write, each record by a key, and other records without."""

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import httpx2

from tests.depth import FULL, times
from tests.faults.conftest import Installation, moments_of_work, wait_until
from tests.faults.uploads import web_workers

KILLS, WHOLE, SENDERS = times(10, 50), 2, 4
NAMES = "select name, id::text from vendors_vendor"
A_MINUTE_LATER = """
update api_idempotencykey set claimed_until = claimed_until - interval '1 minute' where status is null returning id
"""
PLACES = "select id::text from facilities_portfolio"


@dataclass
class Sender:
    """A program that sends one record after the other, and again what was not answered."""

    name: str
    answered: list[str]
    ids: dict[str, set[str]] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    plain: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)

    def run(self, installation: Installation, over: Event) -> None:
        dice, number = random.Random(self.name), 0
        with installation.client() as client:
            while not over.is_set():
                number += 1
                key = f"{self.name}-{number}"
                self.ids[key] = set()
                while (status := self.send(client, key)) not in (201, 409):
                    time.sleep(0.1)
                if status == 409:
                    self.waiting.append(key)
                elif dice.random() < 0.2:
                    self.send(client, key)
                self.send_plainly(client, key)
            # A key whose call was killed is free again after a minute.
            while self.waiting:
                if not FULL:
                    installation.rows(A_MINUTE_LATER)
                self.waiting = [key for key in self.waiting if self.send(client, key) != 201]
                time.sleep(0.5)

    def send(self, client: httpx2.Client, key: str) -> int:
        """The status: 201, or 409 while a call of before may still be at work; 0 where nobody answered."""
        status, told = self.call(client, "vendors/", {"name": f"Vendor {key}"}, {"Idempotency-Key": key})
        if status == 201:
            self.ids[key].add(told["id"])
            self.answered.append(key)
        return status

    def send_plainly(self, client: httpx2.Client, key: str) -> None:
        """Without a key nobody may send it again: it is there, or it was not answered for."""
        status, told = self.call(client, "portfolios/", {"name": f"Portfolio {key}"}, {})
        if status == 201:
            self.plain.add(told["id"])

    def call(self, client: httpx2.Client, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
        try:
            answer = client.post(f"/api/v1/{path}", json=body, headers=headers)
        except httpx2.HTTPError:
            return 0, None
        self.statuses[answer.status_code] += 1
        return answer.status_code, answer.json()


def kill_while_programs_write(installation: Installation) -> None:
    """What was answered is there, and what is repeated is there once."""
    wait_until(lambda: installation.status("/readyz") == 200)
    answered: list[str] = []
    over, senders = Event(), [Sender(str(number), answered) for number in range(SENDERS)]
    threads = [Thread(target=sender.run, args=(installation, over)) for sender in senders]
    for thread in threads:
        thread.start()
    try:
        kill(installation, answered)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    made = installation.rows(NAMES)
    assert set(Counter(name for name, _id in made).values()) == {1}
    stored = {name.removeprefix("Vendor "): {key} for name, key in made}
    assert stored == {key: ids for sender in senders for key, ids in sender.ids.items()} and len(stored) > KILLS
    present = {key for (key,) in installation.rows(PLACES)}
    assert all(sender.plain <= present for sender in senders)
    # Refused is only who repeats what may still be at work.
    assert {status for sender in senders for status in sender.statuses} <= {201, 409}


def kill(installation: Installation, answered: list[str]) -> None:
    """Processes that answer, one by one; now and then the whole server."""
    for number, dice in enumerate(moments_of_work(answered, KILLS)):
        if number % (KILLS // WHOLE) == 0:
            start_anew(installation)
        else:
            os.kill(dice.choice(web_workers(installation)), signal.SIGKILL)


def start_anew(installation: Installation) -> None:
    """The master with all that answer, and another one in its place."""
    web = installation.children.pop(0)
    os.killpg(web.pid, signal.SIGKILL)
    web.wait()
    installation.children.insert(0, installation.start_web())
    installation.children.pop()
    wait_until(lambda: installation.status("/healthz") == 200)
