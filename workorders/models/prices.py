"""What is charged to a tenant for a work order: apart from what it costs, with an approval of its own."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import OwnedReference, Record, person_reference
from core.validators import validate_currency
from facilities.scoping import place_condition
from workorders.costs.choices import PriceState
from workorders.models.costs import NOT_NEGATIVE, Cost, kept_money
from workorders.models.work_orders import WorkOrder, own_condition


class PriceLine(Record):
    """One line of what a tenant pays for work. It changes no cost: what work costs and what is charged are two sums."""

    module = "price_line"
    currencies = dict.fromkeys(("unit_price", "amount", "markup", "tax", "total"), "currency")

    work_order = OwnedReference(WorkOrder, verbose_name=_("work order"), related_name="price_lines", db_index=False)
    description = models.CharField(_("description"), max_length=200)
    cost = OwnedReference(
        Cost,
        verbose_name=_("cost it passes on"),
        related_name="price_lines",
        null=True,
        blank=True,
        db_index=False,
    )
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=4, validators=NOT_NEGATIVE, default=1)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    unit_price = models.DecimalField(_("price of one"), max_digits=14, decimal_places=4, validators=NOT_NEGATIVE)
    markup_percent = models.DecimalField(
        _("markup in percent"),
        max_digits=6,
        decimal_places=2,
        default=0,
        validators=[*NOT_NEGATIVE, MaxValueValidator(1000)],
    )
    tax_percent = models.DecimalField(
        _("tax in percent"),
        max_digits=6,
        decimal_places=3,
        default=0,
        validators=[*NOT_NEGATIVE, MaxValueValidator(100)],
    )
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, validators=[validate_currency], help_text=_("Empty: the place's.")
    )
    amount = kept_money(_("amount before markup and tax"))
    markup = kept_money(_("markup"))
    tax = kept_money(_("tax"))
    total = kept_money(_("total"))
    state = models.CharField(_("state"), max_length=20, choices=PriceState, default=PriceState.DRAFT, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = person_reference(_("decided by"))
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("price line")
        verbose_name_plural = _("price lines")
        indexes = [
            models.Index(fields=["organization", "work_order", "state", "id"], name="price_line_of_work_order"),
            models.Index(fields=["organization", "-created_at", "-id"], name="price_line_newest"),
            models.Index(fields=["organization", "updated_at", "id"], name="price_line_sync"),
            models.Index(fields=["cost"], name="price_line_by_cost", condition=Q(cost__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="price_line_number_once"),
            one_of("state", PriceState, name="price_line_state_known"),
            models.CheckConstraint(
                condition=Q(total=F("amount") + F("markup") + F("tax"), total__gte=0), name="price_line_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Price lines of work at the properties of the scope."""
        return place_condition(actor, "work_order__property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Price lines of work orders that are seen."""
        return own_condition(actor, "work_order__")
