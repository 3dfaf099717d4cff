"""From what a rule says to typed values: texts with {data.value} in them, and choices by what came."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Membership
from core.actor import Actor
from core.errors import NotVisible, RuleBroken
from core.external_ids import record_by_external_id
from core.query import Kind, QueryContext, QueryField, build_fields
from core.query.dates import Relative, span_of
from core.query.values import Value, parse_value
from core.records import Owned, Record
from core.surfaces import Input, surface_named, surface_of
from integrations.rules.matching import dig
from integrations.rules.occasions import Occasion

BLANK = re.compile(r"\{([a-z_]+(?:\.[A-Za-z0-9_-]+)*)\}")
FROM, MAP, ELSE = "from", "map", "else"
OF_EVENT = ("type", "source", "occurred_at", "event_id", "number")
ROOTS = ("data", "record", "old", "rule", *OF_EVENT)
Given = str | int | float | bool | None | Mapping[str, Any]


@dataclass
class Facts:
    """What texts of a rule can name: the event, the record, its values before, and the rule itself."""

    occasion: Occasion
    rule_name: str
    actor: Actor

    @cached_property
    def record(self) -> Record | None:
        """The record as it is now, if the rule may see it."""
        if self.occasion.record_id is None:
            return None
        surface = surface_named(self.occasion.module)
        if not self.actor.may(surface.permission("view")):
            return None
        return surface.model.objects.visible_to(self.actor).filter(pk=self.occasion.record_id).first()

    def value(self, name: str) -> Any:
        """What a name between braces stands for; None where there is nothing."""
        root, *steps = name.split(".")
        event = self.occasion.event
        if root == "data":
            return dig(event.data, steps) if event else None
        if root == "record":
            return member_of(self.record, steps)
        if root == "old":
            return dig(self.occasion.old, steps)
        if root == "rule":
            return self.rule_name
        if event is not None and root in OF_EVENT and not steps:
            return getattr(event, root)
        return None


def member_of(record: Any, steps: list[str]) -> Any:
    """A member of a record that its module shows, crossing references: `property.name`. Alone: what it is called."""
    for step in steps:
        if not isinstance(record, models.Model):
            return None
        surface = surface_of(type(record))
        shown = {"id", "number", *surface.read, *surface.columns} if surface else {"id", "name", "label", "title"}
        if step not in shown:
            return None
        record = getattr(record, step, None)
    return record


def is_name(name: str) -> bool:
    """Whether texts may name it."""
    return name.split(".")[0] in ROOTS


def say(given: Given, facts: Facts) -> str:
    """The text of a value: blanks filled in, or chosen by what a member holds."""
    if isinstance(given, Mapping):
        found = as_text(facts.value(str(given[FROM])))
        return as_text(given[MAP].get(found, given.get(ELSE, "")))
    if not isinstance(given, str):
        return as_text(given)
    return BLANK.sub(lambda match: as_text(facts.value(match[1])), given)


def as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case float() | Decimal():
            return f"{Decimal(str(value)).normalize():f}"
        case models.Model():
            return str(value.pk)
    return str(value)


def typed(one: Any, text: str, name: str, *, actor: Actor, context: QueryContext) -> Any:
    """The value of a model's field that a text spells; RuleBroken naming the member where it spells none."""
    if text == "":
        return None if one.null else one.get_default()
    if one.is_relation:
        return refer_to(one.related_model, text, name, actor=actor)
    field = build_fields(one.model, [one.name])[one.name]
    return as_python(parse_value(field, text, name), field.kind, context)


def typed_input(one: Input, text: str, *, actor: Actor, context: QueryContext) -> Any:
    """The same for an input of an action that is no field."""
    if text == "":
        return None
    if one.kind in ("reference", "person"):
        model = settings.AUTH_USER_MODEL if one.kind == "person" else one.to
        return refer_to(model_named(model), text, one.name, actor=actor)
    field = QueryField(one.name, Kind(one.kind), choices=one.choices)
    return as_python(parse_value(field, text, one.name), field.kind, context)


def model_named(name: str) -> type[models.Model]:
    """The model of a module, or of a label such as accounts.Person."""
    return apps.get_model(name) if "." in name else surface_named(name).model


def as_python(value: Value, kind: Kind, context: QueryContext) -> Any:
    """A relative date becomes the end of the time it names: due “+3d” is due when that day ends."""
    if not isinstance(value, Relative):
        return value
    span, clock = span_of(value, context.clock), context.clock
    if kind is Kind.DATE:
        return span.start.astimezone(clock.zone).date() if isinstance(span.start, datetime) else span.start
    return span.end if isinstance(span.end, datetime) else clock.midnight(span.end)


def refer_to(model: type[models.Model], text: str, name: str, *, actor: Actor) -> Any:
    """The record that a text names, by id or as another system calls it, if the actor sees it."""
    try:
        key = UUID(text) if len(text) == 36 else None
    except ValueError:
        key = None
    found: Any = None
    if model._meta.label == settings.AUTH_USER_MODEL:
        found = find_member(key, actor) if key else None
    elif issubclass(model, Owned):
        found = find_record(model, key, text, actor)
    if found is None:
        raise RuleBroken(name, "unknown-reference", _("There is no such record."))
    return found


def find_member(key: UUID, actor: Actor) -> Any:
    """The person of the organization that has the id."""
    members = Membership.objects.filter(organization_id=actor.organization_id, person_id=key)
    return next((row.person for row in members.select_related("person")), None)


def find_record(model: type[Owned], key: UUID | None, text: str, actor: Actor) -> Owned | None:
    if key is not None:
        return model.objects.visible_to(actor).filter(pk=key).first()
    system, colon, called = text.partition(":")
    if not colon or not issubclass(model, Record):
        return None
    try:
        return record_by_external_id(model, system, called, actor=actor)
    except NotVisible:
        return None
