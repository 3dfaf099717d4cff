"""Who people are today, and what of some records each may see: few statements, however many people."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet, UUIDField, Value

from accounts.authentication import member_actors
from core.actor import Actor
from core.records import Owned
from core.surfaces import surface_named
from notifications.kinds import RecordKey, rules

# So many people are asked about in one statement.
AT_ONCE = 25
Seen = set[tuple[UUID, UUID]]


def actors_of(people: Iterable[UUID], organization_id: UUID) -> dict[UUID, Actor]:
    """Those who are members today, with the rights of today."""
    return member_actors(sorted(set(people)), organization_id)


def model_of(module: str) -> type[Owned]:
    """The model of a module, or of a part of one."""
    for rule in rules():
        if module in rule.parts:
            return rule.parts[module]
    return surface_named(module).model


def seen_by(actors: Iterable[Actor], keys: Iterable[RecordKey]) -> Seen:
    """Pairs of person and record id: which of these records each of them may see."""
    by_module: dict[str, set[UUID]] = {}
    for key in keys:
        by_module.setdefault(key.module, set()).add(key.id)
    asking = list(actors)
    found: Seen = set()
    for module, ids in by_module.items():
        allowed = [actor for actor in asking if may_view(actor, module)]
        for start in range(0, len(allowed), AT_ONCE):
            found |= _pairs(model_of(module), allowed[start : start + AT_ONCE], ids)
    return found


def may_view(actor: Actor, module: str) -> bool:
    """Whether the role shows the module at all. A part is shown with what it belongs to."""
    if any(module in rule.parts for rule in rules()):
        return True
    return actor.may(surface_named(module).permission("view"))


def _pairs(model: type[Owned], actors: Sequence[Actor], ids: set[UUID]) -> Seen:
    asked: list[QuerySet[Owned, tuple[UUID, UUID]]] = [
        model.objects.visible_to(actor)
        .filter(pk__in=ids)
        .annotate(reader=Value(actor.person_id, output_field=UUIDField()))
        .order_by()
        .values_list("reader", "pk")
        for actor in actors
    ]
    if not asked:
        return set()
    first, *others = asked
    return set(first.union(*others, all=True) if others else first)
