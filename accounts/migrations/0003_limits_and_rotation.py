"""A quota a day, and until when a former secret opens."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
AGAIN = (SQL / "0002_authentication.sql").read_text()
UNDO = (
    "drop function accounts_authenticate(text, text, inet);"
    + AGAIN[AGAIN.index("create function accounts_authenticate") :]
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_authentication"),
    ]

    operations = [
        migrations.AddField(
            model_name="credential",
            name="calls_per_day",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Days of UTC; empty: as many as the limit a minute lets.",
                null=True,
                verbose_name="calls a day",
            ),
        ),
        migrations.AddField(
            model_name="credential",
            name="former_until",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="former secret opens until"),
        ),
        migrations.RunSQL((SQL / "0003_calls_per_day.sql").read_text(), UNDO),
    ]
