"""The account of somebody who is erased: without name, address and whatever lets a person in."""

from collections.abc import Iterator

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import models

from accounts.models import Person
from accounts.personal.finding import owned_models
from accounts.personal.subjects import Subject
from core.personal import ERASED_DOMAIN

# What platform staff did in the admin stays, under the account that has no name any more.
KEPT = (LogEntry,)


def erase_account(person: Person, subject: Subject) -> None:
    """Nobody signs in with it again, and nothing of it tells who they were."""
    drop_sign_ins(person)
    person.name, person.email = subject.pseudonym, f"{person.pk.hex}@{ERASED_DOMAIN}"
    person.set_unusable_password()
    person.is_active, person.last_login, person.time_zone, person.theme = False, None, "", "system"
    person.save()


def drop_sign_ins(person: Person) -> None:
    """Sessions, addresses and their confirmations, second steps, passkeys and tokens."""
    open_sessions = UserSession.objects.filter(user=person).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(open_sessions)).delete()
    for model, field in sign_ins():
        model._base_manager.filter(**{field.name: person}).delete()


def sign_ins() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Everything outside organizations that belongs to an account."""
    owned = owned_models()
    for model in apps.get_models():
        for field in model._meta.concrete_fields if model not in owned and model not in KEPT else ():
            if field.is_relation and field.related_model is Person:
                yield model, field
