"""Finds documents by the single words of their names, where dots and underscores stand between them."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0015_words_of_file_names.sql").read_text()
# The same function and rows, without the single words.
UNDO = SQL.replace("name || ' ' || translate(name, '._', '  ')", "name")


class Migration(migrations.Migration):
    dependencies = [("core", "0014_redacted_members")]
    operations = [migrations.RunSQL(SQL, UNDO)]
