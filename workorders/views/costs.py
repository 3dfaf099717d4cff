"""The cost panel of a work order: a table that adds up, whose numbers open their rows."""

from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.utils.translation import gettext as _

from core.figures import say_money
from core.pages.addresses import list_address
from core.pages.requests import PageRequest
from core.querysets import OwnedQuerySet
from core.surfaces import surface_of
from core.trees import keys_below
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
# Parts whose ids an address still holds.
LINKED = 50
Where: TypeAlias = dict[str, str] | None


def cost_panel(request: PageRequest, order: WorkOrder) -> dict[str, Any] | None:
    """What the panel shows; None for who may not see what work costs."""
    surface = surface_of(Cost)
    if surface is None or not request.actor.may(surface.permission("view")):
        return None
    rows = Cost.objects.visible_to(request.actor)
    family = keys_below(WorkOrder, [order.pk])
    return {
        "parts": [
            _part(request, rows.filter(work_order=order), {"work_order": str(order.pk)}, ""),
            *(
                [_part(request, rows.filter(work_order__in=family), _all_of(family), _("With its parts"))]
                if len(family) > 1
                else []
            ),
        ],
        "limit": say_money(order.nte_amount, order.nte_currency) if order.nte_amount is not None else "",
        "asked": say_money(order.nte_requested, order.nte_currency or "") if order.nte_requested is not None else "",
        "reason": order.nte_reason,
        "frozen": is_frozen(order),
        "url": list_address(request, surface, work_order=str(order.pk), view="all"),
    }


def _part(request: PageRequest, rows: OwnedQuerySet[Cost], where: Where, heading: str) -> dict[str, Any]:
    """The tables of an order, or of it and all below it: in each currency, and together where they are several."""
    tables = sum_costs(rows)
    reporting = sum_reporting(rows) if any(one.is_exchanged for one in tables) else []
    if [one.currency for one in reporting] == [one.currency for one in tables]:
        reporting = []
    return {
        "heading": heading,
        "tables": [_table(request, where, one) for one in tables],
        "reporting": [_table(request, None, one) for one in reporting],
    }


def _all_of(family: list[UUID]) -> Where:
    """The condition on the list behind; none where its address would grow too long."""
    return {"work_order__in": ",".join(map(str, family))} if len(family) <= LINKED else None


def _table(request: PageRequest, where: Where, sums: CurrencySums) -> dict[str, Any]:
    """The rows of one currency. Where sums of several currencies stand together there is no one list behind."""
    where = where and {**where, "currency": sums.currency}
    lines = [
        {"label": CostKind(kind).label, "cells": _cells(request, where, sums.currency, one, kind)}
        for kind, one in sums.kinds.items()
    ]
    return {"currency": sums.currency, "lines": lines, "total": _cells(request, where, sums.currency, sums.total)}


def _cells(request: PageRequest, where: Where, currency: str, sums: Sums, kind: str = "") -> list[dict[str, str]]:
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


def _address(request: PageRequest, where: Where, behind: dict[str, str] | None, kind: str) -> str:
    surface = surface_of(Cost)
    if surface is None or where is None or behind is None:
        return ""
    return list_address(request, surface, **where, **behind, **({"kind": kind} if kind else {}), view="all")
