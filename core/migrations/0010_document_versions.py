import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.documents.models
import core.ids
import core.records
from core.db.operations import GuardModel


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_authentication"),
        ("core", "0009_generation_of_definitions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                (
                    "file",
                    models.FileField(
                        editable=False, max_length=200, upload_to=core.documents.models.stored_as, verbose_name="file"
                    ),
                ),
                ("content_type", models.CharField(editable=False, max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(editable=False, help_text="Bytes.", verbose_name="size")),
                ("sha256", models.CharField(editable=False, max_length=64, verbose_name="checksum")),
                ("edition", models.PositiveIntegerField(default=1, editable=False, verbose_name="version of the file")),
                (
                    "scan",
                    models.CharField(
                        choices=[
                            ("unscanned", "Not scanned"),
                            ("waiting", "Waits for the virus scan"),
                            ("clean", "No virus found"),
                            ("infected", "Carries a virus"),
                        ],
                        default="unscanned",
                        editable=False,
                        max_length=10,
                        verbose_name="virus scan",
                    ),
                ),
                ("uploaded_at", models.DateTimeField(editable=False, null=True, verbose_name="uploaded")),
            ],
            options={
                "verbose_name": "version of a document",
                "verbose_name_plural": "versions of documents",
                "db_table": "core_document_version",
            },
        ),
        migrations.AddField(
            model_name="document",
            name="edition",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="version of the file"),
        ),
        migrations.AddField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("photo", "Photo"),
                    ("drawing", "Drawing"),
                    ("manual", "Manual"),
                    ("certificate", "Certificate"),
                    ("contract", "Contract"),
                    ("invoice", "Invoice"),
                    ("report", "Report"),
                    ("other", "Other"),
                ],
                default="other",
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="links_void_before",
            field=models.DateTimeField(editable=False, null=True, verbose_name="addresses void before"),
        ),
        migrations.AddField(
            model_name="document",
            name="scan",
            field=models.CharField(
                choices=[
                    ("unscanned", "Not scanned"),
                    ("waiting", "Waits for the virus scan"),
                    ("clean", "No virus found"),
                    ("infected", "Carries a virus"),
                ],
                default="unscanned",
                editable=False,
                max_length=10,
                verbose_name="virus scan",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="uploaded_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="uploaded"),
        ),
        migrations.AddField(
            model_name="document",
            name="uploaded_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="uploaded by",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("scan", "waiting")), fields=["organization", "id"], name="document_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["photo", "drawing", "manual", "certificate", "contract", "invoice", "report", "other"],
                    )
                ),
                name="document_kind",
                violation_error_code="invalid_choice",
                violation_error_message="This is none of the choices.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("scan__in", ["unscanned", "waiting", "clean", "infected"])),
                name="document_scan",
                violation_error_code="invalid_choice",
                violation_error_message="This is none of the choices.",
            ),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="created_by",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="documentversion",
            name="document",
            field=core.records.OwnedReference(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="core.document",
                verbose_name="document",
            ),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organization",
                verbose_name="organization",
            ),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="updated_by",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="documentversion",
            name="uploaded_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="uploaded by",
            ),
        ),
        migrations.AddIndex(
            model_name="documentversion",
            index=models.Index(
                condition=models.Q(("scan", "waiting")), fields=["organization", "id"], name="version_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(
                fields=("organization", "document", "edition"), name="document_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("scan__in", ["unscanned", "waiting", "clean", "infected"])),
                name="document_version_scan",
                violation_error_code="invalid_choice",
                violation_error_message="This is none of the choices.",
            ),
        ),
        GuardModel("DocumentVersion", module="document_version"),
    ]
