"""Copies of a whole organization, and organizations that are sandboxes of others."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.jobs.models
from core.db.operations import GuardModel

SQL = Path(__file__).parent / "sql"
UNDO = """
drop function accounts_drop_sandbox(uuid);
drop trigger keep_sandbox on accounts_organization;
drop function accounts_keep_sandbox();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_limits_and_rotation"),
        ("core", "0012_copying"),
    ]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="sandbox_of",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sandbox",
                to="accounts.organization",
                verbose_name="sandbox of",
            ),
        ),
        migrations.CreateModel(
            name="OrganizationCopy",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("export", "Export"),
                            ("import", "Import"),
                            ("sandbox", "Sandbox"),
                            ("sandbox_deletion", "Deletion of the sandbox"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "At work"),
                            ("done", "Ready"),
                            ("failed", "Stopped"),
                            ("cancelled", "Cancelled"),
                            ("expired", "Removed"),
                        ],
                        default="queued",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("total", models.PositiveBigIntegerField(default=0, editable=False, verbose_name="total")),
                ("done", models.PositiveBigIntegerField(default=0, editable=False, verbose_name="done")),
                ("attempt", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="attempt")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        editable=False,
                        max_length=200,
                        upload_to=core.jobs.models.stored_as,
                        verbose_name="file",
                    ),
                ),
                (
                    "size",
                    models.PositiveBigIntegerField(default=0, editable=False, help_text="Bytes.", verbose_name="size"),
                ),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="checksum")),
                ("failure", models.TextField(blank=True, editable=False, verbose_name="reason")),
                ("note", models.TextField(blank=True, editable=False, verbose_name="note")),
                (
                    "beat_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last sign of the worker"),
                ),
                ("finished_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="finished")),
                ("expires_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="expires")),
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
                "verbose_name": "copy of the organization",
                "verbose_name_plural": "copies of the organization",
                "indexes": [
                    models.Index(fields=["organization", "-created_at", "-id"], name="organization_copy_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["export", "import", "sandbox", "sandbox_deletion"])),
                        name="organization_copy_kind",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["queued", "running", "done", "failed", "cancelled", "expired"])
                        ),
                        name="organization_copy_status",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "running"])),
                        fields=("organization",),
                        name="organization_copy_one_at_a_time",
                        violation_error_message="A copy of the organization is at work already.",
                    ),
                ],
            },
        ),
        GuardModel("OrganizationCopy", module="organization_copy"),
        migrations.RunSQL((SQL / "0004_sandboxes.sql").read_text(), UNDO),
    ]
