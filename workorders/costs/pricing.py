"""What a cost costs: the rate card of the day, the place's currency, and the day's exchange rate."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Membership, Organization
from core.actor import Actor
from core.errors import Problem, RuleBroken
from core.rules import unknown_reference
from core.validators import CURRENCIES
from facilities.models import Property
from vendors.choices import LabourKind
from vendors.models import Rate, Vendor
from vendors.rates import find_rate, no_rate
from workorders.costs.amounts import LARGEST, percent_of, round_money
from workorders.costs.choices import CostKind
from workorders.models import Cost, ExchangeRate

ONE = Decimal(1)


class Pricing:
    """Looks up what prices depend on, each once, however many rows are priced."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._rates: dict[tuple[UUID | None, UUID | None, str, date], Rate | None] = {}
        self._exchange: dict[tuple[str, date], tuple[Decimal, date]] = {}
        self._currencies: dict[UUID, str] = {}
        self._members: dict[UUID, bool] = {}

    @cached_property
    def reporting_currency(self) -> str:
        """The organization's own."""
        return Organization.objects.get(pk=self.actor.organization_id).currency

    def card(self, cost: Cost) -> Rate | None:
        """The rate of the day for the row's vendor, trade and kind of hours."""
        key = (cost.vendor_id, cost.trade_id, cost.labour_kind, cost.worked_on)
        if key not in self._rates:
            self._rates[key] = find_rate(*key, actor=self.actor)
        return self._rates[key]

    def currency_at(self, property: Property) -> str:
        """The currency of the place: that of its portfolio."""
        if property.pk not in self._currencies:
            self._currencies[property.pk] = property.portfolio.currency or self.reporting_currency
        return self._currencies[property.pk]

    def exchange(self, currency: str, on: date) -> tuple[Decimal, date]:
        """What a unit was worth on a day, and from when that rate is; refused where nobody said."""
        if currency == self.reporting_currency:
            return ONE, on
        if (currency, on) not in self._exchange:
            self._exchange[currency, on] = _exchange(currency, on, self.actor)
        return self._exchange[currency, on]

    def has_member(self, person_id: UUID) -> bool:
        """Whether the person is or was a member."""
        if person_id not in self._members:
            rows = Membership.objects.visible_to(self.actor).filter(person_id=person_id)
            self._members[person_id] = rows.exists()
        return self._members[person_id]


def _exchange(currency: str, on: date, actor: Actor) -> tuple[Decimal, date]:
    rows = ExchangeRate.objects.visible_to(actor).filter(currency=currency, valid_from__lte=on)
    found = rows.order_by("-valid_from").first()
    if found is None:
        words = {"currency": currency, "day": on.isoformat()}
        message = _("There is no exchange rate of %(currency)s for %(day)s.") % words
        raise RuleBroken("currency", "no-exchange-rate", message)
    return found.rate, found.valid_from


def price_cost(cost: Cost, pricing: Pricing) -> None:
    """Work out everything that follows from what was given. The row's own checks come after."""
    if problems := _wrong(cost, pricing):
        raise RuleBroken(problems=problems)
    if cost.trade_id is None and cost.kind in (CostKind.LABOUR, CostKind.VENDOR):
        cost.trade_id = cost.work_order.trade_id
    cost.description = cost.description or _describe(cost, pricing.actor)
    _price_one(cost, pricing)
    cost.currency = cost.currency or pricing.currency_at(cost.work_order.property)
    trip, charged = cost.trip_charge, cost.charged_quantity
    cost.amount = round_money(charged * (cost.unit_cost or 0), cost.currency) + trip
    cost.markup = percent_of(cost.markup_percent, cost.amount, cost.currency)
    cost.total = cost.amount + cost.markup + cost.tax
    cost.exchange_rate, cost.exchange_on = pricing.exchange(cost.currency, cost.worked_on)
    cost.reporting_currency = pricing.reporting_currency
    cost.reporting_total = round_money(cost.total * cost.exchange_rate, cost.reporting_currency)
    if max(cost.total, cost.reporting_total) > LARGEST:
        raise RuleBroken("quantity", "max_digits", _("This is more than the ledger can hold."))


def _describe(cost: Cost, actor: Actor) -> str:
    """ "Labour: Ben Brown"."""
    kind = CostKind(cost.kind).label if cost.kind in CostKind.values else ""
    vendor = Vendor.objects.visible_to(actor).filter(Q(pk=cost.vendor_id)).first()
    of = vendor or (cost.person if cost.person_id is not None else None)
    return f"{kind}: {of}"[:200] if of else str(kind)


def _wrong(cost: Cost, pricing: Pricing) -> list[Problem]:
    """What the arithmetic would not survive, in the words of the row's own checks."""
    problems = []
    for name in ("quantity", "tax", "worked_on"):
        if getattr(cost, name) is None:
            problems.append(Problem(name, "null", _("This is required.")))
    for name in ("quantity", "unit_cost", "tax", "markup_percent"):
        if (getattr(cost, name) or 0) < 0:
            problems.append(Problem(name, "min_value", _("A cost is not negative.")))
    if cost.labour_kind not in LabourKind.values:
        problems.append(Problem("labour_kind", "invalid_choice", _("This is none of the choices.")))
    if cost.currency and cost.currency not in CURRENCIES:
        problems.append(Problem("currency", "currency", _("There is no currency “%s”.") % cost.currency))
    if cost.person_id is not None and not pricing.has_member(cost.person_id):
        problems.append(unknown_reference("person"))
    return problems


def _price_one(cost: Cost, pricing: Pricing) -> None:
    """The cost of one, by hand or by the rate card of the day."""
    cost.rate, cost.trip_charge, cost.charged_quantity = None, Decimal(0), cost.quantity
    if cost.kind == CostKind.LABOUR and (cost.unit_cost is None or cost.charges_trip):
        _price_by_card(cost, pricing)
    if cost.unit_cost is None:
        raise RuleBroken("unit_cost", "required", _("Say what one costs."))
    if cost.markup_percent is None and cost.kind == CostKind.MATERIAL and cost.vendor_id is not None:
        card = pricing.card(cost)
        cost.markup_percent = card.markup_percent if card is not None else None


def _price_by_card(cost: Cost, pricing: Pricing) -> None:
    card = pricing.card(cost)
    if card is None:
        raise no_rate(cost.labour_kind, cost.worked_on)
    if cost.currency and cost.currency != card.currency:
        words = {"currency": card.currency}
        raise RuleBroken("currency", "other-currency", _("The rate card is in %(currency)s.") % words)
    cost.rate, cost.currency = card, card.currency
    if cost.unit_cost is None:
        cost.unit_cost = card.hourly
        cost.charged_quantity = max(cost.quantity, card.minimum_hours)
    if cost.charges_trip:
        cost.trip_charge = card.trip_charge
