"""How far each consumer of the changes has come."""

import django.db.models.deletion
from django.db import migrations, models

import core.ids
from core.db.operations import GuardModel


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_authentication"),
        ("core", "0007_undoing_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedPosition",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("consumer", models.CharField(max_length=60, verbose_name="consumer")),
                ("era", models.SmallIntegerField(default=1, verbose_name="era")),
                ("low", models.BigIntegerField(default=0, verbose_name="first transaction")),
                ("high", models.BigIntegerField(default=0, verbose_name="transaction after the last")),
                ("last_id", models.BigIntegerField(default=0, verbose_name="last change")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.organization"
                    ),
                ),
            ],
            options={
                "verbose_name": "position in the changes",
                "verbose_name_plural": "positions in the changes",
                "db_table": "core_feed_position",
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "consumer"), name="feed_position_once")
                ],
            },
        ),
        GuardModel("FeedPosition", recorded=False),
    ]
