"""Trades are entries of the organization's picklist of that name."""

from uuid import UUID

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.picklists import PicklistItem


def refuse_other_list(trade: UUID | None, *, actor: Actor) -> None:
    """Refuse an entry of another list than that of the trades."""
    if trade is None:
        return
    if PicklistItem.objects.visible_to(actor).filter(pk=trade).exclude(list="trade").exists():
        raise RuleBroken("trade", "not-a-trade", _("This is no entry of the list of trades."))
