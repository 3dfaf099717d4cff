"""What may be redacted in the change record when a person is erased."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0014_redacted_members.sql"
UNDO = "drop function core_redact_changes(text, jsonb); drop table core_redacted_member"


class Migration(migrations.Migration):
    dependencies = [("core", "0013_statistics")]

    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]
