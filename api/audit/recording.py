"""An entry for each call: those of writes in the write's own transaction, all others a moment later.

A read must not become a write: its entry waits in the process, and once a second all that wait are stored in one
transaction an organization. They are stored too when the process ends; one that is killed loses that second's reads.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.urls import ResolverMatch
from django.utils import timezone

from accounts.authentication import Owner
from api.audit.models import LONGEST_PATH, AuditEntry
from api.audit.waiting import waiting
from api.problems import CODE_OF_ANSWER
from core.actor import Actor
from core.addresses import client_address
from core.loading import load_rows
from core.making import made

READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(slots=True)
class Call:
    """A call under way. Where nobody is known to whom it belongs, it has no organization and makes no entry."""

    at: datetime = field(default_factory=timezone.now)
    start: float = field(default_factory=time.perf_counter)
    organization_id: UUID | None = None
    credential_id: UUID | None = None
    person_id: UUID | None = None
    is_stored: bool = False

    def belongs_to(self, caller: Actor | Owner) -> None:
        """Who calls is known, be it from a secret that is refused."""
        self.organization_id, self.credential_id = caller.organization_id, caller.credential_id
        self.person_id = caller.person_id

    def store(self, request: HttpRequest, response: HttpResponseBase) -> bool:
        """Write the entry of a write into the write's transaction; whether there is one."""
        if request.method in READING or response.status_code >= 400:
            return False
        load_rows([self.entry(request, response)])
        return True

    def finish(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Let every other entry wait for its turn."""
        if self.organization_id is not None and not self.is_stored:
            waiting.add(self.entry(request, response))

    def entry(self, request: HttpRequest, response: HttpResponseBase) -> AuditEntry:
        """What is kept of the call. The address's parameters are not: they may hold anything."""
        assert self.organization_id is not None, "only calls of somebody known make entries"
        module, record_id = subject_of(request, response)
        values = {
            "organization_id": self.organization_id,
            "at": self.at,
            "duration_ms": round((time.perf_counter() - self.start) * 1000, 1),
            "credential_id": self.credential_id,
            "person_id": self.person_id,
            "method": str(request.method)[:10],
            "path": printable(request.path)[:LONGEST_PATH],
            "status": response.status_code,
            "problem": getattr(response, CODE_OF_ANSWER, ""),
            "module": module,
            "record_id": record_id,
            "request_id": getattr(request, "request_id", ""),
            "deprecated": response.has_header("Deprecation"),
        }
        entry = made(AuditEntry, values)
        entry.set_address(client_address(request))
        return entry


def subject_of(request: HttpRequest, response: HttpResponseBase) -> tuple[str, UUID | None]:
    """The module of the address, and the record it names or that the call has made."""
    match: ResolverMatch | None = getattr(request, "resolver_match", None)
    if match is None:
        return "", None
    surface: Any = getattr(getattr(match.func, "cls", None), "surface", None)
    record = match.kwargs.get("id") or made_by(response)
    return "" if surface is None else surface.module, record if isinstance(record, UUID) else None


def made_by(response: HttpResponseBase) -> UUID | None:
    """The id of the record whose address the answer gives."""
    last = response.get("Location", "").rstrip("/").rpartition("/")[2]
    try:
        return UUID(last) if len(last) == 36 else None
    except ValueError:
        return None


def forget_addresses(person_id: UUID, *, actor: Actor) -> int:
    """Forget from where an erased account called; what the seals cover stays. Returns of how many calls."""
    with connection.cursor() as cursor:
        cursor.execute("select api_forget_addresses(%s)", [person_id])
        return int(cursor.fetchone()[0])


def printable(path: str) -> str:
    """An address may hold anything, a database's text no NUL and a log no line break."""
    return "".join(one if one.isprintable() else "\ufffd" for one in path)
