"""Sums of money: rounded once for each row, so that what rows say adds up to what totals say."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.figures import WITHOUT_CENTS

CENT, WHOLE, HUNDRED, NOTHING = Decimal("0.01"), Decimal(1), Decimal(100), Decimal(0)
# What a column of the ledger holds.
LARGEST = Decimal("99999999999999.99")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a total is made of."""

    amount: Decimal = NOTHING
    markup: Decimal = NOTHING
    tax: Decimal = NOTHING

    @property
    def total(self) -> Decimal:
        return self.amount + self.markup + self.tax

    def __neg__(self) -> "Parts":
        return Parts(-self.amount, -self.markup, -self.tax)

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(self.amount + other.amount, self.markup + other.markup, self.tax + other.tax)

    def first(self, total: Decimal) -> "Parts":
        """As much of it as makes `total`, at most all: the amount first, then markup, then tax."""
        amount = min(total, self.amount)
        markup = min(total - amount, self.markup)
        return Parts(amount, markup, min(total - amount - markup, self.tax))


def round_money(value: Decimal, currency: str) -> Decimal:
    """To the smallest coin, half of it upwards."""
    return value.quantize(WHOLE if currency in WITHOUT_CENTS else CENT, ROUND_HALF_UP)


def percent_of(percent: Decimal | None, value: Decimal, currency: str) -> Decimal:
    """A share of a value, rounded."""
    return round_money(value * (percent or NOTHING) / HUNDRED, currency)
