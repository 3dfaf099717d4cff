"""Noting what people have learned."""

from typing import Any

from core.actor import Actor
from core.picklists import PicklistItem
from core.references import refuse_if_referred_to
from core.writing import assign, changing, creating, deleting
from workorders.actions.teams import member_key, trade_key
from workorders.models import Skill


def create_skill(*, actor: Actor, **values: Any) -> Skill:
    """Note that a member of the organization has learned a trade."""
    with creating(Skill(**values), event="skill.created", permission="workorders.add_skill", actor=actor) as skill:
        _settle(skill, actor)
    return skill


def update_skill(skill: Skill, *, actor: Actor, version: int | None = None, **values: Any) -> Skill:
    """Change what is known of a skill, such as until when its certificate is valid."""
    with changing(
        skill, event="skill.updated", permission="workorders.change_skill", actor=actor, version=version
    ) as row:
        assign(row, values)
        _settle(row, actor)
    return skill


def delete_skill(skill: Skill, *, actor: Actor, version: int | None = None) -> None:
    """Take a skill away. It can be had back for ninety days."""
    with deleting(
        skill, event="skill.deleted", permission="workorders.delete_skill", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)


def _settle(skill: Skill, actor: Actor) -> None:
    """Whoever has it is a member; it is one of the trades, and without a certificate called as the trade is."""
    if skill.person_id is not None:
        member_key(skill.person_id, actor)
    if skill.trade_id is not None:
        trade_key(skill.trade_id, actor)
        skill.name = skill.name or PicklistItem.objects.visible_to(actor).get(pk=skill.trade_id).label
