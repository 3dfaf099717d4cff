from decimal import Decimal

import django.contrib.postgres.constraints
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.records
from core.db.operations import GuardModel, GuardReference


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_authentication"),
        ("accounts", "__first__"),
        ("core", "0007_undoing_imports"),
        ("facilities", "0001_initial"),
        ("vendors", "0002_people"),
        ("workorders", "0007_calendars_and_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="TimeEntry",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("number", models.PositiveBigIntegerField(editable=False, verbose_name="number")),
                (
                    "custom_fields",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="custom fields",
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived")),
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="deleted")),
                (
                    "touched_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last activity"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("travel", "On the way"),
                            ("on_site", "On site"),
                            ("waiting", "Waiting"),
                            ("office", "In the office"),
                        ],
                        default="on_site",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, editable=False, max_length=240, verbose_name="name")),
                ("started_at", models.DateTimeField(verbose_name="from")),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, help_text="Empty: still at it.", null=True, verbose_name="until"),
                ),
                ("minutes", models.PositiveIntegerField(editable=False, null=True, verbose_name="minutes")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("-90")),
                            django.core.validators.MaxValueValidator(Decimal("90")),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("-180")),
                            django.core.validators.MaxValueValidator(Decimal("180")),
                        ],
                        verbose_name="longitude",
                    ),
                ),
            ],
            options={
                "verbose_name": "time entry",
                "verbose_name_plural": "time entries",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["travel", "on_site", "waiting", "office"])),
                        name="time_entry_kind_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gt", models.F("started_at")), _connector="OR"
                        ),
                        name="time_entry_not_negative",
                        violation_error_code="order",
                        violation_error_message="It ends after it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="time_entry_whole_place",
                        violation_error_message="A place has a latitude and a longitude.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="workorder",
            name="vendor",
            field=core.records.OwnedReference(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="work_orders",
                to="vendors.vendor",
                verbose_name="vendor",
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                fields=["organization", "vendor", "-reported_at", "-id"],
                include=("archived_at", "deleted_at"),
                name="work_order_by_vendor",
            ),
        ),
        migrations.AddField(
            model_name="timeentry",
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
            model_name="timeentry",
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
            model_name="timeentry",
            name="person",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Empty: you.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="timeentry",
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
            model_name="timeentry",
            name="work_order",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="time_entries",
                to="workorders.workorder",
                verbose_name="work order",
            ),
        ),
        migrations.AddIndex(
            model_name="timeentry",
            index=models.Index(fields=["organization", "-started_at", "-id"], name="time_entry_newest"),
        ),
        migrations.AddIndex(
            model_name="timeentry",
            index=models.Index(fields=["organization", "work_order", "started_at"], name="time_entry_of_order"),
        ),
        migrations.AddIndex(
            model_name="timeentry",
            index=models.Index(fields=["organization", "person", "started_at"], name="time_entry_by_person"),
        ),
        migrations.AddIndex(
            model_name="timeentry",
            index=models.Index(fields=["organization", "name", "id"], name="time_entry_by_name"),
        ),
        migrations.AddIndex(
            model_name="timeentry",
            index=models.Index(fields=["organization", "minutes", "id"], name="time_entry_by_length"),
        ),
        migrations.AddIndex(
            model_name="timeentry",
            index=models.Index(fields=["organization", "updated_at", "id"], name="time_entry_sync"),
        ),
        migrations.AddConstraint(
            model_name="timeentry",
            constraint=models.UniqueConstraint(fields=("organization", "number"), name="time_entry_number_once"),
        ),
        migrations.AddConstraint(
            model_name="timeentry",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("deleted_at__isnull", True)),
                expressions=[
                    ("organization", "="),
                    ("person", "="),
                    (
                        models.Func(
                            models.F("started_at"), models.F("ended_at"), models.Value("[)"), function="tstzrange"
                        ),
                        "&&",
                    ),
                ],
                name="time_entry_no_overlap",
                violation_error_code="overlap",
                violation_error_message="This person was at other work for a part of this time.",
            ),
        ),
        GuardModel("TimeEntry", module="time_entry", search={"number": "A", "name": "A", "note": "B"}),
        GuardReference(
            model_name="WorkOrder",
            name="vendor",
        ),
    ]
