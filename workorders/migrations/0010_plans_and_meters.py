import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.records
import core.validators
from core.db.operations import GuardModel, GuardReference


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_authentication"),
        ("accounts", "__first__"),
        ("core", "0007_undoing_imports"),
        ("facilities", "0001_initial"),
        ("vendors", "0001_vendors"),
        ("workorders", "0009_families_and_tasks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Meter",
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
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "unit",
                    models.CharField(help_text="Such as h, km, starts or kWh.", max_length=20, verbose_name="unit"),
                ),
                (
                    "rolls_over_at",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="A counter of five digits begins again at 100000.",
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="begins again at",
                    ),
                ),
                (
                    "last_value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        editable=False,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="last reading",
                    ),
                ),
                (
                    "last_total",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        editable=False,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="total",
                    ),
                ),
                ("last_read_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last read")),
                (
                    "per_day",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        editable=False,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="average per day",
                    ),
                ),
            ],
            options={
                "verbose_name": "meter",
                "verbose_name_plural": "meters",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rolls_over_at__isnull", True), ("rolls_over_at__gt", 0), _connector="OR"),
                        name="meter_rolls_over_above_zero",
                        violation_error_message="A counter begins again at a figure above zero.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeterReading",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="reading",
                    ),
                ),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=3,
                        editable=False,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="total",
                    ),
                ),
                ("read_at", models.DateTimeField(verbose_name="read")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("regular", "Reading"),
                            ("roll_over", "The counter began again at zero"),
                            ("replacement", "The meter was replaced"),
                        ],
                        default="regular",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "meter reading",
                "verbose_name_plural": "meter readings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["regular", "roll_over", "replacement"])),
                        name="meter_reading_kind",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Occurrence",
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
                ("name", models.CharField(editable=False, max_length=200, verbose_name="name")),
                ("key", models.CharField(editable=False, max_length=40, verbose_name="key")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("created", "Work order made"),
                            ("done", "Done"),
                            ("done_late", "Done late"),
                            ("missed", "Missed"),
                            ("bypassed", "Covered by greater work"),
                            ("skipped", "Skipped"),
                            ("not_performed", "Not performed"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("due_on", models.DateField(editable=False, null=True, verbose_name="due on")),
                ("due_at", models.DateTimeField(editable=False, null=True, verbose_name="due")),
                ("opens_on", models.DateField(editable=False, null=True, verbose_name="from")),
                ("closes_on", models.DateField(editable=False, null=True, verbose_name="until")),
                ("grace_ends_on", models.DateField(editable=False, null=True, verbose_name="late after")),
                ("create_at", models.DateTimeField(editable=False, null=True, verbose_name="made at")),
                (
                    "meter_target",
                    models.DecimalField(
                        decimal_places=3,
                        editable=False,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="due at the total",
                    ),
                ),
                ("done_on", models.DateField(editable=False, null=True, verbose_name="done on")),
                ("reason", models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason")),
            ],
            options={
                "verbose_name": "occurrence",
                "verbose_name_plural": "occurrences",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "planned",
                                    "created",
                                    "done",
                                    "done_late",
                                    "missed",
                                    "bypassed",
                                    "skipped",
                                    "not_performed",
                                ],
                            )
                        ),
                        name="occurrence_state_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanTarget",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("is_active", models.BooleanField(default=True, editable=False, verbose_name="active")),
                ("anchor_on", models.DateField(blank=True, editable=False, null=True, verbose_name="counted from")),
                (
                    "meter_base",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        editable=False,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="counted from the total",
                    ),
                ),
            ],
            options={
                "verbose_name": "place of a plan",
                "verbose_name_plural": "places of plans",
            },
        ),
        migrations.CreateModel(
            name="MaintenancePlan",
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
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("description", models.TextField(blank=True, max_length=20000, verbose_name="what is to be done")),
                (
                    "checklist",
                    models.TextField(
                        blank=True, help_text="One item a line.", max_length=20000, verbose_name="checklist"
                    ),
                ),
                ("requires_photos", models.BooleanField(default=False, verbose_name="photos wanted")),
                ("requires_signature", models.BooleanField(default=False, verbose_name="signature wanted")),
                (
                    "impact",
                    models.CharField(
                        choices=[
                            ("life_safety", "Life safety or building down"),
                            ("many", "Many people, code, or damage growing"),
                            ("one", "One space or function"),
                            ("cosmetic", "Cosmetic"),
                        ],
                        default="one",
                        max_length=20,
                        verbose_name="impact",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[
                            ("P1", "P1 Emergency"),
                            ("P2", "P2 Urgent"),
                            ("P3", "P3 Routine"),
                            ("P4", "P4 Scheduled"),
                            ("P5", "P5 Planned"),
                        ],
                        default="P5",
                        max_length=2,
                        verbose_name="priority",
                    ),
                ),
                (
                    "estimated_hours",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="estimated hours",
                    ),
                ),
                (
                    "not_to_exceed",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="not to exceed",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        blank=True,
                        max_length=3,
                        validators=[core.validators.validate_currency],
                        verbose_name="currency",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("paused", "Paused")],
                        default="active",
                        editable=False,
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("date", "Dates"),
                            ("meter", "A meter"),
                            ("either", "Dates or a meter, whichever comes first"),
                        ],
                        default="date",
                        max_length=10,
                        verbose_name="due by",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("fixed", "Fixed: the dates stay, whenever the work is done"),
                            ("floating", "Floating: counted anew from the day the work is done"),
                        ],
                        default="fixed",
                        max_length=10,
                        verbose_name="next date",
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        blank=True,
                        help_text="RFC 5545, such as FREQ=MONTHLY;BYDAY=-1FR.",
                        max_length=300,
                        verbose_name="rule",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="starts on")),
                (
                    "due_time",
                    models.CharField(
                        default="08:00",
                        help_text="On the property's clock.",
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A([01]\\d|2[0-3]):[0-5]\\d\\Z", "Give a time such as 08:00.", code="time"
                            )
                        ],
                        verbose_name="time of day",
                    ),
                ),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                (
                    "month_end",
                    models.CharField(
                        choices=[("last", "On the last day of the month"), ("omit", "Left out in that month")],
                        default="last",
                        max_length=10,
                        verbose_name="29th to 31st in a shorter month",
                    ),
                ),
                (
                    "holiday_policy",
                    models.CharField(
                        choices=[
                            ("keep", "Kept on that day"),
                            ("skip", "Left out"),
                            ("before", "On the open day before"),
                            ("after", "On the next open day"),
                        ],
                        default="keep",
                        max_length=10,
                        verbose_name="on a closed day",
                    ),
                ),
                (
                    "season_from",
                    models.CharField(
                        blank=True,
                        help_text="Month and day, such as 04-01.",
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])\\Z",
                                "Give month and day such as 04-01.",
                                code="day",
                            )
                        ],
                        verbose_name="season from",
                    ),
                ),
                (
                    "season_until",
                    models.CharField(
                        blank=True,
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])\\Z",
                                "Give month and day such as 04-01.",
                                code="day",
                            )
                        ],
                        verbose_name="season until",
                    ),
                ),
                (
                    "exceptions",
                    models.CharField(
                        blank=True,
                        help_text="Such as 2027-12-24, 2027-12-31.",
                        max_length=1000,
                        verbose_name="days left out",
                    ),
                ),
                (
                    "lead_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        help_text="The work order is made so many days before it is due.",
                        validators=[django.core.validators.MaxValueValidator(400)],
                        verbose_name="made days before",
                    ),
                ),
                (
                    "days_before",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="How early it counts as done in time.",
                        validators=[django.core.validators.MaxValueValidator(400)],
                        verbose_name="may be done days before",
                    ),
                ),
                (
                    "days_after",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="How late it counts as done in time.",
                        validators=[django.core.validators.MaxValueValidator(400)],
                        verbose_name="may be done days after",
                    ),
                ),
                (
                    "grace_days",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Behind the window, before it is late.",
                        validators=[django.core.validators.MaxValueValidator(400)],
                        verbose_name="days of grace",
                    ),
                ),
                (
                    "open_previous",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("skip", "Skip the new one"),
                            ("stack", "Make it as well"),
                            ("supersede", "End the one before as not performed"),
                        ],
                        help_text="Empty: floating work is skipped, fixed work is made as well.",
                        max_length=10,
                        verbose_name="while the one before is open",
                    ),
                ),
                (
                    "meter_every",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="every so many units",
                    ),
                ),
                (
                    "meter_tolerance",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        help_text="It is made so many units before.",
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="units before",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
                    ),
                ),
                (
                    "category",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        limit_choices_to={"list": "category"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.picklistitem",
                        verbose_name="category",
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
                    "equipment",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="facilities.equipment",
                        verbose_name="equipment",
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
                    "parent",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        help_text="Greater work, such as the annual service, that makes this one needless while its window is open.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lesser",
                        to="workorders.maintenanceplan",
                        verbose_name="covered by",
                    ),
                ),
                (
                    "property",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="facilities.property",
                        verbose_name="property",
                    ),
                ),
                (
                    "space",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="facilities.space",
                        verbose_name="space",
                    ),
                ),
                (
                    "team",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="workorders.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "trade",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        limit_choices_to={"list": "trade"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.picklistitem",
                        verbose_name="trade",
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
                (
                    "vendor",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="vendors.vendor",
                        verbose_name="vendor",
                    ),
                ),
            ],
            options={
                "verbose_name": "maintenance plan",
                "verbose_name_plural": "maintenance plans",
                "indexes": [
                    models.Index(fields=["organization", "title", "id"], name="plan_by_title"),
                    models.Index(fields=["organization", "state", "title"], name="plan_by_state"),
                    models.Index(fields=["organization", "property", "title"], name="plan_by_property"),
                    models.Index(fields=["organization", "updated_at", "id"], name="plan_sync"),
                    models.Index(condition=models.Q(("space__isnull", False)), fields=["space"], name="plan_by_space"),
                    models.Index(
                        condition=models.Q(("equipment__isnull", False)), fields=["equipment"], name="plan_by_equipment"
                    ),
                    models.Index(
                        condition=models.Q(("parent__isnull", False)), fields=["parent"], name="plan_by_parent"
                    ),
                    models.Index(condition=models.Q(("team__isnull", False)), fields=["team"], name="plan_by_team"),
                    models.Index(
                        condition=models.Q(("vendor__isnull", False)), fields=["vendor"], name="plan_by_vendor"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="plan_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "paused"])),
                        name="plan_state_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["fixed", "floating"])),
                        name="plan_mode_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="plan_not_covered_by_itself",
                        violation_error_message="A plan does not cover itself.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="workorder",
            name="plan",
            field=core.records.OwnedReference(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="work_orders",
                to="workorders.maintenanceplan",
                verbose_name="maintenance plan",
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(condition=models.Q(("plan__isnull", False)), fields=["plan"], name="work_order_by_plan"),
        ),
        migrations.AddField(
            model_name="meter",
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
            model_name="meter",
            name="equipment",
            field=core.records.OwnedReference(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meters",
                to="facilities.equipment",
                verbose_name="equipment",
            ),
        ),
        migrations.AddField(
            model_name="meter",
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
            model_name="meter",
            name="property",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meters",
                to="facilities.property",
                verbose_name="property",
            ),
        ),
        migrations.AddField(
            model_name="meter",
            name="space",
            field=core.records.OwnedReference(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meters",
                to="facilities.space",
                verbose_name="space",
            ),
        ),
        migrations.AddField(
            model_name="meter",
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
            model_name="maintenanceplan",
            name="meter",
            field=core.records.OwnedReference(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plans",
                to="workorders.meter",
                verbose_name="meter",
            ),
        ),
        migrations.AddField(
            model_name="meterreading",
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
            model_name="meterreading",
            name="meter",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readings",
                to="workorders.meter",
                verbose_name="meter",
            ),
        ),
        migrations.AddField(
            model_name="meterreading",
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
            model_name="meterreading",
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
            model_name="occurrence",
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
            model_name="occurrence",
            name="equipment",
            field=core.records.OwnedReference(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occurrences",
                to="facilities.equipment",
                verbose_name="equipment",
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
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
            model_name="occurrence",
            name="plan",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occurrences",
                to="workorders.maintenanceplan",
                verbose_name="plan",
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="property",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="occurrences",
                to="facilities.property",
                verbose_name="property",
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="space",
            field=core.records.OwnedReference(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="facilities.space",
                verbose_name="space",
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
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
            model_name="occurrence",
            name="work_order",
            field=core.records.OwnedReference(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workorders.workorder",
                verbose_name="work order",
            ),
        ),
        migrations.AddField(
            model_name="plantarget",
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
            model_name="plantarget",
            name="equipment",
            field=core.records.OwnedReference(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plan_targets",
                to="facilities.equipment",
                verbose_name="equipment",
            ),
        ),
        migrations.AddField(
            model_name="plantarget",
            name="meter",
            field=core.records.OwnedReference(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plan_targets",
                to="workorders.meter",
                verbose_name="meter",
            ),
        ),
        migrations.AddField(
            model_name="plantarget",
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
            model_name="plantarget",
            name="plan",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="targets",
                to="workorders.maintenanceplan",
                verbose_name="plan",
            ),
        ),
        migrations.AddField(
            model_name="plantarget",
            name="property",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="facilities.property",
                verbose_name="property",
            ),
        ),
        migrations.AddField(
            model_name="plantarget",
            name="space",
            field=core.records.OwnedReference(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="facilities.space",
                verbose_name="space",
            ),
        ),
        migrations.AddField(
            model_name="plantarget",
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
            model_name="occurrence",
            name="target",
            field=core.records.OwnedReference(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occurrences",
                to="workorders.plantarget",
                verbose_name="place",
            ),
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(fields=["organization", "name", "id"], name="meter_by_name"),
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(fields=["organization", "last_read_at", "id"], name="meter_by_reading"),
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(fields=["organization", "property", "name"], name="meter_by_property"),
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(fields=["organization", "updated_at", "id"], name="meter_sync"),
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(condition=models.Q(("space__isnull", False)), fields=["space"], name="meter_by_space"),
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(
                condition=models.Q(("equipment__isnull", False)), fields=["equipment"], name="meter_by_equipment"
            ),
        ),
        migrations.AddConstraint(
            model_name="meter",
            constraint=models.UniqueConstraint(fields=("organization", "number"), name="meter_number_once"),
        ),
        migrations.AddIndex(
            model_name="maintenanceplan",
            index=models.Index(condition=models.Q(("meter__isnull", False)), fields=["meter"], name="plan_by_meter"),
        ),
        migrations.AddConstraint(
            model_name="maintenanceplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("trigger__in", ["date", "meter", "either"])),
                name="plan_trigger_known",
                violation_error_code="invalid_choice",
                violation_error_message="This is none of the choices.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meterreading",
            constraint=models.UniqueConstraint(
                fields=("organization", "meter", "read_at"),
                name="meter_reading_once",
                violation_error_message="The meter has a reading of this moment already.",
            ),
        ),
        migrations.AddIndex(
            model_name="plantarget",
            index=models.Index(fields=["organization", "property"], name="plan_target_by_property"),
        ),
        migrations.AddConstraint(
            model_name="plantarget",
            constraint=models.UniqueConstraint(
                fields=("organization", "plan", "property", "space", "equipment"),
                name="plan_target_once",
                nulls_distinct=False,
                violation_error_message="The plan looks after this place already.",
            ),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["organization", "due_on", "id"], name="occurrence_by_day"),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["organization", "state", "due_on", "id"], name="occurrence_by_state"),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["organization", "plan", "due_on", "id"], name="occurrence_by_plan"),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["organization", "property", "due_on"], name="occurrence_by_property"),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["organization", "name", "id"], name="occurrence_by_name"),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["organization", "updated_at", "id"], name="occurrence_sync"),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(
                condition=models.Q(("equipment__isnull", False)),
                fields=["organization", "equipment", "due_on"],
                name="occurrence_by_equipment",
            ),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(
                condition=models.Q(("create_at__isnull", False), ("state", "planned")),
                fields=["organization", "create_at", "id"],
                name="occurrence_to_make",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(fields=("organization", "number"), name="occurrence_number_once"),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(
                fields=("organization", "plan", "target", "key"),
                name="occurrence_once",
                violation_error_message="This occurrence exists already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("work_order__isnull", False)),
                fields=("organization", "work_order"),
                name="occurrence_order_once",
                violation_error_message="The work order belongs to another occurrence.",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "planned")),
                fields=("organization", "target"),
                name="occurrence_one_planned",
                violation_error_message="The place has its next occurrence already.",
            ),
        ),
        GuardModel("Meter", module="meter", search={"number": "A", "name": "A"}),
        GuardModel("MeterReading", module="meter_reading"),
        GuardModel(
            "MaintenancePlan",
            module="maintenance_plan",
            search={"number": "A", "title": "A", "description": "B", "checklist": "C"},
        ),
        GuardModel("PlanTarget", module="plan_target"),
        GuardModel("Occurrence", module="occurrence", search={"number": "A", "name": "A", "reason": "B"}),
        GuardReference(
            model_name="WorkOrder",
            name="plan",
        ),
    ]
