"""Before whom late work is brought: the rules of an organization, read once for a set of changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from core.actor import Actor
from workorders.choices import EscalateOn
from workorders.models import EscalationRule, TeamMember


@dataclass(frozen=True, slots=True)
class Escalations:
    """The rules that hold, and who is told by each."""

    rules: Sequence[EscalationRule]
    told: Mapping[UUID, frozenset[UUID]]

    @classmethod
    def read(cls, actor: Actor) -> Self:
        """Two statements, however many rules there are."""
        rows = EscalationRule.objects.visible_to(actor).filter(is_active=True, archived_at__isnull=True)
        rules = list(rows.order_by("pk"))
        teams = {rule.team_id for rule in rules if rule.team_id is not None}
        members = list(TeamMember.objects.visible_to(actor).filter(team_id__in=teams)) if teams else []
        return cls(rules, {rule.pk: told_by(rule, members) for rule in rules})

    def people_for(self, order: Mapping[str, Any], when: EscalateOn) -> frozenset[UUID]:
        """Everybody a fitting rule names; `order` is the row as the change record keeps it."""
        fitting = [self.told[rule.pk] for rule in self.rules if fits(rule, order, when)]
        return frozenset().union(*fitting)


def told_by(rule: EscalationRule, members: Sequence[TeamMember]) -> frozenset[UUID]:
    """The person, and of the team who leads it, or everybody."""
    team = {one.person_id for one in members if one.team_id == rule.team_id and (one.is_lead or not rule.leads_only)}
    return frozenset(team | ({rule.person_id} if rule.person_id else set()))


def fits(rule: EscalationRule, order: Mapping[str, Any], when: EscalateOn) -> bool:
    """Whether a rule is about this order; what it leaves empty holds for all."""
    wanted = {"priority": rule.priority, "property_id": rule.property_id, "category_id": rule.category_id}
    return rule.escalate_on == when and all(
        str(order.get(name)) == str(value) for name, value in wanted.items() if value
    )
