"""Whom the rules of an organization name, and of which work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from accounts.models import Person
from core.actor import Actor
from workorders.members import grouped, present_members
from workorders.models import EscalationRule, TeamMember, WorkOrder


def rules_in_use(actor: Actor) -> list[EscalationRule]:
    """Every rule by which somebody is told."""
    rows = EscalationRule.objects.visible_to(actor).filter(is_active=True, archived_at__isnull=True)
    return list(rows.order_by("pk"))


def fits(rule: EscalationRule, order: WorkOrder, when: str) -> bool:
    """Whether a rule is about this order; what it leaves empty holds for all."""
    wanted = {name: getattr(rule, name) for name in ("priority", "property_id", "category_id")}
    return rule.escalate_on == when and all(getattr(order, name) == value for name, value in wanted.items() if value)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who leads which team, who is in it, and who has which role today."""

    leads: Mapping[UUID, frozenset[UUID]]
    teams: Mapping[UUID, frozenset[UUID]]
    roles: Mapping[UUID, frozenset[UUID]]

    @classmethod
    def read(cls, rules: Iterable[EscalationRule], actor: Actor) -> Self:
        """Those of some rules: two statements, however many there are."""
        asked = list(rules)
        members = TeamMember.objects.visible_to(actor).filter(team_id__in={one.team_id for one in asked})
        teams = list(members.values_list("team_id", "person_id", "is_lead"))
        people = present_members(actor).filter(role_id__in={one.role_id for one in asked}, person__kind=Person.HUMAN)
        return cls(
            grouped((team, person) for team, person, is_lead in teams if is_lead),
            grouped((team, person) for team, person, _is_lead in teams),
            grouped(people.values_list("role_id", "person_id")),
        )

    def of(self, rule: EscalationRule) -> frozenset[UUID]:
        """The person, of the team who leads it or everybody, and everybody with the role."""
        found = {rule.person_id} if rule.person_id else set()
        if rule.team_id:
            found |= (self.leads if rule.leads_only else self.teams).get(rule.team_id, frozenset())
        if rule.role_id:
            found |= self.roles.get(rule.role_id, frozenset())
        return frozenset(found)
