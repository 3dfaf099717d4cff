"""Taking old months off the audit log, by the owner: the application may neither change nor remove an entry.

What was sealed before a month begins goes as whole windows with their seals. First an anchor is written, behind which
the chain begins from then on, together with the entry that says so; then the rows are removed, some thousand at a time.
A run that is killed in between is gone on with by the next.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from api.audit.models import AuditAnchor, AuditEntry, AuditSeal
from api.audit.sealing import NOTHING, PRUNE, PRUNED, digest_of_anchor, newest_anchor

BATCH = 5_000
_ENTRIES = """
delete from api_auditentry where id in (
    select id from api_auditentry where organization_id = %s and (era, xid) < (%s, %s) limit %s)
"""
_SEALS = """
delete from api_auditseal where id in (
    select id from api_auditseal where organization_id = %s and number <= %s limit %s)
"""


def prune_audit_log(organization_id: UUID, before: datetime) -> int:
    """Take off what was sealed before a moment; returns how many entries. As the owner."""
    with transaction.atomic():
        anchor = _move_anchor(organization_id, before)
    if anchor is None:
        return 0
    removed = _remove(_ENTRIES, organization_id, anchor.era, anchor.high)
    _remove(_SEALS, organization_id, anchor.number)
    return removed


def _move_anchor(organization_id: UUID, before: datetime) -> AuditAnchor | None:
    """The anchor behind the last seal of before: the one there is, or a new one."""
    seals = AuditSeal.objects.filter(organization_id=organization_id)
    old = seals.filter(sealed_at__lt=before).order_by("-number")
    last = old.select_for_update(of=("self",)).first()
    anchor = newest_anchor(organization_id)
    if last is None or (anchor is not None and anchor.number >= last.number):
        return anchor
    going = seals.filter(number__gt=anchor.number if anchor else 0, number__lte=last.number)
    return _write_anchor(last, anchor, going.aggregate(sum=Sum("entries"))["sum"], before)


def _write_anchor(last: AuditSeal, former: AuditAnchor | None, entries: int, before: datetime) -> AuditAnchor:
    """The anchor, and the entry that the next seal covers it by."""
    now = timezone.now()
    anchor = AuditAnchor(
        organization_id=last.organization_id,
        number=last.number,
        era=last.era,
        high=last.high,
        hash=last.hash,
        entries=entries + (former.entries if former else 0),
        before=before,
        pruned_at=now,
        previous=former.digest if former else NOTHING,
    )
    anchor.digest = digest_of_anchor(anchor)
    anchor.save(force_insert=True)
    AuditEntry.objects.create(
        organization_id=last.organization_id,
        at=now,
        duration_ms=0,
        method=PRUNE,
        path=PRUNED + anchor.digest,
        status=200,
    )
    return anchor


def _remove(statement: str, *parameters: UUID | int) -> int:
    """All that the statement finds, a batch to a transaction."""
    removed, found = 0, BATCH
    while found == BATCH:
        with connection.cursor() as cursor:
            cursor.execute(statement, [*parameters, BATCH])
            found = cursor.rowcount
        removed += found
    return removed
