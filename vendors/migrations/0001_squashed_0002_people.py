"""Vendors with their people, places, trades and rates: their tables under guard."""

import uuid

import django.contrib.postgres.constraints
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.records
import core.validators
from core.db.operations import GuardModel


class Migration(migrations.Migration):
    # Databases made before hold the steps that this one replaces.
    replaces = [("vendors", "0001_vendors"), ("vendors", "0002_people")]

    initial = True

    dependencies = [
        ("accounts", "0004_organization_copies"),
        ("core", "0012_copying"),
        ("facilities", "0002_exact_smallest_share"),
    ]

    operations = [
        migrations.RunSQL("create extension if not exists btree_gist", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Vendor",
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
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "legal_name",
                    models.CharField(
                        blank=True, help_text="As on contracts.", max_length=200, verbose_name="legal name"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True, help_text="As your ledger knows it.", max_length=40, verbose_name="code"
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "website",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="website",
                    ),
                ),
                ("line1", models.CharField(blank=True, max_length=160, verbose_name="street")),
                ("line2", models.CharField(blank=True, max_length=160, verbose_name="street, second line")),
                ("city", models.CharField(blank=True, max_length=120, verbose_name="city")),
                ("state", models.CharField(blank=True, max_length=60, verbose_name="state")),
                ("postal_code", models.CharField(blank=True, max_length=20, verbose_name="postal code")),
                (
                    "country",
                    models.CharField(
                        blank=True, max_length=2, validators=[core.validators.validate_country], verbose_name="country"
                    ),
                ),
                ("notes", models.TextField(blank=True, max_length=20000, verbose_name="notes")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("inactive", "Inactive")],
                        default="active",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "deactivation_reason",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="reason of the deactivation"
                    ),
                ),
                ("do_not_assign", models.BooleanField(default=False, editable=False, verbose_name="do not assign")),
                (
                    "do_not_assign_until",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="The last day; empty: no end.",
                        null=True,
                        verbose_name="do not assign until",
                    ),
                ),
                (
                    "do_not_assign_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="why not to assign"),
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
                "verbose_name": "vendor",
                "verbose_name_plural": "vendors",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="vendor_by_name"),
                    models.Index(fields=["organization", "code", "id"], name="vendor_by_code"),
                    models.Index(fields=["organization", "status", "name", "id"], name="vendor_by_status"),
                    models.Index(fields=["organization", "updated_at", "id"], name="vendor_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="vendor_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "name"),
                        name="vendor_name_taken",
                        violation_error_message="Another vendor already has this name.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("code", ""), _negated=True), ("deleted_at__isnull", True)),
                        fields=("organization", "code"),
                        name="vendor_code_taken",
                        violation_error_message="Another vendor already has this code.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "inactive"])),
                        name="vendor_status_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rate",
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
                        blank=True, help_text="Empty: made of trade and kind.", max_length=160, verbose_name="name"
                    ),
                ),
                (
                    "kind",
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
                    "hourly",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="per hour",
                    ),
                ),
                (
                    "trip_charge",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        help_text="Once for each visit.",
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="trip charge",
                    ),
                ),
                (
                    "minimum_hours",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        help_text="A shorter visit is charged as this.",
                        max_digits=6,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="least hours",
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
                        verbose_name="markup on material in percent",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        blank=True,
                        help_text="Empty: the organization's.",
                        max_length=3,
                        validators=[core.validators.validate_currency],
                        verbose_name="currency",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="first day")),
                (
                    "valid_until",
                    models.DateField(
                        blank=True, help_text="Empty: until further notice.", null=True, verbose_name="last day"
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
                    "trade",
                    core.records.OwnedReference(
                        blank=True,
                        help_text="Empty: every trade without a rate of its own.",
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
                        help_text="Empty: your own people.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rates",
                        to="vendors.vendor",
                        verbose_name="vendor",
                    ),
                ),
            ],
            options={
                "verbose_name": "rate",
                "verbose_name_plural": "rates",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="rate_by_name"),
                    models.Index(
                        fields=["organization", "vendor", "trade", "kind", "valid_from"], name="rate_of_vendor"
                    ),
                    models.Index(fields=["organization", "valid_from", "id"], name="rate_by_start"),
                    models.Index(fields=["organization", "valid_until", "id"], name="rate_by_end"),
                    models.Index(fields=["organization", "updated_at", "id"], name="rate_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="rate_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["regular", "overtime", "after_hours", "holiday"])),
                        name="rate_kind_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hourly__gte", 0),
                            ("markup_percent__gte", 0),
                            ("minimum_hours__gte", 0),
                            ("trip_charge__gte", 0),
                        ),
                        name="rate_not_negative",
                        violation_error_message="An amount is not negative.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="rate_days_in_order",
                        violation_error_code="order",
                        violation_error_message="The last day is before the first.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        expressions=[
                            ("organization", "="),
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    "vendor",
                                    models.Value(uuid.UUID("00000000-0000-0000-0000-000000000000"), models.UUIDField()),
                                    output_field=models.UUIDField(),
                                ),
                                "=",
                            ),
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    "trade",
                                    models.Value(uuid.UUID("00000000-0000-0000-0000-000000000000"), models.UUIDField()),
                                    output_field=models.UUIDField(),
                                ),
                                "=",
                            ),
                            ("kind", "="),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_until"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="rate_no_overlap",
                        violation_error_code="overlap",
                        violation_error_message="Another rate of this kind is valid on some of these days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VendorArea",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="vendors.vendor",
                        verbose_name="vendor",
                    ),
                ),
            ],
            options={
                "verbose_name": "area of a vendor",
                "verbose_name_plural": "areas of vendors",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "vendor", "region", "property"),
                        name="vendor_area_once",
                        nulls_distinct=False,
                        violation_error_message="The vendor serves this place already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("property__isnull", False), ("region__isnull", True)),
                            models.Q(("property__isnull", True), ("region__isnull", False)),
                            _connector="OR",
                        ),
                        name="vendor_area_of_one_place",
                        violation_error_code="one-place",
                        violation_error_message="Name a region or a property, and not both.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VendorContact",
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
                    "role",
                    models.CharField(
                        blank=True, help_text="Such as dispatcher or owner.", max_length=120, verbose_name="role"
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("mobile", models.CharField(blank=True, max_length=40, verbose_name="mobile")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "is_notified",
                    models.BooleanField(
                        default=False,
                        help_text="Gets a mail when work is given to the vendor.",
                        verbose_name="notified",
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
                    "vendor",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="vendors.vendor",
                        verbose_name="vendor",
                    ),
                ),
            ],
            options={
                "verbose_name": "vendor contact",
                "verbose_name_plural": "vendor contacts",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="vendor_contact_by_name"),
                    models.Index(fields=["organization", "vendor", "name", "id"], name="vendor_contact_of_vendor"),
                    models.Index(fields=["organization", "updated_at", "id"], name="vendor_contact_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="vendor_contact_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_notified", False), models.Q(("email", ""), _negated=True), _connector="OR"
                        ),
                        name="vendor_contact_notified_by_mail",
                        violation_error_code="required",
                        violation_error_message="Somebody who is notified needs an e-mail address.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VendorPerson",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="vendors.vendor",
                        verbose_name="vendor",
                    ),
                ),
            ],
            options={
                "verbose_name": "person of a vendor",
                "verbose_name_plural": "people of vendors",
                "indexes": [models.Index(fields=["organization", "person"], name="vendor_person_by_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "vendor", "person"),
                        name="vendor_person_once",
                        violation_error_message="This person works for the vendor already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VendorTrade",
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
                    "trade",
                    core.records.OwnedReference(
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
                (
                    "vendor",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vendor_trades",
                        to="vendors.vendor",
                        verbose_name="vendor",
                    ),
                ),
            ],
            options={
                "verbose_name": "trade of a vendor",
                "verbose_name_plural": "trades of vendors",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "vendor", "trade"),
                        name="vendor_trade_once",
                        violation_error_message="The vendor has this trade already.",
                    )
                ],
            },
        ),
        GuardModel(
            "Vendor",
            module="vendor",
            search={"number": "A", "name": "A", "legal_name": "A", "code": "A", "city": "B", "notes": "C"},
        ),
        GuardModel("VendorTrade", module="vendor_trade"),
        GuardModel("VendorArea", module="vendor_area"),
        GuardModel(
            "VendorContact",
            module="vendor_contact",
            search={"number": "A", "name": "A", "role": "B", "phone": "B", "mobile": "B", "email": "B"},
        ),
        GuardModel("Rate", module="rate", search={"number": "A", "name": "A"}),
        GuardModel("VendorPerson", module="vendor_person"),
    ]
