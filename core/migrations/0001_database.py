"""Extensions, the change record, search, counters, and the functions every guarded table's triggers call."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL((SQL / "0001_tables.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "0001_functions.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL("select core_make_change_partitions(3)", migrations.RunSQL.noop),
        migrations.RunSQL("select core_open_era()", migrations.RunSQL.noop),
    ]
