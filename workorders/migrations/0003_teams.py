import django.core.serializers.json
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
        ("workorders", "0002_work_order_duplicates"),
    ]

    operations = [
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
                ("is_lead", models.BooleanField(default=False, verbose_name="leads the team")),
            ],
            options={
                "verbose_name": "member of a team",
                "verbose_name_plural": "members of teams",
            },
        ),
        migrations.CreateModel(
            name="TeamPlace",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
            ],
            options={
                "verbose_name": "place of a team",
                "verbose_name_plural": "places of teams",
            },
        ),
        migrations.CreateModel(
            name="TeamTrade",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, null=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="updated")),
            ],
            options={
                "verbose_name": "trade of a team",
                "verbose_name_plural": "trades of teams",
            },
        ),
        migrations.AddField(
            model_name="workorder",
            name="planned_end",
            field=models.DateTimeField(blank=True, null=True, verbose_name="planned until"),
        ),
        migrations.AddField(
            model_name="workorder",
            name="planned_start",
            field=models.DateTimeField(blank=True, null=True, verbose_name="planned from"),
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
        migrations.AddField(
            model_name="workorder",
            name="team",
            field=core.records.OwnedReference(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="work_orders",
                to="workorders.team",
                verbose_name="team",
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                fields=["organization", "team", "-reported_at", "-id"],
                include=("archived_at", "deleted_at"),
                name="work_order_by_team",
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                fields=["organization", "planned_start", "id"],
                include=("archived_at", "deleted_at"),
                name="work_order_planned",
            ),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned_end__isnull", True), ("planned_end__gt", models.F("planned_start")), _connector="OR"
                ),
                name="work_order_planned_in_order",
                violation_error_message="The plan ends after it begins.",
            ),
        ),
        migrations.AddField(
            model_name="teammember",
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
            model_name="teammember",
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
            model_name="teammember",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="teammember",
            name="team",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="members",
                to="workorders.team",
                verbose_name="team",
            ),
        ),
        migrations.AddField(
            model_name="teammember",
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
            model_name="teamplace",
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
            model_name="teamplace",
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
            model_name="teamplace",
            name="property",
            field=core.records.OwnedReference(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="facilities.property",
                verbose_name="property",
            ),
        ),
        migrations.AddField(
            model_name="teamplace",
            name="region",
            field=core.records.OwnedReference(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="facilities.region",
                verbose_name="region",
            ),
        ),
        migrations.AddField(
            model_name="teamplace",
            name="team",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="places",
                to="workorders.team",
                verbose_name="team",
            ),
        ),
        migrations.AddField(
            model_name="teamplace",
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
            model_name="teamtrade",
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
            model_name="teamtrade",
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
            model_name="teamtrade",
            name="team",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="trades",
                to="workorders.team",
                verbose_name="team",
            ),
        ),
        migrations.AddField(
            model_name="teamtrade",
            name="trade",
            field=core.records.OwnedReference(
                db_index=False,
                limit_choices_to={"list": "trade"},
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.picklistitem",
                verbose_name="trade",
            ),
        ),
        migrations.AddField(
            model_name="teamtrade",
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
        migrations.AddIndex(
            model_name="teammember",
            index=models.Index(fields=["organization", "person"], name="team_member_by_person"),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(
                fields=("organization", "team", "person"),
                name="team_member_once",
                violation_error_message="This person is in the team already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamplace",
            constraint=models.UniqueConstraint(
                condition=models.Q(("region__isnull", False)),
                fields=("organization", "team", "region"),
                name="team_region_once",
                violation_error_message="The team covers this region already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamplace",
            constraint=models.UniqueConstraint(
                condition=models.Q(("property__isnull", False)),
                fields=("organization", "team", "property"),
                name="team_property_once",
                violation_error_message="The team covers this property already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("property__isnull", False), ("region__isnull", True)),
                    models.Q(("property__isnull", True), ("region__isnull", False)),
                    _connector="OR",
                ),
                name="team_place_is_one",
                violation_error_message="Name a region or a property.",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamtrade",
            constraint=models.UniqueConstraint(
                fields=("organization", "team", "trade"),
                name="team_trade_once",
                violation_error_message="The team has this trade already.",
            ),
        ),
        GuardModel("Skill", module="skill", search={"number": "A", "name": "A"}),
        GuardModel("Team", module="team", search={"number": "A", "name": "A", "description": "C"}),
        GuardModel("TeamMember", module="team_member"),
        GuardModel("TeamPlace", module="team_place"),
        GuardModel("TeamTrade", module="team_trade"),
        GuardReference(
            model_name="WorkOrder",
            name="team",
        ),
    ]
