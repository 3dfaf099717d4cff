"""Taking somebody's name and addresses out of the change record, which is otherwise never changed.

The changes are read and judged here; the database itself writes them, and refuses whatever no model declares as
personal, whatever does not bear the pseudonym, and everything outside an erasure that it has just recorded.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from psycopg.sql import quote

from accounts.models import Erasure
from accounts.personal.erasing import pattern_of, words_of_traces
from accounts.personal.finding import known_as
from accounts.personal.subjects import Subject
from core.actor import Actor
from core.personal import Named, Personal, module_of, personal_models

AT_ONCE = 500
SIDES = ("before", "after")
State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """One change of a record that may name the person."""

    id: int
    at: str
    module: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def states(self) -> dict[str, tuple[State, State]]:
        """Of each side what it holds, and the whole record as it was then: `before` has only what changed."""
        after = self.after or {}
        return {"before": (self.before or {}, {**after, **(self.before or {})}), "after": (after, after)}


@cache
def declarations() -> dict[str, Personal]:
    """By module, what its records say of people."""
    return {
        module: declared
        for model, declared in personal_models()
        if (module := module_of(model)) and (declared.kinds or declared.traces)
    }


def past_changes(subject: Subject, actor: Actor) -> tuple[Subject, list[Seen]]:
    """What the change record says of the person, who is also known by every name that once stood at their address."""
    found = changes_naming(subject, actor)
    known = subject.with_names(frozenset(name for change in found for name in names_in(change, subject)))
    return (subject, found) if known.names == subject.names else (known, changes_naming(known, actor))


def names_in(change: Seen, subject: Subject) -> Iterator[str]:
    """The names that stand beside the person's address."""
    for named in declarations()[change.module].named:
        for _held, state in change.states.values():
            if named.name and has_address(named, state, subject):
                yield str(state.get(named.name) or "")


def redact_changes(erasure: Erasure, subject: Subject, changes: Iterable[Seen]) -> int:
    """Let the database put the pseudonym in; returns how many changes were redacted."""
    redacted, patches = 0, []
    for change in changes:
        if patch := patch_of(change, subject):
            patches.append(patch)
        if len(patches) == AT_ONCE:
            redacted += write(erasure, patches)
            patches = []
    return redacted + write(erasure, patches)


def write(erasure: Erasure, patches: list[dict[str, Any]]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select accounts_redact_changes(%s, %s)", [erasure.pk, json.dumps(patches)])
        return int(cursor.fetchone()[0])


def changes_naming(subject: Subject, actor: Actor, *, of_this_transaction: bool = False) -> list[Seen]:
    """Changes that may name the person: of the past, or those that redacting the rows has just written."""
    known = known_as(subject)
    words = words_of_traces(subject)
    given: dict[str, Any] = {
        "organization": actor.organization_id,
        "person": str(subject.person_id or ""),
        "emails": [subject.email] if subject.email else [],
        "names": sorted({*known, *(name.lower() for name in known)}),
        "pattern": pattern_of(words) if words else None,
    }
    when = "c.xid = pg_current_xact_id()::text::bigint" if of_this_transaction else "true"
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.id, c.at::text, c.module, c.before, c.after from core_change c"
            f" where c.organization_id = %(organization)s and {when} and ({' or '.join(conditions())})",
            given,
        )
        return [Seen(*row[:3], *map(loaded, row[3:])) for row in cursor.fetchall()]


def loaded(value: Any) -> Any:
    """A plain cursor gives JSON as text."""
    return json.loads(value) if isinstance(value, str) else value


def conditions() -> Iterator[str]:
    """SQL, module by module, of what could make a change one that names the person."""
    for module, declared in declarations().items():
        found = [one for side in SIDES for one in conditions_of(declared, side)]
        yield f"(c.module = {quote(module)} and ({' or '.join(found)}))"


def conditions_of(declared: Personal, side: str) -> Iterator[str]:
    for named in declared.named:
        if named.kinds and named.account:
            yield f"c.{side} ->> {quote(f'{named.account}_id')} = %(person)s"
        if named.email:
            yield f"lower(c.{side} ->> {quote(named.email)}) = any(%(emails)s)"
        if named.name:
            value = f"c.{side} ->> {quote(named.name)}"
            yield f"{value} = any(%(names)s) or lower({value}) = any(%(names)s)"
    for name in declared.traces:
        yield f"c.{side} ->> {quote(name)} ~* %(pattern)s"


def patch_of(change: Seen, subject: Subject) -> dict[str, Any] | None:
    """What stands in a change from now on; None where it names somebody else."""
    declared = declarations()[change.module]
    found = {side: redacted(declared, *states, subject) for side, states in change.states.items()}
    return {"id": change.id, "at": change.at, **found} if any(found.values()) else None


def redacted(declared: Personal, held: State, state: State, subject: Subject) -> dict[str, str]:
    """The members of one side that are put otherwise."""
    found: dict[str, str] = {}
    for named in declared.named:
        if names_person(named, state, subject):
            found |= {name: value for name, value in values_of(named, subject).items() if held.get(name)}
    words = words_of_traces(subject)
    for name in declared.traces if words else ():
        if isinstance(held.get(name), str):
            found[name] = re.sub(pattern_of(words), subject.pseudonym, held[name], flags=re.IGNORECASE)
    return {name: value for name, value in found.items() if value != held[name]}


def values_of(named: Named, subject: Subject) -> dict[str, str]:
    """What stands in place of each member that tells who somebody is."""
    instead = {"name": subject.pseudonym, "email": "", "phone": ""}
    return {name: instead[kind] for name, kind in named.kinds.items()}


def names_person(named: Named, state: State, subject: Subject) -> bool:
    """The same question as `accounts.personal.finding.condition`, of a record as it was."""
    if has_address(named, state, subject):
        return True
    account = state.get(f"{named.account}_id") if named.account else None
    if account and account == str(subject.person_id):
        return True
    is_told_apart = account or (named.email and state.get(named.email))
    known = {name.lower() for name in known_as(subject)}
    return bool(named.name and not is_told_apart and str(state.get(named.name) or "").lower() in known)


def has_address(named: Named, state: State, subject: Subject) -> bool:
    """Whether the record held the person's e-mail address."""
    return bool(named.email and subject.email and str(state.get(named.email) or "").lower() == subject.email.lower())
