import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.documents.models
import core.ids
import core.records
from core.db.operations import GuardModel


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("core", "0003_picklists_and_custom_fields"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "file",
                    models.FileField(
                        editable=False, max_length=200, upload_to=core.documents.models.stored_as, verbose_name="file"
                    ),
                ),
                ("content_type", models.CharField(editable=False, max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(editable=False, help_text="Bytes.", verbose_name="size")),
                ("sha256", models.CharField(editable=False, max_length=64, verbose_name="checksum")),
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
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "db_table": "core_document",
                "indexes": [models.Index(fields=["organization", "-created_at", "-id"], name="document_newest")],
            },
        ),
        migrations.CreateModel(
            name="DocumentLink",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("record_module", models.CharField(max_length=60, verbose_name="module")),
                ("record_id", models.UUIDField(verbose_name="record")),
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
                    "document",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="core.document",
                        verbose_name="document",
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
                "verbose_name": "link of a document",
                "verbose_name_plural": "links of documents",
                "db_table": "core_document_link",
                "indexes": [models.Index(fields=["organization", "record_id"], name="document_link_by_record")],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "document", "record_id"), name="document_link_once")
                ],
            },
        ),
        GuardModel("Document", module="document", search={"name": "A"}),
        GuardModel("DocumentLink", module="document_link"),
    ]
