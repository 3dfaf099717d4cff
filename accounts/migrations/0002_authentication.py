"""The two functions that sign-in asks before an organization is known."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0002_authentication.sql"
UNDO = "drop function accounts_authenticate(text, text, inet); drop function accounts_standing(uuid)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("core", "0002_records")]
    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]
