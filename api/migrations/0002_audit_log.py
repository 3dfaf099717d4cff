"""The log of all calls, append-only, and the seals over it."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
from core.db.operations import GuardModel

SQL = Path(__file__).parent / "sql" / "0002_audit_log.sql"
UNDO = "drop function api_forget_addresses(uuid); drop function api_audit_stamp() cascade"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_authentication"),
        ("api", "0001_idempotency"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="at")),
                ("duration_ms", models.FloatField(verbose_name="milliseconds")),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="address")),
                ("address_salt", models.CharField(blank=True, max_length=32)),
                ("address_digest", models.CharField(blank=True, max_length=64)),
                ("method", models.CharField(max_length=10, verbose_name="method")),
                ("path", models.CharField(max_length=500, verbose_name="path")),
                ("status", models.PositiveSmallIntegerField(verbose_name="status")),
                ("problem", models.CharField(blank=True, max_length=40, verbose_name="problem")),
                ("module", models.CharField(blank=True, max_length=60, verbose_name="module")),
                ("record_id", models.UUIDField(null=True, verbose_name="record")),
                ("request_id", models.CharField(max_length=64, verbose_name="request")),
                ("deprecated", models.BooleanField(default=False, verbose_name="deprecated")),
                ("xid", models.BigIntegerField(default=0, editable=False)),
                ("era", models.SmallIntegerField(default=0, editable=False)),
                (
                    "credential",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.credential",
                        verbose_name="credential",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "call of the API",
                "verbose_name_plural": "calls of the API",
                "indexes": [
                    models.Index(fields=["organization", "at", "id"], name="audit_entry_by_time"),
                    models.Index(fields=["organization", "era", "xid"], name="audit_entry_by_window"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("era", models.SmallIntegerField()),
                ("low", models.BigIntegerField()),
                ("high", models.BigIntegerField()),
                ("entries", models.PositiveIntegerField(verbose_name="entries")),
                ("sealed_at", models.DateTimeField(auto_now_add=True, verbose_name="sealed")),
                ("previous", models.CharField(max_length=64, verbose_name="hash before")),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
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
                "verbose_name": "seal of the audit log",
                "verbose_name_plural": "seals of the audit log",
                "constraints": [models.UniqueConstraint(fields=("organization", "number"), name="audit_seal_once")],
            },
        ),
        GuardModel("AuditEntry", recorded=False),
        GuardModel("AuditSeal", recorded=False),
        migrations.RunSQL(SQL.read_text(), UNDO),
    ]
