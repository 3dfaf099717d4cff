"""A change of policies and calendars is a new generation of definitions: processes keep what they read until then."""

from django.db import migrations

TABLES = ("slapolicy", "slaversion", "businesscalendar", "calendarversion")
TRIGGER = """
create trigger generation after insert or update or delete on workorders_{table}
    for each row execute function core_new_generation()
"""


class Migration(migrations.Migration):
    dependencies = [("workorders", "0014_field_and_feeds"), ("core", "0009_generation_of_definitions")]

    operations = [
        migrations.RunSQL(TRIGGER.format(table=table), f"drop trigger generation on workorders_{table}")
        for table in TABLES
    ]
