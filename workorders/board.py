"""The board: cards by state. It reads as many as it shows, and counts no further than a list does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.reading.pages import COUNTED
from core.reading.rows import statement
from workorders.choices import State
from workorders.models import WorkOrder
from workorders.states import FINAL_STATES, legal_verbs, target_of, words

SHOWN, MORE = 20, 100
# Columns that stand there also when they are empty, to put a card into. The others come with their cards.
ALWAYS = (
    State.OPEN,
    State.ASSIGNED,
    State.ACCEPTED,
    State.IN_PROGRESS,
    State.ON_HOLD,
    State.COMPLETED,
    State.VERIFIED,
    State.CLOSED,
    State.CANCELLED,
)
# What is over fills no column by itself: who wants to see it asks.
OVER = FINAL_STATES
CARD_READS = ("property", "space", "assignee", "team", "vendor", "hold_reason")


@dataclass(slots=True)
class Stack:
    """The cards of one state, how many there are, and whether counting stopped before the end."""

    state: State
    count: int = 0
    is_minimum: bool = False
    orders: list[WorkOrder] = field(default_factory=list)


def read_stacks(rows: QuerySet[WorkOrder], *, wide: str = "", asked: Iterable[str] = ()) -> list[Stack]:
    """The cards of every column, by three statements at any size. `wide` is the column that shows more."""
    counts = count_states(rows)
    shown = {state: 0 if state in OVER and state not in {*asked, wide} else SHOWN for state in State}
    if wide in State.values:
        shown[State(wide)] = MORE
    keys = first_keys(rows, shown)
    orders = {order.pk: order for order in rows.filter(pk__in=keys).select_related(*CARD_READS)} if keys else {}
    stacks = {state: Stack(state, min(counts[state], COUNTED), counts[state] > COUNTED) for state in State}
    for key in keys:
        if key in orders:
            stacks[State(orders[key].state)].orders.append(orders[key])
    return [stack for state, stack in stacks.items() if state in ALWAYS or stack.orders]


def first_keys(rows: QuerySet[WorkOrder], shown: dict[State, int]) -> list[UUID]:
    """The ids of the first orders of each state, in the list's own order."""
    parts = [rows.filter(state=state).values_list("pk", flat=True)[:most] for state, most in shown.items() if most]
    return [key for (key,) in _run(parts, "select * from ({}) first_of_state")]


def count_states(rows: QuerySet[WorkOrder]) -> dict[State, int]:
    """How many orders stand in each state; one more than is counted means more."""
    parts = [rows.filter(state=state).order_by().values_list("pk", flat=True)[: COUNTED + 1] for state in State]
    counts = _run(parts, "select count(*) from ({}) counted")
    return dict(zip(State, (count for (count,) in counts), strict=True))


def _run(parts: Sequence[QuerySet[Any]], wrap: str) -> list[tuple[Any, ...]]:
    """Several selections as one statement, their rows one after the other."""
    found = [statement(part, ["pk"]) for part in parts]
    sql: list[str] = []
    values: list[Any] = []
    for place, one in enumerate(found):
        # A question that nothing can answer selects nothing, in its own place.
        text, parameters = one or ("select null::uuid as id where false", ())
        sql.append(f"select * from ({wrap.format(text)}) as part_{place}")
        values += parameters
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(sql), values)
        return list(cursor.fetchall())


def verb_to(order: WorkOrder, target: str) -> str:
    """The verb that brings an order to a state, or nothing where no legal one does."""
    return next((verb for verb in legal_verbs(order.state) if target_of(verb, order) == target), "")


def targets(order: WorkOrder) -> set[str]:
    """The states to which a legal verb leads."""
    return {target_of(verb, order).value for verb in legal_verbs(order.state)}


def why_not(order: WorkOrder, target: str) -> str:
    """Why a card went back: where it stands, and what is possible from there."""
    legal = legal_verbs(order.state)
    where = {"state": order.get_state_display().lower(), "target": _label(target), "legal": words(legal)}
    if not legal:
        return _("It is %(state)s, and stays so.") % where
    return _("It is %(state)s and cannot become %(target)s. It can: %(legal)s.") % where


def _label(target: str) -> str:
    return str(State(target).label).lower() if target in State.values else target[:60]
