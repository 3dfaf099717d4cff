"""Notifications, who follows what, and what people want to hear."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.records
import core.validators
from core.db.operations import GuardModel

# Nobody is told of what was before there were notifications.
BEGIN = """
insert into core_feed_position (id, organization_id, consumer, era, low, high, last_id)
select gen_random_uuid(), o.id, 'notifications', present.era, present.oldest, present.oldest, 0
from accounts_organization o,
     (select max(era) as era, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest from core_era) present
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_authentication"),
        ("core", "0008_feed_positions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("record_module", models.CharField(max_length=60, verbose_name="module")),
                ("record_id", models.UUIDField(verbose_name="record")),
                ("is_on", models.BooleanField(default=True, verbose_name="follows")),
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
                "verbose_name": "follower",
                "verbose_name_plural": "followers",
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "record_id", "person"), name="follow_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("record_module", models.CharField(max_length=60, verbose_name="module")),
                ("record_id", models.UUIDField(verbose_name="record")),
                ("change_id", models.BigIntegerField(verbose_name="change")),
                ("part_module", models.CharField(blank=True, max_length=60, verbose_name="part")),
                ("part_id", models.UUIDField(null=True, verbose_name="part")),
                ("who", models.CharField(blank=True, max_length=120, verbose_name="who")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("body", models.CharField(max_length=500, verbose_name="what happened")),
                ("note", models.TextField(blank=True, verbose_name="words")),
                ("in_app", models.BooleanField(default=True, verbose_name="in Atrium")),
                ("read_at", models.DateTimeField(null=True, verbose_name="read")),
                ("mail_at", models.DateTimeField(null=True, verbose_name="mailed from")),
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
                "verbose_name": "notification",
                "verbose_name_plural": "notifications",
                "indexes": [
                    models.Index(fields=["organization", "person", "-id"], name="notification_newest"),
                    models.Index(
                        condition=models.Q(("in_app", True), ("read_at__isnull", True)),
                        fields=["organization", "person"],
                        name="notification_unread",
                    ),
                    models.Index(
                        condition=models.Q(("mail_at__isnull", False)),
                        fields=["organization", "mail_at"],
                        name="notification_to_mail",
                    ),
                    models.Index(fields=["organization", "record_id", "person"], name="notification_by_record"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "change_id", "person"), name="notification_told_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NotificationPreference",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("in_app", models.BooleanField(default=True, verbose_name="in Atrium")),
                ("mail", models.BooleanField(default=True, verbose_name="by mail")),
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
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "role",
                    core.records.OwnedReference(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.role",
                        verbose_name="role",
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
                "verbose_name": "notification preference",
                "verbose_name_plural": "notification preferences",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("organization", "person", "kind"),
                        name="preference_of_person_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("role__isnull", False)),
                        fields=("organization", "role", "kind"),
                        name="preference_of_role_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", True), ("role__isnull", False)),
                            models.Q(("person__isnull", False), ("role__isnull", True)),
                            _connector="OR",
                        ),
                        name="preference_of_person_or_role",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotificationSchedule",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                (
                    "digest",
                    models.CharField(
                        choices=[("none", "each at once"), ("daily", "one mail a day"), ("weekly", "one mail a week")],
                        default="none",
                        max_length=10,
                        verbose_name="mail",
                    ),
                ),
                (
                    "digest_time",
                    models.TimeField(default=datetime.time(7, 0), verbose_name="gathered mail goes out at"),
                ),
                (
                    "digest_day",
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
                        verbose_name="weekly mail goes out on",
                    ),
                ),
                ("quiet_from", models.TimeField(blank=True, null=True, verbose_name="no mail from")),
                ("quiet_until", models.TimeField(blank=True, null=True, verbose_name="until")),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        help_text="Empty: that of your profile.",
                        max_length=60,
                        validators=[core.validators.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="language of mail")),
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
                "verbose_name": "notification schedule",
                "verbose_name_plural": "notification schedules",
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "person"), name="schedule_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                            models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="schedule_quiet_both",
                        violation_error_message="Quiet hours have a beginning and an end.",
                    ),
                ],
            },
        ),
        GuardModel("Notification", recorded=False),
        GuardModel("Follow", module="follow"),
        GuardModel("NotificationPreference", module="notification_preference"),
        GuardModel("NotificationSchedule", module="notification_schedule"),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
