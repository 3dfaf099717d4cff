"""Everything an organization knows of one person as one JSON document, written row by row."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import orjson
from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts.models import Organization
from accounts.personal.finding import Place, named_in_rows, places, rows_of
from accounts.personal.subjects import Subject, belongs_elsewhere
from core.acting import acting
from core.actor import Actor
from core.surfaces import surface_of

FORMAT, VERSION = "atrium-person", 1
BATCH = 1_000


def stream_person(subject: Subject, organization: Organization, actor: Actor) -> Iterator[bytes]:
    """The document, piece by piece, in a transaction of its own. Nothing of another organization is in it."""
    with acting(actor, snapshot=True):
        subject = named_in_rows(subject, actor)
        head = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": timezone.now(),
            "organization": {"id": organization.pk, "name": organization.name, "slug": organization.slug},
            "person": describe(subject),
        }
        yield written(head)[:-1] + b',"rows":['
        yield from joined(chain.from_iterable(rows_at(place, subject, actor) for place in places()))
        yield b"]}\n"


def describe(subject: Subject) -> dict[str, Any]:
    """Who it is. How they sign in belongs to the account: it is told where no other organization shares that."""
    person = subject.person
    known: dict[str, Any] = {"email": subject.email, "names": sorted(subject.names)}
    if person is None:
        return known
    known |= {"id": person.pk, "name": person.name, "email": person.email}
    if belongs_elsewhere(person):
        return known
    sessions = UserSession.objects.filter(user=person).order_by("created_at")
    return known | {
        "time_zone": person.time_zone,
        "theme": person.theme,
        "created_at": person.created_at,
        "last_login": person.last_login,
        "sessions": list(sessions.values("created_at", "last_seen_at", "ip", "user_agent")),
    }


def rows_at(place: Place, subject: Subject, actor: Actor) -> Iterator[bytes]:
    """The rows that name the person in one way: which they are, as what they name them, and what they say of them."""
    rows = rows_of(place, subject, actor).order_by("pk").values(*columns_of(place))
    for row in rows.iterator(chunk_size=BATCH):
        yield written({"module": place.module, "as": place.role, "values": row})


def columns_of(place: Place) -> list[str]:
    """Id, number and title of a record, what names the person, and what is said of them."""
    known = {field.name for field in place.model._meta.concrete_fields}
    surface = surface_of(place.model)
    title = [surface.title] if surface else []
    found = ["id", *(name for name in ("number", *title) if name in known), *place.named.kinds, *place.named.tells]
    return list(dict.fromkeys(found))


def written(value: dict[str, Any]) -> bytes:
    """JSON, with moments in UTC and exact numbers as text."""
    return orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z)


def joined(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Rows with commas between them, some hundred to a piece."""
    pieces, begun = [], False
    for row in rows:
        pieces.append(b",\n" + row if begun else row)
        begun = True
        if len(pieces) == BATCH:
            yield b"".join(pieces)
            pieces = []
    yield b"".join(pieces)
