"""Says of each organization's custom fields whether they are still those that a process read before."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0009_generation_of_definitions.sql"
UNDO = """
drop trigger generation on core_custom_field;
drop function core_new_generation();
drop function core_generation(uuid);
delete from core_counter where sequence = 'definitions';
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0008_feed_positions")]
    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]
