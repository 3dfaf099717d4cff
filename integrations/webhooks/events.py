"""Names of events: what a change is called, and which changes a webhook asks for."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.query.errors import nearest
from core.surfaces import surface_named, surfaces

# What the database calls each kind of write; an action has a name of its own beside it.
OF_ACTION = {"create": "created", "update": "updated", "delete": "deleted", "restore": "restored"}
PING = "webhook.ping"
# What a rule sends: nobody asks for it, the rule names the webhook.
BY_RULE = "event_rule.fired"
_PATTERN = re.compile(r"\*|[a-z][a-z_]*\.(\*|[a-z][a-z_]*)")


def event_of(module: str, event: str, action: str) -> str:
    """What a change of a module's record is called: `work_order.assigned`.

    What was written by an event of another module, as the spaces of a property that is moved, is an update of its own.
    """
    return event if event.partition(".")[0] == module else f"{module}.{OF_ACTION[action]}"


def wants(patterns: Iterable[str], module: str, event: str, action: str) -> bool:
    """Whether a change is asked for: by its own name, as a kind of write, with its module, or with everything."""
    names = {"*", f"{module}.*", event_of(module, event, action), f"{module}.{OF_ACTION[action]}"}
    return not names.isdisjoint(patterns)


def modules_in(patterns: Iterable[str]) -> list[str]:
    """The modules that patterns name; all of them for `*`."""
    names = [surface.module for surface in surfaces()]
    named = {one.partition(".")[0] for one in patterns}
    return names if "*" in named else [name for name in names if name in named]


def check_events(patterns: Iterable[str]) -> list[str]:
    """The patterns, each once, or RuleBroken naming the one that no event has."""
    found = list(dict.fromkeys(one.strip() for one in patterns))
    if not found:
        raise RuleBroken("events", "required", _("Name at least one event."))
    for one in found:
        _check(one)
    return found


def _check(pattern: str) -> None:
    module, _dot, name = pattern.partition(".")
    if not _PATTERN.fullmatch(pattern):
        raise RuleBroken("events", "invalid", _("“%s” is no name of an event.") % pattern[:80])
    if pattern == "*":
        return
    modules = [surface.module for surface in surfaces()]
    if module not in modules:
        raise RuleBroken("events", "unknown-module", _("There is no module “%s”.") % module + _hint(module, modules))
    known = {event.partition(".")[2] for event in surface_named(module).events} | set(OF_ACTION.values())
    if name != "*" and name not in known:
        words = _("“%(name)s” does not happen to a %(module)s.") % {"name": name, "module": module}
        raise RuleBroken("events", "unknown-event", words + _hint(name, known))


def _hint(word: str, known: Iterable[str]) -> str:
    found = nearest(word, known)
    return " " + _("Did you mean “%s”?") % found if found else ""
