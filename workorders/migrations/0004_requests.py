import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.records
from core.db.operations import GuardModel


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_authentication"),
        ("accounts", "__first__"),
        ("core", "0007_undoing_imports"),
        ("facilities", "0001_initial"),
        ("workorders", "0003_teams"),
    ]

    operations = [
        migrations.AddField(
            model_name="workorder",
            name="first_reported_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="first reported"),
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
        migrations.AddField(
            model_name="request",
            name="link",
            field=core.records.OwnedReference(
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
        migrations.AddIndex(
            model_name="request",
            index=models.Index(condition=models.Q(("link__isnull", False)), fields=["link"], name="request_by_link"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["page", "link", "qr", "mail", "api", "import"])),
                name="request_source",
                violation_error_code="invalid_choice",
                violation_error_message="This is none of the choices.",
            ),
        ),
        GuardModel("RequestLink", module="request_link", search={"number": "A", "name": "A"}),
        GuardModel(
            "Request",
            module="request",
            search={"number": "A", "title": "A", "description": "B", "requester_name": "C"},
        ),
        GuardModel("RequestComment", module="request_comment"),
        GuardModel("AffectedPerson", module="affected_person"),
    ]
