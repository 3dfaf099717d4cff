"""What the tests of vendors and costs share: trades of the cast's organization, a vendor and rates."""

from datetime import date
from decimal import Decimal
from typing import Any

from core.actions.picklists import create_picklist_item
from core.picklists import PicklistItem
from tests.cast import Cast
from vendors.actions.rates import create_rate
from vendors.actions.vendors import create_vendor
from vendors.models import Rate, Vendor


def make_trade(cast: Cast, code: str = "plumbing", **values: Any) -> PicklistItem:
    """An entry of the list of trades."""
    return create_picklist_item(
        actor=values.pop("actor", cast.ana), **{"list": "trade", "code": code, "label": code.title(), **values}
    )


def make_vendor(cast: Cast, name: str = "Lake Plumbing", **values: Any) -> Vendor:
    """A vendor of the first organization."""
    return create_vendor(actor=cast.ana, name=name, **values)


def make_rate(cast: Cast, hourly: str = "60", **values: Any) -> Rate:
    """A rate of own people in regular hours from the beginning of 2026."""
    given = {"valid_from": date(2026, 1, 1), "hourly": Decimal(hourly), **values}
    return create_rate(actor=cast.ana, **given)
