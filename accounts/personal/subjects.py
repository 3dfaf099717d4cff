"""Whose data it is: a member, by their account, or somebody without one, by their e-mail address."""

from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Membership, Person
from core.actor import Actor
from core.errors import RuleBroken
from core.personal import ERASED_DOMAIN

SALT = "accounts.personal"


@dataclass(frozen=True, slots=True)
class Subject:
    """One person, as an organization's data name them. Names are those under which they stand there."""

    key: str
    email: str
    person: Person | None = None
    names: frozenset[str] = field(default_factory=frozenset)

    @property
    def person_id(self) -> UUID | None:
        return self.person.pk if self.person else None

    @property
    def hash(self) -> str:
        """The same each time, and nothing from which anybody else could tell who it is."""
        return salted_hmac(SALT, self.key, algorithm="sha256").hexdigest()

    @property
    def mark(self) -> str:
        return self.hash[:8].upper()

    @property
    def pseudonym(self) -> str:
        """What stands in place of the name. It is data, so it is the same in every language."""
        return f"Former person {self.mark}"

    @property
    def address(self) -> str:
        """What stands in place of an e-mail address where there must be one."""
        return f"former-{self.mark.lower()}@{ERASED_DOMAIN}"

    def with_names(self, found: frozenset[str]) -> "Subject":
        """The same person, also known by other names."""
        return Subject(self.key, self.email, self.person, self.names | {one for one in found if self.is_real(one)})

    def is_real(self, name: str) -> bool:
        """Whether a name tells who they are."""
        return bool(name.strip()) and name != self.pseudonym


def member_subject(membership: Membership) -> Subject:
    """Somebody with an account."""
    person = membership.person
    subject = Subject(f"person {person.pk}", "" if is_erased(person) else person.email, person)
    return subject.with_names(frozenset({person.name}))


def occupant_subject(email: str, *, actor: Actor) -> Subject:
    """Somebody without an account, by the address that they left. A member is found by their account instead."""
    folded = Person.objects.normalize_email(email)
    try:
        validate_email(folded)
    except ValidationError as error:
        raise RuleBroken("email", "invalid", _("This is no e-mail address.")) from error
    if Membership.objects.filter(organization_id=actor.organization_id, person__email=folded).exists():
        raise RuleBroken(
            "email", "is-member", _("This is the address of a member. Their data are on their own page."), status=409
        )
    return Subject(f"occupant {actor.organization_id} {folded}", folded)


def is_erased(person: Person) -> bool:
    """Whether nothing of the account tells any more who they were."""
    return person.email.endswith(f"@{ERASED_DOMAIN}")


def belongs_elsewhere(person: Person) -> bool:
    """Whether another organization has the person as a member, so that name and address are not this one's alone."""
    with connection.cursor() as cursor:
        cursor.execute("select accounts_belongs_elsewhere(%s)", [person.pk])
        return bool(cursor.fetchone()[0])
