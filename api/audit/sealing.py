"""The chain of seals: each holds the hash of a window of entries and of the seal before.

Entries are written side by side and sealed later, so that no call waits for another. A window is full when every
transaction that may still write into it is over, as in `core.feed`; nothing can be added to it afterwards.
Whoever changes, removes or adds an entry, or a seal other than the last, breaks the chain. That the last seals were
cut off shows when their hash was noted elsewhere: `manage.py verify_audit_log --known <hash>`.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import orjson
from django.db import connection
from django.db.models import QuerySet

from api.audit.models import AuditEntry, AuditSeal, digest_of
from core.actor import Actor
from core.feed import END

NOTHING = "0" * 64
_NOW = """
select (select max(era) from core_era), pg_snapshot_xmin(pg_current_snapshot())::text::bigint
"""
# What a seal covers of an entry, in this order. Where the call came from is covered by its digest.
COVERED = (
    "id", "at", "duration_ms", "credential_id", "person_id", "address_digest", "method", "path", "status", "problem",
    "module", "record_id", "request_id", "deprecated", "xid", "era",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    """The entries of one era whose transactions are numbered from `low` to below `high`."""

    era: int
    low: int
    high: int

    def entries(self, actor: Actor) -> "QuerySet[AuditEntry]":
        rows = AuditEntry.objects.visible_to(actor).filter(era=self.era, xid__gte=self.low, xid__lt=self.high)
        return rows.order_by("id")


class BrokenChain(Exception):
    """What was sealed is not what is there."""


def seal(actor: Actor) -> list[AuditSeal]:
    """Seal what the actor's organization has written since the last seal. Inside `acting()`; two at once do it once."""
    last = AuditSeal.objects.filter(organization_id=actor.organization_id).order_by("-number").first()
    made = []
    for window in list(open_windows(last)):
        entries = window.entries(actor)
        if not entries.exists():
            continue
        last = build_seal(window, last, entries, actor)
        AuditSeal.objects.bulk_create([last], ignore_conflicts=True)
        made.append(last)
    return made


def open_windows(last: AuditSeal | None) -> Iterator[Window]:
    """What is over and not sealed: the rest of the eras before, and of the present one up to its oldest transaction."""
    era, low = (last.era, last.high) if last else (1, 0)
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        present, oldest = cursor.fetchone()
    while era < present:
        if low < END:
            yield Window(era, low, END)
        era, low = era + 1, 0
    if low < oldest:
        yield Window(era, low, oldest)


def build_seal(window: Window, last: AuditSeal | None, entries: "QuerySet[AuditEntry]", actor: Actor) -> AuditSeal:
    """The next link of the chain."""
    link = AuditSeal(
        organization_id=actor.organization_id,
        number=last.number + 1 if last else 1,
        era=window.era,
        low=window.low,
        high=window.high,
        previous=last.hash if last else NOTHING,
    )
    link.entries, link.hash = hash_of(link, entries)
    return link


def hash_of(link: AuditSeal, entries: "QuerySet[AuditEntry]") -> tuple[int, str]:
    """How many entries a link covers, and its hash: SHA-256 of the link before, the window, and each entry's line."""
    digest = hashlib.sha256(f"{link.previous} {link.number} {link.era} {link.low} {link.high}\n".encode())
    count = 0
    for row in entries.values_list(*COVERED).iterator(chunk_size=2_000):
        digest.update(orjson.dumps(row, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE))
        count += 1
    return count, digest.hexdigest()


def verify(actor: Actor) -> list[AuditSeal]:
    """Compute every seal of the organization anew, and return them; BrokenChain names the first that is wrong."""
    links = list(AuditSeal.objects.filter(organization_id=actor.organization_id).order_by("number"))
    before = None
    for number, link in enumerate(links, start=1):
        check_place(link, before, number)
        entries = Window(link.era, link.low, link.high).entries(actor)
        if hash_of(link, entries) != (link.entries, link.hash):
            raise BrokenChain(
                f"Seal {link.number}: the {link.entries} entries it covers are not those that were sealed."
            )
        check_addresses(link, entries)
        before = link
    return links


def check_place(link: AuditSeal, before: AuditSeal | None, number: int) -> None:
    """A link follows the one before without a gap in numbers or windows."""
    era, high, previous = (before.era, before.high, before.hash) if before else (1, 0, NOTHING)
    follows = link.low == high if link.era == era else link.era > era and link.low == 0
    if link.number != number or link.previous != previous or not follows:
        raise BrokenChain(f"Seal {number} does not follow the one before: a seal was removed or changed.")


def check_addresses(link: AuditSeal, entries: "QuerySet[AuditEntry]") -> None:
    """An address that was not erased is the one whose digest is sealed."""
    for salt, address, digest in entries.exclude(address="").values_list("address_salt", "address", "address_digest"):
        if digest_of(salt, address) != digest:
            raise BrokenChain(f"Seal {link.number}: the address of an entry was changed.")
