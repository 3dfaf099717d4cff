"""Entries on their way into the audit log: stored together once a second, and when the process ends."""

import atexit
import json
import logging
import os
import threading
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from api.audit.models import AuditEntry
from core.acting import acting
from core.actor import Actor
from core.loading import load_rows

logger = logging.getLogger("atrium.audit")
# So many may wait while the database is away; what comes on top goes to the server's log instead.
MOST = 20_000


class WaitingEntries:
    """The entries of one process. Its thread starts with the first of them, after any fork."""

    def __init__(self) -> None:
        self._entries: list[AuditEntry] = []
        self._lock = threading.Lock()
        self._storing = threading.Lock()
        self._owner = 0

    def add(self, entry: AuditEntry) -> None:
        """Let an entry wait for the next second."""
        self._start_once()
        with self._lock:
            is_full = len(self._entries) >= MOST
            if not is_full:
                self._entries.append(entry)
        if is_full:
            write_to_log([entry])

    def flush(self) -> int:
        """Store everything that waits; returns how many there were. While the database is away they go on waiting."""
        with self._storing:
            entries, by_organization = self.take(), defaultdict[UUID, list[AuditEntry]](list)
            for entry in entries:
                by_organization[entry.organization_id].append(entry)
            for organization_id, theirs in by_organization.items():
                self._store(organization_id, theirs)
            return len(entries)

    def take(self) -> list[AuditEntry]:
        """What waits; nothing does afterwards."""
        with self._lock:
            entries, self._entries = self._entries, []
            return entries

    def _store(self, organization_id: UUID, entries: list[AuditEntry]) -> None:
        try:
            with acting(Actor.system(organization_id, source="job")):
                load_rows(entries)
        except (DatabaseError, InterfaceError) as error:
            logger.error("Entries of the audit log cannot be stored: %s", error)
            with self._lock:
                self._entries[:0] = entries[: MOST - len(self._entries)]

    def _start_once(self) -> None:
        if settings.AUDIT_FLUSH_SECONDS and self._owner != os.getpid():
            with self._lock:
                is_mine, self._owner = self._owner != os.getpid(), os.getpid()
            if is_mine:
                atexit.register(self._finish)
                threading.Thread(target=self._work, name="audit-log", daemon=True).start()

    def _work(self) -> None:
        pause = threading.Event()
        while not pause.wait(settings.AUDIT_FLUSH_SECONDS):
            if self._entries:
                close_old_connections()
                self.flush()

    def _finish(self) -> None:
        """The process ends: what cannot be stored is at least in the server's log."""
        if self._owner == os.getpid():
            self.flush()
            write_to_log(self.take())
            connection.close()


def write_to_log(entries: Sequence[AuditEntry]) -> None:
    """One line of JSON each."""
    for entry in entries:
        logger.warning("Not stored: %s", json.dumps(told(entry), default=str))


def told(entry: AuditEntry) -> dict[str, object]:
    """What an entry says, without its digest."""
    names = "organization_id at credential_id person_id address method path status request_id".split()
    return {name: getattr(entry, name) for name in names}


waiting = WaitingEntries()
