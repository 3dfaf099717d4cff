"""Numbers people say aloud: counted for each organization and kind of record, taken just before the insert.

Each kind of an organization has a sequence of PostgreSQL's, so nobody who makes a record waits for somebody else's
commit. Numbers ascend as they are taken, and what is rolled back leaves a gap.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection

from core.acting import current_actor
from core.limits import start_writing

_TAKE = """
select wanted.kind, core_take_numbers(%s, wanted.kind, wanted.amount) as numbers,
       set_config('atrium.event', %s, true)"""


def take_numbers(organization_id: UUID, wanted: Mapping[str, int], *, event: str = "") -> dict[str, Sequence[int]]:
    """Take as many numbers of each sequence as wanted, ascending; others may take some in between.

    `event` names what the writes after it mean, as `set_event` does, in the same statement.
    """
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(*taking(organization_id, wanted, event=event))
        return {kind: numbers for kind, numbers, *_settings in cursor.fetchall()}


def taking(organization_id: UUID, wanted: Mapping[str, int], *, event: str) -> tuple[str, list[Any]]:
    """The statement that takes numbers, one row for each kind, and its values."""
    limit, values = start_writing(current_actor())
    kinds = ", ".join(["(%s::text, %s::bigint)"] * len(wanted))
    statement = f"{_TAKE}{limit} from (values {kinds}) as wanted (kind, amount)"
    # In one order for all: who makes the sequences of two kinds would else wait for who makes them the other way round.
    return statement, [organization_id, event, *values, *chain.from_iterable(sorted(wanted.items()))]
