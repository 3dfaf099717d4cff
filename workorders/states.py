"""The life of a work order: one table, from which buttons, API, checks and documentation come."""

from dataclasses import dataclass

from core.errors import RuleBroken
from workorders.choices import State
from workorders.models import WorkOrder

OPEN_STATES = (State.OPEN, State.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Move:
    """A legal move: the verb, the states it starts from and the one it leads to."""

    verb: str
    sources: tuple[State, ...]
    target: State


MOVES = (
    Move("start", (State.OPEN,), State.IN_PROGRESS),
    Move("complete", (State.IN_PROGRESS,), State.COMPLETED),
    Move("close", (State.COMPLETED,), State.CLOSED),
    Move("cancel", OPEN_STATES, State.CANCELLED),
    Move("reopen", (State.COMPLETED, State.CANCELLED), State.OPEN),
)


def legal_verbs(state: str) -> tuple[str, ...]:
    """The verbs that may follow in this state."""
    return tuple(move.verb for move in MOVES if state in move.sources)


def is_legal(verb: str, state: str) -> bool:
    """Whether `verb` may follow in this state."""
    return verb in legal_verbs(state)


def move(work_order: WorkOrder, verb: str) -> None:
    """Bring the work order to the verb's state, or refuse with the legal verbs."""
    legal = legal_verbs(work_order.state)
    if verb not in legal:
        raise RuleBroken(
            "state",
            "invalid-transition",
            f"A work order that is {work_order.get_state_display().lower()} cannot do this.",
            status=409,
            extra={"allowed": list(legal)},
        )
    work_order.state = next(step.target for step in MOVES if step.verb == verb)
