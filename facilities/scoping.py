"""Where an actor's scope meets the property hierarchy: one condition, used by everything that lies at a property."""

from django.db.models import Q

from core.actor import Actor


def place_condition(actor: Actor, prefix: str = "") -> Q:
    """Rows whose property (reached by `prefix`, such as "property__") lies in the actor's scope."""
    scope = actor.scope
    condition = Q(**{f"{prefix}id__in": scope.properties}) | Q(**{f"{prefix}portfolio_id__in": scope.portfolios})
    for path in scope.regions:
        condition |= Q(**{f"{prefix}region__path__under": path})
    return condition
