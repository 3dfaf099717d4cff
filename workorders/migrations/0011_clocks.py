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
        ("core", "0009_generation_of_definitions"),
        ("facilities", "0002_exact_smallest_share"),
        ("vendors", "0002_people"),
        ("workorders", "0010_plans_and_meters"),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "recomputation",
                "verbose_name_plural": "recomputations",
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
            ],
            options={
                "verbose_name": "clock",
                "verbose_name_plural": "clocks",
                "constraints": [
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
            ],
            options={
                "verbose_name": "entry of a clock",
                "verbose_name_plural": "entries of clocks",
                "ordering": ["id"],
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
        migrations.AddField(
            model_name="workorder",
            name="due_given",
            field=models.BooleanField(default=False, editable=False, verbose_name="due as agreed"),
        ),
        migrations.AddField(
            model_name="workorder",
            name="sla_state",
            field=models.CharField(
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
        migrations.AddField(
            model_name="workorder",
            name="sla_version",
            field=core.records.OwnedReference(
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
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                fields=["organization", "sla_state", "-reported_at", "-id"],
                include=("archived_at", "deleted_at"),
                name="work_order_by_sla",
            ),
        ),
        migrations.AddField(
            model_name="recomputation",
            name="calendar",
            field=core.records.OwnedReference(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recomputations",
                to="workorders.businesscalendar",
                verbose_name="calendar",
            ),
        ),
        migrations.AddField(
            model_name="recomputation",
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
            model_name="recomputation",
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
            model_name="recomputation",
            name="policy",
            field=core.records.OwnedReference(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recomputations",
                to="workorders.slapolicy",
                verbose_name="policy",
            ),
        ),
        migrations.AddField(
            model_name="recomputation",
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
            model_name="slaclock",
            name="calendar_version",
            field=core.records.OwnedReference(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workorders.calendarversion",
                verbose_name="calendar",
            ),
        ),
        migrations.AddField(
            model_name="slaclock",
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
            model_name="slaclock",
            name="excused_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="excused by",
            ),
        ),
        migrations.AddField(
            model_name="slaclock",
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
            model_name="slaclock",
            name="sla_version",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workorders.slaversion",
                verbose_name="promise",
            ),
        ),
        migrations.AddField(
            model_name="slaclock",
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
            model_name="slaclock",
            name="work_order",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clocks",
                to="workorders.workorder",
                verbose_name="work order",
            ),
        ),
        migrations.AddField(
            model_name="slaentry",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="slaentry",
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
            model_name="slaentry",
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
            model_name="slaentry",
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
            model_name="slaentry",
            name="work_order",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sla_entries",
                to="workorders.workorder",
                verbose_name="work order",
            ),
        ),
        migrations.AddIndex(
            model_name="recomputation",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", True)),
                fields=["organization", "id"],
                name="recomputation_open",
            ),
        ),
        migrations.AddIndex(
            model_name="recomputation",
            index=models.Index(
                condition=models.Q(("calendar__isnull", False)), fields=["calendar"], name="recomputation_of_calendar"
            ),
        ),
        migrations.AddIndex(
            model_name="recomputation",
            index=models.Index(
                condition=models.Q(("policy__isnull", False)), fields=["policy"], name="recomputation_of_policy"
            ),
        ),
        migrations.AddIndex(
            model_name="slaclock",
            index=models.Index(
                condition=models.Q(("breached_at__isnull", True), ("state", "running")),
                fields=["organization", "due_at"],
                name="sla_clock_to_breach",
            ),
        ),
        migrations.AddIndex(
            model_name="slaclock",
            index=models.Index(
                condition=models.Q(("state", "running"), ("warned_at__isnull", True)),
                fields=["organization", "at_risk_at"],
                name="sla_clock_to_warn",
            ),
        ),
        migrations.AddConstraint(
            model_name="slaclock",
            constraint=models.UniqueConstraint(fields=("organization", "work_order", "timer"), name="sla_clock_once"),
        ),
        migrations.AddIndex(
            model_name="slaentry",
            index=models.Index(fields=["organization", "work_order", "id"], name="sla_entry_of_order"),
        ),
        GuardModel("Recomputation", module="recomputation"),
        GuardModel("SlaClock", module="sla_clock", recorded=False),
        GuardModel("SlaEntry", module="sla_entry", recorded=False),
        GuardReference(
            model_name="WorkOrder",
            name="sla_version",
        ),
    ]
