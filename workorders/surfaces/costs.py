"""The surfaces of costs, of what tenants are charged, and of exchange rates."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surfaces import Action, Include, Input, Surface
from facilities.surfaces.lifecycle import LIFECYCLE
from workorders.actions.commitments import invoice_cost
from workorders.actions.costs import create_cost, reverse_cost, update_cost
from workorders.actions.exchange_rates import create_exchange_rate, delete_exchange_rate, update_exchange_rate
from workorders.actions.prices import (
    approve_price_line,
    create_price_line,
    delete_price_line,
    refuse_price_line,
    update_price_line,
    withdraw_price_line,
)
from workorders.costs.choices import CostEntry, CostStage, PriceState
from workorders.models import Cost, ExchangeRate, PriceLine

_GIVEN = (
    "kind",
    "stage",
    "description",
    "worked_on",
    "quantity",
    "unit",
    "unit_cost",
    "person",
    "labour_kind",
    "trade",
    "vendor",
    "charges_trip",
    "markup_percent",
    "tax",
    "currency",
    "source",
)
_WORKED_OUT = (
    "entry",
    "against",
    "caused_by",
    "rate",
    "charged_quantity",
    "trip_charge",
    "amount",
    "markup",
    "total",
    "exchange_rate",
    "exchange_on",
    "reporting_currency",
    "reporting_total",
    "approved_at",
)
# Through the order: where and in which state the work is.
_ORDER = (
    "work_order.property",
    "work_order.property.region",
    "work_order.property.portfolio",
    "work_order.equipment",
    "work_order.trade",
    "work_order.category",
    "work_order.state",
    "work_order.priority",
)
_PRICE = (
    "description",
    "cost",
    "quantity",
    "unit",
    "unit_price",
    "markup_percent",
    "tax_percent",
    "currency",
)
_PRICED = ("amount", "markup", "tax", "total", "state", "decided_at", "decided_by", "reason")
_EXCHANGE = ("currency", "rate", "valid_from", "source")
_REASON = Input(name="reason", kind="text", label=_("Reason"))

costs = Surface(
    model=Cost,
    slug="costs",
    scope="workorders",
    prefix="C",
    icon="money",
    title="description",
    columns=("number", "work_order", *_GIVEN, *_WORKED_OUT, "created_at", "updated_at"),
    default_columns=("number", "description", "work_order", "stage", "kind", "worked_on", "total"),
    filters=("number", "work_order", *_GIVEN, *_WORKED_OUT, *_ORDER, "created_at", "updated_at"),
    ordering=("worked_on", "created_at", "number", "updated_at"),
    default_ordering=("-worked_on",),
    form=("work_order", *_GIVEN),
    imports=("work_order", *_GIVEN),
    read=("work_order", *_GIVEN, *_WORKED_OUT),
    write=("work_order", *_GIVEN),
    search={"number": "A", "description": "A", "source": "A"},
    phrases={
        "work_order": _("of %s"),
        "kind": "%s",
        "stage": "%s",
        "vendor": _("by %s"),
        "worked_on": _("worked %s"),
        "work_order.property": _("at %s"),
        "work_order.property.region": _("in %s"),
        "work_order.property.portfolio": _("in %s"),
    },
    groups=(
        (_("What"), ("work_order", "kind", "stage", "description", "worked_on")),
        (_("How much"), ("quantity", "unit", "unit_cost", "markup_percent", "tax", "currency")),
        (_("Whose work"), ("person", "labour_kind", "trade", "vendor", "charges_trip")),
        (_("By which document"), ("source",)),
        (_("What it comes to"), ("charged_quantity", "trip_charge", "amount", "markup", "total")),
        (_("In the reporting currency"), ("reporting_total", "exchange_rate", "exchange_on")),
        (_("How it was booked"), ("entry", "against", "caused_by", "rate", "approved_at")),
    ),
    create=create_cost,
    update=update_cost,
    decisive=("stage", "entry"),
    actions=(
        Action(
            verb="invoice",
            event="invoiced",
            label=_("Book an invoice"),
            run=invoice_cost,
            inputs=(
                Input(name="amount", kind="decimal", label=_("Amount before tax")),
                Input(name="tax", kind="decimal", label=_("Tax"), required=False),
                Input(name="source", kind="text", label=_("Number of the invoice")),
                Input(name="invoiced_on", kind="date", label=_("Day"), required=False, help=_("Empty: today.")),
                Input(
                    name="is_final",
                    kind="boolean",
                    label=_("The last one"),
                    required=False,
                    help=_("What is left of the commitment is released."),
                ),
            ),
            offered=lambda cost: cost.stage == CostStage.COMMITTED and cost.entry == CostEntry.BOOKING,
            icon="file",
            help=_("The commitment falls by the same amount."),
        ),
        Action(
            verb="reverse",
            event="reversed",
            label=_("Take back"),
            run=reverse_cost,
            inputs=(_REASON,),
            offered=lambda cost: cost.entry == CostEntry.BOOKING,
            icon="undo",
            tone="danger",
            help=_("A row of the opposite sign is booked. Both stay to be read."),
        ),
    ),
    grants={"commit": _("Book commitments and vendors' work")},
)

price_lines = Surface(
    model=PriceLine,
    slug="price-lines",
    scope="workorders",
    prefix="PL",
    icon="tag",
    title="description",
    columns=("number", "work_order", *_PRICE, *_PRICED, "created_at", "updated_at"),
    default_columns=("number", "description", "work_order", "state", "total", "created_at"),
    filters=("number", "work_order", *_PRICE, *_PRICED, *_ORDER, "created_at", "updated_at"),
    ordering=("created_at", "number", "updated_at"),
    default_ordering=("-created_at",),
    form=("work_order", *_PRICE),
    imports=("work_order", *_PRICE),
    read=("work_order", *_PRICE, *_PRICED),
    write=("work_order", *_PRICE),
    search={"number": "A", "description": "A"},
    phrases={"work_order": _("of %s"), "state": "%s", "work_order.property": _("at %s")},
    groups=(
        (_("What"), ("work_order", "description", "cost")),
        (_("How much"), ("quantity", "unit", "unit_price", "markup_percent", "tax_percent", "currency")),
        (_("What it comes to"), ("amount", "markup", "tax", "total")),
        (_("Decision"), ("decided_at", "decided_by", "reason")),
    ),
    create=create_price_line,
    update=update_price_line,
    delete=delete_price_line,
    actions=(
        Action(
            verb="approve",
            event="approved",
            label=_("Approve"),
            run=approve_price_line,
            offered=lambda line: line.state == PriceState.DRAFT,
            icon="check",
            tone="success",
            help=_("It is charged, and stands as it is."),
        ),
        Action(
            verb="refuse",
            event="refused",
            label=_("Refuse"),
            run=refuse_price_line,
            inputs=(_REASON,),
            offered=lambda line: line.state == PriceState.DRAFT,
            icon="x",
            tone="danger",
        ),
        Action(
            verb="withdraw",
            event="withdrawn",
            label=_("Withdraw"),
            run=withdraw_price_line,
            inputs=(_REASON,),
            offered=lambda line: line.state == PriceState.APPROVED,
            icon="undo",
        ),
    ),
)

exchange_rates = Surface(
    model=ExchangeRate,
    slug="exchange-rates",
    scope="workorders",
    prefix="XR",
    icon="globe",
    title="currency",
    columns=("number", *_EXCHANGE, "created_at", "updated_at"),
    default_columns=("number", *_EXCHANGE),
    filters=("number", *_EXCHANGE, "created_at", "updated_at"),
    ordering=("valid_from", "number", "updated_at"),
    default_ordering=("-valid_from",),
    form=_EXCHANGE,
    imports=_EXCHANGE,
    read=_EXCHANGE,
    write=_EXCHANGE,
    search={"number": "A", "currency": "A", "source": "B"},
    create=create_exchange_rate,
    update=update_exchange_rate,
    delete=delete_exchange_rate,
    actions=LIFECYCLE,
)


def costs_of(work_orders: list[UUID], actor: Actor) -> QuerySet[Cost]:
    """The ledger of several work orders, in the order in which it was booked."""
    return Cost.objects.visible_to(actor).filter(work_order_id__in=work_orders).order_by("created_at", "id")


def price_lines_of(work_orders: list[UUID], actor: Actor) -> QuerySet[PriceLine]:
    """What is charged for several work orders."""
    return PriceLine.objects.visible_to(actor).filter(work_order_id__in=work_orders).order_by("created_at", "id")


COST_INCLUDES = (
    Include(
        name="costs",
        label=_("Costs"),
        rows=costs_of,
        parent="work_order",
        read=("number", *_GIVEN, *_WORKED_OUT, "created_at"),
        create=create_cost,
        write=_GIVEN,
    ),
    Include(
        name="price_lines",
        label=_("Price lines"),
        rows=price_lines_of,
        parent="work_order",
        read=("number", *_PRICE, *_PRICED, "created_at"),
        create=create_price_line,
        write=_PRICE,
    ),
)
