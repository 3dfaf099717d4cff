"""Escalation to a role, steps that wait, and who was told."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.records
from core.db.operations import GuardModel, GuardReference


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_organization_copies"),
        ("core", "0013_statistics"),
        ("facilities", "0002_exact_smallest_share"),
        ("workorders", "0001_squashed_0020_states_of_promises"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Escalation",
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
                (
                    "escalate_on",
                    models.CharField(
                        choices=[("at_risk", "It is at risk"), ("breached", "It is broken")],
                        max_length=10,
                        verbose_name="when",
                    ),
                ),
                ("marked_at", models.DateTimeField(verbose_name="at risk or broken since")),
                ("delay_minutes", models.PositiveIntegerField(verbose_name="minutes later")),
            ],
            options={
                "verbose_name": "escalation",
                "verbose_name_plural": "escalations",
            },
        ),
        migrations.CreateModel(
            name="EscalationStep",
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
                (
                    "escalate_on",
                    models.CharField(
                        choices=[("at_risk", "It is at risk"), ("breached", "It is broken")],
                        max_length=10,
                        verbose_name="when",
                    ),
                ),
                ("marked_at", models.DateTimeField(verbose_name="at risk or broken since")),
            ],
            options={
                "verbose_name": "step of an escalation",
                "verbose_name_plural": "steps of escalations",
            },
        ),
        migrations.RemoveConstraint(
            model_name="escalationrule",
            name="escalation_rule_tells_somebody",
        ),
        migrations.AddField(
            model_name="escalationrule",
            name="delay_minutes",
            field=models.PositiveIntegerField(
                default=0,
                help_text="0: at once. Otherwise only if the work is still open and the promise still not kept then.",
                validators=[django.core.validators.MaxValueValidator(43200)],
                verbose_name="minutes later",
            ),
        ),
        migrations.AddField(
            model_name="escalationrule",
            name="role",
            field=core.records.OwnedReference(
                blank=True,
                help_text="Of them, who may see the work.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.role",
                verbose_name="tell everybody with the role",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalationrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", False), ("team__isnull", False), ("role__isnull", False), _connector="OR"
                ),
                name="escalation_rule_tells_somebody",
                violation_error_message="Name a person, a team or a role that is told.",
            ),
        ),
        migrations.AddField(
            model_name="escalation",
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
            model_name="escalation",
            name="entry",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workorders.slaentry",
                verbose_name="marking",
            ),
        ),
        migrations.AddField(
            model_name="escalation",
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
            model_name="escalation",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="told",
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="rule",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workorders.escalationrule",
                verbose_name="rule",
            ),
        ),
        migrations.AddField(
            model_name="escalation",
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
            model_name="escalation",
            name="work_order",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="escalations",
                to="workorders.workorder",
                verbose_name="work order",
            ),
        ),
        migrations.AddField(
            model_name="escalationstep",
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
            model_name="escalationstep",
            name="entry",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workorders.slaentry",
                verbose_name="marking",
            ),
        ),
        migrations.AddField(
            model_name="escalationstep",
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
            model_name="escalationstep",
            name="rule",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workorders.escalationrule",
                verbose_name="rule",
            ),
        ),
        migrations.AddField(
            model_name="escalationstep",
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
            model_name="escalationstep",
            name="work_order",
            field=core.records.OwnedReference(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workorders.workorder",
                verbose_name="work order",
            ),
        ),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(fields=["organization", "work_order", "id"], name="escalation_of_order"),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                fields=("organization", "rule", "entry", "person"), name="escalation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(("timer__in", ["response", "resolution", "vendor"])),
                name="escalation_timer",
                violation_error_code="invalid_choice",
                violation_error_message="This is none of the choices.",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(("escalate_on__in", ["at_risk", "breached"])),
                name="escalation_when",
                violation_error_code="invalid_choice",
                violation_error_message="This is none of the choices.",
            ),
        ),
        migrations.AddIndex(
            model_name="escalationstep",
            index=models.Index(fields=["organization", "rule", "marked_at"], name="escalation_step_due"),
        ),
        migrations.AddIndex(
            model_name="escalationstep",
            index=models.Index(fields=["organization", "work_order"], name="escalation_step_of_order"),
        ),
        migrations.AddConstraint(
            model_name="escalationstep",
            constraint=models.UniqueConstraint(fields=("organization", "rule", "entry"), name="escalation_step_once"),
        ),
        migrations.AddConstraint(
            model_name="escalationstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("timer__in", ["response", "resolution", "vendor"])),
                name="escalation_step_timer",
                violation_error_code="invalid_choice",
                violation_error_message="This is none of the choices.",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalationstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("escalate_on__in", ["at_risk", "breached"])),
                name="escalation_step_when",
                violation_error_code="invalid_choice",
                violation_error_message="This is none of the choices.",
            ),
        ),
        GuardReference("EscalationRule", "role"),
        GuardModel("EscalationStep", module="escalation_step", recorded=False),
        GuardModel("Escalation", module="escalation"),
    ]
