"""The change record read as a feed: every committed change once, in order, however late its transaction commits.

A consumer (notifications, webhooks) has a name and a position in each organization:

    consume("notifications", handle, actor=system)

`handle` is given the next changes inside one transaction, in which the position moves too: its rows and the position
are committed together or not at all. Whatever goes outside (mail, a call) is written down as a row there and done
by another task.

The cursor is (era, low, high, id). `xid` is the number of the transaction that wrote a change. Of transactions below
`pg_snapshot_xmin` none is running any more, so a window low ≤ xid < high with that as its upper end never gets a row
more: it is read by id, which keeps each record's changes in sequence, and then the next window is opened. A reader by
id alone would step over a change whose transaction commits after a later one's. Transaction numbers begin anew when
a dump is restored on another server; `migrate` opens an era there, and what is left of the eras before is read first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.db.planner import planned_for_values
from core.ids import new_id

# The end of an era that is over: nothing is written in it any more.
END = 2**63 - 1
BATCH = 500
_NOW = """
    select (select max(era) from core_era), pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint,
           (select last_value from core_change_id_seq)
    from pg_current_snapshot() s
"""


class Numbered(Protocol):
    """A change in whatever form: its id tells how far was read."""

    @property
    def pk(self) -> int: ...


Line = TypeVar("Line", bound=Numbered)


@dataclass(frozen=True, slots=True)
class _Now:
    """The present era, its oldest transaction that is still running (all below it are over), the number that its next
    one will have, and the id of the last change that was begun."""

    era: int
    oldest: int
    newest: int
    id: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """Everything before it was read: the windows of the era up to `low`, and of the present window all up to `id`."""

    era: int = 1
    low: int = 0
    high: int = 0
    id: int = 0

    @classmethod
    def now(cls) -> Self:
        """Where the next change that anybody writes will stand, and no earlier one.

        Its window ends with the newest transaction and is read once all of them are over: what they had written
        before now has a lower id, what they write from now on a higher one.
        """
        now = _read_now()
        return cls(now.era, now.oldest, now.newest, now.id)


class FeedPosition(models.Model):
    """How far a consumer of the changes has come in one organization. Bookkeeping, in no history."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(settings.ATRIUM_ORGANIZATION_MODEL, models.CASCADE, related_name="+")
    consumer = models.CharField(_("consumer"), max_length=60)
    era = models.SmallIntegerField(_("era"), default=1)
    low = models.BigIntegerField(_("first transaction"), default=0)
    high = models.BigIntegerField(_("transaction after the last"), default=0)
    last_id = models.BigIntegerField(_("last change"), default=0)

    class Meta:
        db_table = "core_feed_position"
        verbose_name = _("position in the changes")
        verbose_name_plural = _("positions in the changes")
        constraints = [models.UniqueConstraint(fields=["organization", "consumer"], name="feed_position_once")]

    def __str__(self) -> str:
        return self.consumer

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.era, self.low, self.high, self.last_id)

    def move(self, cursor: Cursor) -> None:
        """Keep how far was read. Nothing is written when it is where it was, or when its reader has given it up."""
        if cursor != self.cursor:
            self.era, self.low, self.high, self.last_id = cursor.era, cursor.low, cursor.high, cursor.id
            rows = FeedPosition.objects.filter(pk=self.pk)
            rows.update(era=cursor.era, low=cursor.low, high=cursor.high, last_id=cursor.id)


def consume(
    consumer: str,
    handle: Callable[[Sequence[Change]], None],
    *,
    actor: Actor,
    only: Q | None = None,
    limit: int = BATCH,
) -> int:
    """Give the next changes of the actor's organization to `handle`; returns how many there were.

    One transaction. While another worker is at the same place nothing is read: 0. A consumer that is new begins with
    the organization's first change, unless `begin_now` said otherwise.
    """
    return consume_rows(consumer, _whole, handle, actor=actor, only=only, limit=limit)


def consume_rows(
    consumer: str,
    fetch: Callable[[QuerySet[Change]], list[Line]],
    handle: Callable[[list[Line]], object],
    *,
    actor: Actor,
    only: Q | None = None,
    limit: int = BATCH,
) -> int:
    """The same with changes in another form: `fetch` reads those it is given, in their order."""
    with acting(actor):
        position = _claim(consumer, actor.organization_id)
        if position is None:
            return 0
        lines, cursor = read_rows(position.cursor, actor.organization_id, fetch, only=only, limit=limit)
        if lines:
            handle(lines)
        position.move(cursor)
        return len(lines)


def progress() -> tuple[int, ...]:
    """Something that is another whenever there may be more to read, in whatever organization."""
    now = _read_now()
    return now.era, now.oldest, now.id


def begin_now(consumer: str, *, actor: Actor) -> None:
    """Leave out everything that happened so far, such as the history that a load has brought."""
    with acting(actor):
        # Locked: one that is being given up at this moment would be moved in vain.
        rows = FeedPosition.objects.select_for_update()
        position, _made = rows.get_or_create(organization_id=actor.organization_id, consumer=consumer)
        position.move(Cursor.now())


def read_rows(
    cursor: Cursor,
    organization_id: UUID,
    fetch: Callable[[QuerySet[Change]], list[Line]],
    *,
    only: Q | None = None,
    limit: int = BATCH,
) -> tuple[list[Line], Cursor]:
    """The same in another form: `fetch` reads the changes it is given, in their order.

    All of them stand in the window of the cursor that is returned.
    """
    while True:
        now = _read_now()
        if cursor.era == now.era and now.oldest < cursor.high:
            return [], cursor
        if cursor.low < cursor.high:
            rows = Change.objects.filter(only or Q(), organization_id=organization_id, era=cursor.era)
            rows = rows.filter(xid__gte=cursor.low, xid__lt=cursor.high, pk__gt=cursor.id)
            with planned_for_values():
                lines = fetch(rows.order_by("pk")[:limit])
            if lines:
                return lines, replace(cursor, id=lines[-1].pk)
        following = _next_window(cursor, now)
        if following == cursor:
            return [], cursor
        cursor = following


def _whole(rows: QuerySet[Change]) -> list[Change]:
    return list(rows.select_related("actor"))


def _next_window(cursor: Cursor, now: _Now) -> Cursor:
    """The window after one that was read out; the same cursor while no transaction has ended since."""
    if cursor.era == now.era:
        return Cursor(now.era, cursor.high, now.oldest) if now.oldest > cursor.high else cursor
    if cursor.high < END:
        return Cursor(cursor.era, cursor.high, END)
    return Cursor(cursor.era + 1)


def _claim(consumer: str, organization_id: UUID) -> FeedPosition | None:
    """The consumer's position, locked; None while another worker holds it."""
    rows = FeedPosition.objects.filter(organization_id=organization_id, consumer=consumer)
    held = rows.select_for_update(skip_locked=True).first()
    if held is None and not rows.exists():
        FeedPosition.objects.bulk_create(
            [FeedPosition(organization_id=organization_id, consumer=consumer)], ignore_conflicts=True
        )
        held = rows.select_for_update(skip_locked=True).first()
    return held


def _read_now() -> _Now:
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        return _Now(*(int(value) for value in cursor.fetchone()))
