"""The changes feed: every create, update and delete that the caller may see, each once, each record's in sequence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.scopes import may_use
from api.lines import Line, fetch_lines
from api.lists import check_known
from api.modules import check_may
from api.problems import ApiProblem
from api.telling import Told, may_read, tell_lines
from core.actor import Actor
from core.feed import Cursor, read_rows
from core.feed_cursors import cursor_writer, read_cursor, write_cursor
from core.pruning import is_expired
from core.query.errors import QueryError, nearest
from core.reading.pages import DEFAULT_LIMIT, parse_page
from core.surfaces import Surface, surfaces

STEM = "events"
PARAMETERS = frozenset({"after", "modules", "limit", "record"})
NOW = "now"
# Changes that the caller does not see are stepped over: so many sets of them before an empty page is answered.
SETS = 20


@dataclass(frozen=True)
class Asked:
    """What a request asks of the feed."""

    actor: Actor
    after: Cursor
    surfaces: Mapping[str, Surface]
    limit: int
    records: bool


def read_changes(actor: Actor, parameters: QueryDict) -> dict[str, Any]:
    """A page of the feed, as it is answered."""
    asked = parse_changes(actor, parameters)
    cursor, more, results = asked.after, True, []
    for _set in range(SETS):
        lines, cursor, more = read_lines(asked, cursor)
        results = tell(asked, lines)
        if results or not more:
            break
    following = write_cursor(cursor, actor.organization_id)
    return {"results": results, "next_cursor": following, "has_more": more}


def parse_changes(actor: Actor, parameters: QueryDict) -> Asked:
    """The parameters, or QueryError naming the one that is not understood."""
    if not may_use(actor, STEM, "read"):
        raise ApiProblem("insufficient-scope", _("The scope “%s” is needed.") % f"{STEM}:read")
    check_known(parameters, PARAMETERS)
    record = parameters.get("record", "true")
    if record not in ("true", "false"):
        raise QueryError("record", "invalid-value", _("One of: true, false."))
    given = {"limit": str(parameters["limit"])} if "limit" in parameters else {}
    return Asked(
        actor,
        cursor_of(parameters.get("after", ""), actor),
        {surface.module: surface for surface in modules_of(parameters.get("modules"), actor)},
        parse_page(given, limit=DEFAULT_LIMIT).limit,
        record == "true",
    )


def cursor_of(text: str, actor: Actor) -> Cursor:
    """Where reading goes on: at the beginning, at what happens from now on, or behind a cursor that was given out."""
    if text == NOW:
        return Cursor.now()
    if not text:
        return Cursor()
    cursor = read_cursor(text, actor.organization_id)
    if is_expired(cursor, actor.organization_id):
        raise ApiProblem("cursor-expired")
    return cursor


def modules_of(text: str | None, actor: Actor) -> list[Surface]:
    """The modules that are asked for; unless told, all that the caller may read."""
    if text is None:
        return readable(actor)
    known = {surface.module: surface for surface in surfaces()}
    found = []
    for name in dict.fromkeys(name.strip() for name in text.split(",")):
        if name not in known:
            raise QueryError(
                "modules", "unknown-module", _("There is no module “%s”.") % name[:60], nearest(name, known)
            )
        check_may(known[name], actor, "read")
        found.append(known[name])
    return found


def readable(actor: Actor) -> list[Surface]:
    """The modules that token and role let the caller read; to whom none is open, the feed is not."""
    found = [one for one in surfaces() if may_read(one, actor)]
    if not found:
        raise ApiProblem("forbidden", _("The role lets this credential read no module."))
    return found


def read_lines(asked: Asked, cursor: Cursor) -> tuple[list[tuple[Line, Cursor]], Cursor, bool]:
    """The next changes with the window of each, the cursor behind all, and whether there are more by now."""
    only = Q(module__in=list(asked.surfaces))
    found: list[tuple[Line, Cursor]] = []
    while len(found) <= asked.limit:
        wanted = asked.limit + 1 - len(found)
        lines, cursor = read_rows(cursor, asked.actor.organization_id, fetch_lines, only=only, limit=wanted)
        if not lines:
            return found, cursor, False
        found += [(line, cursor) for line in lines]
    kept = found[: asked.limit]
    last, window = kept[-1]
    return kept, replace(window, id=last.pk), True


def tell(asked: Asked, lines: Sequence[tuple[Line, Cursor]]) -> list[dict[str, Any]]:
    """Those of the changes that the caller sees, in their order."""
    told = {one.line.pk: one for part in by_module(line for line, _window in lines) for one in tell_part(asked, part)}
    write = cursor_writer(asked.actor.organization_id)
    return [show(told[line.pk], write(window, line.pk), asked) for line, window in lines if line.pk in told]


def by_module(lines: Iterable[Line]) -> Iterable[list[Line]]:
    parts: dict[str, list[Line]] = {}
    for line in lines:
        parts.setdefault(line.module, []).append(line)
    return parts.values()


def tell_part(asked: Asked, lines: list[Line]) -> list[Told]:
    return tell_lines(lines, asked.surfaces[lines[0].module], asked.actor, records=asked.records)


def show(told: Told, cursor: str, asked: Asked) -> dict[str, Any]:
    """One change as the feed answers it."""
    line = told.line
    shown = {
        "cursor": cursor,
        "module": line.module,
        "id": line.record_id,
        "number": told.number,
        "action": told.action,
        "event": line.event,
        "changed": told.changed,
        "actor": told.actor,
        "at": told.at,
    }
    if asked.records:
        shown["record"] = told.record
    return shown
