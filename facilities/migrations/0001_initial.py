import django.contrib.postgres.fields
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
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        # While few tables refer to them: Django renders whatever does at each of its steps.
        ("oauth2_provider", "0022_refreshtoken_token_family_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="EquipmentClass",
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
                ("scheme", models.CharField(default="UNIFORMAT II", max_length=40, verbose_name="scheme")),
                ("edition", models.CharField(blank=True, max_length=40, verbose_name="edition")),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                (
                    "is_active",
                    models.BooleanField(default=True, help_text="May be chosen for equipment.", verbose_name="active"),
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
                    "parent",
                    core.records.OwnedReference(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="facilities.equipmentclass",
                        verbose_name="above",
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
                "verbose_name": "equipment class",
                "verbose_name_plural": "equipment classes",
                "indexes": [
                    models.Index(fields=["organization", "code", "id"], name="equipment_class_by_code"),
                    models.Index(fields=["organization", "title", "id"], name="equipment_class_by_title"),
                    models.Index(fields=["organization", "updated_at", "id"], name="equipment_class_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="equipment_class_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "scheme", "code"),
                        name="equipment_class_code_taken",
                        violation_error_message="The scheme already has this code.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lease",
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
                    "lease_number",
                    models.CharField(help_text="As the contract gives it.", max_length=60, verbose_name="lease number"),
                ),
                ("lessor", models.CharField(blank=True, max_length=160, verbose_name="lessor")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
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
                "verbose_name": "lease",
                "verbose_name_plural": "leases",
                "indexes": [
                    models.Index(fields=["organization", "lease_number", "id"], name="lease_by_lease_number"),
                    models.Index(fields=["organization", "starts_on", "id"], name="lease_by_start"),
                    models.Index(fields=["organization", "ends_on", "id"], name="lease_by_end"),
                    models.Index(fields=["organization", "updated_at", "id"], name="lease_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="lease_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="lease_dates_in_order",
                        violation_error_message="The last day is before the first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnershipGroup",
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
                ("code", models.CharField(blank=True, max_length=40, verbose_name="code")),
                (
                    "currency",
                    models.CharField(
                        default="USD",
                        max_length=3,
                        validators=[core.validators.validate_currency],
                        verbose_name="currency",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
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
                "verbose_name": "ownership group",
                "verbose_name_plural": "ownership groups",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="ownership_group_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="ownership_group_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="ownership_group_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "name"),
                        name="ownership_group_name_taken",
                        violation_error_message="Another ownership group already has this name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnershipEntity",
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
                ("code", models.CharField(blank=True, max_length=40, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("company", "Company"),
                            ("fund", "Fund"),
                            ("trust", "Trust"),
                            ("public_body", "Public body"),
                            ("person", "Person"),
                            ("other", "Other"),
                        ],
                        default="company",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        default="US",
                        max_length=2,
                        validators=[core.validators.validate_country],
                        verbose_name="country",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="USD",
                        max_length=3,
                        validators=[core.validators.validate_currency],
                        verbose_name="currency",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
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
                    "group",
                    core.records.OwnedReference(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entities",
                        to="facilities.ownershipgroup",
                        verbose_name="ownership group",
                    ),
                ),
            ],
            options={
                "verbose_name": "ownership entity",
                "verbose_name_plural": "ownership entities",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="ownership_entity_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="ownership_entity_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="ownership_entity_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("code", ""), _negated=True), ("deleted_at__isnull", True)),
                        fields=("organization", "code"),
                        name="ownership_entity_code_taken",
                        violation_error_message="Another ownership entity already has this code.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["company", "fund", "trust", "public_body", "person", "other"])
                        ),
                        name="ownership_entity_kind_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Portfolio",
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
                ("code", models.CharField(blank=True, max_length=40, verbose_name="code")),
                (
                    "currency",
                    models.CharField(
                        default="USD",
                        max_length=3,
                        validators=[core.validators.validate_currency],
                        verbose_name="currency",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
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
                "verbose_name": "portfolio",
                "verbose_name_plural": "portfolios",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="portfolio_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="portfolio_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="portfolio_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "name"),
                        name="portfolio_name_taken",
                        violation_error_message="Another portfolio already has this name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Property",
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
                ("code", models.CharField(blank=True, max_length=40, verbose_name="code")),
                (
                    "asset_class",
                    models.CharField(
                        choices=[
                            ("office", "Office"),
                            ("retail", "Retail"),
                            ("industrial", "Industrial"),
                            ("multifamily", "Multifamily"),
                            ("hospitality", "Hospitality"),
                            ("healthcare", "Healthcare"),
                            ("education", "Education"),
                            ("mixed_use", "Mixed use"),
                            ("land", "Land"),
                            ("other", "Other"),
                        ],
                        default="office",
                        max_length=20,
                        verbose_name="asset class",
                    ),
                ),
                ("asset_type", models.CharField(blank=True, max_length=60, verbose_name="asset type")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("excess", "Excess"), ("decommissioned", "Decommissioned")],
                        default="active",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "tenure",
                    models.CharField(
                        choices=[("owned", "Owned"), ("leased", "Leased"), ("managed", "Managed for others")],
                        default="owned",
                        max_length=10,
                        verbose_name="tenure",
                    ),
                ),
                ("line1", models.CharField(blank=True, max_length=120, verbose_name="street address")),
                ("line2", models.CharField(blank=True, max_length=120, verbose_name="address, second line")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("state", models.CharField(blank=True, max_length=40, verbose_name="state or province")),
                ("postal_code", models.CharField(blank=True, max_length=20, verbose_name="postal code")),
                (
                    "country",
                    models.CharField(
                        default="US",
                        max_length=2,
                        validators=[core.validators.validate_country],
                        verbose_name="country",
                    ),
                ),
                (
                    "latitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        max_length=60,
                        validators=[core.validators.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "gross_area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="gross area",
                    ),
                ),
                (
                    "rentable_area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="rentable area",
                    ),
                ),
                (
                    "area_unit",
                    models.CharField(
                        choices=[("sqft", "sq ft"), ("sqm", "m²")],
                        default="sqft",
                        max_length=4,
                        verbose_name="unit of area",
                    ),
                ),
                (
                    "capacity",
                    models.PositiveIntegerField(blank=True, help_text="People.", null=True, verbose_name="capacity"),
                ),
                (
                    "year_built",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1000),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="year built",
                    ),
                ),
                ("floors_count", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="floors")),
                ("construction_type", models.CharField(blank=True, max_length=60, verbose_name="construction")),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="tags",
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
                    "parent",
                    core.records.OwnedReference(
                        blank=True,
                        help_text="The campus or site.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="facilities.property",
                        verbose_name="part of",
                    ),
                ),
                (
                    "portfolio",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="properties",
                        to="facilities.portfolio",
                        verbose_name="portfolio",
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
                "verbose_name": "property",
                "verbose_name_plural": "properties",
                "indexes": [
                    models.Index(fields=["organization", "-created_at", "-id"], name="property_newest"),
                    models.Index(fields=["organization", "name", "id"], name="property_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="property_sync"),
                    models.Index(fields=["organization", "code", "id"], name="property_by_code"),
                    models.Index(fields=["organization", "city", "id"], name="property_by_city"),
                    models.Index(fields=["organization", "state", "id"], name="property_by_state"),
                    models.Index(fields=["organization", "status", "id"], name="property_by_status"),
                    models.Index(fields=["organization", "tenure", "id"], name="property_by_tenure"),
                    models.Index(fields=["organization", "year_built", "id"], name="property_by_year_built"),
                    models.Index(fields=["organization", "rentable_area", "id"], name="property_by_rentable_area"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="property_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("code", ""), _negated=True), ("deleted_at__isnull", True)),
                        fields=("organization", "code"),
                        name="property_code_taken",
                        violation_error_message="Another property already has this code.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "asset_class__in",
                                [
                                    "office",
                                    "retail",
                                    "industrial",
                                    "multifamily",
                                    "hospitality",
                                    "healthcare",
                                    "education",
                                    "mixed_use",
                                    "land",
                                    "other",
                                ],
                            )
                        ),
                        name="property_asset_class_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "excess", "decommissioned"])),
                        name="property_status_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tenure__in", ["owned", "leased", "managed"])),
                        name="property_tenure_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="property_both_coordinates",
                        violation_error_message="Give both latitude and longitude, or neither.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnershipShare",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                (
                    "share_percent",
                    models.DecimalField(
                        decimal_places=4,
                        max_digits=7,
                        validators=[
                            django.core.validators.MinValueValidator(0.0001),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="share in percent",
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(blank=True, help_text="Empty: since ever.", null=True, verbose_name="first day"),
                ),
                (
                    "valid_to",
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
                    "entity",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="facilities.ownershipentity",
                        verbose_name="entity",
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
                    "property",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="facilities.property",
                        verbose_name="property",
                    ),
                ),
            ],
            options={
                "verbose_name": "share of ownership",
                "verbose_name_plural": "shares of ownership",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "property", "entity", "valid_from"),
                        name="ownership_share_once",
                        nulls_distinct=False,
                        violation_error_message="This entity already has a share from the same day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share_percent__gt", 0), ("share_percent__lte", 100)),
                        name="ownership_share_of_a_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="ownership_share_dates_in_order",
                        violation_error_message="The last day is before the first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaseProperty",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                (
                    "area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="leased area",
                    ),
                ),
                (
                    "area_unit",
                    models.CharField(
                        choices=[("sqft", "sq ft"), ("sqm", "m²")],
                        default="sqft",
                        max_length=4,
                        verbose_name="unit of area",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lease_properties",
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
                    "property",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lease_properties",
                        to="facilities.property",
                        verbose_name="property",
                    ),
                ),
            ],
            options={
                "verbose_name": "leased property",
                "verbose_name_plural": "leased properties",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "lease", "property"),
                        name="lease_property_once",
                        violation_error_message="The lease covers this property already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Equipment",
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
                    "code",
                    models.CharField(
                        blank=True, help_text="As it stands on the equipment.", max_length=60, verbose_name="tag"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hvac", "Heating, ventilation, air conditioning"),
                            ("electrical", "Electrical"),
                            ("plumbing", "Plumbing"),
                            ("fire", "Fire protection"),
                            ("elevator", "Elevator"),
                            ("security", "Security"),
                            ("roof", "Roof"),
                            ("structure", "Structure"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "is_system",
                    models.BooleanField(
                        default=False,
                        help_text="A system of the building, of which equipment is part.",
                        verbose_name="building system",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("in_service", "In service"),
                            ("standby", "Standby"),
                            ("out_of_service", "Out of service"),
                            ("retired", "Retired"),
                        ],
                        default="in_service",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "Excellent"),
                            ("good", "Good"),
                            ("fair", "Fair"),
                            ("poor", "Poor"),
                            ("failed", "Failed"),
                        ],
                        max_length=20,
                        verbose_name="condition",
                    ),
                ),
                (
                    "criticality",
                    models.CharField(
                        choices=[("low", "Low"), ("medium", "Medium"), ("high", "High"), ("critical", "Critical")],
                        default="medium",
                        max_length=20,
                        verbose_name="criticality",
                    ),
                ),
                ("manufacturer", models.CharField(blank=True, max_length=120, verbose_name="manufacturer")),
                ("model", models.CharField(blank=True, max_length=120, verbose_name="model")),
                ("serial", models.CharField(blank=True, max_length=120, verbose_name="serial number")),
                ("installed_on", models.DateField(blank=True, null=True, verbose_name="installed on")),
                ("warranty_until", models.DateField(blank=True, null=True, verbose_name="warranty until")),
                (
                    "expected_life_years",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="expected life in years"),
                ),
                (
                    "replacement_cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="replacement cost",
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
                    "specs",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="specifications",
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
                    "parent",
                    core.records.OwnedReference(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="facilities.equipment",
                        verbose_name="part of",
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
                    "equipment_class",
                    core.records.OwnedReference(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="facilities.equipmentclass",
                        verbose_name="class",
                    ),
                ),
                (
                    "property",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="facilities.property",
                        verbose_name="property",
                    ),
                ),
            ],
            options={
                "verbose_name": "equipment",
                "verbose_name_plural": "equipment",
                "indexes": [
                    models.Index(fields=["organization", "property", "name", "id"], name="equipment_of_property"),
                    models.Index(fields=["organization", "name", "id"], name="equipment_by_name"),
                    models.Index(fields=["organization", "code", "id"], name="equipment_by_code"),
                    models.Index(fields=["organization", "kind", "id"], name="equipment_by_kind"),
                    models.Index(fields=["organization", "warranty_until", "id"], name="equipment_by_warranty"),
                    models.Index(fields=["organization", "-created_at", "-id"], name="equipment_newest"),
                    models.Index(fields=["organization", "updated_at", "id"], name="equipment_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="equipment_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "hvac",
                                    "electrical",
                                    "plumbing",
                                    "fire",
                                    "elevator",
                                    "security",
                                    "roof",
                                    "structure",
                                    "other",
                                ],
                            )
                        ),
                        name="equipment_kind_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["in_service", "standby", "out_of_service", "retired"])),
                        name="equipment_status_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("criticality__in", ["low", "medium", "high", "critical"])),
                        name="equipment_criticality_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replacement_cost__isnull", True),
                            models.Q(("currency", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="equipment_cost_has_currency",
                        violation_error_message="A replacement cost needs a currency.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("warranty_until__isnull", True),
                            ("installed_on__isnull", True),
                            ("warranty_until__gte", models.F("installed_on")),
                            _connector="OR",
                        ),
                        name="equipment_warranty_after_start",
                        violation_error_message="The warranty ends before the equipment was installed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PropertyArea",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                (
                    "standard",
                    models.CharField(
                        choices=[("boma", "BOMA"), ("astm_e1836", "ASTM E1836"), ("ipms", "IPMS"), ("other", "Other")],
                        max_length=20,
                        verbose_name="standard",
                    ),
                ),
                (
                    "edition",
                    models.CharField(blank=True, help_text="Such as 2017.", max_length=20, verbose_name="edition"),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[("a", "A, floor by floor"), ("b", "B, single load factor")],
                        max_length=1,
                        verbose_name="method",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("interior_gross", "Interior gross"),
                            ("exterior_gross", "Exterior gross"),
                            ("rentable", "Rentable"),
                            ("occupant", "Usable (occupant)"),
                            ("occupant_storage", "Occupant storage"),
                            ("building_amenity", "Building amenity"),
                            ("building_service", "Building service"),
                            ("floor_service", "Floor service"),
                            ("base_circulation", "Base building circulation"),
                            ("inter_building", "Inter-building"),
                            ("vertical_penetrations", "Major vertical penetrations"),
                            ("exclusive_outdoor", "Balcony and exclusive outdoor"),
                            ("parking", "Parking"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="area",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("sqft", "sq ft"), ("sqm", "m²")], default="sqft", max_length=4, verbose_name="unit"
                    ),
                ),
                ("measured_by", models.CharField(blank=True, max_length=120, verbose_name="measured by")),
                ("measured_on", models.DateField(blank=True, null=True, verbose_name="measured on")),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
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
                "verbose_name": "measured area",
                "verbose_name_plural": "measured areas",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "property", "standard", "edition", "method", "measured_on", "kind"),
                        name="property_area_once",
                        nulls_distinct=False,
                        violation_error_message="This area was already recorded for the same standard and day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("standard__in", ["boma", "astm_e1836", "ipms", "other"])),
                        name="property_area_standard_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "interior_gross",
                                    "exterior_gross",
                                    "rentable",
                                    "occupant",
                                    "occupant_storage",
                                    "building_amenity",
                                    "building_service",
                                    "floor_service",
                                    "base_circulation",
                                    "inter_building",
                                    "vertical_penetrations",
                                    "exclusive_outdoor",
                                    "parking",
                                ],
                            )
                        ),
                        name="property_area_kind_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PropertyAssociation",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("adjacent", "Adjacent"),
                            ("shared_plant", "Shared plant"),
                            ("campus", "Same campus"),
                            ("parent_child", "Part of"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
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
                    "from_property",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="associations",
                        to="facilities.property",
                        verbose_name="from",
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
                    "to_property",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reverse_associations",
                        to="facilities.property",
                        verbose_name="to",
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
                "verbose_name": "link between properties",
                "verbose_name_plural": "links between properties",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "from_property", "to_property", "kind"),
                        name="property_association_once",
                        violation_error_message="These properties are linked in this way already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_property", models.F("to_property")), _negated=True),
                        name="property_association_of_two",
                        violation_error_code="self",
                        violation_error_message="A property is not linked with itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["adjacent", "shared_plant", "campus", "parent_child", "other"])
                        ),
                        name="property_association_kind_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Region",
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
                ("code", models.CharField(blank=True, max_length=40, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[("region", "Region"), ("market", "Market")],
                        default="region",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("path", models.CharField(db_collation="C", editable=False, max_length=400, verbose_name="path")),
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
                    "parent",
                    core.records.OwnedReference(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="facilities.region",
                        verbose_name="above",
                    ),
                ),
                (
                    "portfolio",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regions",
                        to="facilities.portfolio",
                        verbose_name="portfolio",
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
                "verbose_name": "region",
                "verbose_name_plural": "regions",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="region_by_name"),
                    models.Index(fields=["organization", "portfolio", "name", "id"], name="region_of_portfolio"),
                    models.Index(fields=["organization", "updated_at", "id"], name="region_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="region_number_once"),
                    models.UniqueConstraint(fields=("organization", "path"), name="region_path_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["region", "market"])),
                        name="region_kind_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="property",
            name="region",
            field=core.records.OwnedReference(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="properties",
                to="facilities.region",
                verbose_name="region",
            ),
        ),
        migrations.CreateModel(
            name="ReportingGroup",
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
                ("code", models.CharField(blank=True, max_length=40, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("campus", "Campus"),
                            ("portfolio_view", "Portfolio view"),
                            ("fund", "Fund"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
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
                "verbose_name": "reporting group",
                "verbose_name_plural": "reporting groups",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="reporting_group_by_name"),
                    models.Index(fields=["organization", "kind", "id"], name="reporting_group_by_kind"),
                    models.Index(fields=["organization", "updated_at", "id"], name="reporting_group_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="reporting_group_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "kind", "name"),
                        name="reporting_group_name_taken",
                        violation_error_message="Another group of this kind already has this name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["campus", "portfolio_view", "fund", "other"])),
                        name="reporting_group_kind_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportingGroupMember",
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
                    "group",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="facilities.reportinggroup",
                        verbose_name="group",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
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
                "verbose_name": "member of a reporting group",
                "verbose_name_plural": "members of reporting groups",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "group", "property"),
                        name="reporting_group_member_once",
                        violation_error_message="This property is in the group already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Space",
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
                ("code", models.CharField(blank=True, max_length=60, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("building", "Building"),
                            ("floor", "Floor"),
                            ("unit", "Unit"),
                            ("suite", "Suite"),
                            ("room", "Room"),
                            ("common_area", "Common area"),
                        ],
                        default="room",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "use",
                    models.CharField(
                        blank=True,
                        help_text="Such as office, laboratory or storage.",
                        max_length=60,
                        verbose_name="use",
                    ),
                ),
                (
                    "occupancy",
                    models.CharField(
                        choices=[
                            ("occupied", "Occupied"),
                            ("vacant", "Vacant"),
                            ("reserved", "Reserved"),
                            ("out_of_use", "Out of use"),
                        ],
                        default="vacant",
                        max_length=20,
                        verbose_name="occupancy",
                    ),
                ),
                (
                    "capacity",
                    models.PositiveIntegerField(blank=True, help_text="People.", null=True, verbose_name="capacity"),
                ),
                (
                    "level",
                    models.SmallIntegerField(
                        blank=True,
                        help_text="Of a floor: 0 is the ground floor, -1 the first basement.",
                        null=True,
                        verbose_name="level",
                    ),
                ),
                (
                    "area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="area",
                    ),
                ),
                (
                    "area_unit",
                    models.CharField(
                        choices=[("sqft", "sq ft"), ("sqm", "m²")],
                        default="sqft",
                        max_length=4,
                        verbose_name="unit of area",
                    ),
                ),
                (
                    "area_standard",
                    models.CharField(
                        blank=True,
                        choices=[("boma", "BOMA"), ("astm_e1836", "ASTM E1836"), ("ipms", "IPMS"), ("other", "Other")],
                        help_text="Measurement standard.",
                        max_length=20,
                        verbose_name="measured by",
                    ),
                ),
                ("path", models.CharField(db_collation="C", editable=False, max_length=400, verbose_name="path")),
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
                    "parent",
                    core.records.OwnedReference(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="facilities.space",
                        verbose_name="inside",
                    ),
                ),
                (
                    "property",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spaces",
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
                "verbose_name": "space",
                "verbose_name_plural": "spaces",
                "indexes": [
                    models.Index(fields=["organization", "property", "name", "id"], name="space_of_property"),
                    models.Index(fields=["organization", "name", "id"], name="space_by_name"),
                    models.Index(fields=["organization", "code", "id"], name="space_by_code"),
                    models.Index(fields=["organization", "kind", "id"], name="space_by_kind"),
                    models.Index(fields=["organization", "-created_at", "-id"], name="space_newest"),
                    models.Index(fields=["organization", "updated_at", "id"], name="space_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="space_number_once"),
                    models.UniqueConstraint(fields=("organization", "path"), name="space_path_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["building", "floor", "unit", "suite", "room", "common_area"])),
                        name="space_kind_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("occupancy__in", ["occupied", "vacant", "reserved", "out_of_use"])),
                        name="space_occupancy_known",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EquipmentServes",
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
                    "equipment",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="serves",
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
                    "space",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="served_by",
                        to="facilities.space",
                        verbose_name="space",
                    ),
                ),
            ],
            options={
                "verbose_name": "served space",
                "verbose_name_plural": "served spaces",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "equipment", "space"),
                        name="equipment_serves_once",
                        violation_error_message="The equipment serves this space already.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="equipment",
            name="space",
            field=core.records.OwnedReference(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="equipment",
                to="facilities.space",
                verbose_name="located in",
            ),
        ),
        GuardModel(
            "Portfolio", module="portfolio", search={"number": "A", "name": "A", "code": "A", "description": "C"}
        ),
        GuardModel("Region", module="region", search={"number": "A", "name": "A", "code": "A"}, exclude=("path",)),
        GuardModel(
            "Property",
            module="property",
            search={
                "number": "A",
                "name": "A",
                "code": "A",
                "line1": "B",
                "city": "B",
                "state": "B",
                "postal_code": "B",
            },
        ),
        GuardModel(
            "Space", module="space", search={"number": "A", "name": "A", "code": "A", "use": "B"}, exclude=("path",)
        ),
        GuardModel(
            "OwnershipGroup",
            module="ownership_group",
            search={"number": "A", "name": "A", "code": "A", "description": "C"},
        ),
        GuardModel(
            "OwnershipEntity",
            module="ownership_entity",
            search={"number": "A", "name": "A", "code": "A", "description": "C"},
        ),
        GuardModel("OwnershipShare", module="ownership_share"),
        GuardModel(
            "ReportingGroup",
            module="reporting_group",
            search={"number": "A", "name": "A", "code": "A", "description": "C"},
        ),
        GuardModel("ReportingGroupMember", module="reporting_group_member"),
        GuardModel("PropertyAssociation", module="property_association"),
        GuardModel("PropertyArea", module="property_area"),
        GuardModel("Lease", module="lease", search={"number": "A", "lease_number": "A", "lessor": "A", "notes": "C"}),
        GuardModel("LeaseProperty", module="lease_property"),
        GuardModel("EquipmentClass", module="equipment_class", search={"number": "A", "code": "A", "title": "A"}),
        GuardModel(
            "Equipment",
            module="equipment",
            search={"number": "A", "name": "A", "code": "A", "serial": "A", "manufacturer": "B", "model": "B"},
        ),
        GuardModel("EquipmentServes", module="equipment_serves"),
    ]
