"""What may be done to the rules by which late work is brought before people."""

from typing import Any

from core.actor import Actor
from core.errors import RuleBroken
from core.rules import unknown_reference
from core.writing import assign, changing, creating, deleting
from workorders.members import members_of
from workorders.models import EscalationRule


def create_escalation_rule(*, actor: Actor, **values: Any) -> EscalationRule:
    """Say who is told when work is at risk or late. They are members, and hear only of what they may see."""
    rule = EscalationRule(**values)
    with creating(rule, event="escalation_rule.created", permission="workorders.add_escalationrule", actor=actor):
        check_person(rule, actor)
    return rule


def update_escalation_rule(
    rule: EscalationRule, *, actor: Actor, version: int | None = None, **values: Any
) -> EscalationRule:
    """Change who is told, when, or of which work. It holds for what becomes late from now on.

    What became late before and is still to be told is told, or not, by the rule as it then is.
    """
    with changing(
        rule,
        event="escalation_rule.updated",
        permission="workorders.change_escalationrule",
        actor=actor,
        version=version,
    ) as row:
        assign(row, values)
        check_person(row, actor)
    return rule


def delete_escalation_rule(rule: EscalationRule, *, actor: Actor, version: int | None = None) -> None:
    """Tell nobody by this rule any more."""
    with deleting(
        rule,
        event="escalation_rule.deleted",
        permission="workorders.delete_escalationrule",
        actor=actor,
        version=version,
    ):
        pass


def check_person(rule: EscalationRule, actor: Actor) -> None:
    """Who is told is a member of today."""
    if rule.person_id is not None and rule.person_id not in members_of({rule.person_id}, actor):
        raise RuleBroken(problems=[unknown_reference("person")])
