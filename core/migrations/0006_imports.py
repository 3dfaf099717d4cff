import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.imports.models
import core.records
from core.db.operations import GuardModel


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_authentication"),
        ("accounts", "__first__"),
        ("core", "0005_saved_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("record_module", models.CharField(editable=False, max_length=60, verbose_name="module")),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                (
                    "file",
                    models.FileField(
                        editable=False, max_length=200, upload_to=core.imports.models.stored_as, verbose_name="file"
                    ),
                ),
                ("size", models.PositiveBigIntegerField(editable=False, help_text="Bytes.", verbose_name="size")),
                ("mapping", models.JSONField(blank=True, default=dict, verbose_name="mapping")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("checking", "Dry run"),
                            ("checked", "Checked"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Stopped"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="uploaded",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0, editable=False, verbose_name="lines")),
                ("line", models.PositiveIntegerField(default=0, editable=False, verbose_name="last line done")),
                ("created", models.PositiveIntegerField(default=0, editable=False, verbose_name="created")),
                ("updated", models.PositiveIntegerField(default=0, editable=False, verbose_name="updated")),
                ("unchanged", models.PositiveIntegerField(default=0, editable=False, verbose_name="unchanged")),
                ("refused", models.PositiveIntegerField(default=0, editable=False, verbose_name="refused")),
                ("expected", models.JSONField(blank=True, default=dict, editable=False, verbose_name="dry run")),
                ("failure", models.TextField(blank=True, editable=False, verbose_name="reason")),
                ("started_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="started")),
                ("finished_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="finished")),
                ("undone_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="undone")),
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
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "db_table": "core_import_batch",
                "indexes": [models.Index(fields=["organization", "-created_at", "-id"], name="import_batch_newest")],
            },
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("line", models.PositiveIntegerField(verbose_name="line")),
                ("column", models.CharField(blank=True, max_length=300, verbose_name="column")),
                ("value", models.CharField(blank=True, max_length=300, verbose_name="value")),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("message", models.CharField(max_length=500, verbose_name="problem")),
                (
                    "cells",
                    models.JSONField(
                        default=list,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="line as it was",
                    ),
                ),
                (
                    "batch",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="core.importbatch",
                        verbose_name="import",
                    ),
                ),
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
                "verbose_name": "refused line",
                "verbose_name_plural": "refused lines",
                "db_table": "core_import_problem",
                "indexes": [
                    models.Index(fields=["organization", "batch", "line", "id"], name="import_problem_in_order")
                ],
            },
        ),
        GuardModel("ImportBatch", module="import_batch"),
        GuardModel("ImportProblem", recorded=False),
    ]
