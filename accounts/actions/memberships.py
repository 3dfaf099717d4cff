"""What may be done to memberships: who works here, as what, where, and from when to when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.choices import RoleTemplate
from accounts.copies.inventing import DOMAIN, domain_of
from accounts.granting import Place, check_places, check_role, check_standing, places_of
from accounts.models import Membership, MembershipPlace, Organization, Person, Role
from accounts.personal.subjects import is_erased
from core.acting import acting
from core.actor import Actor
from core.errors import RuleBroken
from core.keys import Key, hash_secret, new_secret
from core.writing import changing, creating, deleting

INVITATION = "invitation"
INVITATION_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new membership. `secret` opens the page where the person sets name and password; empty if they have one."""

    membership: Membership
    secret: str


def add_member(
    *,
    actor: Actor,
    person: Person,
    role: Role,
    places: Iterable[Place] = (),
    whole_organization: bool | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    permission: str = "accounts.invite_person",
) -> Membership:
    """Give a person a place in the organization. Without `whole_organization`, naming no place means everywhere."""
    places = frozenset(places)
    everywhere = not places if whole_organization is None else whole_organization
    actor.require(permission)
    check_role(role, actor=actor)
    check_places(places, everywhere=everywhere, actor=actor)
    membership = Membership(
        person=person, role=role, whole_organization=everywhere, starts_on=starts_on, ends_on=ends_on
    )
    with creating(membership, event="membership.created", actor=actor):
        pass
    set_places(membership, frozenset() if everywhere else places, actor=actor)
    return membership


def invite_person(
    *,
    actor: Actor,
    email: str,
    name: str,
    role: Role,
    places: Iterable[Place] = (),
    whole_organization: bool | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Invitation:
    """Make somebody a member by e-mail address. Who is new to the installation gets a link that holds seven days."""
    actor.require("accounts.invite_person")
    refuse_invented(email, actor=actor)
    membership = add_member(
        actor=actor,
        person=person_with(email, name),
        role=role,
        places=places,
        whole_organization=whole_organization,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return Invitation(membership, renew_invitation(membership, actor=actor))


def refuse_invented(email: str, *, actor: Actor) -> None:
    """Somebody invented for a sandbox is nobody anywhere else."""
    folded = Person.objects.normalize_email(email)
    if folded.endswith(f".{DOMAIN}") and not folded.endswith(f"@{domain_of(actor.organization_id)}"):
        raise RuleBroken("email", "invented", _("This address was invented for a sandbox."))


def refuse_erased(person: Person) -> None:
    """Who was erased is not let in again under the pseudonym: they are invited anew, as somebody new."""
    if is_erased(person):
        raise RuleBroken("", "erased", _("This person was erased. Invite them anew."), status=409)


def renew_invitation(membership: Membership, *, actor: Actor) -> str:
    """A fresh link in place of the old one; none for somebody who has a password already."""
    actor.require("accounts.invite_person")
    refuse_erased(membership.person)
    if membership.person.has_usable_password():
        return ""
    Key.objects.filter(kind=INVITATION, record_id=membership.pk).delete()
    secret = new_secret()
    Key.objects.create(
        hash=hash_secret(secret),
        organization_id=actor.organization_id,
        kind=INVITATION,
        record_id=membership.pk,
        expires_at=timezone.now() + INVITATION_LASTS,
    )
    return secret


def person_with(email: str, name: str) -> Person:
    """The person with this address; a new one cannot sign in before a password is set."""
    folded = Person.objects.normalize_email(email)
    person = Person.objects.filter(email=folded, kind=Person.HUMAN).first()
    return person or Person.objects.create_user(folded, name=name)


def change_membership(
    membership: Membership,
    *,
    actor: Actor,
    role: Role,
    places: Iterable[Place] = (),
    whole_organization: bool,
    starts_on: date | None = None,
    ends_on: date | None = None,
    version: int | None = None,
) -> Membership:
    """Set role, places and dates anew. Neither the old nor the new standing may exceed the actor's own."""
    places = frozenset() if whole_organization else frozenset(places)
    with changing(
        membership,
        event="membership.updated",
        permission="accounts.change_membership",
        actor=actor,
        version=version,
    ) as row:
        check_standing(row, actor=actor)
        refuse_erased(row.person)
        check_role(role, actor=actor)
        check_places(places, everywhere=whole_organization, actor=actor)
        row.role, row.whole_organization = role, whole_organization
        row.starts_on, row.ends_on = starts_on, ends_on
        refuse_losing_last_administrator(row, actor=actor)
    set_places(membership, places, actor=actor)
    return membership


def end_membership(membership: Membership, *, actor: Actor, version: int | None = None) -> Membership:
    """Take somebody's access away from this moment on. What they did stays under their name; what they hold must not.

    What still is in their hands, such as open work, is handed over first: an app above says so (`ATRIUM_LEAVING`).
    """
    with changing(
        membership, event="membership.ended", permission="accounts.end_membership", actor=actor, version=version
    ) as row:
        check_standing(row, actor=actor)
        import_string(settings.ATRIUM_LEAVING)(row.person_id, actor=actor)
        row.ends_on = today_of(actor) - timedelta(days=1)
        row.starts_on = min(row.starts_on, row.ends_on) if row.starts_on else None
        refuse_losing_last_administrator(row, actor=actor)
    Key.objects.filter(kind=INVITATION, record_id=membership.pk).delete()
    return membership


def set_places(membership: Membership, places: frozenset[Place], *, actor: Actor) -> None:
    """Limit a membership to these places."""
    present = places_of(membership)
    for row in MembershipPlace.objects.visible_to(actor).filter(membership=membership):
        if Place(row.kind, row.place_id) not in places:
            with deleting(row, event="membership_place.deleted", actor=actor):
                pass
    for place in sorted(places - present):
        entry = MembershipPlace(membership=membership, kind=place.kind, place_id=place.id)
        with creating(entry, event="membership_place.created", actor=actor):
            pass


def refuse_losing_last_administrator(changed: Membership, *, actor: Actor) -> None:
    """An organization keeps at least one administrator who is a person, sees everything and has no last day."""
    if is_lasting_administrator(changed):
        return
    lasting = Q(ends_on=None, whole_organization=True, role__template=RoleTemplate.ADMINISTRATOR)
    started = Q(starts_on=None) | Q(starts_on__lte=today_of(actor))
    people = Q(person__is_active=True, person__kind=Person.HUMAN)
    administrators = Membership.objects.visible_to(actor).filter(lasting, started, people)
    was_one = administrators.filter(pk=changed.pk).exists()
    if was_one and not administrators.exclude(pk=changed.pk).exists():
        raise RuleBroken(
            "role", "last-administrator", _("The organization would be left without an administrator."), status=409
        )


def is_lasting_administrator(membership: Membership) -> bool:
    """Whether the membership alone keeps the organization run."""
    lasting = membership.ends_on is None and membership.whole_organization
    return lasting and membership.role.template == RoleTemplate.ADMINISTRATOR


def today_of(actor: Actor) -> date:
    """The day it is for the actor."""
    with timezone.override(actor.time_zone):
        return timezone.localdate()


def invited_person(secret: str) -> tuple[Person, Organization] | None:
    """Whom an invitation is for; None for one that is unknown, spent or too old."""
    key = Key.objects.filter(hash=hash_secret(secret), kind=INVITATION, expires_at__gt=timezone.now())
    found = key.select_related("organization").first()
    if found is None:
        return None
    with acting(Actor.system(found.organization_id)):
        membership = Membership.objects.filter(pk=found.record_id).select_related("person").first()
    person = membership.person if membership else None
    if person is None or not person.is_active or person.has_usable_password():
        return None
    return person, found.organization


def accept_invitation(secret: str, *, name: str, password: str) -> Person | None:
    """Set the first password of an invited person. The link opens once, also for two who use it at the same time."""
    invited = invited_person(secret)
    if invited is None or not Key.objects.filter(hash=hash_secret(secret)).delete()[0]:
        return None
    person, _organization = invited
    person.name = name
    person.set_password(password)
    person.save(update_fields=["name", "password"])
    return person
