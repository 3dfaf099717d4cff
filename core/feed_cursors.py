"""How far a reader of the changes has come, as a text that only Atrium can write and that serves one organization."""

import base64
import binascii
import hmac
import struct
from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.feed import Cursor
from core.query.errors import QueryError

_LAYOUT = struct.Struct(">HQQQ")
_SEAL = 10  # bytes
_LENGTH = 48  # characters


def write_cursor(cursor: Cursor, organization_id: UUID) -> str:
    """An opaque text of 48 characters."""
    return cursor_writer(organization_id)(cursor, cursor.id)


def cursor_writer(organization_id: UUID) -> Callable[[Cursor, int], str]:
    """What writes cursors of one organization, a page of them with the same key: in the window of one, behind an id."""
    # Begun once and copied: setting up the key for each cursor takes longer than all the rest of it.
    begun = hmac.new(_key(settings.SECRET_KEY, organization_id), digestmod="sha256")

    def write(window: Cursor, last: int) -> str:
        told = _LAYOUT.pack(window.era, window.low, window.high, last)
        seal = begun.copy()
        seal.update(told)
        return base64.urlsafe_b64encode(told + seal.digest()[:_SEAL]).decode()

    return write


def read_cursor(text: str, organization_id: UUID) -> Cursor:
    """The cursor in `text`, or QueryError for any text that was not given out to the organization."""
    try:
        if len(text) != _LENGTH:
            raise _malformed()
        sealed = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise _malformed() from None
    told, seal = sealed[:-_SEAL], sealed[-_SEAL:]
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(hmac.compare_digest(seal, _seal(told, _key(secret, organization_id))) for secret in secrets):
        raise _malformed()
    return Cursor(*_LAYOUT.unpack(told))


def _malformed() -> QueryError:
    return QueryError("after", "invalid-cursor", _("The cursor is damaged. Begin without one, or at “now”."))


def _seal(told: bytes, key: bytes) -> bytes:
    return hmac.digest(key, told, "sha256")[:_SEAL]


@lru_cache(maxsize=1024)
def _key(secret: str, organization_id: UUID) -> bytes:
    return salted_hmac("atrium.feed", str(organization_id), secret=secret, algorithm="sha256").digest()
