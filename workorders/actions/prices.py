"""What may be done to what a tenant is charged for a work order."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Problem, RuleBroken
from core.validators import CURRENCIES
from core.writing import assign, changing, creating, deleting, lock
from workorders.costs.amounts import LARGEST, percent_of, round_money
from workorders.costs.choices import PriceState
from workorders.costs.ledger import refuse_frozen
from workorders.costs.pricing import Pricing
from workorders.models import PriceLine, WorkOrder


@transaction.atomic
def create_price_line(*, actor: Actor, work_order: WorkOrder | None = None, **values: Any) -> PriceLine:
    """Say what a tenant is to pay for work. It is charged once it is approved."""
    actor.require("workorders.add_priceline")
    if work_order is None:
        raise RuleBroken("work_order", "required", _("This is required."))
    order = lock(work_order, actor=actor)
    refuse_frozen(order)
    with creating(PriceLine(work_order=order, **values), event="price_line.created", actor=actor) as line:
        _settle(line, actor)
    return line


@transaction.atomic
def update_price_line(line: PriceLine, *, actor: Actor, version: int | None = None, **values: Any) -> PriceLine:
    """Change a price line that nobody has decided on."""
    order = lock(WorkOrder(pk=line.work_order_id), actor=actor)
    refuse_frozen(order)
    with changing(
        line,
        event="price_line.updated",
        permission="workorders.change_priceline",
        actor=actor,
        version=version,
    ) as row:
        _require_draft(row)
        if "work_order" in values and values.pop("work_order").pk != order.pk:
            raise RuleBroken("work_order", "fixed", _("A price line stays with its work order."))
        assign(row, values)
        _settle(row, actor)
    return line


def delete_price_line(line: PriceLine, *, actor: Actor, version: int | None = None) -> None:
    """Hide a price line that nobody has decided on."""
    with deleting(
        line, event="price_line.deleted", permission="workorders.delete_priceline", actor=actor, version=version
    ) as row:
        _require_draft(row)


def approve_price_line(line: PriceLine, *, actor: Actor, version: int | None = None) -> PriceLine:
    """Agree to what is charged. It stands as it is from now on."""
    with changing(
        line,
        event="price_line.approved",
        permission="workorders.approve_priceline",
        actor=actor,
        version=version,
    ) as row:
        _require_draft(row)
        _decide(row, PriceState.APPROVED, "", actor)
    return line


def refuse_price_line(line: PriceLine, *, actor: Actor, reason: str, version: int | None = None) -> PriceLine:
    """Turn down what is charged, with the reason."""
    with changing(
        line,
        event="price_line.refused",
        permission="workorders.refuse_priceline",
        actor=actor,
        version=version,
    ) as row:
        _require_draft(row)
        _decide(row, PriceState.REFUSED, reason, actor)
    return line


def withdraw_price_line(line: PriceLine, *, actor: Actor, reason: str, version: int | None = None) -> PriceLine:
    """Charge no longer what was approved, with the reason. The line stays to be read."""
    with changing(
        line,
        event="price_line.withdrawn",
        permission="workorders.withdraw_priceline",
        actor=actor,
        version=version,
    ) as row:
        if row.state != PriceState.APPROVED:
            raise RuleBroken("state", "not-approved", _("Only what was approved is withdrawn."), status=409)
        _decide(row, PriceState.WITHDRAWN, reason, actor)
    return line


def _require_draft(line: PriceLine) -> None:
    if line.state != PriceState.DRAFT:
        raise RuleBroken("state", "decided", _("This is decided and stands as it is."), status=409)


def _decide(line: PriceLine, state: str, reason: str, actor: Actor) -> None:
    if state != PriceState.APPROVED and not reason.strip():
        raise RuleBroken("reason", "required", _("Say why."))
    line.state, line.reason = state, reason[:300]
    line.decided_at, line.decided_by_id = timezone.now(), actor.person_id


def _settle(line: PriceLine, actor: Actor) -> None:
    if problems := _wrong(line):
        raise RuleBroken(problems=problems)
    line.currency = line.currency or Pricing(actor).currency_at(line.work_order.property)
    line.amount = round_money(line.quantity * line.unit_price, line.currency)
    line.markup = percent_of(line.markup_percent, line.amount, line.currency)
    line.tax = percent_of(line.tax_percent, line.amount + line.markup, line.currency)
    line.total = line.amount + line.markup + line.tax
    if line.total > LARGEST:
        raise RuleBroken("quantity", "max_digits", _("This is more than the ledger can hold."))


def _wrong(line: PriceLine) -> list[Problem]:
    """What the arithmetic would not survive."""
    problems = []
    for name in ("quantity", "unit_price", "markup_percent", "tax_percent"):
        value: Decimal | None = getattr(line, name)
        if value is None:
            problems.append(Problem(name, "null", _("This is required.")))
        elif value < 0:
            problems.append(Problem(name, "min_value", _("A price is not negative.")))
    if line.currency and line.currency not in CURRENCIES:
        problems.append(Problem("currency", "currency", _("There is no currency “%s”.") % line.currency))
    if line.cost is not None and line.cost.work_order_id != line.work_order_id:
        problems.append(Problem("cost", "other-order", _("This cost belongs to another work order.")))
    return problems
