"""Work orders, requests, calendars and promises, plans, costs: their tables under guard."""

import datetime
from decimal import Decimal

import django.contrib.postgres.constraints
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.records
import core.validators
from core.db.operations import GuardModel

# A change of policies and calendars is a new generation of definitions: processes keep what they read until then.
DEFINITIONS = ("slapolicy", "slaversion", "businesscalendar", "calendarversion")
TRIGGER = """
create trigger generation after insert or update or delete on workorders_{table}
    for each row execute function core_new_generation()
"""


class Migration(migrations.Migration):
    # Databases made before hold the steps that this one replaces.
    replaces = [
        ("workorders", "0001_initial"),
        ("workorders", "0002_work_order_duplicates"),
        ("workorders", "0003_teams"),
        ("workorders", "0004_requests"),
        ("workorders", "0005_states_and_moves"),
        ("workorders", "0006_states_of_old_orders"),
        ("workorders", "0007_calendars_and_policies"),
        ("workorders", "0008_vendors_and_hours"),
        ("workorders", "0009_families_and_tasks"),
        ("workorders", "0010_plans_and_meters"),
        ("workorders", "0011_clocks"),
        ("workorders", "0012_given_times"),
        ("workorders", "0013_costs"),
        ("workorders", "0014_field_and_feeds"),
        ("workorders", "0015_generation_of_promises"),
        ("workorders", "0016_completed_work"),
        ("workorders", "0017_escalation_rules"),
        ("workorders", "0018_reports"),
        ("workorders", "0019_done_early"),
        ("workorders", "0020_states_of_promises"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0004_organization_copies"),
        ("core", "0012_copying"),
        ("facilities", "0002_exact_smallest_share"),
        ("vendors", "0001_squashed_0002_people"),
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
            name="CalendarFeed",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                (
                    "name",
                    models.CharField(
                        help_text="Such as the telephone or program that reads it.", max_length=60, verbose_name="name"
                    ),
                ),
                (
                    "whose",
                    models.CharField(
                        choices=[("mine", "Mine"), ("team", "My team's"), ("all", "All that I may see")],
                        default="mine",
                        max_length=10,
                        verbose_name="whose work",
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
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
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
                "verbose_name": "calendar feed",
                "verbose_name_plural": "calendar feeds",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "person", "name"),
                        name="calendar_feed_name_taken",
                        violation_error_message="You already have an address of this name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("whose__in", ["mine", "team", "all"])),
                        name="calendar_feed_whose_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
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
            name="CategoryRule",
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
                    "needs_approval",
                    models.BooleanField(
                        default=False,
                        help_text="Unless whoever reports it may approve it.",
                        verbose_name="needs approval",
                    ),
                ),
                ("needs_resolution", models.BooleanField(default=False, verbose_name="asks what was done")),
                (
                    "needs_photo",
                    models.BooleanField(
                        default=False, help_text="Taken since work began.", verbose_name="asks for a photo"
                    ),
                ),
                ("needs_signature", models.BooleanField(default=False, verbose_name="asks for a signature")),
                (
                    "category",
                    core.records.OwnedReference(
                        limit_choices_to={"list": "category"},
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
                "verbose_name": "rule of a category",
                "verbose_name_plural": "rules of categories",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="category_rule_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="category_rule_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="category_rule_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "category"),
                        name="category_rule_once",
                        violation_error_message="This category has its rule already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExchangeRate",
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
                    "currency",
                    models.CharField(
                        max_length=3, validators=[core.validators.validate_currency], verbose_name="currency"
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=10,
                        help_text="What one unit is worth in your own currency.",
                        max_digits=20,
                        verbose_name="rate",
                    ),
                ),
                ("valid_from", models.DateField(help_text="It holds until the next one.", verbose_name="first day")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="source")),
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
                "verbose_name": "exchange rate",
                "verbose_name_plural": "exchange rates",
                "indexes": [
                    models.Index(fields=["organization", "valid_from", "id"], name="exchange_rate_by_day"),
                    models.Index(fields=["organization", "updated_at", "id"], name="exchange_rate_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="exchange_rate_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "currency", "valid_from"),
                        name="exchange_rate_once_a_day",
                        violation_error_message="This currency already has a rate from that day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate__gt", 0)),
                        name="exchange_rate_positive",
                        violation_error_code="min_value",
                        violation_error_message="A rate is more than nothing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HoldReason",
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
                    "code",
                    models.CharField(
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z][a-z0-9_]*\\Z",
                                "Use small letters, digits and underscores, beginning with a letter.",
                                code="code",
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                (
                    "pauses",
                    models.BooleanField(
                        default=True,
                        help_text="Time on hold for this reason does not count.",
                        verbose_name="pauses the clocks",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="May be chosen when work is put on hold.", verbose_name="active"
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
                "verbose_name": "hold reason",
                "verbose_name_plural": "hold reasons",
                "ordering": ["position", "label"],
                "indexes": [models.Index(fields=["organization", "position", "id"], name="hold_reason_in_order")],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="hold_reason_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "code"),
                        name="hold_reason_code_taken",
                        violation_error_message="There is a hold reason with this code.",
                    ),
                ],
            },
        ),
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
                        related_name="meters",
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
                    "property",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meters",
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
                        related_name="meters",
                        to="facilities.space",
                        verbose_name="space",
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
                "verbose_name": "meter",
                "verbose_name_plural": "meters",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="meter_by_name"),
                    models.Index(fields=["organization", "last_read_at", "id"], name="meter_by_reading"),
                    models.Index(fields=["organization", "property", "name"], name="meter_by_property"),
                    models.Index(fields=["organization", "updated_at", "id"], name="meter_sync"),
                    models.Index(condition=models.Q(("space__isnull", False)), fields=["space"], name="meter_by_space"),
                    models.Index(
                        condition=models.Q(("equipment__isnull", False)),
                        fields=["equipment"],
                        name="meter_by_equipment",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="meter_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("rolls_over_at__isnull", True), ("rolls_over_at__gt", 0), _connector="OR"),
                        name="meter_rolls_over_above_zero",
                        violation_error_message="A counter begins again at a figure above zero.",
                    ),
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
                    "meter",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="workorders.meter",
                        verbose_name="meter",
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
                "verbose_name": "meter reading",
                "verbose_name_plural": "meter readings",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "meter", "read_at"),
                        name="meter_reading_once",
                        violation_error_message="The meter has a reading of this moment already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["regular", "roll_over", "replacement"])),
                        name="meter_reading_kind",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
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
            name="Receipt",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=64, verbose_name="key")),
                ("received_at", models.DateTimeField(auto_now_add=True, verbose_name="received")),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "receipt",
                "verbose_name_plural": "receipts",
                "indexes": [models.Index(fields=["organization", "received_at"], name="receipt_by_age")],
                "constraints": [models.UniqueConstraint(fields=("organization", "person", "key"), name="receipt_once")],
            },
        ),
        migrations.CreateModel(
            name="ReportSubscription",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("report", models.CharField(max_length=40, verbose_name="report")),
                ("question", models.TextField(blank=True, max_length=4000, verbose_name="question")),
                ("place", models.CharField(blank=True, max_length=40, verbose_name="place")),
                (
                    "format",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV")],
                        default="pdf",
                        max_length=4,
                        verbose_name="file",
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("daily", "Every day"), ("weekly", "Every week"), ("monthly", "Every month")],
                        default="weekly",
                        max_length=8,
                        verbose_name="how often",
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        default=0,
                        verbose_name="on",
                    ),
                ),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(28),
                        ],
                        verbose_name="on day",
                    ),
                ),
                ("clock", models.TimeField(default=datetime.time(7, 0), verbose_name="at")),
                (
                    "time_zone",
                    models.CharField(
                        max_length=60, validators=[core.validators.validate_time_zone], verbose_name="time zone"
                    ),
                ),
                ("next_at", models.DateTimeField(editable=False, verbose_name="next")),
                ("sent_at", models.DateTimeField(editable=False, null=True, verbose_name="last sent")),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
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
                "verbose_name": "report by mail",
                "verbose_name_plural": "reports by mail",
                "indexes": [models.Index(fields=["organization", "next_at", "id"], name="report_to_send")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["pdf", "xlsx", "csv"])),
                        name="report_format_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rhythm__in", ["daily", "weekly", "monthly"])),
                        name="report_rhythm_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestLink",
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
                    "name",
                    models.CharField(
                        blank=True, help_text="Empty: the name of the place.", max_length=120, verbose_name="name"
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="Off: its address answers as if there were none.", verbose_name="active"
                    ),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires")),
                ("generation", models.PositiveIntegerField(default=1, editable=False, verbose_name="generation")),
                (
                    "rotated_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="address replaced"),
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
                        related_name="request_links",
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
                    "property",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request_links",
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
                        related_name="request_links",
                        to="facilities.space",
                        verbose_name="space",
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
                "verbose_name": "request link",
                "verbose_name_plural": "request links",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="request_link_by_name"),
                    models.Index(fields=["organization", "-created_at", "-id"], name="request_link_newest"),
                    models.Index(fields=["organization", "updated_at", "id"], name="request_link_sync"),
                    models.Index(fields=["organization", "property"], name="request_link_by_property"),
                    models.Index(
                        condition=models.Q(("space__isnull", False)), fields=["space"], name="request_link_by_space"
                    ),
                    models.Index(
                        condition=models.Q(("equipment__isnull", False)),
                        fields=["equipment"],
                        name="request_link_by_equipment",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="request_link_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Skill",
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
                    "name",
                    models.CharField(
                        blank=True,
                        help_text="Such as a licence; empty: what the trade is called.",
                        max_length=120,
                        verbose_name="certificate",
                    ),
                ),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="valid until")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "trade",
                    core.records.OwnedReference(
                        db_index=False,
                        limit_choices_to={"list": "trade"},
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
            ],
            options={
                "verbose_name": "skill",
                "verbose_name_plural": "skills",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="skill_by_name"),
                    models.Index(fields=["organization", "person", "id"], name="skill_by_person"),
                    models.Index(fields=["organization", "expires_on", "id"], name="skill_by_end"),
                    models.Index(fields=["organization", "updated_at", "id"], name="skill_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="skill_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "person", "trade", "name"),
                        name="skill_once",
                        violation_error_message="This person has this skill already.",
                    ),
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
            name="Recomputation",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="orders")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="done")),
                ("last_order", models.UUIDField(blank=True, null=True, verbose_name="last order")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "calendar",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recomputations",
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
                (
                    "policy",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recomputations",
                        to="workorders.slapolicy",
                        verbose_name="policy",
                    ),
                ),
            ],
            options={
                "verbose_name": "recomputation",
                "verbose_name_plural": "recomputations",
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at__isnull", True)),
                        fields=["organization", "id"],
                        name="recomputation_open",
                    ),
                    models.Index(
                        condition=models.Q(("calendar__isnull", False)),
                        fields=["calendar"],
                        name="recomputation_of_calendar",
                    ),
                    models.Index(
                        condition=models.Q(("policy__isnull", False)), fields=["policy"], name="recomputation_of_policy"
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
        migrations.CreateModel(
            name="Team",
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
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="description")),
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
                "verbose_name": "team",
                "verbose_name_plural": "teams",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="team_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="team_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="team_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "name"),
                        name="team_name_taken",
                        violation_error_message="Another team already has this name.",
                    ),
                ],
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
                (
                    "meter",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="workorders.meter",
                        verbose_name="meter",
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
                    models.Index(condition=models.Q(("meter__isnull", False)), fields=["meter"], name="plan_by_meter"),
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
                        condition=models.Q(("trigger__in", ["date", "meter", "either"])),
                        name="plan_trigger_known",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_targets",
                        to="facilities.equipment",
                        verbose_name="equipment",
                    ),
                ),
                (
                    "meter",
                    core.records.OwnedReference(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_targets",
                        to="workorders.meter",
                        verbose_name="meter",
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
                    "plan",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="workorders.maintenanceplan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "property",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facilities.property",
                        verbose_name="property",
                    ),
                ),
                (
                    "space",
                    core.records.OwnedReference(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facilities.space",
                        verbose_name="space",
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
                "verbose_name": "place of a plan",
                "verbose_name_plural": "places of plans",
                "indexes": [models.Index(fields=["organization", "property"], name="plan_target_by_property")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "plan", "property", "space", "equipment"),
                        name="plan_target_once",
                        nulls_distinct=False,
                        violation_error_message="The plan looks after this place already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EscalationRule",
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
                    "escalate_on",
                    models.CharField(
                        choices=[("at_risk", "It is at risk"), ("breached", "It is broken")],
                        default="breached",
                        max_length=10,
                        verbose_name="when",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("P1", "P1 Emergency"),
                            ("P2", "P2 Urgent"),
                            ("P3", "P3 Routine"),
                            ("P4", "P4 Scheduled"),
                            ("P5", "P5 Planned"),
                        ],
                        help_text="Empty: every priority.",
                        max_length=2,
                        verbose_name="priority",
                    ),
                ),
                ("leads_only", models.BooleanField(default=True, verbose_name="only who leads the team")),
                (
                    "category",
                    core.records.OwnedReference(
                        blank=True,
                        help_text="Empty: every category.",
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
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tell the person",
                    ),
                ),
                (
                    "property",
                    core.records.OwnedReference(
                        blank=True,
                        help_text="Empty: every property.",
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
                (
                    "team",
                    core.records.OwnedReference(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorders.team",
                        verbose_name="tell the team",
                    ),
                ),
            ],
            options={
                "verbose_name": "escalation rule",
                "verbose_name_plural": "escalation rules",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="escalation_rule_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="escalation_rule_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="escalation_rule_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("escalate_on__in", ["at_risk", "breached"])),
                        name="escalation_rule_when",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("team__isnull", False), _connector="OR"),
                        name="escalation_rule_tells_somebody",
                        violation_error_message="Name a person or a team who is told.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("is_lead", models.BooleanField(default=False, verbose_name="leads the team")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "team",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="workorders.team",
                        verbose_name="team",
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
                "verbose_name": "member of a team",
                "verbose_name_plural": "members of teams",
                "indexes": [models.Index(fields=["organization", "person"], name="team_member_by_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "team", "person"),
                        name="team_member_once",
                        violation_error_message="This person is in the team already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamPlace",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="facilities.property",
                        verbose_name="property",
                    ),
                ),
                (
                    "region",
                    core.records.OwnedReference(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="facilities.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "team",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="workorders.team",
                        verbose_name="team",
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
                "verbose_name": "place of a team",
                "verbose_name_plural": "places of teams",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("region__isnull", False)),
                        fields=("organization", "team", "region"),
                        name="team_region_once",
                        violation_error_message="The team covers this region already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("property__isnull", False)),
                        fields=("organization", "team", "property"),
                        name="team_property_once",
                        violation_error_message="The team covers this property already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("property__isnull", False), ("region__isnull", True)),
                            models.Q(("property__isnull", True), ("region__isnull", False)),
                            _connector="OR",
                        ),
                        name="team_place_is_one",
                        violation_error_message="Name a region or a property.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamTrade",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
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
                    "team",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trades",
                        to="workorders.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "trade",
                    core.records.OwnedReference(
                        db_index=False,
                        limit_choices_to={"list": "trade"},
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
            ],
            options={
                "verbose_name": "trade of a team",
                "verbose_name_plural": "trades of teams",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "team", "trade"),
                        name="team_trade_once",
                        violation_error_message="The team has this trade already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkOrder",
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
                ("description", models.TextField(blank=True, max_length=20000, verbose_name="description")),
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
                    "urgency",
                    models.CharField(
                        choices=[("now", "Now"), ("today", "Today"), ("week", "This week"), ("can_wait", "Can wait")],
                        default="week",
                        max_length=20,
                        verbose_name="urgency",
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
                        default="P3",
                        editable=False,
                        max_length=2,
                        verbose_name="priority",
                    ),
                ),
                (
                    "priority_override",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("P1", "P1 Emergency"),
                            ("P2", "P2 Urgent"),
                            ("P3", "P3 Routine"),
                            ("P4", "P4 Scheduled"),
                            ("P5", "P5 Planned"),
                        ],
                        editable=False,
                        max_length=2,
                        verbose_name="priority set by hand",
                    ),
                ),
                (
                    "priority_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason of the priority"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awaiting_approval", "Awaiting approval"),
                            ("open", "Open"),
                            ("assigned", "Assigned"),
                            ("accepted", "Accepted"),
                            ("in_progress", "In progress"),
                            ("on_hold", "On hold"),
                            ("completed", "Completed"),
                            ("verified", "Verified"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                            ("declined", "Declined"),
                            ("duplicate", "Duplicate"),
                        ],
                        default="open",
                        editable=False,
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("planned_start", models.DateTimeField(blank=True, null=True, verbose_name="planned from")),
                ("planned_end", models.DateTimeField(blank=True, null=True, verbose_name="planned until")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("due_given", models.BooleanField(default=False, editable=False, verbose_name="due as agreed")),
                (
                    "sla_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("on_track", "On track"),
                            ("at_risk", "At risk"),
                            ("breached", "Breached"),
                            ("paused", "Paused"),
                            ("met", "Kept"),
                            ("excused", "Excused"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="SLA",
                    ),
                ),
                (
                    "response_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("on_track", "On track"),
                            ("at_risk", "At risk"),
                            ("breached", "Breached"),
                            ("paused", "Paused"),
                            ("met", "Kept"),
                            ("excused", "Excused"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="response",
                    ),
                ),
                (
                    "resolution_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("on_track", "On track"),
                            ("at_risk", "At risk"),
                            ("breached", "Breached"),
                            ("paused", "Paused"),
                            ("met", "Kept"),
                            ("excused", "Excused"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="resolution promised",
                    ),
                ),
                (
                    "vendor_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("on_track", "On track"),
                            ("at_risk", "At risk"),
                            ("breached", "Breached"),
                            ("paused", "Paused"),
                            ("met", "Kept"),
                            ("excused", "Excused"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="vendor's response",
                    ),
                ),
                ("reported_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="reported")),
                ("reported_by", models.CharField(blank=True, max_length=120, verbose_name="reported by")),
                (
                    "first_reported_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="first reported"),
                ),
                ("accepted_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="accepted")),
                ("started_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="started")),
                ("completed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="completed")),
                ("verified_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="verified")),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="closed")),
                (
                    "nte_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=16,
                        null=True,
                        verbose_name="not to exceed",
                    ),
                ),
                (
                    "nte_currency",
                    models.CharField(blank=True, editable=False, max_length=3, verbose_name="currency of the limit"),
                ),
                (
                    "nte_reporting",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=16,
                        null=True,
                        verbose_name="not to exceed, in the reporting currency",
                    ),
                ),
                (
                    "nte_requested",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=16,
                        null=True,
                        verbose_name="limit asked for",
                    ),
                ),
                (
                    "nte_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason of the limit"),
                ),
                (
                    "costs_reopened_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="costs reopened"),
                ),
                (
                    "resolution",
                    models.TextField(blank=True, editable=False, max_length=20000, verbose_name="resolution"),
                ),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="reason of the cancellation"
                    ),
                ),
                (
                    "needs_resolution",
                    models.BooleanField(default=False, editable=False, verbose_name="asks what was done"),
                ),
                ("needs_photo", models.BooleanField(default=False, editable=False, verbose_name="asks for a photo")),
                (
                    "needs_signature",
                    models.BooleanField(default=False, editable=False, verbose_name="asks for a signature"),
                ),
                ("signed_by", models.CharField(blank=True, editable=False, max_length=120, verbose_name="signed by")),
                ("signed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="signed")),
                (
                    "hold_note",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="note on the hold"),
                ),
                ("hold_until", models.DateField(blank=True, editable=False, null=True, verbose_name="on hold until")),
                (
                    "held_from",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("awaiting_approval", "Awaiting approval"),
                            ("open", "Open"),
                            ("assigned", "Assigned"),
                            ("accepted", "Accepted"),
                            ("in_progress", "In progress"),
                            ("on_hold", "On hold"),
                            ("completed", "Completed"),
                            ("verified", "Verified"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                            ("declined", "Declined"),
                            ("duplicate", "Duplicate"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="held from",
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
                    "duplicate_of",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="workorders.workorder",
                        verbose_name="duplicate of",
                    ),
                ),
                (
                    "equipment",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_orders",
                        to="facilities.equipment",
                        verbose_name="equipment",
                    ),
                ),
                (
                    "hold_reason",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_orders",
                        to="workorders.holdreason",
                        verbose_name="on hold for",
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
                        help_text="The larger order that this one belongs to. That one ends after its parts.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="workorders.workorder",
                        verbose_name="part of",
                    ),
                ),
                (
                    "plan",
                    core.records.OwnedReference(
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
                (
                    "property",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_orders",
                        to="facilities.property",
                        verbose_name="property",
                    ),
                ),
                (
                    "recall_of",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        help_text="The finished order that did not last.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recalls",
                        to="workorders.workorder",
                        verbose_name="recall of",
                    ),
                ),
                (
                    "signature",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                        verbose_name="signature",
                    ),
                ),
                (
                    "sla_version",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorders.slaversion",
                        verbose_name="promise",
                    ),
                ),
                (
                    "space",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_orders",
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
                        related_name="work_orders",
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
                        related_name="work_orders",
                        to="vendors.vendor",
                        verbose_name="vendor",
                    ),
                ),
            ],
            options={
                "verbose_name": "work order",
                "verbose_name_plural": "work orders",
                "indexes": [
                    models.Index(
                        fields=["organization", "-created_at", "-id"],
                        include=("archived_at", "deleted_at"),
                        name="work_order_newest",
                    ),
                    models.Index(
                        fields=["organization", "-reported_at", "-id"],
                        include=("archived_at", "deleted_at"),
                        name="work_order_reported",
                    ),
                    models.Index(
                        fields=["organization", "state", "-reported_at", "-id"],
                        include=("archived_at", "deleted_at"),
                        name="work_order_by_state",
                    ),
                    models.Index(
                        fields=["organization", "assignee", "-reported_at", "-id"],
                        include=("archived_at", "deleted_at"),
                        name="work_order_by_assignee",
                    ),
                    models.Index(
                        fields=["organization", "team", "-reported_at", "-id"],
                        include=("archived_at", "deleted_at"),
                        name="work_order_by_team",
                    ),
                    models.Index(
                        fields=["organization", "vendor", "-reported_at", "-id"],
                        include=("archived_at", "deleted_at"),
                        name="work_order_by_vendor",
                    ),
                    models.Index(
                        fields=["organization", "planned_start", "id"],
                        include=("archived_at", "deleted_at"),
                        name="work_order_planned",
                    ),
                    models.Index(
                        fields=["organization", "priority", "-reported_at", "-id"],
                        include=("archived_at", "deleted_at"),
                        name="work_order_by_priority",
                    ),
                    models.Index(
                        fields=["organization", "property", "-reported_at"],
                        include=("archived_at", "deleted_at"),
                        name="work_order_by_property",
                    ),
                    models.Index(
                        fields=["organization", "due_at", "id"],
                        include=("archived_at", "deleted_at"),
                        name="work_order_due",
                    ),
                    models.Index(
                        fields=["organization", "sla_state", "-reported_at", "-id"],
                        include=("archived_at", "deleted_at"),
                        name="work_order_by_sla",
                    ),
                    models.Index(fields=["organization", "updated_at", "id"], name="work_order_sync"),
                    models.Index(
                        condition=models.Q(("completed_at__isnull", False)),
                        fields=["organization", "-completed_at"],
                        include=("due_at", "archived_at", "deleted_at"),
                        name="work_order_completed",
                    ),
                    models.Index(
                        condition=models.Q(("space__isnull", False)), fields=["space"], name="work_order_by_space"
                    ),
                    models.Index(
                        condition=models.Q(("equipment__isnull", False)),
                        fields=["equipment"],
                        name="work_order_by_equipment",
                    ),
                    models.Index(
                        condition=models.Q(("plan__isnull", False)), fields=["plan"], name="work_order_by_plan"
                    ),
                    models.Index(
                        condition=models.Q(("duplicate_of__isnull", False)),
                        fields=["duplicate_of"],
                        name="work_order_duplicates",
                    ),
                    models.Index(
                        condition=models.Q(("parent__isnull", False)), fields=["parent"], name="work_order_children"
                    ),
                    models.Index(
                        condition=models.Q(("recall_of__isnull", False)),
                        fields=["recall_of"],
                        name="work_order_recalls",
                    ),
                    models.Index(
                        condition=models.Q(("signature__isnull", False)), fields=["signature"], name="work_order_signed"
                    ),
                    models.Index(
                        condition=models.Q(("hold_reason__isnull", False)),
                        fields=["hold_reason"],
                        name="work_order_by_hold",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="work_order_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "awaiting_approval",
                                    "open",
                                    "assigned",
                                    "accepted",
                                    "in_progress",
                                    "on_hold",
                                    "completed",
                                    "verified",
                                    "closed",
                                    "cancelled",
                                    "declined",
                                    "duplicate",
                                ],
                            )
                        ),
                        name="work_order_state",
                        violation_error_code="state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("duplicate_of", models.F("id")), _negated=True),
                        name="work_order_not_its_own_duplicate",
                        violation_error_message="A work order is no duplicate of itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recall_of", models.F("id")), _negated=True),
                        name="work_order_not_its_own_recall",
                        violation_error_message="A work order is no recall of itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("priority_override", ""), models.Q(("priority_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="work_order_priority_reasoned",
                        violation_error_message="Say why the priority is another one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_end__isnull", True),
                            ("planned_end__gt", models.F("planned_start")),
                            _connector="OR",
                        ),
                        name="work_order_planned_in_order",
                        violation_error_message="The plan ends after it begins.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cost",
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
                            ("labour", "Labour"),
                            ("material", "Material"),
                            ("vendor", "Vendor"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[("estimate", "Estimate"), ("committed", "Committed"), ("actual", "Actual")],
                        default="actual",
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                (
                    "entry",
                    models.CharField(
                        choices=[
                            ("booking", "Booking"),
                            ("reversal", "Reversal"),
                            ("release", "Release"),
                            ("restored", "Restored"),
                        ],
                        default="booking",
                        editable=False,
                        max_length=20,
                        verbose_name="entry",
                    ),
                ),
                (
                    "description",
                    models.CharField(
                        blank=True,
                        help_text="Empty: made of what is known.",
                        max_length=200,
                        verbose_name="description",
                    ),
                ),
                (
                    "worked_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="day of the work"),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=4, help_text="Hours, for labour.", max_digits=12, verbose_name="quantity"
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                (
                    "unit_cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="Empty, for labour: by the rate card of the day.",
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="cost of one",
                    ),
                ),
                (
                    "labour_kind",
                    models.CharField(
                        choices=[
                            ("regular", "Regular hours"),
                            ("overtime", "Overtime"),
                            ("after_hours", "After hours"),
                            ("holiday", "Holiday"),
                        ],
                        default="regular",
                        max_length=20,
                        verbose_name="kind of hours",
                    ),
                ),
                (
                    "charges_trip",
                    models.BooleanField(
                        default=False, help_text="As the rate card says.", verbose_name="with trip charge"
                    ),
                ),
                (
                    "markup_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Empty, for a vendor's material: by the rate card.",
                        max_digits=6,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="markup in percent",
                    ),
                ),
                ("tax", models.DecimalField(decimal_places=2, default=0, max_digits=16, verbose_name="tax")),
                (
                    "currency",
                    models.CharField(
                        blank=True,
                        help_text="Empty: the place's.",
                        max_length=3,
                        validators=[core.validators.validate_currency],
                        verbose_name="currency",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="Such as the number of the quote, order or invoice.",
                        max_length=120,
                        verbose_name="document",
                    ),
                ),
                (
                    "charged_quantity",
                    models.DecimalField(
                        decimal_places=4, default=0, editable=False, max_digits=12, verbose_name="charged quantity"
                    ),
                ),
                (
                    "trip_charge",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=16, verbose_name="trip charge"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        editable=False,
                        max_digits=16,
                        verbose_name="amount before markup and tax",
                    ),
                ),
                (
                    "markup",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=16, verbose_name="markup"
                    ),
                ),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=16, verbose_name="total"
                    ),
                ),
                (
                    "exchange_rate",
                    models.DecimalField(
                        decimal_places=10, default=1, editable=False, max_digits=20, verbose_name="exchange rate"
                    ),
                ),
                (
                    "exchange_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="day of the exchange rate"),
                ),
                (
                    "reporting_currency",
                    models.CharField(blank=True, editable=False, max_length=3, verbose_name="reporting currency"),
                ),
                (
                    "reporting_total",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        editable=False,
                        max_digits=16,
                        verbose_name="total in the reporting currency",
                    ),
                ),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="estimate approved"),
                ),
                (
                    "against",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="countered_by",
                        to="workorders.cost",
                        verbose_name="against",
                    ),
                ),
                (
                    "caused_by",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorders.cost",
                        verbose_name="caused by",
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="Who worked.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "rate",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="costs",
                        to="vendors.rate",
                        verbose_name="rate",
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
                        related_name="costs",
                        to="vendors.vendor",
                        verbose_name="vendor",
                    ),
                ),
                (
                    "work_order",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="costs",
                        to="workorders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "cost",
                "verbose_name_plural": "costs",
                "indexes": [
                    models.Index(fields=["organization", "work_order", "stage", "kind"], name="cost_of_work_order"),
                    models.Index(fields=["organization", "-worked_on", "-id"], name="cost_by_day"),
                    models.Index(fields=["organization", "vendor", "-worked_on", "id"], name="cost_by_vendor"),
                    models.Index(fields=["organization", "-created_at", "-id"], name="cost_newest"),
                    models.Index(fields=["organization", "updated_at", "id"], name="cost_sync"),
                    models.Index(
                        condition=models.Q(("against__isnull", False)), fields=["against"], name="cost_by_against"
                    ),
                    models.Index(
                        condition=models.Q(("caused_by__isnull", False)), fields=["caused_by"], name="cost_by_cause"
                    ),
                    models.Index(condition=models.Q(("rate__isnull", False)), fields=["rate"], name="cost_by_rate"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="cost_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["labour", "material", "vendor", "other"])),
                        name="cost_kind_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["estimate", "committed", "actual"])),
                        name="cost_stage_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("entry__in", ["booking", "reversal", "release", "restored"])),
                        name="cost_entry_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("labour_kind__in", ["regular", "overtime", "after_hours", "holiday"])),
                        name="cost_hours_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("against__isnull", True), ("entry", "booking")),
                            models.Q(models.Q(("entry", "booking"), _negated=True), ("against__isnull", False)),
                            _connector="OR",
                        ),
                        name="cost_counters_a_booking",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount__gte", 0),
                                ("entry__in", ["booking", "restored"]),
                                ("markup__gte", 0),
                                ("quantity__gte", 0),
                                ("tax__gte", 0),
                                ("total__gte", 0),
                            ),
                            models.Q(
                                ("amount__lte", 0),
                                ("entry__in", ["reversal", "release"]),
                                ("markup__lte", 0),
                                ("quantity__lte", 0),
                                ("tax__lte", 0),
                                ("total__lte", 0),
                            ),
                            _connector="OR",
                        ),
                        name="cost_not_negative",
                        violation_error_code="min_value",
                        violation_error_message="A cost is not negative.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("amount"), "+", models.F("markup")
                                    ),
                                    "+",
                                    models.F("tax"),
                                ),
                            )
                        ),
                        name="cost_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
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
                ("requester_name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("requester_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("requester_phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("language", models.CharField(blank=True, editable=False, max_length=10, verbose_name="language")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("description", models.TextField(blank=True, max_length=20000, verbose_name="description")),
                (
                    "entry",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("any_time", "Yes, also when nobody is there"),
                            ("when_present", "Only when somebody is there"),
                            ("ask_first", "Ask first"),
                        ],
                        max_length=20,
                        verbose_name="may we come in",
                    ),
                ),
                (
                    "entry_times",
                    models.CharField(
                        blank=True, help_text="Such as “weekdays from 8 to 11”.", max_length=200, verbose_name="when"
                    ),
                ),
                (
                    "public_summary",
                    models.CharField(
                        blank=True,
                        help_text="A few words without names, so that others join instead of reporting it again.",
                        max_length=200,
                        verbose_name="shown to others at this place",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("accepted", "Accepted"),
                            ("duplicate", "Duplicate"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="new",
                        editable=False,
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("page", "In Atrium"),
                            ("link", "Request link"),
                            ("qr", "QR code"),
                            ("mail", "E-mail"),
                            ("api", "API"),
                            ("import", "Import"),
                        ],
                        default="page",
                        editable=False,
                        max_length=20,
                        verbose_name="came by",
                    ),
                ),
                (
                    "decline_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason of the refusal"),
                ),
                ("reported_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="reported")),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="decided")),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        editable=False,
                        help_text="Of the work, from 1 (poor) to 5 (very good).",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="rating",
                    ),
                ),
                (
                    "rating_comment",
                    models.TextField(blank=True, editable=False, max_length=2000, verbose_name="about the work"),
                ),
                ("rated_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="rated")),
                ("reopened_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="reopened")),
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
                    "duplicate_of",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="workorders.request",
                        verbose_name="duplicate of",
                    ),
                ),
                (
                    "equipment",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
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
                    "property",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="facilities.property",
                        verbose_name="property",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="requested by",
                    ),
                ),
                (
                    "space",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="facilities.space",
                        verbose_name="space",
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
                    "link",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="workorders.requestlink",
                        verbose_name="request link",
                    ),
                ),
                (
                    "work_order",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="workorders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "request",
                "verbose_name_plural": "requests",
                "indexes": [
                    models.Index(
                        fields=["organization", "-reported_at", "-id"],
                        include=("archived_at", "deleted_at"),
                        name="request_reported",
                    ),
                    models.Index(
                        fields=["organization", "state", "reported_at", "id"],
                        include=("archived_at", "deleted_at"),
                        name="request_by_state",
                    ),
                    models.Index(fields=["organization", "updated_at", "id"], name="request_sync"),
                    models.Index(fields=["organization", "property", "-reported_at"], name="request_by_property"),
                    models.Index(fields=["organization", "requester"], name="request_by_requester"),
                    models.Index(
                        condition=models.Q(("space__isnull", False)), fields=["space"], name="request_by_space"
                    ),
                    models.Index(
                        condition=models.Q(("equipment__isnull", False)),
                        fields=["equipment"],
                        name="request_by_equipment",
                    ),
                    models.Index(
                        condition=models.Q(("work_order__isnull", False)),
                        fields=["work_order"],
                        name="request_by_work_order",
                    ),
                    models.Index(condition=models.Q(("link__isnull", False)), fields=["link"], name="request_by_link"),
                    models.Index(
                        condition=models.Q(("duplicate_of__isnull", False)),
                        fields=["duplicate_of"],
                        name="request_duplicates",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="request_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["new", "accepted", "duplicate", "declined", "withdrawn"])),
                        name="request_state",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["page", "link", "qr", "mail", "api", "import"])),
                        name="request_source",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rating__isnull", True), ("rating__range", (1, 5)), _connector="OR"),
                        name="request_rating",
                        violation_error_message="A rating is a number from 1 to 5.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("duplicate_of", models.F("id")), _negated=True),
                        name="request_not_its_own_duplicate",
                        violation_error_message="A request is no duplicate of itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AffectedPerson",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("requester_name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("requester_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("requester_phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("language", models.CharField(blank=True, editable=False, max_length=10, verbose_name="language")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
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
                    "requester",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="requested by",
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
                    "request",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="affected",
                        to="workorders.request",
                        verbose_name="request",
                    ),
                ),
            ],
            options={
                "verbose_name": "person also affected",
                "verbose_name_plural": "people also affected",
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="RequestComment",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("body", models.TextField(max_length=20000, verbose_name="comment")),
                (
                    "is_internal",
                    models.BooleanField(
                        default=False, help_text="Not shown to the requester.", verbose_name="internal"
                    ),
                ),
                (
                    "from_requester",
                    models.BooleanField(default=False, editable=False, verbose_name="from the requester"),
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
                    "request",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="workorders.request",
                        verbose_name="request",
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
                "verbose_name": "comment on a request",
                "verbose_name_plural": "comments on requests",
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Transition",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("verb", models.CharField(max_length=30, verbose_name="verb")),
                (
                    "from_state",
                    models.CharField(
                        choices=[
                            ("awaiting_approval", "Awaiting approval"),
                            ("open", "Open"),
                            ("assigned", "Assigned"),
                            ("accepted", "Accepted"),
                            ("in_progress", "In progress"),
                            ("on_hold", "On hold"),
                            ("completed", "Completed"),
                            ("verified", "Verified"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                            ("declined", "Declined"),
                            ("duplicate", "Duplicate"),
                        ],
                        max_length=20,
                        verbose_name="from",
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("awaiting_approval", "Awaiting approval"),
                            ("open", "Open"),
                            ("assigned", "Assigned"),
                            ("accepted", "Accepted"),
                            ("in_progress", "In progress"),
                            ("on_hold", "On hold"),
                            ("completed", "Completed"),
                            ("verified", "Verified"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                            ("declined", "Declined"),
                            ("duplicate", "Duplicate"),
                        ],
                        max_length=20,
                        verbose_name="to",
                    ),
                ),
                ("pauses", models.BooleanField(default=False, verbose_name="pauses the clocks")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("source", models.CharField(max_length=20, verbose_name="way")),
                ("reason", models.TextField(blank=True, max_length=20000, verbose_name="reason")),
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
                    "hold_reason",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorders.holdreason",
                        verbose_name="hold reason",
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
                (
                    "work_order",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transitions",
                        to="workorders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "move",
                "verbose_name_plural": "moves",
                "ordering": ["at", "id"],
                "indexes": [
                    models.Index(fields=["organization", "work_order", "at", "id"], name="transition_in_order"),
                    models.Index(fields=["work_order"], name="transition_of_order"),
                    models.Index(
                        condition=models.Q(("verb", "reject")), fields=["work_order"], name="transition_sent_back"
                    ),
                    models.Index(
                        condition=models.Q(("hold_reason__isnull", False)),
                        fields=["hold_reason"],
                        name="transition_by_reason",
                    ),
                ],
            },
        ),
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
                        blank=True,
                        db_index=False,
                        help_text="Empty: you.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
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
                    "work_order",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="time_entries",
                        to="workorders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "time entry",
                "verbose_name_plural": "time entries",
                "indexes": [
                    models.Index(fields=["organization", "-started_at", "-id"], name="time_entry_newest"),
                    models.Index(fields=["organization", "work_order", "started_at"], name="time_entry_of_order"),
                    models.Index(fields=["organization", "person", "started_at"], name="time_entry_by_person"),
                    models.Index(fields=["organization", "name", "id"], name="time_entry_by_name"),
                    models.Index(fields=["organization", "minutes", "id"], name="time_entry_by_length"),
                    models.Index(fields=["organization", "updated_at", "id"], name="time_entry_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="time_entry_number_once"),
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
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        expressions=[
                            ("organization", "="),
                            ("person", "="),
                            (
                                models.Func(
                                    models.F("started_at"),
                                    models.F("ended_at"),
                                    models.Value("[)"),
                                    function="tstzrange",
                                ),
                                "&&",
                            ),
                        ],
                        name="time_entry_no_overlap",
                        violation_error_code="overlap",
                        violation_error_message="This person was at other work for a part of this time.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
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
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "is_required",
                    models.BooleanField(
                        default=True, help_text="Before the order is completed.", verbose_name="required"
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="done")),
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
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
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
                (
                    "work_order",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="workorders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "ordering": ["position", "number"],
                "indexes": [
                    models.Index(fields=["organization", "work_order", "position", "id"], name="task_in_order"),
                    models.Index(fields=["work_order"], name="task_of_order"),
                    models.Index(fields=["organization", "updated_at", "id"], name="task_sync"),
                ],
                "constraints": [models.UniqueConstraint(fields=("organization", "number"), name="task_number_once")],
            },
        ),
        migrations.CreateModel(
            name="SlaEntry",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                (
                    "timer",
                    models.CharField(
                        blank=True,
                        choices=[("response", "Response"), ("resolution", "Resolution"), ("vendor", "Vendor")],
                        max_length=12,
                        verbose_name="clock",
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("started", "Began"),
                            ("moved", "Due at another time"),
                            ("ended", "No longer promised"),
                            ("at_risk", "At risk"),
                            ("breached", "Breached"),
                            ("excused", "Excused"),
                            ("not_counted", "Time taken out"),
                            ("counted", "Time put back"),
                        ],
                        max_length=12,
                        verbose_name="what happened",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("due_before", models.DateTimeField(blank=True, null=True, verbose_name="due before")),
                ("due_after", models.DateTimeField(blank=True, null=True, verbose_name="due afterwards")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
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
                (
                    "work_order",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sla_entries",
                        to="workorders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a clock",
                "verbose_name_plural": "entries of clocks",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["organization", "work_order", "id"], name="sla_entry_of_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "act__in",
                                [
                                    "started",
                                    "moved",
                                    "ended",
                                    "at_risk",
                                    "breached",
                                    "excused",
                                    "not_counted",
                                    "counted",
                                ],
                            )
                        ),
                        name="sla_entry_act",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="sla_entry_in_order",
                        violation_error_message="The time ends after it begins.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlaClock",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                (
                    "timer",
                    models.CharField(
                        choices=[("response", "Response"), ("resolution", "Resolution"), ("vendor", "Vendor")],
                        max_length=12,
                        verbose_name="clock",
                    ),
                ),
                ("zone", models.CharField(max_length=60, verbose_name="time zone")),
                ("amount", models.PositiveIntegerField(verbose_name="promised")),
                (
                    "unit",
                    models.CharField(
                        choices=[("minutes", "Minutes of opening time"), ("days", "Working days")],
                        max_length=8,
                        verbose_name="unit",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("stopped", "Stopped"),
                            ("void", "Void"),
                        ],
                        default="running",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("at_risk_at", models.DateTimeField(verbose_name="at risk from")),
                ("paused_at", models.DateTimeField(blank=True, null=True, verbose_name="paused since")),
                ("met_at", models.DateTimeField(blank=True, null=True, verbose_name="met")),
                ("warned_at", models.DateTimeField(blank=True, null=True, verbose_name="warned")),
                ("breached_at", models.DateTimeField(blank=True, null=True, verbose_name="breached")),
                ("excused_at", models.DateTimeField(blank=True, null=True, verbose_name="excused")),
                ("excuse", models.CharField(blank=True, max_length=300, verbose_name="reason of the excuse")),
                (
                    "calendar_version",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorders.calendarversion",
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
                    "excused_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="excused by",
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
                (
                    "sla_version",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorders.slaversion",
                        verbose_name="promise",
                    ),
                ),
                (
                    "work_order",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clocks",
                        to="workorders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "clock",
                "verbose_name_plural": "clocks",
                "indexes": [
                    models.Index(
                        condition=models.Q(("breached_at__isnull", True), ("state", "running")),
                        fields=["organization", "due_at"],
                        name="sla_clock_to_breach",
                    ),
                    models.Index(
                        condition=models.Q(("state", "running"), ("warned_at__isnull", True)),
                        fields=["organization", "at_risk_at"],
                        name="sla_clock_to_warn",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "work_order", "timer"), name="sla_clock_once"),
                    models.CheckConstraint(
                        condition=models.Q(("timer__in", ["response", "resolution", "vendor"])),
                        name="sla_clock_timer",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["running", "paused", "stopped", "void"])),
                        name="sla_clock_state",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["minutes", "days"])),
                        name="sla_clock_unit",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceLine",
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
                ("description", models.CharField(max_length=200, verbose_name="description")),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=4,
                        default=1,
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="quantity",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                (
                    "unit_price",
                    models.DecimalField(
                        decimal_places=4,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="price of one",
                    ),
                ),
                (
                    "markup_percent",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="markup in percent",
                    ),
                ),
                (
                    "tax_percent",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="tax in percent",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        blank=True,
                        help_text="Empty: the place's.",
                        max_length=3,
                        validators=[core.validators.validate_currency],
                        verbose_name="currency",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        editable=False,
                        max_digits=16,
                        verbose_name="amount before markup and tax",
                    ),
                ),
                (
                    "markup",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=16, verbose_name="markup"
                    ),
                ),
                (
                    "tax",
                    models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=16, verbose_name="tax"),
                ),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=16, verbose_name="total"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="decided")),
                ("reason", models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason")),
                (
                    "cost",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="price_lines",
                        to="workorders.cost",
                        verbose_name="cost it passes on",
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
                    "decided_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
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
                (
                    "work_order",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="price_lines",
                        to="workorders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "price line",
                "verbose_name_plural": "price lines",
                "indexes": [
                    models.Index(fields=["organization", "work_order", "state", "id"], name="price_line_of_work_order"),
                    models.Index(fields=["organization", "-created_at", "-id"], name="price_line_newest"),
                    models.Index(fields=["organization", "updated_at", "id"], name="price_line_sync"),
                    models.Index(
                        condition=models.Q(("cost__isnull", False)), fields=["cost"], name="price_line_by_cost"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="price_line_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "approved", "refused", "withdrawn"])),
                        name="price_line_state_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("amount"), "+", models.F("markup")
                                    ),
                                    "+",
                                    models.F("tax"),
                                ),
                            ),
                            ("total__gte", 0),
                        ),
                        name="price_line_adds_up",
                    ),
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
                            ("done", "Done in time"),
                            ("done_early", "Done early"),
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
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="occurrences",
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
                    "plan",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="occurrences",
                        to="workorders.maintenanceplan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "property",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occurrences",
                        to="facilities.property",
                        verbose_name="property",
                    ),
                ),
                (
                    "space",
                    core.records.OwnedReference(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="facilities.space",
                        verbose_name="space",
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
                    "target",
                    core.records.OwnedReference(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="occurrences",
                        to="workorders.plantarget",
                        verbose_name="place",
                    ),
                ),
                (
                    "work_order",
                    core.records.OwnedReference(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workorders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "occurrence",
                "verbose_name_plural": "occurrences",
                "indexes": [
                    models.Index(fields=["organization", "due_on", "id"], name="occurrence_by_day"),
                    models.Index(fields=["organization", "state", "due_on", "id"], name="occurrence_by_state"),
                    models.Index(fields=["organization", "plan", "due_on", "id"], name="occurrence_by_plan"),
                    models.Index(fields=["organization", "property", "due_on"], name="occurrence_by_property"),
                    models.Index(fields=["organization", "name", "id"], name="occurrence_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="occurrence_sync"),
                    models.Index(
                        condition=models.Q(("equipment__isnull", False)),
                        fields=["organization", "equipment", "due_on"],
                        name="occurrence_by_equipment",
                    ),
                    models.Index(
                        condition=models.Q(("create_at__isnull", False), ("state", "planned")),
                        fields=["organization", "create_at", "id"],
                        name="occurrence_to_make",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="occurrence_number_once"),
                    models.UniqueConstraint(
                        fields=("organization", "plan", "target", "key"),
                        name="occurrence_once",
                        violation_error_message="This occurrence exists already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("work_order__isnull", False)),
                        fields=("organization", "work_order"),
                        name="occurrence_order_once",
                        violation_error_message="The work order belongs to another occurrence.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "planned")),
                        fields=("organization", "target"),
                        name="occurrence_one_planned",
                        violation_error_message="The place has its next occurrence already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "planned",
                                    "created",
                                    "done",
                                    "done_early",
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
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("body", models.TextField(max_length=20000, verbose_name="comment")),
                (
                    "is_internal",
                    models.BooleanField(
                        default=False, help_text="Not shown to vendors and tenants.", verbose_name="internal"
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
                (
                    "work_order",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="workorders.workorder",
                        verbose_name="work order",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ["created_at", "id"],
            },
        ),
        GuardModel(
            "WorkOrder",
            module="work_order",
            search={"number": "A", "title": "A", "description": "B", "resolution": "C"},
        ),
        GuardModel("Comment", module="comment"),
        GuardModel("Skill", module="skill", search={"number": "A", "name": "A"}),
        GuardModel("Team", module="team", search={"number": "A", "name": "A", "description": "C"}),
        GuardModel("TeamMember", module="team_member"),
        GuardModel("TeamPlace", module="team_place"),
        GuardModel("TeamTrade", module="team_trade"),
        GuardModel("RequestLink", module="request_link", search={"number": "A", "name": "A"}),
        GuardModel(
            "Request",
            module="request",
            search={"number": "A", "title": "A", "description": "B", "requester_name": "C"},
        ),
        GuardModel("RequestComment", module="request_comment"),
        GuardModel("AffectedPerson", module="affected_person"),
        GuardModel("HoldReason", module="hold_reason", search={"number": "A", "label": "A", "code": "A"}),
        GuardModel("Transition", module="transition"),
        GuardModel("BusinessCalendar", module="calendar", search={"number": "A", "name": "A"}),
        GuardModel("CalendarClosure", module="calendar_closure"),
        GuardModel("CalendarVersion", module="calendar_version"),
        GuardModel("PropertyCalendar", module="property_calendar"),
        GuardModel("SlaPolicy", module="sla_policy", search={"number": "A", "name": "A"}),
        GuardModel("SlaVersion", module="sla_version"),
        GuardModel("TimeEntry", module="time_entry", search={"number": "A", "name": "A", "note": "B"}),
        GuardModel("Task", module="task", search={"number": "A", "title": "A"}),
        GuardModel("CategoryRule", module="category_rule", search={"number": "A", "name": "A"}),
        GuardModel("Meter", module="meter", search={"number": "A", "name": "A"}),
        GuardModel("MeterReading", module="meter_reading"),
        GuardModel(
            "MaintenancePlan",
            module="maintenance_plan",
            search={"number": "A", "title": "A", "description": "B", "checklist": "C"},
        ),
        GuardModel("PlanTarget", module="plan_target"),
        GuardModel("Occurrence", module="occurrence", search={"number": "A", "name": "A", "reason": "B"}),
        GuardModel("Recomputation", module="recomputation"),
        GuardModel("SlaClock", module="sla_clock", recorded=False),
        GuardModel("SlaEntry", module="sla_entry", recorded=False),
        GuardModel("ExchangeRate", module="exchange_rate", search={"number": "A", "currency": "A", "source": "B"}),
        GuardModel("Cost", module="cost", search={"number": "A", "description": "A", "source": "A"}),
        GuardModel("PriceLine", module="price_line", search={"number": "A", "description": "A"}),
        GuardModel("CalendarFeed", module="calendar_feed"),
        GuardModel("Receipt", recorded=False),
        GuardModel("EscalationRule", module="escalation_rule", search={"number": "A", "name": "A"}),
        GuardModel("ReportSubscription", module="report_subscription"),
        *(migrations.RunSQL(TRIGGER.format(table=table), migrations.RunSQL.noop) for table in DEFINITIONS),
    ]
