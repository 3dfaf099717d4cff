"""Columns that never enter the change record: what models say of them is what the triggers leave out."""

from django.apps import apps
from django.db import connection

from core.records import Owned

ARGUMENTS = """
select c.relname, encode(t.tgargs, 'hex') from pg_trigger t join pg_class c on c.oid = t.tgrelid
where t.tgname = 'change_insert'
"""


def test_models_say_what_the_triggers_leave_out(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ARGUMENTS)
        left_out = {table: hidden_of(bytes.fromhex(arguments)) for table, arguments in cursor.fetchall()}
    models = {one._meta.db_table: one for one in apps.get_models() if issubclass(one, Owned)}
    said = {table: set(model.unrecorded) for table, model in models.items() if table in left_out}
    assert said == {table: left_out[table] for table in said}
    assert {table for table, hidden in left_out.items() if hidden} <= set(said)


def hidden_of(arguments: bytes) -> set[str]:
    """The second argument: the module's name comes first, and each ends with a zero."""
    return set(arguments.split(b"\0")[1].decode().split(",")) - {""}
