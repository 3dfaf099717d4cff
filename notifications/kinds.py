"""What may be told, and how an app says whom a change concerns. The list stands in config/notices.py."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from core.actor import Actor
from core.changes import Change
from core.records import Owned

if TYPE_CHECKING:
    from notifications.outbox import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of notification, as people choose it. The two ways are what is on until somebody says otherwise."""

    name: str
    label: Any
    help: Any = ""
    in_app: bool = True
    mail: bool = True


@dataclass(frozen=True, slots=True)
class RecordKey:
    """A record, by its module and id."""

    module: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who follows a record from now on, because they work on it or spoke about it."""

    record: RecordKey
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Followers:
    """Who follows a record, and who has left it."""

    on: frozenset[UUID] = frozenset()
    off: frozenset[UUID] = frozenset()

    def told(self, *involved: UUID | None) -> frozenset[UUID]:
        """Those who follow and those involved, but for who has left."""
        return (self.on | {person for person in involved if person is not None}) - self.off


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What happened to a record, and whom it concerns; who may not see it or did it themselves is left out later.

    `title` and `body` are translated for each reader. `part` is what else the reader must be allowed to see, such as
    the comment whose words are the note.
    """

    change: Change
    kind: str
    record: RecordKey
    people: frozenset[UUID]
    title: Any
    body: Any
    note: str = ""
    part: RecordKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """Whom the changes of some modules concern. Its functions see many changes at once and ask few statements."""

    modules: tuple[str, ...]
    joins: Callable[[Sequence[Change]], Iterable[Joined]]
    read: Callable[[Sequence[Change], Mapping[UUID, Followers], Actor], list[Notice]]
    record_of: Callable[[Change], UUID | None]
    parts: Mapping[str, type[Owned]] = field(default_factory=dict)
    # Letters to people outside; members have their preferences.
    letters: Callable[[Sequence[Change], Actor], "list[Letter]"] | None = None


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind there is. One change is told to one person once, as the first kind that fits."""
    return tuple(import_string(settings.ATRIUM_NOTICE_KINDS))


@cache
def kind_named(name: str) -> Kind | None:
    """The kind of that name; None for one that was taken out."""
    return next((kind for kind in kinds() if kind.name == name), None)


@cache
def rules() -> tuple[NoticeRule, ...]:
    """The rules of all apps."""
    return tuple(import_string(settings.ATRIUM_NOTICE_RULES))
