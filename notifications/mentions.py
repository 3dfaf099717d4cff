"""People named in a text: `@Ben Brown`, or `@Ben` where only one member is called so."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import Membership, Person
from core.actor import Actor

# What may be a name: an @ that no letter precedes (an e-mail address has one), and the words after it.
MENTION = re.compile(r"(?<![\w@.+-])@([\w'’.-]+(?:[ \t]+[\w'’.-]+){0,3})")
# Nobody names so many people in one text.
MOST = 20
K = TypeVar("K")


def mentioned_in(texts: Mapping[K, str], actor: Actor) -> dict[K, frozenset[UUID]]:
    """Whom each text names, among the members of the organization: one statement for all texts."""
    wanted = {key: [_readings(found) for found in MENTION.findall(text)[:MOST]] for key, text in texts.items()}
    names = {name for readings in wanted.values() for one in readings for name in one}
    known = _people_called(names, actor) if names else {}
    return {key: frozenset(_meant(readings, known)) for key, readings in wanted.items()}


def _readings(found: str) -> list[str]:
    """The names a mention may mean, longest first: with and without the words that follow it."""
    words = found.casefold().split()
    readings = [" ".join(words[:length]) for length in range(len(words), 0, -1)]
    return [name for one in readings for name in dict.fromkeys((one, one.rstrip(".'’-"))) if name]


def _meant(mentions: Iterable[list[str]], known: Mapping[str, set[UUID]]) -> Iterable[UUID]:
    for readings in mentions:
        yield from next((known[name] for name in readings if name in known), set())


def _people_called(names: set[str], actor: Actor) -> dict[str, set[UUID]]:
    """Members by whole name, and by first name where it is one member's alone."""
    rows = Membership.objects.visible_to(actor).filter(person__is_active=True, person__kind=Person.HUMAN)
    starts = Q()
    for first in {name.split()[0] for name in names}:
        starts |= Q(folded=first) | Q(folded__startswith=f"{first} ")
    found = rows.annotate(folded=Lower("person__name")).filter(starts).values_list("folded", "person_id")
    whole: dict[str, set[UUID]] = {}
    firsts: dict[str, set[UUID]] = {}
    for name, person_id in found:
        whole.setdefault(" ".join(name.split()), set()).add(person_id)
        firsts.setdefault(name.split()[0], set()).add(person_id)
    return {name: people for name, people in firsts.items() if len(people) == 1} | whole
