"""Taking old months off the change record, by the owner: the application may neither change nor remove what happened.

A month goes whole, with its partition, and only when every reader of the changes is past it. What was taken off is
written down, so that a cursor of before is answered with `cursor-expired` and never with a gap.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.module_loading import import_string

from core.feed import Cursor

# Partitions that end before a day, oldest first.
_MONTHS = """
select c.relname, to_date(right(c.relname, 7), 'YYYY_MM')
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'core_change'::regclass and c.relname ~ '^core_change_[0-9]{4}_[0-9]{2}$'
  and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= %s
order by 2
"""
_UNREAD = """
select p.consumer from core_feed_position p where exists (
    select from {month} c where c.organization_id = p.organization_id
      and (c.era > p.era or (c.era = p.era and (c.xid >= p.high or (c.xid >= p.low and c.id > p.last_id)))))
order by 1 limit 1
"""
_CUT = """
insert into core_change_cut (organization_id, era, xid, last_id)
select organization_id, era, max(xid), max(id) from {month} group by organization_id, era
on conflict (organization_id, era) do update
    set xid = greatest(core_change_cut.xid, excluded.xid), last_id = greatest(core_change_cut.last_id, excluded.last_id)
"""
_EXPIRED = """
select exists (select from core_change_cut where organization_id = %s
    and (era > %s or (era = %s and (xid >= %s or (xid >= %s and last_id > %s)))))
"""

# Says who still needs changes of a partition, empty when nobody does: `(cursor, month)`.
Needed = Callable[[CursorWrapper, str], str]


@dataclass(frozen=True, slots=True)
class Pruned:
    """The months that were taken off, and what keeps the next one, if anything does."""

    months: list[date]
    kept_for: str = ""


def prune_changes(before: date) -> Pruned:
    """Take off the months that end before a day, oldest first, up to one that somebody has not read. As the owner."""
    taken: list[date] = []
    for name, month in _months(before):
        with transaction.atomic(), connection.cursor() as cursor:
            if reader := _reader_of(cursor, name):
                return Pruned(taken, reader)
            cursor.execute(_CUT.format(month=name))
            cursor.execute(f"drop table {name}")
        taken.append(month)
    return Pruned(taken)


def is_expired(cursor: Cursor, organization_id: UUID) -> bool:
    """Whether changes behind the cursor were pruned that it has not read."""
    with connection.cursor() as database:
        database.execute(_EXPIRED, [organization_id, cursor.era, cursor.era, cursor.high, cursor.low, cursor.id])
        return bool(database.fetchone()[0])


def _months(before: date) -> list[tuple[str, date]]:
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, [before])
        return list(cursor.fetchall())


def _reader_of(cursor: CursorWrapper, month: str) -> str:
    """Who has not read a month to its end, or needs it for something else."""
    cursor.execute(_UNREAD.format(month=month))
    found = cursor.fetchone()
    if found:
        return str(found[0])
    needs: list[Needed] = [import_string(one) for one in settings.ATRIUM_CHANGES_NEEDED]
    return next((reader for one in needs if (reader := one(cursor, month))), "")
