"""Which records the texts of a column mean: found for a whole batch at once, within what the actor may see."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.actor import Actor
from core.imports.cells import Refused, clean
from core.imports.targets import Target
from core.picklists import PicklistItem
from core.records import ExternalId, Record
from core.surfaces import surface_of

Found = Iterable[tuple[str, UUID]]
# Texts of a column that are remembered from batch to batch.
REMEMBERED = 50_000


class References:
    """One column of references. `resolve` answers for a set of texts; what is known already is not asked again."""

    def __init__(self, model: Any, *, actor: Actor, way: str = "", system: str = "", limit: Any = None) -> None:
        self.model, self.actor, self.system = model, actor, system
        self.limit = limit or {}
        self.ways = [WAYS[way]] if way else ways_for(model)
        self.known: dict[str, UUID | Refused] = {}

    @classmethod
    def of(cls, target: Target, *, actor: Actor, system: str) -> "References":
        """The references of a mapped column."""
        assert isinstance(target.field, models.ForeignKey)
        limit = target.field.get_limit_choices_to()
        return cls(target.model, actor=actor, way=target.way, system=system, limit=limit)

    def resolve(self, texts: Collection[str]) -> dict[str, UUID | Refused]:
        """The record each text means, or why it means none. A record that is not visible does not exist."""
        asked = {text: clean(text) for text in texts if text not in self.known}
        if len(self.known) + len(asked) > REMEMBERED:
            self.known.clear()
            asked = {text: clean(text) for text in texts}
        storable = {text for text in asked.values() if "\x00" not in text and len(text) <= 200}
        found: dict[str, set[UUID]] = defaultdict(set)
        for way in self.ways if storable else ():
            for text, key in way(self, storable):
                found[text].add(key)
        self.known |= {text: _only(found.get(asked_for, set())) for text, asked_for in asked.items()}
        return self.known

    def forget(self, texts: Collection[str]) -> None:
        """Ask again for texts that meant nothing: their records may have been made meanwhile."""
        for text in texts:
            self.known.pop(text, None)

    @property
    def rows(self) -> QuerySet[Any]:
        """What may be referred to."""
        if is_person(self.model):
            people = get_user_model()._default_manager.filter(memberships__organization_id=self.actor.organization_id)
            return people.filter(is_active=True).distinct()
        rows = self.model.objects.visible_to(self.actor).filter(**self.limit)
        return rows.filter(is_active=True) if issubclass(self.model, PicklistItem) else rows


def _only(keys: set[UUID]) -> UUID | Refused:
    if len(keys) == 1:
        return next(iter(keys))
    if keys:
        return Refused("ambiguous", _("More than one record is called so."))
    return Refused("unknown-reference", _("There is no such record."))


def is_person(model: Any) -> bool:
    """Whether a column refers to people rather than to records."""
    return model._meta.label == settings.AUTH_USER_MODEL


def ways_for(model: Any) -> list[Callable[[References, set[str]], Found]]:
    """Every way to tell a record of the model; two that mean different records are ambiguous."""
    if is_person(model):
        return [by_email, by_name]
    names = {field.name for field in model._meta.concrete_fields}
    ways: list[Callable[[References, set[str]], Found]] = [by_id, by_name]
    ways += [by_code] if "code" in names else []
    return [*ways, by_reference, by_external_id] if issubclass(model, Record) else ways


def title_of(model: Any) -> str:
    """The field by which people call a record."""
    surface = surface_of(model)
    return "label" if issubclass(model, PicklistItem) else surface.title if surface else "name"


def by_id(column: References, texts: set[str]) -> Found:
    """Its id, as the API writes it."""
    ids = {text: key for text in texts if (key := _uuid(text)) is not None}
    known = set(column.rows.filter(pk__in=set(ids.values())).values_list("pk", flat=True)) if ids else set()
    return [(text, key) for text, key in ids.items() if key in known]


def by_name(column: References, texts: set[str]) -> Found:
    """Its name, letter for letter."""
    title = title_of(column.model)
    return column.rows.filter(**{f"{title}__in": texts}).values_list(title, "pk")


def by_code(column: References, texts: set[str]) -> Found:
    """Its code."""
    return column.rows.filter(code__in=texts).values_list("code", "pk")


def by_email(column: References, texts: set[str]) -> Found:
    """The e-mail address of a member."""
    folded: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        folded[text.casefold()].append(text)
    rows = column.rows.filter(email__in=folded).values_list("email", "pk")
    return [(text, key) for email, key in rows for text in folded[email]]


def by_reference(column: References, texts: set[str]) -> Found:
    """Its number with the letters before it, such as WO-1042."""
    return _by_number(column, texts, bare=False)


def by_number(column: References, texts: set[str]) -> Found:
    """Its number, with or without the letters before it."""
    return _by_number(column, texts, bare=True)


def _by_number(column: References, texts: set[str], *, bare: bool) -> Found:
    surface = surface_of(column.model)
    prefix = surface.prefix if surface else ""
    numbers: dict[int, list[str]] = defaultdict(list)
    for text in texts:
        number = number_in(text, prefix, bare=bare)
        if number is not None:
            numbers[number].append(text)
    rows = column.rows.filter(number__in=numbers).values_list("number", "pk") if numbers else ()
    return [(text, key) for number, key in rows for text in numbers[number]]


def number_in(text: str, prefix: str, *, bare: bool = True) -> int | None:
    """The number in WO-1042, or in 1042 where bare numbers are meant."""
    letters, sign, digits = text.rpartition("-")
    is_plain = bare and not sign
    if not (is_plain or (sign and letters.upper() == prefix)):
        return None
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def by_external_id(column: References, texts: set[str]) -> Found:
    """What another system calls it: the import's own system, or system:key."""
    if not issubclass(column.model, Record):
        return []
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text in texts:
        system, sign, key = text.partition(":")
        if sign:
            told[system, key].append(text)
        if column.system:
            told[column.system, text].append(text)
    rows = ExternalId.objects.visible_to(column.actor).filter(
        record_module=column.model.module, system__in={s for s, _k in told}, key__in={k for _s, k in told}
    )
    found = [(told[row[:2]], row[2]) for row in rows.values_list("system", "key", "record_id") if row[:2] in told]
    seen = set(column.rows.filter(pk__in={key for _texts, key in found}).values_list("pk", flat=True)) if found else ()
    return [(text, key) for texts_, key in found if key in seen for text in texts_]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


WAYS: dict[str, Callable[[References, set[str]], Found]] = {
    "code": by_code,
    "number": by_number,
    "external_id": by_external_id,
    "email": by_email,
    "name": by_name,
}
