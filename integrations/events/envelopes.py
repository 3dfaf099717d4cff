"""An event as it comes in: Atrium's own JSON, or a CloudEvent, read into one form."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Problem, RuleBroken

MEMBERS = ("source", "type", "id", "occurred_at", "subject", "data")
# CloudEvents 1.0: what it requires, what it knows, and how further attributes are called.
REQUIRED, KNOWN = ("specversion", "id", "source", "type"), ("time", "subject", "datacontenttype", "dataschema")
EXTENSION = re.compile(r"[a-z0-9]{1,20}")
HEADER = "ce-"
JSON_TYPE = re.compile(r"application/(?:[\w.+-]+\+)?json\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a source says happened. `subject_key` is an id, or `system:key` as another system calls the record."""

    source: str
    type: str
    event_id: str
    occurred_at: datetime
    subject_module: str = ""
    subject_key: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    extensions: dict[str, Any] = field(default_factory=dict)


class Reading:
    """Takes members out of a body; what is wrong is gathered and raised together."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body, self.problems = body, list[Problem]()

    def text(self, name: str, most: int, *, required: bool = True) -> str:
        value = self.body.get(name)
        if value is None and not required:
            return ""
        if value is None or value == "":
            self.problems.append(Problem(name, "required", _("This is required.")))
        elif not isinstance(value, str) or len(value) > most or "\x00" in value or not _is_text(value):
            self.problems.append(Problem(name, "invalid", _("Give a text of at most %d characters.") % most))
        else:
            return value
        return ""

    def moment(self, name: str) -> datetime:
        """RFC 3339 with its offset; now where nothing is said."""
        value = self.body.get(name)
        if value is None:
            return timezone.now()
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None or not 1900 <= moment.year <= 9000:
            self.problems.append(Problem(name, "invalid", _("A time needs its offset: 2027-01-31T10:00:00Z.")))
            return timezone.now()
        return moment

    def refuse_unknown(self, known: Callable[[str], bool]) -> None:
        for name in self.body:
            if not known(name):
                self.problems.append(Problem(name, "unknown_field", _("There is no such member to write.")))

    def finish(self) -> None:
        if self.problems:
            raise RuleBroken(problems=self.problems)


def read_own(body: Mapping[str, Any]) -> Envelope:
    """The event of a body `{source, type, id, occurred_at, subject: {module, id | external_id}, data}`."""
    reading = Reading(body)
    reading.refuse_unknown(MEMBERS.__contains__)
    source, kind, key = reading.text("source", 200), reading.text("type", 120), reading.text("id", 200)
    moment = reading.moment("occurred_at")
    module, subject = _own_subject(reading)
    data = body.get("data", {})
    reading.finish()
    return Envelope(source, kind, key, moment, module, subject, as_object(data))


def read_structured(body: Mapping[str, Any]) -> Envelope:
    """The event of a CloudEvent in JSON (`application/cloudevents+json`)."""
    reading = Reading(body)
    reading.refuse_unknown(lambda name: name in (*REQUIRED, *KNOWN, "data", "data_base64") or _is_extension(name))
    data = body.get("data", {})
    if "data_base64" in body:
        data = _decoded(reading, body["data_base64"])
    return _cloud_event(reading, data)


def read_binary(headers: Mapping[str, str], data: Any) -> Envelope:
    """The event of a CloudEvent whose attributes are headers (`ce-type`) and whose data is the body."""
    given = {
        name.lower().removeprefix(HEADER): unquote(value)
        for name, value in headers.items()
        if name.lower().startswith(HEADER)
    }
    reading = Reading(given)
    reading.refuse_unknown(lambda name: name in (*REQUIRED, *KNOWN) or _is_extension(name))
    return _cloud_event(reading, data)


def is_binary(headers: Mapping[str, str]) -> bool:
    """Whether the request says by its headers that it is a CloudEvent."""
    return "ce-specversion" in headers


def as_object(data: Any) -> dict[str, Any]:
    """The data as an object: what is none is its `value`."""
    if data is None:
        return {}
    return data if isinstance(data, dict) else {"value": data}


def split_subject(text: str) -> tuple[str, str]:
    """`equipment/bms:AHU-1` is the module and what names the record; a text without a slash names none."""
    module, slash, key = text.partition("/")
    return (module, key) if slash and key and re.fullmatch(r"[a-z_]{1,60}", module) else ("", "")


def _cloud_event(reading: Reading, data: Any) -> Envelope:
    version = reading.text("specversion", 10)
    if version and version != "1.0":
        reading.problems.append(Problem("specversion", "invalid", _("Only version 1.0 is understood.")))
    source, kind, key = reading.text("source", 200), reading.text("type", 120), reading.text("id", 200)
    moment = reading.moment("time")
    subject = reading.text("subject", 270, required=False)
    content = reading.text("datacontenttype", 100, required=False)
    if content and not JSON_TYPE.match(content):
        reading.problems.append(Problem("datacontenttype", "invalid", _("Only JSON is understood as data.")))
    reading.finish()
    module, named = split_subject(subject)
    taken = {*REQUIRED, *KNOWN, "data", "data_base64"}
    extensions = {name: value for name, value in reading.body.items() if name not in taken}
    if subject and not module:
        extensions["subject"] = subject
    return Envelope(source, kind, key, moment, module, named, as_object(data), extensions)


def _own_subject(reading: Reading) -> tuple[str, str]:
    given = reading.body.get("subject")
    if given is None:
        return "", ""
    if not isinstance(given, dict):
        reading.problems.append(Problem("subject", "invalid", _("A subject is {module, id} or {module, external_id}.")))
        return "", ""
    inner = Reading(given)
    inner.refuse_unknown(("module", "id", "external_id").__contains__)
    named = "external_id" if "external_id" in given else "id"
    module, key = inner.text("module", 60), inner.text(named, 270)
    if "id" in given and "external_id" in given:
        inner.problems.append(Problem("external_id", "invalid", _("Name the record by one of both.")))
    reading.problems += [Problem(f"subject.{one.field}", one.code, one.message) for one in inner.problems]
    return module, key


def _decoded(reading: Reading, text: Any) -> Any:
    try:
        return json.loads(base64.b64decode(text, validate=True))
    except (binascii.Error, TypeError, ValueError, RecursionError):
        reading.problems.append(Problem("data_base64", "invalid", _("This is no JSON in base64.")))
        return {}


def _is_extension(name: str) -> bool:
    return EXTENSION.fullmatch(name) is not None


def _is_text(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)
