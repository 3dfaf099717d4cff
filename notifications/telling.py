"""From changes to notifications: whom a change concerns, who of them may know, and by which way each wants to."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone, translation

from core.actor import Actor
from core.changes import Change
from core.feed import consume
from notifications.kinds import Followers, Joined, Notice, NoticeRule, RecordKey, kinds, rules
from notifications.models import Follow, Notification
from notifications.outbox import Letter, queue_letters
from notifications.people import Seen, actors_of, seen_by
from notifications.wishes import Wishes, read_wishes

log = logging.getLogger(__name__)
CONSUMER = "notifications"
# What these bring is history or made up: nobody is told of it.
UNTOLD = ("import", "demo")


@dataclass(frozen=True, slots=True)
class Telling:
    """One notice for one person."""

    person_id: UUID
    notice: Notice


def tell_news(organization_id: UUID) -> int:
    """Read the next changes of an organization and write what people are told; returns how many changes there were."""
    actor = Actor.system(organization_id, source="job", name="Notifications")
    modules = {module for rule in rules() for module in rule.modules}
    only = Q(module__in=modules) & ~Q(source__in=UNTOLD)
    return consume(CONSUMER, lambda changes: tell_all(changes, actor=actor), actor=actor, only=only)


def tell_all(changes: Sequence[Change], *, actor: Actor) -> None:
    """Tell of a set of changes. One that cannot be told is logged and left out: it does not hold up the rest."""
    try:
        with transaction.atomic():
            tell(changes, actor=actor)
    except OperationalError:
        raise  # the server, not the change: the whole set is read again
    except Exception:
        if len(changes) == 1:
            log.exception("change %s cannot be told", changes[0].pk)
            return
        for change in changes:
            tell_all([change], actor=actor)


def tell(changes: Sequence[Change], *, actor: Actor) -> list[Notification]:
    """Write the notifications of a set of changes; those that were written before are not written again."""
    notices: list[Notice] = []
    letters: list[Letter] = []
    for rule in rules():
        concerned = [change for change in changes if change.module in rule.modules]
        if concerned:
            notices += read_rule(rule, concerned, actor)
            letters += rule.letters(concerned, actor) if rule.letters else []
    queue_letters(letters, actor=actor)
    tellings = first_for_each(notices)
    people = actors_of((one.person_id for one in tellings), actor.organization_id)
    tellings = permitted(tellings, people)
    wishes = read_wishes(people.values(), actor)
    rows = [row for one in tellings if (row := notification(one, people, wishes)) is not None]
    return Notification.objects.bulk_create(rows, ignore_conflicts=True)


def read_rule(rule: NoticeRule, changes: Sequence[Change], actor: Actor) -> list[Notice]:
    """What a rule says of its changes, after those who joined by them follow."""
    join(rule.joins(changes), actor)
    records = {record for change in changes if (record := rule.record_of(change)) is not None}
    return rule.read(changes, followers_of(records, actor), actor)


def join(joined: Iterable[Joined], actor: Actor) -> None:
    """Let people follow what they work on. Who has left a record stays away."""
    rows = [
        Follow(
            organization_id=actor.organization_id,
            record_module=one.record.module,
            record_id=one.record.id,
            person_id=one.person_id,
        )
        for one in dict.fromkeys(joined)
    ]
    Follow.objects.bulk_create(rows, ignore_conflicts=True)


def followers_of(records: Iterable[UUID], actor: Actor) -> dict[UUID, Followers]:
    """Who follows each record, and who has left it."""
    keys = set(records)
    rows = Follow.objects.filter(organization_id=actor.organization_id, record_id__in=keys)
    found: dict[UUID, dict[bool, set[UUID]]] = {key: {True: set(), False: set()} for key in keys}
    for record_id, person_id, is_on in rows.values_list("record_id", "person_id", "is_on"):
        found[record_id][is_on].add(person_id)
    return {key: Followers(frozenset(one[True]), frozenset(one[False])) for key, one in found.items()}


def first_for_each(notices: Iterable[Notice]) -> list[Telling]:
    """One telling for each person, record and transaction: the most telling kind. Nobody is told what they did."""
    rank = {kind.name: place for place, kind in enumerate(kinds())}
    first: dict[tuple[UUID, UUID, int], Telling] = {}
    for notice in sorted(notices, key=lambda one: (rank[one.kind], one.change.pk)):
        for person_id in notice.people - {notice.change.actor_id}:
            first.setdefault((person_id, notice.record.id, notice.change.xid), Telling(person_id, notice))
    return sorted(first.values(), key=lambda one: (one.notice.change.pk, one.person_id))


def permitted(tellings: Sequence[Telling], people: dict[UUID, Actor]) -> list[Telling]:
    """Only to members of today who may see the record, and the part of it that is told."""
    tellings = [one for one in tellings if one.person_id in people]
    keys = {key for one in tellings for key in (one.notice.record, one.notice.part) if key is not None}
    seen = seen_by(people.values(), keys)
    return [one for one in tellings if is_seen(one.person_id, one.notice.record, one.notice.part, seen)]


def is_seen(person_id: UUID, record: RecordKey, part: RecordKey | None, seen: Seen) -> bool:
    """Whether a person may know of a record and, where one is told, of its part."""
    return all((person_id, key.id) in seen for key in (record, part) if key is not None)


def notification(one: Telling, people: dict[UUID, Actor], wishes: Wishes) -> Notification | None:
    """The row, by the ways its reader wants; None where they want to hear nothing of this kind."""
    notice, now = one.notice, timezone.now()
    ways = wishes.ways(one.person_id, notice.kind)
    if not (ways.in_app or ways.mail):
        return None
    with translation.override(wishes.language(one.person_id)), timezone.override(wishes.zone(one.person_id)):
        title, body = str(notice.title)[:300], str(notice.body)[:500]
    return Notification(
        organization_id=people[one.person_id].organization_id,
        created_at=now,
        updated_at=now,
        person_id=one.person_id,
        kind=notice.kind,
        record_module=notice.record.module,
        record_id=notice.record.id,
        change_id=notice.change.pk,
        part_module=notice.part.module if notice.part else "",
        part_id=notice.part.id if notice.part else None,
        who=notice.change.actor.name if notice.change.actor else "",
        title=title,
        body=body,
        note=notice.note,
        in_app=ways.in_app,
        mail_at=wishes.mail_at(one.person_id, now) if ways.mail else None,
    )
