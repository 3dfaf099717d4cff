"""A record is told alike by every way: answer, list, history, feed, webhook and file, for each module."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.utils import timezone

from core.surfaces import Surface, surfaces
from integrations.webhooks.dispatcher import Dispatcher
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.contracts.bodies import Bodies
from tests.integrations.conftest import dispatcher, receiver, subscribe
from tests.integrations.receiver import Receiver
from tests.matrix.world import FOLLOWING, make_world

__all__ = ["dispatcher", "receiver"]
pytestmark = [pytest.mark.slow, pytest.mark.alone, pytest.mark.django_db(transaction=True)]
MADE = [one for one in surfaces() if one.create and one.module not in FOLLOWING]
Row = dict[str, Any]


@dataclass
class Life:
    """A record from its making to its end, as single calls answered it."""

    surface: Surface
    made: Row
    changed: Row | None = None
    deleted: bool = False
    listed: list[Row] = field(default_factory=list)
    history: list[Row] = field(default_factory=list)
    line: Row | None = None

    @property
    def key(self) -> str:
        return str(self.made["id"])


def live(client: ApiClient, surface: Surface, body: Row) -> Life:
    """Make, change and delete a record."""
    begun = timezone.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    made = client.send("POST", f"{surface.slug}/", body)
    if made.status_code == 409:  # one of the kind is there, and there is room for one
        for one in client.get(f"{surface.slug}/").json()["results"]:
            client.send("DELETE", f"{surface.slug}/{one['id']}/")
        made = client.send("POST", f"{surface.slug}/", body)
    assert made.status_code == 201, (surface.module, made.content)
    address = f"{surface.slug}/{made.json()['id']}/"
    record = client.get(address).json()
    assert made.json().items() >= record.items(), surface.module  # and what is shown this once
    life = Life(surface, record)
    if surface.update and surface.title in surface.write:
        text = str(record[surface.title])
        answer = client.send("PATCH", address, {surface.title: f"{text[:-1]}{'b' if text[-1] != 'b' else 'c'}"})
        life.changed = answer.json() if answer.status_code == 200 else None
    life.listed = list(listed_since(client, life, begun))
    life.history = client.get(f"{address}history/").json()["results"]
    file = b"".join(client.get(f"{surface.slug}/export.ndjson?archived=any").streaming_content)
    life.line = next((one for one in map(json.loads, file.splitlines()) if one["id"] == life.key), None)
    life.deleted = bool(surface.delete) and client.send("DELETE", address).status_code == 204
    return life


def listed_since(client: ApiClient, life: Life, begun: str) -> Iterator[Row]:
    """The record as the list by time shows it: not before what else is written ends, in other databases too."""
    asked, ends = f"{life.surface.slug}/?updated_since={begun}&ordering=updated_at&archived=any", monotonic() + 90
    found: list[Row] = []
    while not found and monotonic() < ends:
        found = [one for one in client.get(asked).json()["results"] if one["id"] == life.key]
        sleep(0 if found else 0.05)
    yield from found


def follow(client: ApiClient, after: str) -> Iterator[Row]:
    """All that the feed tells from there; other databases may hold it up for a while."""
    ends, quiet = monotonic() + 90, 0
    while monotonic() < ends and quiet < 5:
        page = client.get("changes/", {"after": after, "limit": "500"}).json()
        yield from page["results"]
        quiet = 0 if page["results"] or page["has_more"] else quiet + 1
        after = page["next_cursor"]
        sleep(0.05)


def sent(dispatcher: Dispatcher, receiver: Receiver, wanted: int) -> list[Row]:
    """What the webhook was sent, each change once and in order."""
    ends = monotonic() + 120
    while len({call.id for call in receiver.calls}) < wanted and monotonic() < ends:
        dispatcher.work_off()
    return list({call.id: call.told for call in receiver.calls}.values())


def test_every_way_tells_the_same(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT, settings.OUTBOUND_ALLOWED_NETWORKS = tmp_path, ["127.0.0.0/8"]
    bodies = Bodies(make_world(committed_cast))
    client = ApiClient(make_key(committed_cast.ana))
    subscribe(committed_cast.ana, receiver, "*")
    after = client.get("changes/?after=now").json()["next_cursor"]
    lives = [live(client, one, bodies.of(one, "Narwhala")) for one in MADE]
    assert sum(life.changed is not None for life in lives) > 20 and sum(life.deleted for life in lives) > 30
    feed = list(follow(client, after))
    told = sent(dispatcher, receiver, len(feed))
    wrong = [f"{life.surface.module}: {fault}" for life in lives for fault in faults(life, feed, told)]
    assert not wrong, "\n".join(wrong)


def faults(life: Life, feed: list[Row], told: list[Row]) -> Iterator[str]:
    """Where the ways disagree about one record."""
    own = [one for one in feed if one["id"] == life.key]
    hook = [one for one in told if one["data"]["id"] == life.key]
    present = life.changed or life.made
    last = own[-1] if own else {}
    if not own or own[0]["action"] != "create" or own[0]["record"]["id"] != life.key:
        yield "the feed does not begin with its making"
    if [one["changed"] for one in own] != [one["changed"] for one in hook]:
        yield "feed and webhook name other changes"
    living = [one for one in own if one["action"] != "delete"]
    if [one["record"] for one in living] != [one["data"] for one in hook[: len(living)]]:
        yield "feed and webhook show other records"
    if not living or shape(living[-1]["record"]) != shape(present) or differing(living[-1]["record"], present):
        yield f"the feed shows another record: {differing(living[-1]['record'], present) if living else 'none'}"
    if [one["changed"] for one in reversed(life.history)] != [one["changed"] for one in living]:
        yield "history and feed name other changes"
    if [differing(one, present) for one in life.listed] != [[]]:
        yield f"the list by time shows {len(life.listed)}: {[differing(one, present) for one in life.listed]}"
    if life.line is None or differing(life.line, present):
        yield f"the file shows another row: {differing(life.line or {}, present)}"
    if life.deleted and (last.get("action"), last.get("record")) != ("delete", None):
        yield "no tombstone"
    if life.deleted and (not hook or not hook[-1]["type"].endswith(".deleted") or hook[-1]["data"]["id"] != life.key):
        yield "the webhook was not told of its end"


def shape(record: Row) -> set[str]:
    return set(record) - {"allowed_actions"}


def differing(one: Row, other: Row) -> list[str]:
    """The members by which a record is told differently; what may be done with it changes with time and place."""
    return [name for name in one if name != "allowed_actions" and one[name] != other.get(name, one[name])]
