"""`manage.py describe_states`: the states of work orders and the legal moves, as docs/work-order-states.md has them."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from workorders.hold_reasons import STANDARD
from workorders.state_names import NAMES, TITLES
from workorders.states import BY_VERB, STANDINGS, legal_verbs


class Command(BaseCommand):
    """Prints the one table of the life of a work order. A test holds the committed page to it."""

    help = "Describe the states of work orders."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("\n".join(describe()))


def describe() -> Iterator[str]:
    """The page, line by line."""
    yield "# States of work orders"
    yield ""
    yield "Printed by `manage.py describe_states` from `workorders/states.py`. The page"
    yield "`/<organization>/help/work-order-states/` draws the same."
    yield ""
    yield "| State | Category | Response clock | Resolution clock | Vendor clock | Legal next |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for state, one in STANDINGS.items():
        clocks = " | ".join(clock.value for clock in (one.response, one.resolution, one.vendor))
        yield f"| {state.value} | {one.category.value} | {clocks} | {'; '.join(moves_of(state.value)) or 'nothing'} |"
    yield ""
    yield "Clocks: idle (has not begun), runs, paused, stopped, void, by_reason (the hold's reason says), by_policy."
    yield ""
    yield "## Moves"
    yield ""
    yield "| Verb | Event | Reason wanted |"
    yield "| --- | --- | --- |"
    for verb, move in BY_VERB.items():
        yield f"| {verb} | work_order.{move.past} | {'yes' if move.reasoned else 'no'} |"
    yield ""
    yield "## Hold reasons that an organization starts with"
    yield ""
    yield "| Code | Words | Pauses the clocks |"
    yield "| --- | --- | --- |"
    for reason in STANDARD:
        yield f"| {reason.code} | {reason.label} | {'yes' if reason.pauses else 'no'} |"
    yield from describe_names()


def moves_of(state: str) -> list[str]:
    """What may follow in a state: the verb and where it leads."""
    targets = {verb: BY_VERB[verb].target for verb in legal_verbs(state)}
    return [f"{verb} → {target.value if target else 'where it was'}" for verb, target in targets.items()]


def describe_names() -> Iterator[str]:
    """What other systems call the states."""
    yield ""
    yield "## Names of other systems"
    yield ""
    yield "An import reads these in its column of states; the system is named as the source of the file."
    yield ""
    yield "| System | Its names |"
    yield "| --- | --- |"
    for system, names in NAMES.items():
        told = ", ".join(f"{name} = {state.value}" for name, state in names.items())
        yield f"| {TITLES[system]} (`{system}`) | {told} |"
