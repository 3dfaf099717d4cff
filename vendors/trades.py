"""Trades are entries of the organization's picklist of that name."""

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.picklists import PicklistItem


def refuse_other_list(trade: PicklistItem | None) -> None:
    """Refuse an entry of another list than that of the trades."""
    if trade is not None and trade.list != "trade":
        raise RuleBroken("trade", "not-a-trade", _("This is no entry of the list of trades."))
