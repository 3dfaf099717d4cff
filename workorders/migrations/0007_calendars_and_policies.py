import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.records
import core.validators
from core.db.operations import GuardModel


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_authentication"),
        ("accounts", "__first__"),
        ("core", "0007_undoing_imports"),
        ("facilities", "0001_initial"),
        ("workorders", "0006_states_of_old_orders"),
    ]

    operations = [
        migrations.CreateModel(
            name="BusinessCalendar",
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
                    "is_default",
                    models.BooleanField(
                        default=False,
                        help_text="Properties without a calendar of their own keep it.",
                        verbose_name="for every other property",
                    ),
                ),
                (
                    "always_open",
                    models.BooleanField(
                        default=False,
                        help_text="Open 24 hours on seven days; the hours below do not matter.",
                        verbose_name="day and night",
                    ),
                ),
                (
                    "monday",
                    models.CharField(
                        blank=True,
                        help_text="Such as “08:00-12:00, 13:00-17:00”; empty: closed.",
                        max_length=120,
                        verbose_name="Monday",
                    ),
                ),
                (
                    "tuesday",
                    models.CharField(
                        blank=True,
                        help_text="Such as “08:00-12:00, 13:00-17:00”; empty: closed.",
                        max_length=120,
                        verbose_name="Tuesday",
                    ),
                ),
                (
                    "wednesday",
                    models.CharField(
                        blank=True,
                        help_text="Such as “08:00-12:00, 13:00-17:00”; empty: closed.",
                        max_length=120,
                        verbose_name="Wednesday",
                    ),
                ),
                (
                    "thursday",
                    models.CharField(
                        blank=True,
                        help_text="Such as “08:00-12:00, 13:00-17:00”; empty: closed.",
                        max_length=120,
                        verbose_name="Thursday",
                    ),
                ),
                (
                    "friday",
                    models.CharField(
                        blank=True,
                        help_text="Such as “08:00-12:00, 13:00-17:00”; empty: closed.",
                        max_length=120,
                        verbose_name="Friday",
                    ),
                ),
                (
                    "saturday",
                    models.CharField(
                        blank=True,
                        help_text="Such as “08:00-12:00, 13:00-17:00”; empty: closed.",
                        max_length=120,
                        verbose_name="Saturday",
                    ),
                ),
                (
                    "sunday",
                    models.CharField(
                        blank=True,
                        help_text="Such as “08:00-12:00, 13:00-17:00”; empty: closed.",
                        max_length=120,
                        verbose_name="Sunday",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="A country, such as US.",
                        max_length=2,
                        validators=[core.validators.validate_country],
                        verbose_name="holidays of",
                    ),
                ),
                (
                    "subdivision",
                    models.CharField(
                        blank=True,
                        help_text="Whose holidays are kept too, such as IL.",
                        max_length=10,
                        verbose_name="state or province",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        help_text="Empty: that of each property.",
                        max_length=60,
                        validators=[core.validators.validate_time_zone],
                        verbose_name="time zone",
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
                "verbose_name": "calendar",
                "verbose_name_plural": "calendars",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="calendar_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="calendar_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="calendar_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "name"),
                        name="calendar_name_taken",
                        violation_error_message="Another calendar has this name.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True), ("is_default", True)),
                        fields=("organization",),
                        name="calendar_one_default",
                        violation_error_message="Another calendar is for every other property already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarClosure",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "calendar",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closures",
                        to="workorders.businesscalendar",
                        verbose_name="calendar",
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
                "verbose_name": "closed days",
                "verbose_name_plural": "closed days",
                "ordering": ["starts_on", "id"],
                "indexes": [models.Index(fields=["organization", "calendar", "starts_on"], name="closure_of_calendar")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="closure_dates_in_order",
                        violation_error_message="The last day is before the first.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("revision", models.PositiveIntegerField(verbose_name="revision")),
                (
                    "terms",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="terms"),
                ),
                ("known_until", models.PositiveSmallIntegerField(verbose_name="holidays known until")),
                (
                    "calendar",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="workorders.businesscalendar",
                        verbose_name="calendar",
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
                "verbose_name": "version of a calendar",
                "verbose_name_plural": "versions of calendars",
                "ordering": ["-revision"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "calendar", "revision"), name="calendar_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PropertyCalendar",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                (
                    "calendar",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="properties",
                        to="workorders.businesscalendar",
                        verbose_name="calendar",
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
                    "property",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="facilities.property",
                        verbose_name="property",
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
                "verbose_name": "calendar of a property",
                "verbose_name_plural": "calendars of properties",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "property"),
                        name="property_calendar_once",
                        violation_error_message="The property keeps a calendar already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SlaPolicy",
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
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "p1_response",
                    models.CharField(
                        blank=True, help_text="Such as “4 h” or “3 days”.", max_length=20, verbose_name="P1 response"
                    ),
                ),
                (
                    "p1_resolution",
                    models.CharField(
                        blank=True, help_text="Such as “4 h” or “3 days”.", max_length=20, verbose_name="P1 resolution"
                    ),
                ),
                (
                    "p1_vendor",
                    models.CharField(
                        blank=True, help_text="Such as “4 h” or “3 days”.", max_length=20, verbose_name="P1 vendor"
                    ),
                ),
                (
                    "p1_always",
                    models.BooleanField(
                        default=False, help_text="These times count at every hour.", verbose_name="P1 day and night"
                    ),
                ),
                (
                    "p2_response",
                    models.CharField(
                        blank=True, help_text="Such as “4 h” or “3 days”.", max_length=20, verbose_name="P2 response"
                    ),
                ),
                (
                    "p2_resolution",
                    models.CharField(
                        blank=True, help_text="Such as “4 h” or “3 days”.", max_length=20, verbose_name="P2 resolution"
                    ),
                ),
                (
                    "p2_vendor",
                    models.CharField(
                        blank=True, help_text="Such as “4 h” or “3 days”.", max_length=20, verbose_name="P2 vendor"
                    ),
                ),
                (
                    "p2_always",
                    models.BooleanField(
                        default=False, help_text="These times count at every hour.", verbose_name="P2 day and night"
                    ),
                ),
                (
                    "p3_response",
                    models.CharField(
                        blank=True, help_text="Such as “4 h” or “3 days”.", max_length=20, verbose_name="P3 response"
                    ),
                ),
                (
                    "p3_resolution",
                    models.CharField(
                        blank=True, help_text="Such as “4 h” or “3 days”.", max_length=20, verbose_name="P3 resolution"
                    ),
                ),
                (
                    "p3_vendor",
                    models.CharField(
                        blank=True, help_text="Such as “4 h” or “3 days”.", max_length=20, verbose_name="P3 vendor"
                    ),
                ),
                (
                    "p3_always",
                    models.BooleanField(
                        default=False, help_text="These times count at every hour.", verbose_name="P3 day and night"
                    ),
                ),
                (
                    "p4_response",
                    models.CharField(
                        blank=True, help_text="Such as “4 h” or “3 days”.", max_length=20, verbose_name="P4 response"
                    ),
                ),
                (
                    "p4_resolution",
                    models.CharField(
                        blank=True, help_text="Such as “4 h” or “3 days”.", max_length=20, verbose_name="P4 resolution"
                    ),
                ),
                (
                    "p4_vendor",
                    models.CharField(
                        blank=True, help_text="Such as “4 h” or “3 days”.", max_length=20, verbose_name="P4 vendor"
                    ),
                ),
                (
                    "p4_always",
                    models.BooleanField(
                        default=False, help_text="These times count at every hour.", verbose_name="P4 day and night"
                    ),
                ),
                (
                    "response_met_by",
                    models.CharField(
                        choices=[("accepted", "Somebody accepts the job"), ("on_site", "Somebody begins the work")],
                        default="accepted",
                        max_length=10,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "counts_approval",
                    models.BooleanField(
                        default=False,
                        help_text="Time in which work awaits approval counts for the response.",
                        verbose_name="approval counts",
                    ),
                ),
                (
                    "at_risk_percent",
                    models.PositiveSmallIntegerField(
                        default=75,
                        help_text="Percent of the time.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="at risk from",
                    ),
                ),
                (
                    "reopen_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="Work that is sent back within them goes on by the same clock.",
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days for sending back",
                    ),
                ),
                (
                    "calendar",
                    core.records.OwnedReference(
                        blank=True,
                        help_text="Empty: the calendar of each property.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policies",
                        to="workorders.businesscalendar",
                        verbose_name="calendar",
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
                    "lease",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        help_text="Work at the properties of this lease, while it runs.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facilities.lease",
                        verbose_name="lease",
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
                    "property",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facilities.property",
                        verbose_name="property",
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
                "verbose_name": "SLA policy",
                "verbose_name_plural": "SLA policies",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="sla_policy_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="sla_policy_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="sla_policy_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True), ("is_active", True)),
                        fields=("organization", "lease", "property", "category"),
                        name="sla_policy_condition_taken",
                        nulls_distinct=False,
                        violation_error_message="Another policy in use has the same conditions.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("response_met_by__in", ["accepted", "on_site"])),
                        name="sla_policy_response_met_by",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlaVersion",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("revision", models.PositiveIntegerField(verbose_name="revision")),
                (
                    "terms",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="terms"),
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
                    "policy",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="workorders.slapolicy",
                        verbose_name="policy",
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
                "verbose_name": "version of an SLA policy",
                "verbose_name_plural": "versions of SLA policies",
                "ordering": ["-revision"],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "policy", "revision"), name="sla_version_once")
                ],
            },
        ),
        GuardModel("BusinessCalendar", module="calendar", search={"number": "A", "name": "A"}),
        GuardModel("CalendarClosure", module="calendar_closure"),
        GuardModel("CalendarVersion", module="calendar_version"),
        GuardModel("PropertyCalendar", module="property_calendar"),
        GuardModel("SlaPolicy", module="sla_policy", search={"number": "A", "name": "A"}),
        GuardModel("SlaVersion", module="sla_version"),
    ]
