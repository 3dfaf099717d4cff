"""The work order: something to be done at a place, by somebody, by a time."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.personal import Named, Personal
from core.records import Owned, OwnedReference, Record
from facilities.scoping import place_condition
from vendors.models import VendorPerson
from workorders.choices import Impact, Priority, SlaState, State, Urgency
from workorders.models.teams import TeamMember
from workorders.states import OPEN_STATES

# Columns by which every list leaves records out.
HIDDEN = ("archived_at", "deleted_at")


class WorkOrder(Record):
    """What has to be done, where, how urgently and by whom. People speak of it as WO-1042."""

    module = "work_order"
    currencies = {"nte_amount": "nte_currency", "nte_requested": "nte_currency"}
    personal = Personal(named=(Named(name="reported_by"), Named(name="signed_by", tells=("signed_at",))))
    in_sight = ("property", "space", "equipment")

    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=20_000)
    property = OwnedReference(
        "facilities.Property", verbose_name=_("property"), related_name="work_orders", db_index=False
    )
    space = OwnedReference(
        "facilities.Space", verbose_name=_("space"), related_name="work_orders", null=True, blank=True, db_index=False
    )
    equipment = OwnedReference(
        "facilities.Equipment",
        verbose_name=_("equipment"),
        related_name="work_orders",
        null=True,
        blank=True,
        db_index=False,
    )
    trade = OwnedReference(
        "core.PicklistItem",
        verbose_name=_("trade"),
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        limit_choices_to={"list": "trade"},
    )
    category = OwnedReference(
        "core.PicklistItem",
        verbose_name=_("category"),
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        limit_choices_to={"list": "category"},
    )
    impact = models.CharField(_("impact"), max_length=20, choices=Impact, default=Impact.ONE)
    urgency = models.CharField(_("urgency"), max_length=20, choices=Urgency, default=Urgency.WEEK)
    priority = models.CharField(_("priority"), max_length=2, choices=Priority, default=Priority.P3, editable=False)
    # Instead of the matrix's, and why: whoever judges the clocks reads it.
    priority_override = models.CharField(
        _("priority set by hand"), max_length=2, choices=Priority, blank=True, editable=False
    )
    priority_reason = models.CharField(_("reason of the priority"), max_length=300, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN, editable=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("assigned to"),
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    team = OwnedReference(
        "workorders.Team", verbose_name=_("team"), related_name="work_orders", null=True, blank=True, db_index=False
    )
    vendor = OwnedReference(
        "vendors.Vendor", verbose_name=_("vendor"), related_name="work_orders", null=True, blank=True, db_index=False
    )
    planned_start = models.DateTimeField(_("planned from"), null=True, blank=True)
    planned_end = models.DateTimeField(_("planned until"), null=True, blank=True)
    duplicate_of = OwnedReference(
        "self", verbose_name=_("duplicate of"), related_name="duplicates", null=True, blank=True, db_index=False
    )
    parent = OwnedReference(
        "self",
        verbose_name=_("part of"),
        related_name="children",
        null=True,
        blank=True,
        db_index=False,
        help_text=_("The larger order that this one belongs to. That one ends after its parts."),
    )
    recall_of = OwnedReference(
        "self",
        verbose_name=_("recall of"),
        related_name="recalls",
        null=True,
        blank=True,
        db_index=False,
        help_text=_("The finished order that did not last."),
    )
    # Made by a plan; its occurrence says which time it was for.
    plan = OwnedReference(
        "workorders.MaintenancePlan",
        verbose_name=_("maintenance plan"),
        related_name="work_orders",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    # Somebody set the time themselves; otherwise it is the time promised for the resolution.
    due_given = models.BooleanField(_("due as agreed"), default=False, editable=False)
    sla_version = OwnedReference(
        "workorders.SlaVersion",
        verbose_name=_("promise"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    # The worst of its promises, and each of them: what its clocks say, for lists, reports and sums.
    sla_state = models.CharField(_("SLA"), max_length=10, choices=SlaState, blank=True, editable=False)
    response_state = models.CharField(_("response"), max_length=10, choices=SlaState, blank=True, editable=False)
    resolution_state = models.CharField(
        _("resolution promised"), max_length=10, choices=SlaState, blank=True, editable=False
    )
    vendor_state = models.CharField(_("vendor's response"), max_length=10, choices=SlaState, blank=True, editable=False)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    reported_by = models.CharField(_("reported by"), max_length=120, blank=True)
    # When the first of the requests it answers was made: its response is counted from then.
    first_reported_at = models.DateTimeField(_("first reported"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, blank=True, editable=False)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    # How much may be spent, also in the reporting currency, and what somebody asks for beyond it.
    nte_amount = models.DecimalField(
        _("not to exceed"), max_digits=16, decimal_places=2, null=True, blank=True, editable=False
    )
    nte_currency = models.CharField(_("currency of the limit"), max_length=3, blank=True, editable=False)
    nte_reporting = models.DecimalField(
        _("not to exceed, in the reporting currency"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
    )
    nte_requested = models.DecimalField(
        _("limit asked for"), max_digits=16, decimal_places=2, null=True, blank=True, editable=False
    )
    nte_reason = models.CharField(_("reason of the limit"), max_length=300, blank=True, editable=False)
    # Set while a closed order takes costs again.
    costs_reopened_at = models.DateTimeField(_("costs reopened"), null=True, blank=True, editable=False)
    resolution = models.TextField(_("resolution"), blank=True, editable=False, max_length=20_000)
    cancel_reason = models.CharField(_("reason of the cancellation"), max_length=300, blank=True, editable=False)
    # Asked for before it is completed, beside what its category asks for.
    needs_resolution = models.BooleanField(_("asks what was done"), default=False, editable=False)
    needs_photo = models.BooleanField(_("asks for a photo"), default=False, editable=False)
    needs_signature = models.BooleanField(_("asks for a signature"), default=False, editable=False)
    signed_by = models.CharField(_("signed by"), max_length=120, blank=True, editable=False)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True, editable=False)
    signature = OwnedReference(
        "core.Document",
        verbose_name=_("signature"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    # While it is on hold: why, until when it will probably be, and the state it goes back to.
    hold_reason = OwnedReference(
        "workorders.HoldReason",
        verbose_name=_("on hold for"),
        related_name="work_orders",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    hold_note = models.CharField(_("note on the hold"), max_length=300, blank=True, editable=False)
    hold_until = models.DateField(_("on hold until"), null=True, blank=True, editable=False)
    held_from = models.CharField(_("held from"), max_length=20, blank=True, choices=State, editable=False)

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        indexes = [
            # With what every list asks besides, so that counting up to 10,000 reads the index alone.
            models.Index(fields=["organization", "-created_at", "-id"], name="work_order_newest", include=HIDDEN),
            models.Index(fields=["organization", "-reported_at", "-id"], name="work_order_reported", include=HIDDEN),
            models.Index(
                fields=["organization", "state", "-reported_at", "-id"], name="work_order_by_state", include=HIDDEN
            ),
            models.Index(
                fields=["organization", "assignee", "-reported_at", "-id"],
                name="work_order_by_assignee",
                include=HIDDEN,
            ),
            models.Index(
                fields=["organization", "team", "-reported_at", "-id"], name="work_order_by_team", include=HIDDEN
            ),
            models.Index(
                fields=["organization", "vendor", "-reported_at", "-id"], name="work_order_by_vendor", include=HIDDEN
            ),
            models.Index(fields=["organization", "planned_start", "id"], name="work_order_planned", include=HIDDEN),
            models.Index(
                fields=["organization", "priority", "-reported_at", "-id"],
                name="work_order_by_priority",
                include=HIDDEN,
            ),
            models.Index(
                fields=["organization", "property", "-reported_at"], name="work_order_by_property", include=HIDDEN
            ),
            models.Index(fields=["organization", "due_at", "id"], name="work_order_due", include=HIDDEN),
            models.Index(
                fields=["organization", "sla_state", "-reported_at", "-id"], name="work_order_by_sla", include=HIDDEN
            ),
            models.Index(fields=["organization", "updated_at", "id"], name="work_order_sync"),
            # What was done in a time, and how much of it late.
            models.Index(
                fields=["organization", "-completed_at"],
                name="work_order_completed",
                include=["due_at", *HIDDEN],
                condition=Q(completed_at__isnull=False),
            ),
            models.Index(fields=["space"], name="work_order_by_space", condition=Q(space__isnull=False)),
            models.Index(fields=["equipment"], name="work_order_by_equipment", condition=Q(equipment__isnull=False)),
            models.Index(fields=["plan"], name="work_order_by_plan", condition=Q(plan__isnull=False)),
            # Also for the foreign-key check of a deletion, which reads the whole table without it.
            models.Index(
                fields=["duplicate_of"], name="work_order_duplicates", condition=Q(duplicate_of__isnull=False)
            ),
            models.Index(fields=["parent"], name="work_order_children", condition=Q(parent__isnull=False)),
            models.Index(fields=["recall_of"], name="work_order_recalls", condition=Q(recall_of__isnull=False)),
            models.Index(fields=["signature"], name="work_order_signed", condition=Q(signature__isnull=False)),
            models.Index(fields=["hold_reason"], name="work_order_by_hold", condition=Q(hold_reason__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="work_order_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="work_order_state", violation_error_code="state"
            ),
            models.CheckConstraint(
                condition=~Q(duplicate_of=models.F("id")),
                name="work_order_not_its_own_duplicate",
                violation_error_message=_("A work order is no duplicate of itself."),
            ),
            models.CheckConstraint(
                condition=~Q(recall_of=models.F("id")),
                name="work_order_not_its_own_recall",
                violation_error_message=_("A work order is no recall of itself."),
            ),
            models.CheckConstraint(
                condition=Q(priority_override="") | ~Q(priority_reason=""),
                name="work_order_priority_reasoned",
                violation_error_message=_("Say why the priority is another one."),
            ),
            models.CheckConstraint(
                condition=Q(planned_end__isnull=True) | Q(planned_end__gt=models.F("planned_start")),
                name="work_order_planned_in_order",
                violation_error_message=_("The plan ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"WO-{self.number} {self.title}"

    def is_overdue(self) -> bool:
        """Whether it is still to be done and its time has passed. While its clock stands still it is not late."""
        is_running = self.state in OPEN_STATES and self.sla_state != SlaState.PAUSED
        return is_running and self.due_at is not None and self.due_at < timezone.now()

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Work orders at the properties of the scope."""
        return place_condition(actor, "property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Without the right to see others' work orders: those assigned to or reported by the actor."""
        return own_condition(actor)

    def clean(self) -> None:
        if self.due_at and self.due_at < self.reported_at:
            raise ValidationError({"due_at": _("It cannot be due before it was reported.")}, code="order")
        if self.planned_end and not (self.planned_start and self.planned_start < self.planned_end):
            raise ValidationError({"planned_end": _("The plan ends after it begins.")}, code="order")


class Comment(Owned):
    """Something said about a work order. Internal comments are for the organization's own people only."""

    module = "comment"
    personal = Personal(named=(Named(account="created_by", tells=("created_at", "body")),))
    in_sight = ("work_order",)

    work_order = OwnedReference(WorkOrder, models.CASCADE, verbose_name=_("work order"), related_name="comments")
    body = models.TextField(_("comment"), max_length=20_000)
    is_internal = models.BooleanField(_("internal"), default=False, help_text=_("Not shown to vendors and tenants."))

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.body[:60]

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Comments are seen where their work order is."""
        return place_condition(actor, "work_order__property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Comments on work orders that are seen, and internal ones with the right to read them."""
        condition = own_condition(actor, "work_order__")
        return condition if actor.may("workorders.internal_workorder") else condition & Q(is_internal=False)


def own_condition(actor: Actor, prefix: str = "") -> Q:
    """Every work order for those who may see others'; otherwise the actor's own: of person, team or company."""
    if actor.may("workorders.others_workorder"):
        return Q()
    own = {"organization_id": actor.organization_id}
    teams = TeamMember.objects.filter(Q(**own, person_id=actor.person_id)).values("team_id")
    companies = VendorPerson.objects.filter(Q(**own, person_id=actor.person_id)).values("vendor_id")
    return (
        Q(**{f"{prefix}assignee_id": actor.person_id})
        | Q(**{f"{prefix}created_by_id": actor.person_id})
        | Q(**{f"{prefix}team_id__in": teams})
        | Q(**{f"{prefix}vendor_id__in": companies})
    )
