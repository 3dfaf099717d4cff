"""Bodies of writes for any module, made from its declaration alone, and what asking by them leaves behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.surfaces import Surface
from tests.matrix.callers import changes_made, passing
from tests.matrix.world import MORE, Place, World, text_for, value_for


class Fresh(Place):
    """Names, days and trades that no record of the world has, at one's own place."""

    @property
    def canary(self) -> str:
        return "Narwhal"

    def word(self, model: type[models.Model]) -> str:
        return self.canary


@dataclass
class Bodies:
    """Makes records that a module takes; references lead to records of one's own place."""

    world: World
    more: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, surface: Surface, word: str) -> dict[str, Any]:
        """A body, named by `word`."""
        own = self.world.places["own"]
        place = Fresh("random", own.organization, own.records)
        values = dict(self._more(surface, place))
        for name in (name for name in surface.write if name not in values):
            one: Any = surface.model._meta.get_field(name)
            is_title = name == surface.title and not one.is_relation
            values[name] = text_for(one, word, surface.module) if is_title else value_for(surface, one, place)
        named = PARTS.get(surface.module, {})
        return {
            named.get(name, name): as_json(value, KEYS.get(name, ""))
            for name, value in values.items()
            if value is not None
        }

    def _more(self, surface: Surface, place: Place) -> dict[str, Any]:
        """What the declaration does not tell, made once: a trade of its own is written for it."""
        if surface.module not in self.more:
            with acting(Actor.system(place.organization.pk)):
                self.more[surface.module] = MORE.get(surface.module, lambda place: {})(place)
        return self.more[surface.module]


# Parts that actions take as plain records, and bodies as objects with the reference in this member.
KEYS = {"properties": "property"}
# How the body calls a part that the action knows by another name.
PARTS = {"reporting_group": {"properties": "members"}}


def as_json(value: Any, key: str = "") -> Any:
    """A value as a body holds it."""
    match value:
        case models.Model():
            return {key: str(value.pk)} if key else str(value.pk)
        case list():
            return [as_json(one, key) for one in value]
        case Decimal():
            return str(value)
        case date() | datetime():
            return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_json(getattr(value, one.name)) for one in fields(value)}
    return value


@contextmanager
def undone(actor: Actor) -> Iterator[list[tuple[str, str]]]:
    """Take back what is written inside; afterwards the list holds the event and action of each change."""
    written: list[tuple[str, str]] = []
    last = changes_made()
    with passing():
        yield written
        with acting(actor):
            rows = Change.objects.filter(id__gt=last).order_by("id")
            written += sorted(rows.values_list("event", "action"))
