"""The cost panel of a work order: a table that adds up, whose numbers open their rows."""

from decimal import Decimal
from typing import Any

from core.figures import say_money
from core.pages.addresses import list_address
from core.pages.requests import PageRequest
from core.surfaces import surface_of
from workorders.costs.choices import CostKind, CostStage
from workorders.costs.ledger import is_frozen
from workorders.costs.summary import CurrencySums, Sums, sum_costs, sum_reporting
from workorders.models import Cost, WorkOrder

# Which of the ledger's rows stand behind a column; the forecast is worked out from the others.
BEHIND = {
    "estimate": {"stage": str(CostStage.ESTIMATE)},
    "approved": {"stage": str(CostStage.ESTIMATE), "approved_at__isnull": "false"},
    "committed": {"stage": str(CostStage.COMMITTED)},
    "actual": {"stage": str(CostStage.ACTUAL)},
    "forecast": None,
}


def cost_panel(request: PageRequest, order: WorkOrder) -> dict[str, Any] | None:
    """What the panel shows; None for who may not see what work costs."""
    surface = surface_of(Cost)
    if surface is None or not request.actor.may(surface.permission("view")):
        return None
    rows = Cost.objects.visible_to(request.actor).filter(work_order=order)
    tables = sum_costs(rows)
    reporting = sum_reporting(rows)
    if [one.currency for one in reporting] == [one.currency for one in tables]:
        reporting = []
    return {
        "tables": [_table(request, order, one) for one in tables],
        "reporting": [_table(request, None, one) for one in reporting],
        "limit": say_money(order.nte_amount, order.nte_currency) if order.nte_amount is not None else "",
        "asked": say_money(order.nte_requested, order.nte_currency or "") if order.nte_requested is not None else "",
        "reason": order.nte_reason,
        "frozen": is_frozen(order),
        "url": list_address(request, surface, work_order=str(order.pk), view="all"),
    }


def _table(request: PageRequest, order: WorkOrder | None, sums: CurrencySums) -> dict[str, Any]:
    """The rows of one currency. Where sums of several currencies stand together there is no one list behind."""
    where = None if order is None else {"work_order": str(order.pk), "currency": sums.currency}
    lines = [
        {"label": CostKind(kind).label, "cells": _cells(request, where, sums.currency, one, kind)}
        for kind, one in sums.kinds.items()
    ]
    return {"currency": sums.currency, "lines": lines, "total": _cells(request, where, sums.currency, sums.total)}


def _cells(
    request: PageRequest, where: dict[str, str] | None, currency: str, sums: Sums, kind: str = ""
) -> list[dict[str, str]]:
    return [
        {
            "words": _words(name, getattr(sums, name), currency),
            "url": _address(request, where, behind, kind) if getattr(sums, name) else "",
        }
        for name, behind in BEHIND.items()
    ]


def _words(name: str, amount: Decimal, currency: str) -> str:
    """Nothing approved is not an approval of nothing."""
    return "\u2014" if name == "approved" and not amount else say_money(amount, currency)


def _address(request: PageRequest, where: dict[str, str] | None, behind: dict[str, str] | None, kind: str) -> str:
    surface = surface_of(Cost)
    if surface is None or where is None or behind is None:
        return ""
    return list_address(request, surface, **where, **behind, **({"kind": kind} if kind else {}), view="all")
