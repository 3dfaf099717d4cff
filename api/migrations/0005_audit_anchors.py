"""Where the chain of the audit log begins, once old months were taken off."""

import django.db.models.deletion
from django.db import migrations, models

import core.ids
from core.db.operations import GuardModel


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_authentication"),
        ("api", "0004_reports_in_the_background"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditAnchor",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("era", models.SmallIntegerField()),
                ("high", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
                ("entries", models.PositiveBigIntegerField(verbose_name="entries")),
                ("before", models.DateTimeField(verbose_name="before")),
                ("pruned_at", models.DateTimeField(verbose_name="taken off")),
                ("previous", models.CharField(max_length=64, verbose_name="digest before")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "beginning of the audit log",
                "verbose_name_plural": "beginnings of the audit log",
                "constraints": [models.UniqueConstraint(fields=("organization", "number"), name="audit_anchor_once")],
            },
        ),
        GuardModel("AuditAnchor", recorded=False),
    ]
