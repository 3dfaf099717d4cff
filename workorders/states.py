"""The life of a work order: one table, from which buttons, board, API, checks, diagrams and documentation come."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleBroken
from workorders.choices import Category, Clock, State


@dataclass(frozen=True, slots=True)
class Standing:
    """What a state means: its category, and what each clock does while an order is in it."""

    state: State
    category: Category
    response: Clock
    resolution: Clock
    vendor: Clock


@dataclass(frozen=True, slots=True)
class Move:
    """A legal move: the verb, the states it starts from and the one it leads to; `past` is the event's name.

    A target of None is the state that the order was held from. A `reasoned` move is refused without a reason.
    """

    verb: str
    sources: tuple[State, ...]
    target: State | None
    past: str
    label: Any
    reasoned: bool = False


_IDLE, _RUNS, _STOPPED, _VOID, _REASON, _POLICY = (
    Clock.IDLE, Clock.RUNS, Clock.STOPPED, Clock.VOID, Clock.BY_REASON, Clock.BY_POLICY
)  # fmt: skip

STANDINGS = {
    one.state: one
    for one in (
        #                                                   response  resolution  vendor
        Standing(State.AWAITING_APPROVAL, Category.TRIAGE, _POLICY, _IDLE, _IDLE),
        Standing(State.OPEN, Category.ACTIVE, _RUNS, _RUNS, _IDLE),
        Standing(State.ASSIGNED, Category.ACTIVE, _RUNS, _RUNS, _RUNS),
        Standing(State.ACCEPTED, Category.ACTIVE, _POLICY, _RUNS, _RUNS),
        Standing(State.IN_PROGRESS, Category.ACTIVE, _STOPPED, _RUNS, _RUNS),
        Standing(State.ON_HOLD, Category.HOLD, _REASON, _REASON, _REASON),
        Standing(State.COMPLETED, Category.DONE, _STOPPED, _STOPPED, _STOPPED),
        Standing(State.VERIFIED, Category.DONE, _STOPPED, _STOPPED, _STOPPED),
        Standing(State.CLOSED, Category.FINAL, _STOPPED, _STOPPED, _STOPPED),
        Standing(State.CANCELLED, Category.FINAL, _VOID, _VOID, _VOID),
        Standing(State.DECLINED, Category.FINAL, _VOID, _VOID, _VOID),
        Standing(State.DUPLICATE, Category.FINAL, _VOID, _VOID, _VOID),
    )
}

_GIVEN = (State.OPEN, State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS)
_DONE = (State.COMPLETED, State.VERIFIED)
# Ended without the work being done.
VOIDED = (State.CANCELLED, State.DECLINED, State.DUPLICATE)

MOVES = (
    Move("approve", (State.AWAITING_APPROVAL,), State.OPEN, "approved", gettext_lazy("Approve")),
    Move("decline", (State.AWAITING_APPROVAL,), State.DECLINED, "declined", gettext_lazy("Decline"), reasoned=True),
    Move("assign", _GIVEN, State.ASSIGNED, "assigned", gettext_lazy("Assign")),
    Move("accept", (State.ASSIGNED,), State.ACCEPTED, "accepted", gettext_lazy("Accept")),
    Move(
        "decline_assignment",
        (State.ASSIGNED,),
        State.OPEN,
        "assignment_declined",
        gettext_lazy("Decline the job"),
        reasoned=True,
    ),
    Move("start", (State.OPEN, State.ACCEPTED), State.IN_PROGRESS, "started", gettext_lazy("Start")),
    Move("hold", _GIVEN, State.ON_HOLD, "held", gettext_lazy("Put on hold"), reasoned=True),
    Move("resume", (State.ON_HOLD,), None, "resumed", gettext_lazy("Resume")),
    Move("complete", (State.IN_PROGRESS,), State.COMPLETED, "completed", gettext_lazy("Complete")),
    Move("verify", (State.COMPLETED,), State.VERIFIED, "verified", gettext_lazy("Verify")),
    Move("reject", _DONE, State.IN_PROGRESS, "rejected", gettext_lazy("Send back"), reasoned=True),
    Move("close", (State.VERIFIED,), State.CLOSED, "closed", gettext_lazy("Close")),
    Move(
        "cancel",
        (State.OPEN, State.ASSIGNED, State.ON_HOLD),
        State.CANCELLED,
        "cancelled",
        gettext_lazy("Cancel"),
        reasoned=True,
    ),
    Move("mark_duplicate", (State.OPEN,), State.DUPLICATE, "marked_duplicate", gettext_lazy("Mark as duplicate")),
    Move("reopen", VOIDED, State.OPEN, "reopened", gettext_lazy("Reopen"), reasoned=True),
)
BY_VERB = {move.verb: move for move in MOVES}


def states_in(*categories: Category) -> tuple[State, ...]:
    """The states of these categories, in the order of the table."""
    return tuple(state for state, one in STANDINGS.items() if one.category in categories)


# Still to be done: what a list of open work shows, and what a moved place takes along.
OPEN_STATES = states_in(Category.TRIAGE, Category.ACTIVE, Category.HOLD)
ACTIVE_STATES = states_in(Category.ACTIVE)
DONE_STATES = states_in(Category.DONE)
FINAL_STATES = states_in(Category.FINAL)


def legal_verbs(state: str) -> tuple[str, ...]:
    """The verbs that may follow in this state."""
    return tuple(move.verb for move in MOVES if state in move.sources)


def is_legal(verb: str, state: str) -> bool:
    """Whether `verb` may follow in this state."""
    return state in BY_VERB[verb].sources


def target_of(verb: str, work_order: Any) -> State:
    """The state that a legal verb leads to. What was held goes back to where it was."""
    return BY_VERB[verb].target or held_from(work_order)


def held_from(work_order: Any) -> State:
    """Where an order on hold was before. One that came in on hold is open, or assigned when somebody holds it."""
    if work_order.held_from:
        return State(work_order.held_from)
    return State.ASSIGNED if work_order.assignee_id is not None else State.OPEN


def refuse_illegal(verb: str, state: str) -> None:
    """Refuse a verb that does not follow in this state, naming those that do."""
    if is_legal(verb, state):
        return
    legal = legal_verbs(state)
    where = {"state": State(state).label.lower(), "verb": str(BY_VERB[verb].label).lower(), "legal": words(legal)}
    told = (
        _("A work order that is %(state)s cannot do this: %(verb)s. It can: %(legal)s.")
        if legal
        else _("A work order that is %(state)s cannot do this: %(verb)s. It stays as it is.")
    )
    extra: dict[str, object] = {"allowed": list(legal)}
    raise RuleBroken("state", "invalid-transition", told % where, status=409, extra=extra)


def words(verbs: Iterable[str]) -> str:
    """Verbs as a person reads them."""
    return ", ".join(str(BY_VERB[verb].label).lower() for verb in verbs)
