"""Which rate applies: the one that is valid on the day the work was done."""

from datetime import date
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from vendors.choices import LabourKind
from vendors.models import Rate


def find_rate(vendor: UUID | None, trade: UUID | None, kind: str, on: date, *, actor: Actor) -> Rate | None:
    """The rate of a day: of the trade before that of every trade; of own people where no vendor is named."""
    rows = Rate.objects.visible_to(actor).filter(
        Q(vendor_id=vendor),
        Q(trade_id=trade) | Q(trade__isnull=True),
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        kind=kind,
        valid_from__lte=on,
    )
    return rows.order_by(F("trade").asc(nulls_last=True)).first()


def rate_on(vendor: UUID | None, trade: UUID | None, kind: str, on: date, *, actor: Actor) -> Rate:
    """The rate of a day, or a refusal that names what is missing from the rate card."""
    rate = find_rate(vendor, trade, kind, on, actor=actor)
    if rate is None:
        raise no_rate(kind, on)
    return rate


def no_rate(kind: str, on: date) -> RuleBroken:
    """The refusal of hours that no rate is valid for."""
    words = {"kind": LabourKind(kind).label, "day": on.isoformat()}
    return RuleBroken("rate", "no-rate", _("No rate for “%(kind)s” is valid on %(day)s.") % words)
