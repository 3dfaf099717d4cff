"""The life of a request, and what the state of the work means to whoever asked for it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleBroken
from workorders.choices import RequestState
from workorders.models import Request

# What is asked of a request, and in which states it may be. Rating and reopening look at the work order besides.
LEGAL: dict[str, tuple[RequestState, ...]] = {
    "accept": (RequestState.NEW, RequestState.DUPLICATE, RequestState.DECLINED),
    "decline": (RequestState.NEW, RequestState.DUPLICATE),
    "duplicate": (RequestState.NEW, RequestState.DECLINED),
    "withdraw": (RequestState.NEW, RequestState.ACCEPTED, RequestState.DUPLICATE),
    "rate": (RequestState.ACCEPTED, RequestState.DUPLICATE),
    "reopen": (RequestState.ACCEPTED, RequestState.DUPLICATE),
}
# States of a work order in which the work is done, and in which nothing more will be done.
DONE = frozenset({"completed", "verified", "closed"})
OVER = DONE | {"cancelled", "declined", "duplicate"}

PLAIN = {
    "awaiting_approval": gettext_lazy("Accepted, waiting for approval"),
    "open": gettext_lazy("Accepted, somebody will be sent"),
    "assigned": gettext_lazy("Somebody has been asked to do it"),
    "accepted": gettext_lazy("Scheduled"),
    "in_progress": gettext_lazy("Being worked on"),
    "on_hold": gettext_lazy("On hold"),
    "completed": gettext_lazy("Done"),
    "verified": gettext_lazy("Done"),
    "closed": gettext_lazy("Done"),
    "cancelled": gettext_lazy("Will not be done"),
    "declined": gettext_lazy("Will not be done"),
    "duplicate": gettext_lazy("Dealt with together with another report"),
}


def is_legal(verb: str, state: str) -> bool:
    """Whether `verb` may follow in this state."""
    return state in LEGAL[verb]


def legal_verbs(state: str) -> list[str]:
    """What may be done with a request in this state."""
    return [verb for verb in LEGAL if is_legal(verb, state)]


def require_legal(request: Request, verb: str) -> None:
    """Refuse with the verbs that are legal."""
    if not is_legal(verb, request.state):
        raise RuleBroken(
            "state",
            "invalid-transition",
            _("A request that is %s cannot do this.") % request.get_state_display().lower(),
            status=409,
            extra={"allowed": legal_verbs(request.state)},
        )


def work_words(state: str) -> str:
    """The state of a work order in the words of somebody who waits for it."""
    return str(PLAIN.get(state, gettext_lazy("Being worked on")))
