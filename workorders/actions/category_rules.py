"""What may be done to the rules of categories."""

from typing import Any

from core.actor import Actor
from core.writing import assign, changing, creating, deleting
from workorders.models import CategoryRule


def create_category_rule(*, actor: Actor, **values: Any) -> CategoryRule:
    """Say what work of a category asks for. A category has one rule."""
    rule = CategoryRule(**values)
    with creating(rule, event="category_rule.created", permission="workorders.add_categoryrule", actor=actor):
        pass
    return rule


def update_category_rule(
    rule: CategoryRule, *, actor: Actor, version: int | None = None, **values: Any
) -> CategoryRule:
    """Change what a category asks for. It holds for work that is completed from now on."""
    with changing(
        rule, event="category_rule.updated", permission="workorders.change_categoryrule", actor=actor, version=version
    ) as row:
        assign(row, values)
    return rule


def delete_category_rule(rule: CategoryRule, *, actor: Actor, version: int | None = None) -> None:
    """Ask for nothing more in a category."""
    with deleting(
        rule, event="category_rule.deleted", permission="workorders.delete_categoryrule", actor=actor, version=version
    ):
        pass
