"""An index for readers of the feed that follow a module or a few: all other changes were read too, and left out.

The feed's own index serves windows of transactions; whoever begins with the first change has one window of everything.
Built partition by partition while others write: the change record is the largest table there is.
"""

from typing import Any

from django.db import migrations

COLUMNS = "(organization_id, module, id)"
WHOLE = f"create index if not exists core_change_module on only core_change {COLUMNS}"
WITHOUT = """
select p.inhrelid::regclass::text from pg_inherits p
where p.inhparent = 'core_change'::regclass and not exists (
    select from pg_index i join pg_inherits a on a.inhrelid = i.indexrelid
    where i.indrelid = p.inhrelid and a.inhparent = 'core_change_module'::regclass)
"""


def build(apps: Any, schema_editor: Any) -> None:
    """Once more goes on where it was interrupted."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(WHOLE)
        cursor.execute(WITHOUT)
        for (partition,) in cursor.fetchall():
            cursor.execute(f"drop index if exists {partition}_module")
            cursor.execute(f"create index concurrently {partition}_module on {partition} {COLUMNS}")
            cursor.execute(f"alter index core_change_module attach partition {partition}_module")


def drop(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("drop index core_change_module")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("core", "0016_definitions_with_settings")]
    operations = [migrations.RunPython(build, drop)]
