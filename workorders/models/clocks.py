"""The clocks of a work order, the ledger of what was done to them, and the work of computing many anew."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import Owned, OwnedReference
from facilities.scoping import place_condition
from workorders.choices import ClockState, SlaAct, TargetUnit, Timer
from workorders.models.calendars import BusinessCalendar, CalendarVersion
from workorders.models.sla import SlaPolicy, SlaVersion
from workorders.models.work_orders import WorkOrder, own_condition


class SlaClock(Owned):
    """One promise for one order: when it began, when it is due, and whether it was kept.

    That it was broken is a fact with its time and is never erased; that it was excused is another, with its reason.
    """

    module = "sla_clock"
    recorded = False

    work_order = OwnedReference(
        WorkOrder, models.CASCADE, verbose_name=_("work order"), related_name="clocks", db_index=False
    )
    timer = models.CharField(_("clock"), max_length=12, choices=Timer)
    sla_version = OwnedReference(SlaVersion, verbose_name=_("promise"), related_name="+", db_index=False)
    # None counts every hour.
    calendar_version = OwnedReference(
        CalendarVersion, verbose_name=_("calendar"), related_name="+", null=True, blank=True, db_index=False
    )
    zone = models.CharField(_("time zone"), max_length=60)
    amount = models.PositiveIntegerField(_("promised"))
    unit = models.CharField(_("unit"), max_length=8, choices=TargetUnit)
    state = models.CharField(_("state"), max_length=8, choices=ClockState, default=ClockState.RUNNING)
    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"))
    at_risk_at = models.DateTimeField(_("at risk from"))
    paused_at = models.DateTimeField(_("paused since"), null=True, blank=True)
    met_at = models.DateTimeField(_("met"), null=True, blank=True)
    warned_at = models.DateTimeField(_("warned"), null=True, blank=True)
    breached_at = models.DateTimeField(_("breached"), null=True, blank=True)
    excused_at = models.DateTimeField(_("excused"), null=True, blank=True)
    excused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("excused by"), related_name="+", null=True, blank=True,
        db_index=False,
    )  # fmt: skip
    excuse = models.CharField(_("reason of the excuse"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        indexes = [
            models.Index(
                fields=["organization", "due_at"],
                name="sla_clock_to_breach",
                condition=Q(state="running", breached_at__isnull=True),
            ),
            models.Index(
                fields=["organization", "at_risk_at"],
                name="sla_clock_to_warn",
                condition=Q(state="running", warned_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "work_order", "timer"], name="sla_clock_once"),
            one_of("timer", Timer, name="sla_clock_timer"),
            one_of("state", ClockState, name="sla_clock_state"),
            one_of("unit", TargetUnit, name="sla_clock_unit"),
        ]

    def __str__(self) -> str:
        return self.get_timer_display()

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Clocks are seen where their work order is."""
        return place_condition(actor, "work_order__property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Clocks of work orders that are seen."""
        return own_condition(actor, "work_order__")


class SlaEntry(Owned):
    """A line in the ledger of an order's clocks. Lines are added and never changed: a correction is another line."""

    module = "sla_entry"
    recorded = False
    append_only = True

    work_order = OwnedReference(
        WorkOrder, models.CASCADE, verbose_name=_("work order"), related_name="sla_entries", db_index=False
    )
    timer = models.CharField(_("clock"), max_length=12, choices=Timer, blank=True)
    act = models.CharField(_("what happened"), max_length=12, choices=SlaAct)
    at = models.DateTimeField(_("at"))
    due_before = models.DateTimeField(_("due before"), null=True, blank=True)
    due_after = models.DateTimeField(_("due afterwards"), null=True, blank=True)
    # Of a correction: a time that did not count, or that did.
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("by"),
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )

    class Meta:
        verbose_name = _("entry of a clock")
        verbose_name_plural = _("entries of clocks")
        ordering = ["id"]
        indexes = [models.Index(fields=["organization", "work_order", "id"], name="sla_entry_of_order")]
        constraints = [
            one_of("act", SlaAct, name="sla_entry_act"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="sla_entry_in_order",
                violation_error_message=_("The time ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_act_display()

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Entries are seen where their work order is."""
        return place_condition(actor, "work_order__property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Entries of work orders that are seen."""
        return own_condition(actor, "work_order__")


class Recomputation(Owned):
    """Open orders computed anew after a calendar or policy changed, and how far that is."""

    module = "recomputation"

    calendar = OwnedReference(
        BusinessCalendar,
        models.CASCADE,
        verbose_name=_("calendar"),
        related_name="recomputations",
        null=True,
        blank=True,
        db_index=False,
    )
    policy = OwnedReference(
        SlaPolicy,
        models.CASCADE,
        verbose_name=_("policy"),
        related_name="recomputations",
        null=True,
        blank=True,
        db_index=False,
    )
    total = models.PositiveIntegerField(_("orders"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    # Orders are taken in the order of their ids, so that a killed worker's successor goes on behind the last batch.
    last_order = models.UUIDField(_("last order"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("recomputation")
        verbose_name_plural = _("recomputations")
        indexes = [
            models.Index(
                fields=["organization", "id"],
                name="recomputation_open",
                condition=Q(finished_at__isnull=True),
            ),
            models.Index(fields=["calendar"], name="recomputation_of_calendar", condition=Q(calendar__isnull=False)),
            models.Index(fields=["policy"], name="recomputation_of_policy", condition=Q(policy__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.done} / {self.total}"

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return 100 if self.finished_at or not self.total else self.done * 100 // self.total
