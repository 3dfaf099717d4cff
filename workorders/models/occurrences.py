"""Occurrences: each time that planned work is due, from planned to done, and why it was not."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import OwnedReference, Record
from facilities.scoping import place_condition
from workorders.models.meters import amount
from workorders.models.plans import MaintenancePlan, PlanTarget
from workorders.plan_choices import OccurrenceState


class Occurrence(Record):
    """One time that the work of a plan is due at one place. Its key is given once, so that no work is made twice.

    The key is the rule's own day, or the total of the meter; the day it falls on may be moved by closed days.
    """

    module = "occurrence"

    plan = OwnedReference(
        MaintenancePlan, models.CASCADE, verbose_name=_("plan"), related_name="occurrences", db_index=False
    )
    target = OwnedReference(
        PlanTarget, models.CASCADE, verbose_name=_("place"), related_name="occurrences", editable=False
    )
    name = models.CharField(_("name"), max_length=200, editable=False)
    property = OwnedReference(
        "facilities.Property", verbose_name=_("property"), related_name="occurrences", db_index=False
    )
    space = OwnedReference("facilities.Space", models.CASCADE, verbose_name=_("space"), related_name="+", null=True)
    equipment = OwnedReference(
        "facilities.Equipment",
        models.CASCADE,
        verbose_name=_("equipment"),
        related_name="occurrences",
        null=True,
        db_index=False,
    )
    key = models.CharField(_("key"), max_length=40, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=OccurrenceState, default=OccurrenceState.PLANNED, editable=False
    )
    due_on = models.DateField(_("due on"), null=True, editable=False)
    due_at = models.DateTimeField(_("due"), null=True, editable=False)
    opens_on = models.DateField(_("from"), null=True, editable=False)
    closes_on = models.DateField(_("until"), null=True, editable=False)
    grace_ends_on = models.DateField(_("late after"), null=True, editable=False)
    # When the scheduler takes it up. Empty: it waits for a meter, or there is nothing more to be made.
    create_at = models.DateTimeField(_("made at"), null=True, editable=False)
    meter_target = amount(_("due at the total"), null=True, editable=False)
    # Deleting an order does not ask its occurrence: it is told, and says so.
    work_order = OwnedReference(
        "workorders.WorkOrder",
        models.CASCADE,
        verbose_name=_("work order"),
        related_name="+",
        null=True,
        editable=False,
        db_index=False,
    )
    done_on = models.DateField(_("done on"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        indexes = [
            models.Index(fields=["organization", "due_on", "id"], name="occurrence_by_day"),
            models.Index(fields=["organization", "state", "due_on", "id"], name="occurrence_by_state"),
            models.Index(fields=["organization", "plan", "due_on", "id"], name="occurrence_by_plan"),
            models.Index(fields=["organization", "property", "due_on"], name="occurrence_by_property"),
            models.Index(fields=["organization", "name", "id"], name="occurrence_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="occurrence_sync"),
            models.Index(
                fields=["organization", "equipment", "due_on"],
                name="occurrence_by_equipment",
                condition=Q(equipment__isnull=False),
            ),
            models.Index(
                fields=["organization", "create_at", "id"],
                name="occurrence_to_make",
                condition=Q(state=OccurrenceState.PLANNED, create_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="occurrence_number_once"),
            models.UniqueConstraint(
                fields=["organization", "plan", "target", "key"],
                name="occurrence_once",
                violation_error_message=_("This occurrence exists already."),
            ),
            models.UniqueConstraint(
                fields=["organization", "work_order"],
                name="occurrence_order_once",
                condition=Q(work_order__isnull=False),
                violation_error_message=_("The work order belongs to another occurrence."),
            ),
            models.UniqueConstraint(
                fields=["organization", "target"],
                name="occurrence_one_planned",
                condition=Q(state=OccurrenceState.PLANNED),
                violation_error_message=_("The place has its next occurrence already."),
            ),
            one_of("state", OccurrenceState, name="occurrence_state_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Occurrences at the properties that are seen."""
        return place_condition(actor, "property__")
