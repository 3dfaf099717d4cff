"""The virus scan: a hook to clamd. A new file waits until the scanner has seen it, outside of any transaction."""

import logging
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from core.acting import acting
from core.actor import Actor
from core.documents.choices import ScanState
from core.documents.models import Document, DocumentVersion, StoredFile
from core.errors import RuleBroken
from core.writing import changing

log = logging.getLogger(__name__)
MODELS: tuple[type[StoredFile], ...] = (Document, DocumentVersion)
# Files of one organization that one run takes.
MOST = 200


class ScannerAway(Exception):
    """The scanner does not answer, or not as it should: the file goes on waiting."""


def scan_after_commit(stored: StoredFile) -> None:
    """Have a new file scanned at once. While the queue is away it waits for the sweep."""
    if stored.scan == ScanState.WAITING:
        transaction.on_commit(lambda: _send(stored.organization_id))


def _send(organization_id: UUID) -> None:
    from core.documents.tasks import scan_documents

    try:
        scan_documents.delay(str(organization_id))
    except OperationalError:
        log.warning("Files wait for the virus scan: the queue does not answer")


def scan_waiting(organization_id: UUID) -> int:
    """Scan what waits in one organization; returns how many were. Stops at once where the scanner is away."""
    system = Actor.system(organization_id, name="Virus scan")
    with acting(system):
        rows = [model.objects.visible_to(system).filter(scan=ScanState.WAITING) for model in MODELS]
        waiting = [one for found in rows for one in found.order_by("id")[:MOST]]
    for one in waiting:
        state = scan(one)
        with acting(system), changing(one, event=f"{one.module}.scanned", actor=system) as row:
            # A newer file that came meanwhile waits for its own turn.
            row.scan = state if row.file.name == one.file.name else row.scan
    return len(waiting)


def scan(stored: StoredFile) -> ScanState:
    """What the scanner says of one file; ScannerAway when it says nothing of use."""
    from clamav_client.clamd import ClamdError

    try:
        with stored.file.open("rb") as file:
            state, found = scanner().instream(file).get("stream", ("", None))
    except (ClamdError, OSError) as error:
        raise ScannerAway(str(error)) from error
    if state == "FOUND":
        log.warning("A virus in %s %s: %s", stored.module, stored.pk, found)
        return ScanState.INFECTED
    if state != "OK":
        raise ScannerAway(f"{state} {found}")
    return ScanState.CLEAN


def scanner() -> Any:
    """The client of the daemon at CLAMD_ADDRESS: `host:port`, or the path of its socket."""
    from clamav_client.clamd import ClamdNetworkSocket, ClamdUnixSocket

    address, timeout = settings.CLAMD_ADDRESS, settings.CLAMD_TIMEOUT
    if address.startswith("/"):
        return ClamdUnixSocket(path=address, timeout=timeout)
    host, _colon, port = address.rpartition(":")
    return ClamdNetworkSocket(host=host, port=int(port), timeout=timeout)


def scanner_answers() -> bool:
    """Whether the daemon is there."""
    from clamav_client.clamd import ClamdError

    try:
        return scanner().ping() == "PONG"
    except (TimeoutError, ClamdError, OSError):
        return False


def refuse_unread(stored: StoredFile) -> None:
    """Raise RuleBroken with 409 while a file may not be read."""
    if not stored.may_be_read:
        infected = stored.scan == ScanState.INFECTED
        message = _("The file carries a virus.") if infected else _("The file still waits for the virus scan.")
        raise RuleBroken("", "quarantined", message, status=409)
