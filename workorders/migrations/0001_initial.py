import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.records
from core.db.operations import GuardModel


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("core", "0003_picklists_and_custom_fields"),
        ("facilities", "0001_initial"),
    ]

    operations = [
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
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("in_progress", "In progress"),
                            ("completed", "Completed"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="open",
                        editable=False,
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("reported_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="reported")),
                ("reported_by", models.CharField(blank=True, max_length=120, verbose_name="reported by")),
                ("started_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="started")),
                ("completed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="completed")),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="closed")),
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
                        related_name="work_orders",
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
                        related_name="work_orders",
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
                    models.Index(fields=["organization", "updated_at", "id"], name="work_order_sync"),
                    models.Index(
                        condition=models.Q(("space__isnull", False)), fields=["space"], name="work_order_by_space"
                    ),
                    models.Index(
                        condition=models.Q(("equipment__isnull", False)),
                        fields=["equipment"],
                        name="work_order_by_equipment",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="work_order_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "in_progress", "completed", "closed", "cancelled"])),
                        name="work_order_state",
                        violation_error_code="state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("duplicate_of", models.F("id")), _negated=True),
                        name="work_order_not_its_own_duplicate",
                        violation_error_message="A work order is no duplicate of itself.",
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
    ]
