"""What may be done to exchange rates."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organization
from core.actor import Actor
from core.errors import RuleBroken
from core.writing import assign, changing, creating, deleting
from workorders.models import ExchangeRate


def create_exchange_rate(*, actor: Actor, **values: Any) -> ExchangeRate:
    """Say what a currency is worth from a day on. Amounts booked before keep the rate they were booked at."""
    with creating(
        ExchangeRate(**values),
        event="exchange_rate.created",
        permission="workorders.add_exchangerate",
        actor=actor,
    ) as rate:
        _refuse_own(rate, actor)
    return rate


def update_exchange_rate(
    record: ExchangeRate, *, actor: Actor, version: int | None = None, **values: Any
) -> ExchangeRate:
    """Correct an exchange rate. Amounts that were booked keep the rate they were booked at."""
    with changing(
        record,
        event="exchange_rate.updated",
        permission="workorders.change_exchangerate",
        actor=actor,
        version=version,
    ) as row:
        assign(row, values)
        _refuse_own(row, actor)
    return record


def delete_exchange_rate(rate: ExchangeRate, *, actor: Actor, version: int | None = None) -> None:
    """Hide an exchange rate. Amounts that were booked keep it."""
    with deleting(
        rate,
        event="exchange_rate.deleted",
        permission="workorders.delete_exchangerate",
        actor=actor,
        version=version,
    ):
        pass


def _refuse_own(rate: ExchangeRate, actor: Actor) -> None:
    if Organization.objects.get(pk=actor.organization_id).currency == rate.currency:
        raise RuleBroken("currency", "own-currency", _("This is your own currency: it is always worth one."))
