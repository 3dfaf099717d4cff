"""Scopes of credentials: what a program may be let do, whatever its role would allow."""

from collections.abc import Iterable
from typing import Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.actor import Actor

Verb = Literal["read", "write"]

# The stem of each scope and what it opens. `*` stands for all of them.
STEMS = {
    "properties": _("Properties, spaces, equipment, ownership"),
    "workorders": _("Requests, work orders, costs, maintenance"),
    "incidents": _("Incidents"),
    "compliance": _("Inspections, findings, obligations"),
    "vendors": _("Vendors and agreements"),
    "capex": _("Capital projects"),
    "billing": _("Invoices, payments, ledger"),
    "documents": _("Documents"),
    "reservations": _("Reservations"),
    "events": _("Changes, webhooks, inbound events"),
    "admin": _("Settings, people, credentials"),
}
SCOPES = {
    f"{stem}:{verb}": format_lazy("{what}: {verb}", what=what, verb=word)
    for stem, what in {"*": _("Everything"), **STEMS}.items()
    for verb, word in (("read", _("read")), ("write", _("read and change")))
}


def covers(granted: Iterable[str], scope: str) -> bool:
    """Whether the granted scopes include `scope`: `*` includes each stem, and write includes read."""
    stem, _colon, verb = scope.partition(":")
    verbs = ("read", "write") if verb == "read" else (verb,)
    return any(f"{s}:{v}" in set(granted) for s in (stem, "*") for v in verbs)


def remaining(carried: Iterable[str], granted: Iterable[str]) -> frozenset[str]:
    """What a token still may do: the scopes it carries, as far as its credential has them today."""
    granted = frozenset(granted)
    carried = frozenset(carried)
    return frozenset(
        {scope for scope in carried if covers(granted, scope)} | {scope for scope in granted if covers(carried, scope)}
    )


def may_use(actor: Actor, stem: str, verb: Verb) -> bool:
    """Whether the actor's token or key opens `stem`; people carry no token and are narrowed by none."""
    return actor.token_scopes is None or covers(actor.token_scopes, f"{stem}:{verb}")
