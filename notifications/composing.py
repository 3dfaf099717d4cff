"""From notifications whose time has come to letters: one for each record, or one for all where there are many."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import Organization
from core.acting import acting
from core.actor import Actor
from core.surfaces import surface_named
from notifications.addresses import absolute
from notifications.choices import Digest
from notifications.kinds import RecordKey
from notifications.models import Notification
from notifications.outbox import Letter, queue_letters
from notifications.people import actors_of, seen_by
from notifications.telling import is_seen
from notifications.wishes import Wishes, read_wishes

BATCH = 500
# More records than this at once are told in one letter.
ONE_BY_ONE = 3
# Of more than this the letter names the first, and Atrium the rest.
NAMED = 40
DIGEST = "digest"


def compose_due(organization: Organization) -> int:
    """Write the letters that are due, in one transaction with taking them off the notifications; how many were due."""
    actor = Actor.system(organization.pk, source="job", name="Notifications")
    with acting(actor):
        due = Notification.objects.visible_to(actor).filter(mail_at__lte=timezone.now())
        rows = list(due.select_for_update(skip_locked=True).order_by("mail_at", "pk")[:BATCH])
        if rows:
            Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mail_at=None)
            queue_letters(letters_of(rows, organization, actor), actor=actor)
    return len(rows)


def letters_of(rows: Sequence[Notification], organization: Organization, actor: Actor) -> list[Letter]:
    """What is still news to a member who may still see it, by person and record."""
    people = actors_of((row.person_id for row in rows), actor.organization_id)
    seen = seen_by(people.values(), {key for row in rows for key in row.keys if key is not None})
    by_person: dict[UUID, dict[UUID, list[Notification]]] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        if row.person_id in people and row.read_at is None and is_seen(row.person_id, *row.keys, seen):
            by_person.setdefault(row.person_id, {}).setdefault(row.record_id, []).append(row)
    wishes = read_wishes(people.values(), actor)
    return [
        letter
        for person_id, records in by_person.items()
        for letter in letters_to(person_id, records, organization, wishes)
    ]


def letters_to(
    person_id: UUID, records: dict[UUID, list[Notification]], organization: Organization, wishes: Wishes
) -> list[Letter]:
    """The letters of one person: gathered by their wish, or because there are many."""
    groups = list(records.values())
    schedule = wishes.schedules.get(person_id)
    gathered = schedule is not None and schedule.digest != Digest.NONE
    if gathered or len(groups) > ONE_BY_ONE:
        return [digest(person_id, groups, organization, wishes)]
    return [news(person_id, group, organization, wishes) for group in groups]


def news(person_id: UUID, group: list[Notification], organization: Organization, wishes: Wishes) -> Letter:
    """A letter about one record. It can be answered where the record can be commented on."""
    first = group[-1]
    subject = first.title if len(group) > 1 else f"{first.title}: {first.who or 'Atrium'} {first.body}"
    comments = surface_named(first.record_module).action("comment") is not None
    return Letter(
        kind=first.kind,
        to=person_id,
        subject=subject,
        template="news",
        context={"groups": [entry(group, organization)], "organization": organization},
        record=RecordKey(first.record_module, first.record_id),
        language=wishes.language(person_id),
        time_zone=str(wishes.zone(person_id)),
        takes_replies=comments,
    )


def digest(person_id: UUID, groups: list[list[Notification]], organization: Organization, wishes: Wishes) -> Letter:
    """One letter about many records."""
    count = len(groups)
    what = ngettext_lazy("News of %(n)d record", "News of %(n)d records", "n") % {"n": count}
    more = absolute(f"/{organization.slug}/notifications/")
    return Letter(
        kind=DIGEST,
        to=person_id,
        subject=format_lazy(_("{what} in {organization}"), what=what, organization=organization.name),
        template="news",
        context={
            "groups": [entry(group, organization) for group in groups[:NAMED]],
            "left": max(0, count - NAMED),
            "more_url": more,
            "organization": organization,
        },
        language=wishes.language(person_id),
        time_zone=str(wishes.zone(person_id)),
    )


def entry(group: list[Notification], organization: Organization) -> dict[str, object]:
    """What the template says of one record."""
    url = absolute(f"/{organization.slug}/notifications/{group[-1].pk}/")
    return {"title": group[-1].title, "url": url, "entries": group}
