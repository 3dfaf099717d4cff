"""Which property keeps a calendar of its own is a definition, too: processes keep whether any does until one changes."""

from django.db import migrations

TRIGGER = """
create trigger generation after insert or update or delete on workorders_propertycalendar
    for each row execute function core_new_generation()
"""


class Migration(migrations.Migration):
    dependencies = [("workorders", "0021_escalation_steps")]

    operations = [
        migrations.RunSQL(TRIGGER, "drop trigger generation on workorders_propertycalendar"),
    ]
