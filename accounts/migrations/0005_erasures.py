"""Erasures of people, and the one way in which the change record is redacted."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
from core.db.operations import GuardModel

SQL = Path(__file__).parent / "sql" / "0005_erasures.sql"
UNDO = "drop function accounts_redact_changes(uuid, jsonb); drop function accounts_belongs_elsewhere(uuid)"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_organization_copies"),
        ("core", "0014_redacted_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("subject", models.CharField(editable=False, max_length=64, verbose_name="subject")),
                ("pseudonym", models.CharField(editable=False, max_length=40, verbose_name="pseudonym")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("account_erased", models.BooleanField(default=False, editable=False, verbose_name="account erased")),
                ("counts", models.JSONField(default=dict, editable=False, verbose_name="rows by module")),
                ("erased_at", models.DateTimeField(editable=False, verbose_name="erased")),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="updated by",
                    ),
                ),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["-erased_at", "-id"],
                "indexes": [models.Index(fields=["organization", "-erased_at", "-id"], name="erasure_newest")],
                "constraints": [models.UniqueConstraint(fields=("organization", "subject"), name="erasure_once")],
            },
        ),
        GuardModel("Erasure", module="erasure"),
        migrations.RunSQL(SQL.read_text(), UNDO),
    ]
