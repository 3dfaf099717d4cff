"""From a message to an event: what it is called, when it happened, and what it is about."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.ids import new_id
from integrations.events.envelopes import Envelope, as_object
from integrations.mqtt.models import MqttTopic
from integrations.rules.matching import as_number, dig
from integrations.rules.values import as_text

BLANK = re.compile(r"\{(topic\.\d{1,2}|data(?:\.[A-Za-z0-9_-]+)+)\}")
# Seconds since 1970 below this, thousandths above.
IN_SECONDS = 10**11


@dataclass(frozen=True, slots=True)
class Message:
    """What came: its topic without the organization's prefix, and its bytes."""

    topic: str
    payload: bytes
    is_retained: bool = False


def event_of_message(row: MqttTopic, message: Message) -> Envelope | None:
    """The event that a message is. None for an old state that the broker repeats to each new listener."""
    data = data_of(message.payload)
    moment = time_of(row, data)
    key = id_of(row, message, data, moment)
    if key is None:
        return None
    module, subject = row.subject_module, fill(row.subject_key, message.topic, data)
    return Envelope(
        source=f"mqtt:{message.topic}"[:200],
        type=row.type,
        event_id=key,
        occurred_at=moment or timezone.now(),
        subject_module=module if subject.strip(":") else "",
        subject_key=subject[:270] if module else "",
        data=data,
    )


def data_of(payload: bytes) -> dict[str, Any]:
    """The data of a message: its JSON object, or what else it holds as `value`."""
    text = payload.decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    try:
        return as_object(json.loads(text, parse_constant=str))
    except (ValueError, RecursionError):
        return {"value": text[:4000]}


def time_of(row: MqttTopic, data: dict[str, Any]) -> datetime | None:
    """When the message says that it happened: RFC 3339, or seconds or thousandths since 1970."""
    value = dig(data, row.time_member.split(".")) if row.time_member else None
    number = as_number(value)
    try:
        if number is not None:
            return datetime.fromtimestamp(float(number if number < IN_SECONDS else number / 1000), UTC)
        moment = parse_datetime(value) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def id_of(row: MqttTopic, message: Message, data: dict[str, Any], moment: datetime | None) -> str | None:
    """What tells this message from others, so that one that the broker sends twice is taken once.

    One that carries neither id nor time counts each time it comes.
    """
    named = as_text(dig(data, row.id_member.split("."))) if row.id_member else ""
    if named:
        return named[:200]
    if moment is not None:
        return hashlib.sha256(b"\x00".join([message.topic.encode(), message.payload])).hexdigest()
    return None if message.is_retained else str(new_id())


def fill(template: str, topic: str, data: dict[str, Any]) -> str:
    """The text with its blanks filled: `{topic.2}` is the second step of the topic, `{data.device}` a member."""
    steps = topic.split("/")

    def value(match: re.Match[str]) -> str:
        root, *path = match[1].split(".")
        if root == "data":
            return as_text(dig(data, path))
        place = int(path[0]) - 1
        return steps[place] if 0 <= place < len(steps) else ""

    return BLANK.sub(value, template)
