"""Organizations that come from elsewhere with their history, and ids and texts of copies."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


def former(name: str) -> str:
    """A function as the first migration made it."""
    text = (SQL / "0001_functions.sql").read_text()
    start = text.index(f"create function {name}()")
    return text[start : text.index("$body$;", start) + 7].replace("create function", "create or replace function", 1)


UNDO = f"""
{former("core_stamp")}
{former("core_record_change")}
drop function core_copied_text(text);
drop function core_copied_id(uuid, uuid);
drop function core_copy_changes(jsonb);
drop function core_end_copy(uuid);
drop function core_begin_copy(uuid);
drop function core_is_copying(uuid);
drop table core_copying;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0011_pruned_changes")]

    operations = [migrations.RunSQL((SQL / "0012_copying.sql").read_text(), UNDO)]
