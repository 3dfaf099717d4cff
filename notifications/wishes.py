"""What people want to hear, by which way and when: their own choice, else their role's, else the kind's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from accounts.models import Membership, Role
from core.actor import Actor
from notifications.kinds import kind_named
from notifications.models import NotificationPreference, NotificationSchedule
from notifications.times import next_mail


@dataclass(frozen=True, slots=True)
class Ways:
    """By which ways one kind is wanted."""

    in_app: bool
    mail: bool


NEITHER = Ways(in_app=False, mail=False)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was read of some people's preferences."""

    people: Mapping[UUID, Actor]
    roles: Mapping[UUID, UUID]
    chosen: Mapping[tuple[UUID, str], Ways]  # by person or role, and kind
    schedules: Mapping[UUID, NotificationSchedule]

    def ways(self, person_id: UUID, kind: str) -> Ways:
        """By which ways a person wants a kind."""
        for owner in (person_id, self.roles.get(person_id)):
            if owner is not None and (owner, kind) in self.chosen:
                return self.chosen[owner, kind]
        declared = kind_named(kind)
        return NEITHER if declared is None else Ways(declared.in_app, declared.mail)

    def zone(self, person_id: UUID) -> ZoneInfo:
        """The clock by which a person's mail goes out."""
        schedule = self.schedules.get(person_id)
        return ZoneInfo((schedule.time_zone if schedule else "") or self.people[person_id].time_zone)

    def mail_at(self, person_id: UUID, now: datetime) -> datetime:
        """When something that happens now goes out to a person by mail."""
        schedule = self.schedules.get(person_id)
        return now if schedule is None else next_mail(schedule, now, self.zone(person_id))

    def language(self, person_id: UUID) -> str:
        """The language a person is written to in."""
        schedule = self.schedules.get(person_id)
        return known_language(schedule.language if schedule else "")


def known_language(code: str) -> str:
    """A language of the installation; what it does not speak is its own."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def read_wishes(people: Iterable[Actor], actor: Actor) -> Wishes:
    """The preferences of some people: three statements."""
    by_id = {one.person_id: one for one in people if one.person_id is not None}
    roles = dict(Membership.objects.visible_to(actor).filter(person_id__in=by_id).values_list("person_id", "role_id"))
    rows = NotificationPreference.objects.visible_to(actor).filter(
        Q(person_id__in=by_id) | Q(role_id__in=set(roles.values()))
    )
    chosen = {
        (owner, row.kind): Ways(row.in_app, row.mail) for row in rows for owner in (row.person_id, row.role_id) if owner
    }
    schedules = NotificationSchedule.objects.visible_to(actor).filter(person_id__in=by_id)
    return Wishes(by_id, roles, chosen, {row.person_id: row for row in schedules})


def read_role_wishes(role: Role, actor: Actor) -> dict[str, Ways]:
    """What was chosen for a role, by kind."""
    rows = NotificationPreference.objects.visible_to(actor).filter(role_id=role.pk)
    return {row.kind: Ways(row.in_app, row.mail) for row in rows}
