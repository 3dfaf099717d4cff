"""Handing over the work of somebody who leaves."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from core.actor import Actor
from core.writing import changing
from vendors.models import Vendor
from workorders.actions.assignment import Holder, key_of, pass_on
from workorders.leaving import work_held_by
from workorders.models import Team, WorkOrder


@transaction.atomic
def hand_over_work(
    person: Person | UUID,
    *,
    actor: Actor,
    work_orders: Sequence[UUID],
    assignee: Person | UUID | None = None,
    team: Team | UUID | None = None,
    vendor: Vendor | UUID | None = None,
) -> int:
    """Give work that somebody holds to a person, a team, a vendor or nobody: all that is named, or none. How many."""
    actor.require("workorders.assign_workorder")
    held = work_held_by(person.pk if isinstance(person, Person) else person, actor).filter(pk__in=work_orders)
    holder = Holder(key_of(assignee), key_of(team), key_of(vendor))
    orders: list[WorkOrder] = list(held.order_by("pk"))
    for order in orders:
        with changing(order, event="work_order.assigned", permission="workorders.assign_workorder", actor=actor) as row:
            pass_on(row, holder, actor=actor)
    return len(orders)
