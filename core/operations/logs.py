"""The log: one line of JSON an event, each with request, organization and actor, and no secret in any."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from core.operations.context import current_request_id

access = logging.getLogger("atrium.access")
# Probes come every few seconds and tell nothing.
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
# Schemes and names that a secret follows, addresses that are secrets themselves, and passwords in addresses of servers.
SECRETS = (
    re.compile(r"(?i)\b((?:bearer|basic|api-key)\s+)[\w.~+/=-]{6,}"),
    re.compile(
        r"(?i)((?:access_token|refresh_token|api_?key|x-api-key|client_secret|secret|password|authorization|sessionid|"
        r"csrftoken|signature)[\"']?\s*[=:]\s*[\"']?)(?!bearer|basic|api-key)[^\s\"'&,;}]{4,}"
    ),
    re.compile(r"(/(?:track|report|calendars|unsubscribe|welcome|reset/key)/)[\w.~:=-]{8,}"),
    re.compile(r"(/files/[0-9a-f-]{36}/)[\w.~:=-]{8,}"),
    re.compile(r"(\w+://[^\s/:@]+:)[^\s/@]+(?=@)"),
)
# What a record of the log has by itself; anything else was given as `extra`.
OWN = frozenset(logging.LogRecord("", 0, "", 0, "", None, None).__dict__) | {"message", "asctime", "taskName"}


def redact(text: str) -> str:
    """The text with every secret taken out that has a known form."""
    for pattern in SECRETS:
        text = pattern.sub(r"\1[…]", text)
    return text


class ContextFilter(logging.Filter):
    """Adds who is at work: request, organization, person or credential."""

    def filter(self, record: logging.LogRecord) -> bool:
        from core.acting import current_actor

        actor = current_actor()
        record.__dict__.setdefault("request_id", current_request_id())
        if actor is not None:
            record.__dict__.setdefault("organization", str(actor.organization_id))
            record.__dict__.setdefault("actor", str(actor.person_id or actor.name))
        return True


class JsonFormatter(logging.Formatter):
    """One object a line, times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= {name: value for name, value in record.__dict__.items() if name not in OWN and is_plain(value)}
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps({k: redact(v) if isinstance(v, str) else v for k, v in told.items() if v != ""}, default=str)


class LineFormatter(logging.Formatter):
    """A line for people, with no more secrets in it than the other."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def is_plain(value: Any) -> bool:
    """Django hands requests and responses over as `extra`; only plain values are written."""
    return value is None or isinstance(value, str | int | float | bool)


def log_request(request: HttpRequest, route: str, status: int, seconds: float) -> None:
    """The one line of a request: its pattern, not its address, in which a secret may stand."""
    if request.path_info in QUIET:
        return
    actor = getattr(request, "actor", None)
    known: dict[str, Any] = {
        "route": route,
        "method": request.method,
        "status": status,
        "duration_ms": round(seconds * 1000, 1),
        "request_id": getattr(request, "request_id", ""),
    }
    if actor is not None:
        known |= {"organization": str(actor.organization_id), "actor": str(actor.person_id or actor.name)}
        known |= {"credential": str(actor.credential_id)} if actor.credential_id else {}
    access.info("%s %s %d", request.method, route, status, extra=known)
