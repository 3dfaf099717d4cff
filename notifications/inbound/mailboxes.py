"""Where answers wait: a folder in which a mail server leaves them, or a mailbox on an IMAP server."""

import imaplib
import mailbox
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

TIMEOUT = 60


def waiting_in_folder(path: Path) -> Iterator[bytes]:
    """The unseen letters of a maildir. Each is marked as seen when the next is asked for: after it was taken."""
    box = mailbox.Maildir(path, create=False)
    for key in sorted(box.keys()):
        message = box.get_message(key)
        if "S" in message.get_flags():
            continue
        yield box.get_bytes(key)
        message.set_subdir("cur")
        message.add_flag("S")
        box[key] = message


def waiting_on_server(url: str) -> Iterator[bytes]:
    """The unseen letters of `imaps://user:password@host/folder`, marked as seen in the same way."""
    with signed_in(url) as server:
        _kind, found = server.uid("search", "UNSEEN")
        for uid in found[0].split():
            _kind, parts = server.uid("fetch", uid, "(BODY.PEEK[])")
            yield next(part[1] for part in parts if isinstance(part, tuple))
            server.uid("store", uid, "+FLAGS", r"(\Seen)")


@contextmanager
def signed_in(url: str) -> Iterator[imaplib.IMAP4]:
    """A connection with the folder opened; `imaps` is encrypted from the start, `imap` by STARTTLS."""
    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname:
        raise ValueError("An address such as imaps://user:password@mail.example/INBOX is expected.")
    context = ssl.create_default_context()
    if parts.scheme == "imaps":
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            parts.hostname, parts.port or 993, ssl_context=context, timeout=TIMEOUT
        )
    else:
        server = imaplib.IMAP4(parts.hostname, parts.port or 143, timeout=TIMEOUT)
        server.starttls(context)
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        server.select(unquote(parts.path.strip("/")) or "INBOX")
        yield server
    finally:
        server.logout()
