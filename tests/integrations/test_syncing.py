"""Copies that are kept while many write, by the feed of changes and by `updated_since`: nothing missed or twice."""

import random
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connections, transaction

from core.acting import acting
from facilities.actions.properties import create_property, delete_property, update_property
from facilities.models import Property
from tests.api.conftest import ApiClient, Caller
from tests.api.conftest import as_ as as_
from tests.cast import Cast

pytestmark = [pytest.mark.slow, pytest.mark.alone, pytest.mark.django_db(transaction=True)]
WRITERS, WRITES = 20, 12
LIST = "properties/"


def write(cast: Cast, place: int) -> None:
    """Create, rename, delete and roll back, with pauses while the transaction is open."""
    dice = random.Random(place)
    own: list[Property] = []
    try:
        for number in range(WRITES):
            with acting(cast.ana):
                step(cast, dice, own, f"{place}-{number}")
                sleep(dice.random() / 50)
    finally:
        connections.close_all()


def step(cast: Cast, dice: random.Random, own: list[Property], name: str) -> None:
    """One change of what the writer has made so far."""
    choice = dice.random()
    if not own or choice < 0.4:
        with transaction.atomic():
            values = {"name": name, "code": name, "portfolio": cast.portfolio, "time_zone": "America/Chicago"}
            own.append(create_property(actor=cast.ana, **values))
            if dice.random() < 0.2:
                own.pop()
                transaction.set_rollback(True)
    elif choice < 0.55:
        delete_property(own.pop(), actor=cast.ana)
    else:
        update_property(dice.choice(own), actor=cast.ana, name=f"Renamed {name}")


class Copies:
    """One copy by the feed, one by `updated_since`."""

    def __init__(self, client: ApiClient) -> None:
        self.client = client
        self.by_feed: dict[str, Any] = {}
        self.by_time: dict[str, Any] = {}
        self.cursors: list[str] = []
        self.after = client.get("changes/", {"after": "now"}).json()["next_cursor"]
        self.since = ""

    def follow(self) -> bool:
        """The next page of the feed; whether there is more."""
        page = self.client.get("changes/", {"after": self.after, "modules": "property", "limit": "7"}).json()
        for one in page["results"]:
            self.cursors.append(one["cursor"])
            known = self.by_feed.get(one["id"])
            if one["action"] == "delete":
                self.by_feed.pop(one["id"])
            else:
                assert known is None or known["version"] + 1 == one["record"]["version"]
                self.by_feed[one["id"]] = one["record"]
        self.after = page["next_cursor"]
        more: bool = page["has_more"]
        return more

    def ask(self) -> None:
        """Whatever was changed since the newest that is known."""
        asked = {"ordering": "updated_at", "limit": "1000", "updated_since": self.since or "2000-01-01T00:00:00Z"}
        for one in self.client.get(LIST, asked).json()["results"]:
            self.by_time[one["id"]] = one
            self.since = max(self.since, one["updated_at"])


def test_copies_are_whole_after_twenty_writers(committed_cast: Cast, as_: Caller) -> None:
    cast = committed_cast
    client = as_(cast.ana)
    copies = Copies(client)
    started = {one["id"]: one for one in client.get(LIST).json()["results"]}
    copies.by_feed = dict(started)
    threads = [Thread(target=write, args=[cast, place]) for place in range(WRITERS)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        copies.follow()
        copies.ask()
    present = {one["id"]: one for one in client.get(LIST, {"limit": "1000"}).json()["results"]}
    ends = monotonic() + 90
    while monotonic() < ends and not (copies.by_feed == present and present.items() <= copies.by_time.items()):
        copies.follow()
        copies.ask()
        sleep(0.02)
    assert copies.by_feed == present
    # What is asked by time never tells that something was deleted.
    assert {key: copies.by_time[key] for key in present} == present
    assert len(set(copies.cursors)) == len(copies.cursors)
