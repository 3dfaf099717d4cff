"""What may be done to SLA policies. Each change of what is promised is a new version; open work moves on to it."""

from typing import Any

from django.db import transaction

from core.actor import Actor
from core.references import refuse_if_referred_to
from core.writing import assign, changing, creating, deleting
from workorders.actions.recomputations import ask_for_recomputation
from workorders.models import SlaPolicy
from workorders.promises.versions import keep_policy

# What decides for which orders a policy holds; changing it needs no new version of the promise.
CONDITIONS = ("lease_id", "property_id", "category_id", "is_active")


@transaction.atomic
def create_sla_policy(*, actor: Actor, **values: Any) -> SlaPolicy:
    """Promise times for work, everywhere or by lease, property or category. Open work it fits is computed anew."""
    policy = SlaPolicy(**values)
    with creating(policy, event="sla_policy.created", permission="workorders.add_slapolicy", actor=actor):
        pass
    keep_policy(policy, actor=actor)
    ask_for_recomputation(actor=actor, policy=policy)
    return policy


@transaction.atomic
def update_sla_policy(policy: SlaPolicy, *, actor: Actor, version: int | None = None, **values: Any) -> SlaPolicy:
    """Change what is promised or where. Finished work keeps its promise; open work keeps its start and its pauses."""
    before = [getattr(policy, name) for name in CONDITIONS]
    with changing(
        policy, event="sla_policy.updated", permission="workorders.change_slapolicy", actor=actor, version=version
    ) as row:
        assign(row, values)
    if keep_policy(policy, actor=actor) or before != [getattr(policy, name) for name in CONDITIONS]:
        ask_for_recomputation(actor=actor, policy=policy)
    return policy


@transaction.atomic
def delete_sla_policy(policy: SlaPolicy, *, actor: Actor, version: int | None = None) -> None:
    """Take a policy away; open work falls to the next one that fits."""
    with deleting(
        policy, event="sla_policy.deleted", permission="workorders.delete_slapolicy", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)
    ask_for_recomputation(actor=actor)
