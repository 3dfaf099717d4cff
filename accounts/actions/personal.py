"""Erasing a person: who asks for it has a reason, and what is left in the organization's records is a pseudonym."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.actions.memberships import end_membership, today_of
from accounts.granting import check_standing
from accounts.models import Erasure, Membership, Person
from accounts.personal.accounts import erase_account
from accounts.personal.erasing import erase_rows
from accounts.personal.finding import known_as, named_in_rows
from accounts.personal.redacting import changes_naming, past_changes, redact_changes
from accounts.personal.subjects import Subject, belongs_elsewhere, is_erased, member_subject, occupant_subject
from core.acting import set_event
from core.actor import Actor
from core.errors import NotPermitted, RuleBroken
from core.writing import changing, creating

EXPORT, ERASE = "accounts.export_person", "accounts.erase_person"
EVENT = "person.erased"


def require_everywhere(permission: str, *, actor: Actor) -> None:
    """A person's data lie everywhere in the organization, so that only who sees all of it may ask for them."""
    actor.require(permission)
    if not (actor.is_system or actor.scope.everything):
        raise NotPermitted(permission)


@transaction.atomic
def erase_member(membership: Membership, *, reason: str, actor: Actor) -> Erasure:
    """End the membership and let a pseudonym stand for the person. Not for oneself, nor the last administrator.

    While another organization has them as a member, the account stays as it is; everything else here is erased.
    """
    require_everywhere(ERASE, actor=actor)
    person = Person.objects.select_for_update().get(pk=membership.person_id)
    membership.person = person
    refuse_erasing(person, actor=actor)
    check_standing(membership, actor=actor)
    if membership.ends_on is None or membership.ends_on >= today_of(actor):
        end_membership(membership, actor=actor)
        membership.person = person
    return erase(member_subject(membership), reason=reason, actor=actor)


@transaction.atomic
def erase_occupant(email: str, *, reason: str, actor: Actor) -> Erasure:
    """Let a pseudonym stand for somebody without an account, wherever their e-mail address is kept."""
    require_everywhere(ERASE, actor=actor)
    return erase(occupant_subject(email, actor=actor), reason=reason, actor=actor)


def refuse_erasing(person: Person, *, actor: Actor) -> None:
    """Nobody erases themself, a program, or who runs the installation."""
    if person.pk == actor.person_id:
        raise RuleBroken("", "oneself", _("Somebody else must erase you."), status=409)
    if person.kind != Person.HUMAN:
        raise RuleBroken("", "no-person", _("This is a program. Its credential can be revoked."), status=409)
    if person.is_staff or person.is_superuser:
        raise RuleBroken(
            "", "platform-staff", _("Whoever runs the installation must first take the admin from them."), status=409
        )


def erase(subject: Subject, *, reason: str, actor: Actor) -> Erasure:
    """All of it in one transaction, or nothing. Once more finds nothing to change, and is written down."""
    subject, past = past_changes(named_in_rows(subject, actor), actor)
    refuse_naming(reason, subject)
    person = subject.person
    whole = person is not None and not belongs_elsewhere(person)
    begin_writing()
    counts = erase_rows(subject, actor)
    erasure = record_erasure(subject, actor, reason=reason, counts=counts, account_erased=whole)
    redact_changes(erasure, subject, [*past, *changes_naming(subject, actor, of_this_transaction=True)])
    if person is not None:
        import_string(settings.ATRIUM_ERASING)(person.pk, actor=actor)
    if person is not None and whole and not is_erased(person):
        erase_account(person, subject)
    return erasure


def refuse_naming(reason: str, subject: Subject) -> None:
    """The reason is kept, so it must not say who it was."""
    if not reason.strip():
        raise RuleBroken("reason", "required", _("Say why."))
    if any(name.lower() in reason.lower() for name in known_as(subject)):
        raise RuleBroken("reason", "names-person", _("The reason is kept: it must not name the person."))


def begin_writing() -> None:
    """From here on the time of a writing transaction runs. Rows are changed under the events of their own modules."""
    set_event(EVENT)
    set_event("")


def record_erasure(subject: Subject, actor: Actor, **values: Any) -> Erasure:
    """Write down that it was done, by whom and why; whoever is erased again keeps the pseudonym."""
    values["erased_at"] = timezone.now()
    found = Erasure.objects.visible_to(actor).filter(subject=subject.hash).first()
    if found is None:
        erasure = Erasure(person=subject.person, subject=subject.hash, pseudonym=subject.pseudonym, **values)
        with creating(erasure, event=EVENT, actor=actor):
            pass
        return erasure
    with changing(found, event=EVENT, actor=actor) as row:
        for name, value in values.items():
            setattr(row, name, value)
    return found
