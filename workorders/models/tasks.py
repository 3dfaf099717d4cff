"""What belongs to doing a work order properly: its tasks, and what its category asks for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.records import OwnedReference, Record
from facilities.scoping import place_condition
from workorders.models.work_orders import WorkOrder, own_condition


class Task(Record):
    """One step of a work order's checklist. A required one must be ticked before the order is completed."""

    module = "task"
    alive = {"deleted_at__isnull": True, "work_order__deleted_at__isnull": True}

    work_order = OwnedReference(WorkOrder, verbose_name=_("work order"), related_name="tasks", db_index=False)
    title = models.CharField(_("title"), max_length=300)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_required = models.BooleanField(_("required"), default=True, help_text=_("Before the order is completed."))
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("done by"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["position", "number"]
        indexes = [
            models.Index(fields=["organization", "work_order", "position", "id"], name="task_in_order"),
            models.Index(fields=["work_order"], name="task_of_order"),
            models.Index(fields=["organization", "updated_at", "id"], name="task_sync"),
        ]
        constraints = [models.UniqueConstraint(fields=["organization", "number"], name="task_number_once")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Tasks are seen where their work order is."""
        return place_condition(actor, "work_order__property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Tasks of work orders that are seen."""
        return own_condition(actor, "work_order__")


class CategoryRule(Record):
    """What work of a category asks for: approval before it is begun, and proof before it is completed."""

    module = "category_rule"

    name = models.CharField(_("name"), max_length=120)
    category = OwnedReference(
        "core.PicklistItem",
        verbose_name=_("category"),
        related_name="+",
        limit_choices_to={"list": "category"},
    )
    needs_approval = models.BooleanField(
        _("needs approval"), default=False, help_text=_("Unless whoever reports it may approve it.")
    )
    needs_resolution = models.BooleanField(_("asks what was done"), default=False)
    needs_photo = models.BooleanField(_("asks for a photo"), default=False, help_text=_("Taken since work began."))
    needs_signature = models.BooleanField(_("asks for a signature"), default=False)

    class Meta:
        verbose_name = _("rule of a category")
        verbose_name_plural = _("rules of categories")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="category_rule_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="category_rule_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="category_rule_number_once"),
            models.UniqueConstraint(
                fields=["organization", "category"],
                condition=Q(deleted_at__isnull=True),
                name="category_rule_once",
                violation_error_message=_("This category has its rule already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
