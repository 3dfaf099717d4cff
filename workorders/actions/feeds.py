"""Making and withdrawing private calendar addresses, and finding whose one is."""

from django.utils.translation import gettext as _

from accounts.authentication import member_actor
from core.acting import acting
from core.actor import Actor
from core.errors import RuleBroken
from core.keys import Key, hash_secret, new_secret
from core.writing import creating, deleting
from workorders.models import CalendarFeed

KIND = "calendar"


def create_calendar_feed(*, actor: Actor, name: str, whose: str) -> tuple[CalendarFeed, str]:
    """Make an address for one's own calendar program. Its secret is told once and kept as a hash."""
    actor.require("workorders.view_workorder")
    if actor.person_id is None:
        raise RuleBroken("", "no-person", _("Only a person has a calendar."))
    feed = CalendarFeed(person_id=actor.person_id, name=name.strip(), whose=whose)
    with creating(feed, event="calendar_feed.created", actor=actor):
        pass
    secret = new_secret()
    Key.objects.create(hash=hash_secret(secret), organization_id=actor.organization_id, kind=KIND, record_id=feed.pk)
    return feed, secret


def withdraw_calendar_feed(feed: CalendarFeed, *, actor: Actor) -> None:
    """Take an address back: from now on it answers as one that never was."""
    with deleting(feed, event="calendar_feed.withdrawn", actor=actor) as row:
        Key.objects.filter(kind=KIND, record_id=row.pk).delete()


def reader_of(secret: str) -> tuple[CalendarFeed, Actor] | None:
    """The feed of an address and the member who reads by it, as their role is today; None where there is none."""
    key = Key.objects.filter(hash=hash_secret(secret), kind=KIND).first()
    if key is None:
        return None
    with acting(Actor.system(key.organization_id)):
        feed = CalendarFeed.objects.filter(pk=key.record_id).select_related("person").first()
    if feed is None or not feed.person.is_active:
        return None
    actor = member_actor(feed.person, key.organization_id)
    return None if actor is None or not actor.may("workorders.view_workorder") else (feed, actor)
