"""Which rows of the organization name a person, by what their models declare."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from accounts.models import Person
from accounts.personal.subjects import Subject
from core.actor import Actor
from core.looks import words_of
from core.personal import Named, module_of, personal_of
from core.reading.rows import count_each
from core.records import Owned

# Who made or last changed a row: the change record says that, and more.
STAMPS = ("created_by", "updated_by")
NOTHING = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Place:
    """One way in which rows of a model name people."""

    model: type[models.Model]
    named: Named

    @property
    def module(self) -> str:
        return module_of(self.model) or str(self.model._meta.model_name)

    @property
    def role(self) -> str:
        """As what the row names them."""
        return self.named.account or self.named.name or self.named.email or self.named.of


def places() -> Iterator[Place]:
    """Every way of every model of an organization: what is declared, and references to accounts besides."""
    for model in owned_models():
        declared = personal_of(model).named
        yield from (Place(model, named) for named in declared)
        known = {*STAMPS, *(named.account for named in declared)}
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Person and field.name not in known:
                yield Place(model, Named(account=field.name))


def owned_models() -> list[type[models.Model]]:
    """Every model whose rows belong to an organization."""
    return [
        model
        for model in apps.get_models()
        if any(field.name == "organization" for field in model._meta.concrete_fields)
    ]


def rows_of(place: Place, subject: Subject, actor: Actor) -> QuerySet[Any]:
    """The rows of the organization that name the person in this way, deleted ones too."""
    return all_rows(place.model, actor).filter(condition(place, subject, actor))


def all_rows(model: type[models.Model], actor: Actor) -> QuerySet[Any]:
    """Every row of the organization, whoever may see it otherwise."""
    return model._base_manager.filter(organization_id=actor.organization_id)


def condition(place: Place, subject: Subject, actor: Actor) -> Q:
    """How a row is told to name the person. Only where it has neither account nor address does the name tell."""
    named, found = place.named, NOTHING
    if named.of:
        return condition_of(place, subject, actor)
    if named.account and subject.person_id:
        found |= Q(**{f"{named.account}_id": subject.person_id})
    if named.email and subject.email:
        found |= Q(**{f"{named.email}__iexact": subject.email})
    if named.name:
        found |= by_name(named, subject)
    return found


def by_name(named: Named, subject: Subject) -> Q:
    """The whole name, and nothing else that would tell one namesake from the other."""
    found = NOTHING
    for name in known_as(subject):
        found |= Q(**{f"{named.name}__iexact": name})
    if named.email:
        found &= Q(**{named.email: ""})
    if named.account:
        found &= Q(**{f"{named.account}__isnull": True})
    return found


def known_as(subject: Subject) -> list[str]:
    """What may stand where a name is wanted: the names, and the address of whoever left no name."""
    return sorted({*subject.names, *filter(None, [subject.email])})


def condition_of(place: Place, subject: Subject, actor: Actor) -> Q:
    """Rows that say something of whoever is named by the row they belong to."""
    parent = place.model._meta.get_field(place.named.of).related_model
    assert isinstance(parent, type) and issubclass(parent, models.Model)
    found = NOTHING
    for named in personal_of(parent).named:
        rows = rows_of(Place(parent, named), subject, actor)
        found |= Q(**{f"{place.named.of}__in": rows.values("pk")})
    return found & Q(**{place.named.where: True}) if place.named.where else found


def named_in_rows(subject: Subject, actor: Actor) -> Subject:
    """The person with every name that stands beside their address."""
    found: set[str] = set()
    for place in places():
        if place.named.email and place.named.name and subject.email:
            rows = all_rows(place.model, actor).filter(**{f"{place.named.email}__iexact": subject.email})
            found.update(rows.order_by().values_list(place.named.name, flat=True).distinct())
    return subject.with_names(frozenset(found))


@dataclass(frozen=True, slots=True)
class Finding:
    """How many rows of a module name the person, and as what."""

    label: str
    role: str
    count: int


def count_rows(subject: Subject, actor: Actor) -> list[Finding]:
    """What is known of somebody, in numbers, the most first. Logs are left out: they may be too long to count."""
    asked = {str(at): place for at, place in enumerate(places()) if issubclass(place.model, Owned)}
    counts = count_each({key: rows_of(place, subject, actor) for key, place in asked.items()})
    found = [finding_of(place, counts[key]) for key, place in asked.items() if counts[key]]
    return sorted(found, key=lambda one: (-one.count, one.label, one.role))


def finding_of(place: Place, count: int) -> Finding:
    meta = place.model._meta
    role = meta.get_field(place.role).verbose_name  # type: ignore[union-attr]  # a column
    return Finding(words_of(str(meta.verbose_name_plural)), words_of(str(role)), count)
