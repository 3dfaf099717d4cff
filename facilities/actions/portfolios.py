"""What may be done to a portfolio."""

from typing import Any

from django.db import transaction

from core.actor import Actor
from core.references import refuse_if_referred_to
from core.trees import hold_tree
from core.writing import assign, changing, creating, deleting
from facilities.models import Portfolio
from facilities.placing import REGIONS, refuse_outside_scope


@transaction.atomic
def create_portfolio(*, actor: Actor, **values: Any) -> Portfolio:
    """Add a portfolio. Only who sees the whole organization may: a new one lies in nobody's narrower scope."""
    with creating(
        Portfolio(**values), event="portfolio.created", permission="facilities.add_portfolio", actor=actor
    ) as portfolio:
        pass
    refuse_outside_scope(portfolio, actor=actor)
    return portfolio


def update_portfolio(portfolio: Portfolio, *, actor: Actor, version: int | None = None, **values: Any) -> Portfolio:
    """Change what is known of a portfolio."""
    with changing(
        portfolio, event="portfolio.updated", permission="facilities.change_portfolio", actor=actor, version=version
    ) as row:
        assign(row, values)
    return portfolio


def delete_portfolio(portfolio: Portfolio, *, actor: Actor, version: int | None = None) -> None:
    """Hide a portfolio that holds no region and no property any more; otherwise they are named."""
    hold_tree(REGIONS, actor=actor, alone=True)
    with deleting(
        portfolio, event="portfolio.deleted", permission="facilities.delete_portfolio", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)
