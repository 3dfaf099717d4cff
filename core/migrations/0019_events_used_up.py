"""An event that names one statement is used up by it: taking it back would be a statement more for each write."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0019_events_used_up.sql"


class Migration(migrations.Migration):
    dependencies = [("core", "0018_stamping")]
    # What it replaces reads an event the same way, but leaves it named.
    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
