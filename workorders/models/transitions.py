"""How a work order came to stand where it stands: its moves, and why work waited."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.records import Owned, OwnedReference, Record
from core.validators import validate_code
from facilities.scoping import place_condition
from workorders.choices import State
from workorders.models.work_orders import WorkOrder, own_condition


class HoldReason(Record):
    """Why work waits, such as “Waiting for parts”, and whether the clocks are paused meanwhile."""

    module = "hold_reason"

    code = models.CharField(_("code"), max_length=60, validators=[validate_code])
    label = models.CharField(_("label"), max_length=120)
    pauses = models.BooleanField(
        _("pauses the clocks"), default=True, help_text=_("Time on hold for this reason does not count.")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True, help_text=_("May be chosen when work is put on hold."))

    class Meta:
        verbose_name = _("hold reason")
        verbose_name_plural = _("hold reasons")
        ordering = ["position", "label"]
        indexes = [models.Index(fields=["organization", "position", "id"], name="hold_reason_in_order")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="hold_reason_number_once"),
            models.UniqueConstraint(
                fields=["organization", "code"],
                condition=Q(deleted_at__isnull=True),
                name="hold_reason_code_taken",
                violation_error_message=_("There is a hold reason with this code."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Transition(Owned):
    """One move of a work order: from which state to which, when, by whom and why. It is never changed or removed.

    The state before the first move is the one the order was reported in; without any move it is the present one.
    `created_by` is who made the move and `created_at` when it was entered; `at` is when it took effect.
    """

    module = "transition"
    append_only = True

    work_order = OwnedReference(
        WorkOrder, models.CASCADE, verbose_name=_("work order"), related_name="transitions", db_index=False
    )
    verb = models.CharField(_("verb"), max_length=30)
    from_state = models.CharField(_("from"), max_length=20, choices=State)
    to_state = models.CharField(_("to"), max_length=20, choices=State)
    hold_reason = OwnedReference(
        HoldReason, verbose_name=_("hold reason"), related_name="+", null=True, blank=True, db_index=False
    )
    # As the reason said at the time: changing the reason later changes no clock of the past.
    pauses = models.BooleanField(_("pauses the clocks"), default=False)
    at = models.DateTimeField(_("at"))
    source = models.CharField(_("way"), max_length=20)
    reason = models.TextField(_("reason"), blank=True, max_length=20_000)

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["organization", "work_order", "at", "id"], name="transition_in_order"),
            models.Index(fields=["work_order"], name="transition_of_order"),
            # Which work was sent back after it was said to be done.
            models.Index(fields=["work_order"], name="transition_sent_back", condition=Q(verb="reject")),
            models.Index(fields=["hold_reason"], name="transition_by_reason", condition=Q(hold_reason__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Moves are seen where their work order is."""
        return place_condition(actor, "work_order__property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Moves of work orders that are seen."""
        return own_condition(actor, "work_order__")
