"""What other systems call the states of a work order, and which of ours each means. Imports read it."""

from collections import defaultdict

from workorders.choices import State

# By the system's name as an import gives it, and by the state as that system writes it.
NAMES: dict[str, dict[str, State]] = {
    "appfolio": {
        "New": State.OPEN,
        "Estimate Requested": State.ON_HOLD,
        "Estimated": State.ON_HOLD,
        "Assigned": State.ASSIGNED,
        "Scheduled": State.ACCEPTED,
        "Waiting": State.ON_HOLD,
        "Work Done": State.COMPLETED,
        "Ready to Bill": State.VERIFIED,
        "Completed": State.CLOSED,
        "Canceled": State.CANCELLED,
    },
    "facilio": {
        "Submitted": State.OPEN,
        "Assigned": State.ASSIGNED,
        "Work in Progress": State.IN_PROGRESS,
        "On Hold": State.ON_HOLD,
        "Resolved": State.COMPLETED,
        "Closed": State.CLOSED,
        "Cancelled": State.CANCELLED,
    },
    "maintainx": {
        "OPEN": State.OPEN,
        "IN_PROGRESS": State.IN_PROGRESS,
        "ON_HOLD": State.ON_HOLD,
        "COMPLETED": State.COMPLETED,
        "DONE": State.COMPLETED,
    },
    "maximo": {
        "WAPPR": State.AWAITING_APPROVAL,
        "APPR": State.OPEN,
        "WSCH": State.OPEN,
        "WMATL": State.ON_HOLD,
        "WPCOND": State.ON_HOLD,
        "INPRG": State.IN_PROGRESS,
        "COMP": State.COMPLETED,
        "CLOSE": State.CLOSED,
        "CAN": State.CANCELLED,
    },
    "planon": {
        "Reported": State.OPEN,
        "Proposal": State.AWAITING_APPROVAL,
        "Accepted": State.ACCEPTED,
        "Technically completed": State.COMPLETED,
        "Administratively completed": State.CLOSED,
        "Cancelled": State.CANCELLED,
    },
    "prism": {
        "new": State.OPEN,
        "assigned": State.ASSIGNED,
        "in_progress": State.IN_PROGRESS,
        "on_hold": State.ON_HOLD,
        "completed": State.COMPLETED,
        "closed": State.CLOSED,
        "cancelled": State.CANCELLED,
    },
    "salesforce": {
        "New": State.OPEN,
        "In Progress": State.IN_PROGRESS,
        "On Hold": State.ON_HOLD,
        "Completed": State.COMPLETED,
        "Cannot Complete": State.CANCELLED,
        "Closed": State.CLOSED,
        "Canceled": State.CANCELLED,
    },
    "servicenow": {
        "New": State.OPEN,
        "Draft": State.AWAITING_APPROVAL,
        "Assigned": State.ASSIGNED,
        "Accepted": State.ACCEPTED,
        "In Progress": State.IN_PROGRESS,
        "Work In Progress": State.IN_PROGRESS,
        "On Hold": State.ON_HOLD,
        "Resolved": State.COMPLETED,
        "Closed": State.CLOSED,
        "Closed Complete": State.CLOSED,
        "Closed Incomplete": State.CANCELLED,
        "Canceled": State.CANCELLED,
    },
}
TITLES = {
    "appfolio": "AppFolio",
    "facilio": "Facilio",
    "maintainx": "MaintainX",
    "maximo": "Maximo",
    "planon": "Planon",
    "prism": "Prism",
    "salesforce": "Salesforce",
    "servicenow": "ServiceNow",
}


def states_called(system: str) -> dict[str, str]:
    """The names of one system. Of a system nobody knows, every name that means the same wherever it is used."""
    known = NAMES.get(system.casefold().replace(" ", ""))
    if known is not None:
        return {name: state.value for name, state in known.items()}
    meanings: dict[str, set[str]] = defaultdict(set)
    for names in NAMES.values():
        for name, state in names.items():
            meanings[name.casefold()].add(state.value)
    own = {word.casefold() for state in State for word in (state.value, str(state.label))}
    return {name: states.pop() for name, states in meanings.items() if len(states) == 1 and name not in own}
