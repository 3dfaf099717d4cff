"""Messages of building systems: which are events, what they are called, and that none is lost or counted twice."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from amqtt.broker import Broker
from django.db import connections
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from core.acting import acting
from core.errors import RuleBroken
from core.external_ids import set_external_ids
from integrations.events.choices import EventStatus
from integrations.models import Event, MqttTopic
from integrations.mqtt.actions import create_mqtt_topic
from integrations.mqtt.listening import Listener, read_topics, take_message
from integrations.mqtt.topics import is_filter, takes
from integrations.rules.actions import create_event_rule
from tests.cast import Cast

READING = {"id": "r1", "ts": 1767603600, "value": 21.4}


def topic(cast: Cast, **more: Any) -> MqttTopic:
    """Temperatures of plants, called as the building system calls them."""
    values = {
        "name": "Temperatures",
        "topic": "bms/+/temperature",
        "type": "sensor.reading",
        "subject_module": "property",
        "subject_key": "bms:{topic.2}",
        "id_member": "id",
        "time_member": "ts",
    }
    with acting(cast.ana):
        return create_mqtt_topic(actor=cast.ana, **{**values, **more})


def take(name: str, payload: Any, **more: Any) -> int:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return take_message(read_topics(), name, body, **more)


def events_of(cast: Cast) -> list[Event]:
    with acting(cast.ana):
        return list(Event.objects.visible_to(cast.ana).order_by("id"))


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("a/+", "a/b/c", False),
        ("a/#", "a/b/c", True),
        ("a/#", "a", True),
        ("#", "a/b", True),
        ("#", "$SYS/broker", False),
        ("+/b", "a/c", False),
        ("a/+/c", "a//c", True),
    ],
)
def test_filters_take_topics_as_the_standard_says(pattern: str, name: str, expected: bool) -> None:
    assert is_filter(pattern) and takes(pattern, name) is expected


@pytest.mark.parametrize("pattern", ["", "a/#/b", "a#", "a/b+", "$SYS/#", "a\x00b"])
def test_what_is_no_filter_is_refused(pattern: str) -> None:
    assert not is_filter(pattern)


def test_a_message_is_one_event_however_often_it_comes(cast: Cast) -> None:
    topic(cast)
    for _time in range(3):
        assert take("lakeside/bms/AHU-1/temperature", READING) == 1
    (event,) = events_of(cast)
    assert (event.source, event.event_id, event.way) == ("mqtt:bms/AHU-1/temperature", "r1", "mqtt")
    assert (event.subject_module, event.subject_key) == ("property", "bms:AHU-1")
    assert (event.data["value"], event.occurred_at.isoformat()) == (21.4, "2026-01-05T09:00:00+00:00")
    assert event.status == EventStatus.UNHANDLED


def test_a_message_finds_its_record_and_its_rule(cast: Cast) -> None:
    topic(cast)
    with acting(cast.ana):
        set_external_ids(cast.tower, {"bms": "AHU-1"}, actor=cast.ana)
        create_event_rule(actor=cast.ana, name="Any", type="sensor.*", record_module="property")
    take("lakeside/bms/AHU-1/temperature", READING)
    (event,) = events_of(cast)
    assert (event.subject_id, event.property_id, event.status) == (cast.tower.pk, cast.tower.pk, "accepted")


def test_nobody_hears_what_is_anothers(cast: Cast) -> None:
    topic(cast, topic="#")
    assert take("harbour/bms/AHU-1/temperature", READING) == 0
    assert take("lakesides/bms/AHU-1/temperature", READING) == 0
    assert events_of(cast) == []


def test_a_message_without_id_is_told_apart_by_its_text_and_time(cast: Cast) -> None:
    topic(cast, id_member="")
    for payload in (READING, READING, {**READING, "ts": 1767603660}):
        take("lakeside/bms/AHU-1/temperature", payload)
    assert len(events_of(cast)) == 2


def test_one_that_has_neither_counts_each_time_but_not_when_it_is_only_repeated(cast: Cast) -> None:
    topic(cast, id_member="", time_member="")
    assert take("lakeside/bms/AHU-1/temperature", b"21.4") == take("lakeside/bms/AHU-1/temperature", b"21.4") == 1
    assert take("lakeside/bms/AHU-1/temperature", b"21.4", is_retained=True) == 0
    assert [event.data for event in events_of(cast)] == [{"value": 21.4}] * 2


@pytest.mark.parametrize("payload", [b"\xff\xfe\x00", b'{"value": "warm\\u0000"}', b"[" * 5000, b"{", b"NaN", b""])
def test_what_cannot_be_read_is_kept_with_the_reason_or_as_text(cast: Cast, payload: bytes) -> None:
    topic(cast, id_member="", time_member="")
    assert take("lakeside/bms/AHU-1/temperature", payload) == 1
    (event,) = events_of(cast)
    assert event.data and event.status in (EventStatus.FAILED, EventStatus.UNHANDLED)
    assert bool(event.error) is (event.status == EventStatus.FAILED)


def test_a_topic_names_what_it_is_about_wholly(cast: Cast) -> None:
    with pytest.raises(RuleBroken) as refused:
        topic(cast, subject_key="")
    assert refused.value.problems[0].field == "subject_key"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def broker(port: int, folder: Path) -> Iterator[None]:
    """A broker on this machine, for as long as the block lasts."""
    ready, over, loop = Flag(), asyncio.Event(), asyncio.new_event_loop()

    async def serve() -> None:
        config = {
            "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
            "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
        }
        server = Broker(config)
        await server.start()
        ready.set()
        await over.wait()
        await server.shutdown()

    thread = Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(60)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(60)


@contextmanager
def listening(port: int) -> Iterator[Listener]:
    """The listener at work on a connection of its own."""
    listener = Listener(f"mqtt://127.0.0.1:{port}")

    def run() -> None:
        try:
            listener.run()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    try:
        yield listener
    finally:
        listener.is_stopped = True
        thread.join(60)
        assert not thread.is_alive()


def publish(port: int, readings: range) -> None:
    """Messages that their sender knows to have arrived at the broker."""
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", port)
    client.loop_start()
    for number in readings:
        body = json.dumps({**READING, "id": f"r{number}"})
        client.publish("lakeside/bms/AHU-1/temperature", body, qos=1).wait_for_publish(60)
    client.loop_stop()
    client.disconnect()


def wait_for(cast: Cast, count: int) -> None:
    end = monotonic() + 120
    while len(events_of(cast)) < count:
        assert monotonic() < end, f"{len(events_of(cast))} of {count} events arrived"
        sleep(0.1)


def wait_until_subscribed(listener: Listener) -> None:
    end = monotonic() + 120
    while not listener.subscribed:
        assert monotonic() < end
        sleep(0.05)


@pytest.mark.slow
def test_the_listener_goes_on_when_its_broker_comes_back(committed_cast: Cast, tmp_path: Path) -> None:
    cast, port = committed_cast, free_port()
    topic(cast)
    with listening(port) as listener:
        with broker(port, tmp_path):
            wait_until_subscribed(listener)
            publish(port, range(20))
            wait_for(cast, 20)
        listener.subscribed = set()
        with broker(port, tmp_path):
            wait_until_subscribed(listener)
            publish(port, range(10, 40))
            wait_for(cast, 40)
    assert sorted(event.event_id for event in events_of(cast)) == sorted(f"r{number}" for number in range(40))
