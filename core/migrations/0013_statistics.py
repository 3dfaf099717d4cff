"""Lets the application measure tables which it has filled."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0013_statistics.sql"


class Migration(migrations.Migration):
    dependencies = [("core", "0012_copying")]
    operations = [migrations.RunSQL(SQL.read_text(), "drop function core_analyze(text[])")]
