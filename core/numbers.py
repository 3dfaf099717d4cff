"""Numbers people say aloud: one counter per organization and kind of record, taken just before the insert."""

from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection

from core.acting import current_actor
from core.limits import start_writing

_TAKE = """
insert into core_counter (organization_id, sequence, last)
select %s, wanted.sequence, wanted.count from (values {rows}) as wanted (sequence, count) order by wanted.sequence
on conflict (organization_id, sequence) do update set last = core_counter.last + excluded.last
returning sequence, last, set_config('atrium.event', %s, true)"""


def take_numbers(organization_id: UUID, wanted: dict[str, int], *, event: str = "") -> dict[str, range]:
    """Take as many numbers of each sequence as wanted. Gaps may stay when the transaction rolls back.

    All of a transaction's numbers are taken in one statement ordered by sequence: taking them in different
    orders deadlocks. The counter is held until the commit, so call it last. `event` names what the writes after it
    mean, as `set_event` does, in the same statement.
    """
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(*taking(organization_id, wanted, event=event))
        last = {sequence: reached for sequence, reached, *_settings in cursor.fetchall()}
    return {name: range(last[name] - count + 1, last[name] + 1) for name, count in wanted.items()}


def taking(organization_id: UUID, wanted: dict[str, int], *, event: str) -> tuple[str, list[Any]]:
    """The statement that takes numbers and tells the last of each sequence, and its values."""
    limit, values = start_writing(current_actor())
    take = _TAKE.format(rows=", ".join(["(%s::text, %s::bigint)"] * len(wanted)))
    return take + limit, [organization_id, *chain.from_iterable(wanted.items()), event, *values]
