"""The chain of seals: each holds the hash of a window of entries and of the seal before.

Entries are written side by side and sealed later, so that no call waits for another. A window is full when every
transaction that may still write into it is over, as in `core.feed`; nothing can be added to it afterwards.
Whoever changes, removes or adds an entry, or a seal other than the last, breaks the chain. That the last seals were
cut off shows when their hash was noted elsewhere: `manage.py verify_audit_log --known <hash>`.

Where old months were taken off (`api.audit.pruning`) the chain begins behind an anchor instead of behind nothing. That
an anchor is the one that was written then is said by an entry of the log, which the seals cover.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import QuerySet

from api.audit.models import AuditAnchor, AuditEntry, AuditSeal, digest_of
from core.actor import Actor
from core.feed import END

NOTHING = "0" * 64
# The method and address of the entry that an anchor is known by.
PRUNE = "PRUNE"
PRUNED = "/audit-log/#"
Link = AuditSeal | AuditAnchor
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
    last: Link | None = AuditSeal.objects.filter(organization_id=actor.organization_id).order_by("-number").first()
    last = last or newest_anchor(actor.organization_id)
    made = []
    for window in list(open_windows(last)):
        entries = window.entries(actor)
        if not entries.exists():
            continue
        link = build_seal(window, last, entries, actor)
        AuditSeal.objects.bulk_create([link], ignore_conflicts=True)
        made.append(link)
        last = link
    return made


def open_windows(last: Link | None) -> Iterator[Window]:
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


def build_seal(window: Window, last: Link | None, entries: "QuerySet[AuditEntry]", actor: Actor) -> AuditSeal:
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
    before: Link | None = chain_start(actor)
    first = before.number + 1 if before else 1
    links = list(AuditSeal.objects.filter(organization_id=actor.organization_id, number__gte=first).order_by("number"))
    for number, link in enumerate(links, start=first):
        check_place(link, before, number)
        entries = Window(link.era, link.low, link.high).entries(actor)
        if hash_of(link, entries) != (link.entries, link.hash):
            raise BrokenChain(
                f"Seal {link.number}: the {link.entries} entries it covers are not those that were sealed."
            )
        check_addresses(link, entries)
        before = link
    return links


def chain_start(actor: Actor) -> AuditAnchor | None:
    """Behind what the chain begins: the newest anchor, once all of them are what was written; None where none is."""
    anchors = list(AuditAnchor.objects.filter(organization_id=actor.organization_id).order_by("number"))
    previous = NOTHING
    for anchor in anchors:
        if anchor.previous != previous or anchor.digest != digest_of_anchor(anchor):
            raise BrokenChain(f"What is said to be taken off up to seal {anchor.number} is not what was written then.")
        previous = anchor.digest
    if not anchors:
        return None
    attested = AuditEntry.objects.visible_to(actor).filter(method=PRUNE, path=PRUNED + anchors[-1].digest)
    if not attested.exists():
        raise BrokenChain(f"No entry says that the log was taken off up to seal {anchors[-1].number}.")
    return anchors[-1]


def newest_anchor(organization_id: UUID) -> AuditAnchor | None:
    """Behind what the organization's chain begins."""
    return AuditAnchor.objects.filter(organization_id=organization_id).order_by("-number").first()


def digest_of_anchor(anchor: AuditAnchor) -> str:
    """SHA-256 of everything an anchor says, and of the anchor before."""
    return hashlib.sha256(anchor.told().encode()).hexdigest()


def check_place(link: AuditSeal, before: Link | None, number: int) -> None:
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
