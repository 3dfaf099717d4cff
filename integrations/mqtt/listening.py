"""One listener for all organizations: a message is acknowledged only once its events are committed."""

import logging
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import DatabaseError, InterfaceError, connection
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from accounts.models import Organization
from core.acting import acting
from core.actor import Actor
from core.errors import AtriumError, RuleBroken
from integrations.events.choices import Way
from integrations.events.receiving import describe_problems, keep_refused, receive_event
from integrations.mqtt.messages import Message, event_of_message
from integrations.mqtt.models import MqttTopic
from integrations.mqtt.topics import prefix_of, takes

log = logging.getLogger("atrium.mqtt")
# The broker keeps what comes while the listener is away under this name.
CLIENT_ID = "atrium-listener"
AT_LEAST_ONCE = 1
# Seconds: between two looks at what is listened to, and between two attempts to reach the broker.
RELOAD, FIRST_PAUSE, LONGEST_PAUSE = 10.0, 1.0, 30.0


@dataclass
class Listened:
    """What one organization listens to."""

    actor: Actor
    prefix: str
    topics: list[MqttTopic]

    @property
    def filters(self) -> set[str]:
        return {self.prefix + row.topic for row in self.topics}


def read_topics() -> list[Listened]:
    """What every organization listens to now."""
    found = []
    for organization in Organization.objects.filter(is_active=True).order_by("pk"):
        actor = Actor.system(organization.pk, source="connector", name="MQTT")
        with acting(actor):
            topics = list(MqttTopic.objects.visible_to(actor).filter(enabled=True, archived_at__isnull=True))
        found.append(Listened(actor, prefix_of(organization.slug), topics))
    return found


def take_message(listened: list[Listened], topic: str, payload: bytes, *, is_retained: bool = False) -> int:
    """Keep the events of a message, each committed before this returns; returns how many there were."""
    kept = 0
    for one in listened:
        if not topic.startswith(one.prefix):
            continue
        message = Message(topic.removeprefix(one.prefix), payload, is_retained)
        for row in one.topics:
            if takes(row.topic, message.topic):
                kept += keep_event(row, message, one.actor)
    return kept


def keep_event(row: MqttTopic, message: Message, actor: Actor) -> int:
    """The event of a message. One that is refused is kept too, with the reason: nobody else would tell of it."""
    envelope = event_of_message(row, message)
    if envelope is None:
        return 0
    try:
        with acting(actor):
            receive_event(envelope, actor=actor, way=Way.MQTT)
    except AtriumError as error:
        reason = describe_problems(error) if isinstance(error, RuleBroken) else str(error)
        with acting(actor):
            keep_refused(envelope, reason, message.payload, actor=actor, way=Way.MQTT)
    return 1


@dataclass
class Listener:
    """The connection to the broker. It is made anew whenever broker or database have been away."""

    url: str
    listened: list[Listened] = field(default_factory=list)
    subscribed: set[str] = field(default_factory=set)
    loaded_at: float = float("-inf")
    is_stopped: bool = False

    def run(self) -> None:
        """Listen until stopped."""
        pause = FIRST_PAUSE
        while not self.is_stopped:
            client = self.connect()
            pause = FIRST_PAUSE if client is not None and self.listen(client) else min(pause * 2, LONGEST_PAUSE)
            if not self.is_stopped:
                time.sleep(pause)

    def connect(self) -> Client | None:
        """A connection with a session that outlives it; None while the broker is away."""
        client, parts = new_client(self.url), urlsplit(self.url)
        client.on_message = self.on_message
        client.on_connect = self.on_connect
        try:
            client.connect(parts.hostname or "127.0.0.1", parts.port or (8883 if parts.scheme == "mqtts" else 1883))
        except OSError as error:
            log.warning("The MQTT broker is not reached: %s", error)
            return None
        return client

    def listen(self, client: Client) -> bool:
        """Take messages until the connection ends; whether it ever stood."""
        stood = False
        try:
            while not self.is_stopped:
                if client.loop(timeout=1.0) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                    log.warning("The connection to the MQTT broker ended")
                    return stood
                if client.is_connected():
                    stood = True
                    self.subscribe(client)
        except (DatabaseError, InterfaceError):
            log.exception("The database is away; messages wait at the broker")
            connection.close()
        finally:
            client.disconnect()
        return stood

    def subscribe(self, client: Client) -> None:
        """Listen to what is wanted now, and to nothing else."""
        if time.monotonic() - self.loaded_at < RELOAD:
            return
        self.listened, self.loaded_at = read_topics(), time.monotonic()
        wanted = {one for listened in self.listened for one in listened.filters}
        for gone in self.subscribed - wanted:
            client.unsubscribe(gone)
        for new in wanted - self.subscribed:
            client.subscribe(new, qos=AT_LEAST_ONCE)
        self.subscribed = wanted

    def on_connect(self, *_: Any) -> None:
        """Subscribe anew: the broker may have forgotten."""
        self.subscribed, self.loaded_at = set(), float("-inf")

    def on_message(self, client: Client, _data: Any, message: MQTTMessage) -> None:
        """Commit, then acknowledge: what was not acknowledged comes again."""
        take_message(self.listened, message.topic, bytes(message.payload), is_retained=message.retain)
        client.ack(message.mid, message.qos)


def new_client(url: str) -> Client:
    """A client with the user and password of an address such as mqtts://user:secret@broker.example."""
    parts = urlsplit(url)
    client = Client(CallbackAPIVersion.VERSION2, client_id=CLIENT_ID, clean_session=False, manual_ack=True)
    if parts.username:
        client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
    if parts.scheme == "mqtts":
        client.tls_set()
    return client
