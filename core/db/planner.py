"""What PostgreSQL's planner is told: of the machine, for this one database, and of tables that were just filled."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

# The server's own defaults are those of a spinning disk, by which a count of a few thousand rows reads the whole table
# rather than an index. And compiling a page's statement takes longer than running it.
ADVICE = {"random_page_cost": "1.1", "jit": "off"}
_SAID = """
select split_part(said, '=', 1)
from pg_db_role_setting s cross join unnest(s.setconfig) said
where s.setdatabase = (select oid from pg_database where datname = current_database()) and s.setrole = 0
"""


def advise_planner(connection: BaseDatabaseWrapper) -> None:
    """Set what nobody has set for this database before. Run as the owner; connections that are open keep their own."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(_SAID)
        said = {setting for (setting,) in cursor.fetchall()}
        for setting, value in ADVICE.items():
            if setting not in said:
                cursor.execute(f"alter database {name} set {setting} = '{value}'")


def analyze(*tables: str) -> None:
    """Let the planner know of many rows that came to tables, also those of the present transaction."""
    with default_connection.cursor() as cursor:
        cursor.execute("select core_analyze(%s)", [list(tables)])


@contextmanager
def planned_for_values() -> Iterator[None]:
    """Have PostgreSQL plan the block's statements for the values they are given, each time.

    A prepared statement is planned once for whatever values may come. Where a range is a handful of rows or all of
    them, as in a window of the changes, that plan sorts the whole range for each page.
    """
    default_connection.ensure_connection()
    driver: Any = default_connection.connection
    threshold, driver.prepare_threshold = driver.prepare_threshold, None
    try:
        yield
    finally:
        driver.prepare_threshold = threshold
