"""How long a writing transaction may last: whoever reads changes waits for it, so PostgreSQL ends it in time.

The clock starts with the first event of a transaction. What only reads, such as an export, is never ended by it, and
neither are commands, which an operator watches.
"""

import threading
from time import monotonic
from typing import cast

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import WriteTookTooLong

UNLIMITED = frozenset({"command", "demo", "system"})
# PostgreSQL 17 ends a whole transaction; before, each statement and each pause get what is left of the time.
WHOLE, PIECES = ("transaction_timeout",), ("statement_timeout", "idle_in_transaction_session_timeout")
KNOWS_WHOLE = 170_000


class _Open(threading.local):
    """Whether this thread's transaction has written, and when it must be over then."""

    def __init__(self) -> None:
        self.wrote = False
        self.deadline: float | None = None


_open = _Open()


def start_reading() -> None:
    """A transaction begins; it has written nothing."""
    _open.wrote = False
    _open.deadline = None


def has_written() -> bool:
    """Whether the open transaction has named an event: what it reads may then be its own, and never be committed."""
    return _open.wrote


def start_writing(actor: Actor | None) -> tuple[str, list[str]]:
    """The columns of a SELECT that limit what is about to be written, and their values."""
    _open.wrote = True
    if actor is None or actor.source in UNLIMITED:
        return "", []
    if deadline() is None:
        _open.deadline = monotonic() + settings.WRITE_TRANSACTION_LIMIT
    refuse_overdue()
    names = settings_in_use()
    left = str(max(1, round((cast(float, deadline()) - monotonic()) * 1000)))
    return "".join(f", set_config('{name}', %s, true)" for name in names), [left] * len(names)


def settings_in_use() -> tuple[str, ...]:
    """The names of the server's settings that end a transaction."""
    return WHOLE if connection.connection.info.server_version >= KNOWS_WHOLE else PIECES


def lift_limit() -> None:
    """Let the transaction around everything, which only tests have, last as long as it likes."""
    if deadline() is not None:
        start_reading()
        with connection.cursor() as cursor:
            cursor.execute("select " + ", ".join(f"set_config('{name}', '0', true)" for name in settings_in_use()))


def deadline() -> float | None:
    """When the open transaction must be over, by the process's own clock; None while it only reads."""
    return _open.deadline


def refuse_overdue() -> None:
    """Refuse to go on, or to commit, when the time is over: a late commit would be missed by who read meanwhile."""
    limit = deadline()
    if limit is not None and monotonic() >= limit:
        raise too_long()


def overdue(exception: BaseException) -> WriteTookTooLong | None:
    """What an error of the database means when the transaction's time is over; None for any other error."""
    if isinstance(exception, WriteTookTooLong):
        return exception
    limit = deadline()
    is_late = limit is not None and monotonic() >= limit
    return too_long() if is_late and isinstance(exception, DatabaseError | InterfaceError) else None


def too_long() -> WriteTookTooLong:
    """The refusal, in words for who waited."""
    limit = settings.WRITE_TRANSACTION_LIMIT
    return WriteTookTooLong(_("This took longer than %d seconds and was ended. Nothing of it was saved.") % limit)
