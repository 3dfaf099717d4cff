"""What a rule's condition can ask: the data of an event, the record it is about, the values before a change."""

import re
from dataclasses import replace
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.actor import Actor
from core.custom_questions import with_custom_fields
from core.pages.fields import query_fields
from core.query import FieldSet, Kind, Operator, QueryError, QueryField
from core.query.errors import nearest
from core.surfaces import surface_named
from integrations.events.models import Event
from integrations.rules.choices import When

DATA = re.compile(r"data(?:\.[A-Za-z0-9_-]{1,60}){1,10}")
RECORD, OLD = "record.", "old."
# Data has no columns: what stands there is compared as what it is.
DATA_OPERATORS = frozenset(Operator)
OF_EVENTS = (
    QueryField("type", Kind.TEXT, label=_("Type")),
    QueryField("source", Kind.TEXT, label=_("Source")),
    QueryField("occurred_at", Kind.DATETIME, label=_("Occurred")),
)
CHANGED = QueryField("changed", Kind.TEXT, label=_("Changed"), operators=frozenset({Operator.EQ, Operator.IN}))


class EventFields(FieldSet):
    """The fields of events. Whatever begins with `data.` is one, for nobody knows what sources send."""

    def named(self, name: str, parameter: str, also_known: Any = ()) -> QueryField:
        if DATA.fullmatch(name):
            return data_field(name)
        if name.startswith("data"):
            detail = _("Members of the data are asked as “data.value”.")
            raise QueryError(parameter, "unknown-field", detail, nearest(name, self))
        return super().named(name, parameter, also_known)


def data_field(name: str) -> QueryField:
    """A member of an event's data."""
    label = capfirst(name.removeprefix("data.").replace(".", " ").replace("_", " "))
    return QueryField(name, Kind.TEXT, label=label, operators=DATA_OPERATORS)


def fields_for(when: str, module: str, *, actor: Actor) -> FieldSet:
    """Everything that a rule of this kind, about this module, can ask."""
    if when == When.EVENT:
        about = tuple(prefixed(RECORD, one) for one in module_fields(module, actor).fields) if module else ()
        return EventFields(Event, (*OF_EVENTS, *about))
    fields = module_fields(module, actor)
    if when == When.SCHEDULE:
        return fields
    before = (prefixed(OLD, one) for one in fields.fields if is_column(one, surface_named(module).model))
    return replace(fields, fields=(*fields.fields, *before, CHANGED))


def module_fields(module: str, actor: Actor) -> FieldSet:
    """What a list of the module can be asked, the organization's own fields included."""
    return with_custom_fields(query_fields(surface_named(module)), module, actor=actor)


def prefixed(prefix: str, one: QueryField) -> QueryField:
    """The same field of the record that an event is about, or as it was before a change."""
    label = _("%s before") if prefix == OLD else _("Its %s")
    words = str(one.label)
    return replace(one, name=prefix + one.name, label=label % (words if prefix == OLD else words.lower()), phrase="")


def is_column(one: QueryField, model: type[models.Model]) -> bool:
    """Whether the field is the record's own, so that a change says what it was."""
    return not one.custom and one.path in {field.name for field in model._meta.concrete_fields}
