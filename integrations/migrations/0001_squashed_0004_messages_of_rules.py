"""Webhooks, inbound events and rules: their tables under guard."""

import django.contrib.postgres.fields
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.records
from core.db.operations import GuardModel


class Migration(migrations.Migration):
    # Databases made before hold the steps that this one replaces.
    replaces = [
        ("integrations", "0001_webhooks"),
        ("integrations", "0002_events_and_rules"),
        ("integrations", "0003_webhooks_given_up"),
        ("integrations", "0004_messages_of_rules"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0004_organization_copies"),
        ("facilities", "0002_exact_smallest_share"),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
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
                ("source", models.CharField(editable=False, max_length=200, verbose_name="source")),
                ("type", models.CharField(editable=False, max_length=120, verbose_name="type")),
                ("event_id", models.CharField(editable=False, max_length=200, verbose_name="id at its source")),
                ("occurred_at", models.DateTimeField(editable=False, verbose_name="occurred")),
                (
                    "subject_module",
                    models.CharField(blank=True, editable=False, max_length=60, verbose_name="module of its record"),
                ),
                (
                    "subject_key",
                    models.CharField(blank=True, editable=False, max_length=270, verbose_name="its record"),
                ),
                ("subject_id", models.UUIDField(editable=False, null=True, verbose_name="record")),
                ("data", models.JSONField(default=dict, editable=False, verbose_name="data")),
                ("extensions", models.JSONField(default=dict, editable=False, verbose_name="further attributes")),
                (
                    "way",
                    models.CharField(
                        choices=[("api", "API"), ("mqtt", "MQTT"), ("system", "Atrium")],
                        default="api",
                        editable=False,
                        max_length=10,
                        verbose_name="came by",
                    ),
                ),
                ("credential_id", models.UUIDField(editable=False, null=True, verbose_name="credential")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepted"),
                            ("waiting", "Waiting for its record"),
                            ("processed", "Processed"),
                            ("ignored", "Ignored"),
                            ("unhandled", "No rule for it"),
                            ("failed", "Failed"),
                        ],
                        default="accepted",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("error", models.TextField(blank=True, editable=False, verbose_name="reason")),
                ("processed_at", models.DateTimeField(editable=False, null=True, verbose_name="processed")),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="attempts")),
                ("next_attempt_at", models.DateTimeField(editable=False, null=True, verbose_name="next attempt")),
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
                        editable=False,
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
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "indexes": [
                    models.Index(fields=["organization", "-occurred_at", "-id"], name="event_newest"),
                    models.Index(fields=["organization", "created_at", "id"], name="event_by_arrival"),
                    models.Index(fields=["organization", "updated_at", "id"], name="event_sync"),
                    models.Index(
                        condition=models.Q(("status__in", ["accepted", "waiting"])),
                        fields=["organization", "next_attempt_at", "id"],
                        name="event_to_do",
                    ),
                    models.Index(fields=["organization", "subject_id", "type", "occurred_at"], name="event_of_subject"),
                    models.Index(
                        condition=models.Q(("property__isnull", False)), fields=["property"], name="event_by_property"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="event_number_once"),
                    models.UniqueConstraint(
                        fields=("organization", "source", "event_id"),
                        name="event_once",
                        violation_error_code="repeated",
                        violation_error_message="This event was received before.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["accepted", "waiting", "processed", "ignored", "unhandled", "failed"])
                        ),
                        name="event_status",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["api", "mqtt", "system"])),
                        name="event_way",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventRule",
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
                    "when",
                    models.CharField(
                        choices=[
                            ("event", "An event arrives"),
                            ("change", "A record changes"),
                            ("schedule", "At fixed times"),
                        ],
                        default="event",
                        max_length=10,
                        verbose_name="when",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        blank=True,
                        help_text="Such as equipment.fault, work_order.completed, or sensor.* for all that begin so.",
                        max_length=120,
                        verbose_name="what happens",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Empty: from anywhere.", max_length=200, verbose_name="from"
                    ),
                ),
                (
                    "record_module",
                    models.CharField(blank=True, help_text="Such as work_order.", max_length=60, verbose_name="about"),
                ),
                (
                    "condition",
                    models.TextField(
                        blank=True,
                        help_text="Such as data.value > 30 and record.property.city = Boston.",
                        max_length=4000,
                        verbose_name="if",
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hour", "Every hour"),
                            ("day", "Every day"),
                            ("week", "Every week, on Monday"),
                            ("month", "Every month, on the first"),
                        ],
                        max_length=10,
                        verbose_name="how often",
                    ),
                ),
                (
                    "at",
                    models.CharField(
                        blank=True,
                        help_text="Such as 07:30, by the organization's clock.",
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A([01]\\d|2[0-3]):[0-5]\\d\\Z", "A time is written such as 07:30.", code="invalid"
                            )
                        ],
                        verbose_name="at",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        help_text="Such as data.value, or last_value of a meter.",
                        max_length=120,
                        verbose_name="measured value",
                    ),
                ),
                (
                    "above",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="above"),
                ),
                (
                    "below",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="below"),
                ),
                (
                    "for_minutes",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Without a break.",
                        validators=[django.core.validators.MaxValueValidator(10080)],
                        verbose_name="for minutes",
                    ),
                ),
                (
                    "clear",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="over again at"
                    ),
                ),
                (
                    "one_open",
                    models.BooleanField(
                        default=False,
                        help_text="While what it made last is still open, nothing more is made.",
                        verbose_name="one at a time",
                    ),
                ),
                ("actions", models.JSONField(blank=True, default=list, verbose_name="then")),
                ("enabled", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "order",
                    models.PositiveIntegerField(default=100, help_text="Lower ones come first.", verbose_name="order"),
                ),
                (
                    "stop",
                    models.BooleanField(
                        default=False, help_text="Where it holds, later rules are left out.", verbose_name="last"
                    ),
                ),
                (
                    "on_failure",
                    models.CharField(
                        choices=[("go_on", "go on with the next rules"), ("stop", "leave out the next rules")],
                        default="go_on",
                        max_length=10,
                        verbose_name="if it fails",
                    ),
                ),
                (
                    "most_per_hour",
                    models.PositiveIntegerField(
                        default=20,
                        help_text="For one record.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10000),
                        ],
                        verbose_name="at most an hour",
                    ),
                ),
                ("active_since", models.DateTimeField(editable=False, null=True, verbose_name="in use since")),
                ("next_run_at", models.DateTimeField(editable=False, null=True, verbose_name="next")),
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
                    "role",
                    core.records.OwnedReference(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.role",
                        verbose_name="acts as",
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
                "verbose_name": "rule",
                "verbose_name_plural": "rules",
                "indexes": [
                    models.Index(fields=["organization", "order", "id"], name="event_rule_in_order"),
                    models.Index(fields=["organization", "name", "id"], name="event_rule_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="event_rule_sync"),
                    models.Index(
                        condition=models.Q(("role__isnull", False)), fields=["role"], name="event_rule_by_role"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="event_rule_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("when__in", ["event", "change", "schedule"])),
                        name="event_rule_when",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("on_failure__in", ["go_on", "stop"])),
                        name="event_rule_on_failure",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alert",
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
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="text")),
                (
                    "severity",
                    models.CharField(
                        choices=[("info", "For information"), ("warning", "Warning"), ("danger", "Alarm")],
                        default="warning",
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("record_module", models.CharField(blank=True, editable=False, max_length=60, verbose_name="module")),
                ("record_id", models.UUIDField(editable=False, null=True, verbose_name="record")),
                (
                    "recipients",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(),
                        blank=True,
                        default=list,
                        editable=False,
                        size=None,
                        verbose_name="told",
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(editable=False, null=True, verbose_name="noted")),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noted by",
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
                (
                    "event",
                    core.records.OwnedReference(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="integrations.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "rule",
                    core.records.OwnedReference(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="integrations.eventrule",
                        verbose_name="rule",
                    ),
                ),
            ],
            options={
                "verbose_name": "alert",
                "verbose_name_plural": "alerts",
                "indexes": [
                    models.Index(fields=["organization", "-created_at", "-id"], name="alert_newest"),
                    models.Index(fields=["organization", "updated_at", "id"], name="alert_sync"),
                    models.Index(
                        condition=models.Q(("property__isnull", False)), fields=["property"], name="alert_by_property"
                    ),
                    models.Index(condition=models.Q(("rule__isnull", False)), fields=["rule"], name="alert_by_rule"),
                    models.Index(condition=models.Q(("event__isnull", False)), fields=["event"], name="alert_by_event"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="alert_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["info", "warning", "danger"])),
                        name="alert_severity",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventType",
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
                        help_text="Such as equipment.fault.",
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-zA-Z0-9][a-zA-Z0-9_.:/-]*\\Z",
                                "A type is written such as equipment.fault.",
                                code="invalid",
                            )
                        ],
                        verbose_name="name",
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="description")),
                (
                    "schema",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What the data must look like; empty: anything.",
                        verbose_name="JSON Schema",
                    ),
                ),
                (
                    "example",
                    models.JSONField(
                        blank=True, default=dict, help_text="Data that the schema allows.", verbose_name="example"
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
                "verbose_name": "event type",
                "verbose_name_plural": "event types",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="event_type_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="event_type_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="event_type_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "name"),
                        name="event_type_name_taken",
                        violation_error_message="There is a type of this name already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MqttTopic",
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
                    "topic",
                    models.CharField(
                        help_text="Such as bms/+/temperature; + is any step, # all below.",
                        max_length=200,
                        verbose_name="topic",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        help_text="Such as sensor.reading.",
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-zA-Z0-9][a-zA-Z0-9_.:/-]*\\Z",
                                "A type is written such as equipment.fault.",
                                code="invalid",
                            )
                        ],
                        verbose_name="type of event",
                    ),
                ),
                (
                    "subject_module",
                    models.CharField(
                        blank=True,
                        help_text="What kind of record, such as equipment.",
                        max_length=60,
                        verbose_name="about",
                    ),
                ),
                (
                    "subject_key",
                    models.CharField(
                        blank=True,
                        help_text="Such as bms:{topic.2} for the second step of the topic, or bms:{data.device}.",
                        max_length=200,
                        verbose_name="which one",
                    ),
                ),
                (
                    "id_member",
                    models.CharField(
                        blank=True,
                        help_text="The member that tells one message from another, such as id. Empty: its text and time.",
                        max_length=120,
                        verbose_name="id of a message",
                    ),
                ),
                (
                    "time_member",
                    models.CharField(
                        blank=True,
                        help_text="Such as ts. Empty: when it arrives.",
                        max_length=120,
                        verbose_name="time of a message",
                    ),
                ),
                ("enabled", models.BooleanField(default=True, verbose_name="in use")),
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
                "verbose_name": "MQTT topic",
                "verbose_name_plural": "MQTT topics",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="mqtt_topic_by_name"),
                    models.Index(fields=["organization", "updated_at", "id"], name="mqtt_topic_sync"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="mqtt_topic_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("organization", "topic", "type"),
                        name="mqtt_topic_once",
                        violation_error_message="These messages are taken already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleEpisode",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("key", models.CharField(max_length=300, verbose_name="what is measured")),
                ("began_at", models.DateTimeField(verbose_name="began")),
                ("last_at", models.DateTimeField(verbose_name="last value at")),
                ("last_value", models.DecimalField(decimal_places=6, max_digits=30, verbose_name="last value")),
                ("acted_at", models.DateTimeField(null=True, verbose_name="acted")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="over")),
                ("occasion", models.JSONField(default=dict, verbose_name="occasion")),
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
                    "rule",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="episodes",
                        to="integrations.eventrule",
                        verbose_name="rule",
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
                "verbose_name": "episode",
                "verbose_name_plural": "episodes",
                "indexes": [
                    models.Index(fields=["organization", "rule", "-began_at"], name="rule_episode_newest"),
                    models.Index(fields=["rule"], name="rule_episode_by_rule"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("organization", "rule", "key"),
                        name="rule_episode_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleRun",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("change_id", models.BigIntegerField(null=True, verbose_name="change")),
                ("occasion", models.CharField(max_length=120, verbose_name="occasion")),
                ("record_module", models.CharField(blank=True, max_length=60, verbose_name="module")),
                ("record_id", models.UUIDField(null=True, verbose_name="record")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("depth", models.PositiveSmallIntegerField(default=1, verbose_name="depth")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("done", "Done"),
                            ("ignored", "Nothing to do"),
                            ("skipped", "Left out"),
                            ("failed", "Failed"),
                            ("stopped", "Stopped"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("results", models.JSONField(default=list, verbose_name="results")),
                ("error", models.TextField(blank=True, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_attempt_at", models.DateTimeField(null=True, verbose_name="next attempt")),
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
                    "event",
                    core.records.OwnedReference(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rule_results",
                        to="integrations.event",
                        verbose_name="event",
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
                    "rule",
                    core.records.OwnedReference(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="integrations.eventrule",
                        verbose_name="rule",
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
                "verbose_name": "run of a rule",
                "verbose_name_plural": "runs of rules",
                "indexes": [
                    models.Index(fields=["organization", "rule", "-id"], name="rule_run_newest"),
                    models.Index(fields=["organization", "rule", "record_id", "at"], name="rule_run_of_record"),
                    models.Index(
                        condition=models.Q(("event__isnull", False)), fields=["event"], name="rule_run_by_event"
                    ),
                    models.Index(fields=["rule"], name="rule_run_by_rule"),
                    models.Index(
                        condition=models.Q(("state", "queued")), fields=["organization", "id"], name="rule_run_to_do"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "rule", "occasion", "record_id"),
                        name="rule_run_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["queued", "done", "ignored", "skipped", "failed", "stopped"])
                        ),
                        name="rule_run_state",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
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
                    "url",
                    models.CharField(
                        help_text="Where each change is sent, by POST.", max_length=2000, verbose_name="address"
                    ),
                ),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        help_text="Such as work_order.created, work_order.* for everything of a module, or * for everything.",
                        size=None,
                        verbose_name="events",
                    ),
                ),
                (
                    "filter",
                    models.TextField(
                        blank=True,
                        help_text="An expression, such as priority = P1.",
                        max_length=4000,
                        verbose_name="only where",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Off: what happens meanwhile is not sent, unless it is replayed.",
                        verbose_name="active",
                    ),
                ),
                ("secret", models.TextField(editable=False, verbose_name="secret")),
                ("former_secret", models.TextField(blank=True, editable=False, verbose_name="former secret")),
                (
                    "former_secret_until",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="former secret until"),
                ),
                (
                    "rotated_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="secret replaced"),
                ),
                (
                    "gave_up_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="given up since"),
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
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="belongs to",
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
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "indexes": [
                    models.Index(fields=["organization", "name", "id"], name="webhook_by_name"),
                    models.Index(fields=["organization", "-created_at", "-id"], name="webhook_newest"),
                    models.Index(fields=["organization", "updated_at", "id"], name="webhook_sync"),
                ],
                "constraints": [models.UniqueConstraint(fields=("organization", "number"), name="webhook_number_once")],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("change_id", models.BigIntegerField(null=True, verbose_name="change")),
                ("record_module", models.CharField(blank=True, max_length=60, verbose_name="module")),
                ("record_id", models.UUIDField(null=True, verbose_name="record")),
                ("event", models.CharField(max_length=120, verbose_name="event")),
                ("occurred_at", models.DateTimeField(verbose_name="happened")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("delivered", "delivered"),
                            ("parked", "parked"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                (
                    "body",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, null=True, verbose_name="message"
                    ),
                ),
                ("wanted_at", models.DateTimeField(verbose_name="wanted since")),
                ("next_attempt_at", models.DateTimeField(null=True, verbose_name="next attempt")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="answer")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("milliseconds", models.PositiveIntegerField(null=True, verbose_name="milliseconds")),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="delivered")),
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
                    "webhook",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="integrations.webhook",
                        verbose_name="webhook",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "indexes": [
                    models.Index(fields=["organization", "webhook", "-id"], name="delivery_newest"),
                    models.Index(fields=["organization", "webhook", "state", "-id"], name="delivery_by_state"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["organization", "webhook", "change_id"],
                        name="delivery_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["organization", "webhook", "record_id", "change_id"],
                        name="delivery_before",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("delivered", "withdrawn"))),
                        fields=["organization", "wanted_at"],
                        name="delivery_done",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "delivered", "parked", "withdrawn"])),
                        name="delivery_state",
                        violation_error_code="invalid_choice",
                        violation_error_message="This is none of the choices.",
                    ),
                    models.UniqueConstraint(fields=("organization", "webhook", "change_id"), name="delivery_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookAttempt",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("milliseconds", models.PositiveIntegerField(null=True, verbose_name="milliseconds")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="answer")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("answer", models.TextField(blank=True, verbose_name="what was answered")),
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
                    "webhook",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="integrations.webhook",
                        verbose_name="webhook",
                    ),
                ),
                (
                    "delivery",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="integrations.webhookdelivery",
                        verbose_name="delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "call",
                "verbose_name_plural": "calls",
                "indexes": [
                    models.Index(fields=["organization", "delivery", "at"], name="webhook_attempt_of"),
                    models.Index(fields=["organization", "webhook", "-at"], name="webhook_attempt_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookQueue",
            fields=[
                ("webhook_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("wake_at", models.DateTimeField(null=True, verbose_name="due")),
                ("lease", models.UUIDField(default=core.ids.new_id, verbose_name="dispatcher")),
                ("leased_until", models.DateTimeField(null=True, verbose_name="until")),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="failures")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.organization"
                    ),
                ),
            ],
            options={
                "verbose_name": "queue of a webhook",
                "verbose_name_plural": "queues of webhooks",
                "db_table": "integrations_webhook_queue",
                "indexes": [
                    models.Index(condition=models.Q(("wake_at__isnull", False)), fields=["wake_at"], name="webhook_due")
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookReplay",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("since", models.DateTimeField(verbose_name="from")),
                ("until", models.DateTimeField(verbose_name="until")),
                ("last_id", models.BigIntegerField(default=0, verbose_name="last change")),
                ("found", models.PositiveIntegerField(default=0, verbose_name="changes")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
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
                    "webhook",
                    core.records.OwnedReference(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replays",
                        to="integrations.webhook",
                        verbose_name="webhook",
                    ),
                ),
            ],
            options={
                "verbose_name": "replay",
                "verbose_name_plural": "replays",
                "indexes": [models.Index(fields=["organization", "webhook", "-id"], name="webhook_replay_of")],
            },
        ),
        GuardModel(
            "Webhook",
            module="webhook",
            search={"number": "A", "name": "A", "url": "B"},
            exclude=("secret", "former_secret"),
        ),
        GuardModel("WebhookDelivery", recorded=False),
        GuardModel("WebhookAttempt", recorded=False),
        GuardModel("WebhookReplay", recorded=False),
        GuardModel("EventType", module="event_type", search={"number": "A", "name": "A", "description": "B"}),
        GuardModel(
            "Event",
            module="event",
            search={"number": "A", "type": "A", "source": "B", "event_id": "B", "subject_key": "B"},
            # It never changes and stands in the event itself.
            exclude=("data",),
        ),
        GuardModel(
            "EventRule", module="event_rule", search={"number": "A", "name": "A", "type": "B", "condition": "C"}
        ),
        GuardModel("RuleRun", module="rule_run", recorded=False),
        GuardModel("RuleEpisode", module="rule_episode", recorded=False),
        GuardModel("Alert", module="alert", search={"number": "A", "title": "A", "text": "B"}),
        GuardModel("MqttTopic", module="mqtt_topic", search={"number": "A", "name": "A", "topic": "B", "type": "B"}),
    ]
