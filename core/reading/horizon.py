"""How far a list of changes may be read: not into the time of writes that are still open."""

from datetime import datetime

from django.db import connection

# A writer stamps `updated_at` after its transaction holds an id, and holds a lock on that id until it ends. So nothing
# that commits later was stamped before the oldest of those transactions began. When one began is not shown for
# sessions of other roles; for those stands the longest that a write may last.
_OLDEST = """
select least(
    statement_timestamp(),
    min(a.xact_start),
    case when bool_or(a.xact_start is null) then statement_timestamp() - make_interval(secs => %s) end
)
from pg_locks l left join pg_stat_activity a using (pid)
where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted
  and coalesce(a.datname = current_database(), true) and l.pid <> pg_backend_pid()
"""


def read_horizon(*, longest_write: int) -> datetime:
    """The moment before which every change is committed. Read it before the list, and serve only rows older than it.

    `longest_write` is the number of seconds after which a writing transaction is ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST, [longest_write])
        return cursor.fetchone()[0]
