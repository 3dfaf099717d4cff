"""One record's history in words: who changed what from what to what, when and by which way."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.changes import Change
from core.custom_fields import CustomField, ever_defined
from core.custom_values import typed_value, value_in_words
from core.figures import say_day, say_moment, say_money, say_number
from core.looks import look_of, words_of
from core.pages.names import seen_records
from core.pages.requests import PageRequest
from core.records import Owned, Record
from core.surfaces import Surface

MOST = 50
# Columns that every change moves, or that say nothing to a reader.
SILENT = frozenset(
    {"id", "organization_id", "version", "created_at", "created_by_id", "updated_at", "updated_by_id", "path",
     "touched_at", "deleted_at", "custom_fields", "number"}
)  # fmt: skip
WAYS = {
    "page": gettext_lazy("in the browser"),
    "api": gettext_lazy("through the API"),
    "admin": gettext_lazy("in the admin"),
    "import": gettext_lazy("by an import"),
    "bulk": gettext_lazy("by a bulk change"),
    "command": gettext_lazy("by a command"),
    "job": gettext_lazy("by a background job"),
    "rule": gettext_lazy("by a rule"),
    "connector": gettext_lazy("through a connector"),
    "mail": gettext_lazy("by mail"),
    "demo": gettext_lazy("with the demonstration data"),
    "system": gettext_lazy("by Atrium itself"),
}


def changes_of(actor: Actor) -> QuerySet[Change]:
    """The changes of the actor's organization. Ask only for those of records that the actor was shown to see."""
    return Change.objects.filter(organization_id=actor.organization_id)


def read_history(
    request: PageRequest, surface: Surface, record: Record, before: int | None = None
) -> list[dict[str, Any]]:
    """The newest changes of a record as entries of a timeline, older ones from a change's id on."""
    changes = changes_of(request.actor).filter(record_id=record.pk).select_related("actor")
    if before is not None:
        changes = changes.filter(pk__lt=before)
    return timeline(request, record, list(changes.order_by("-pk")[:MOST]))


def timeline(request: PageRequest, record: Record, changes: list[Change]) -> list[dict[str, Any]]:
    """Changes of one record as entries; names that were not read with it come in one statement a module."""
    model = type(record)
    names = referenced_names(request, record, changes)
    asked = any("custom_fields" in change.changed for change in changes)
    own = ever_defined(model.module, request.actor) if asked else {}
    return [entry(model, change, names, own) for change in changes]


def entry(model: type[Owned], change: Change, names: dict[str, str], own: Mapping[str, CustomField]) -> dict[str, Any]:
    """One change as an entry of the timeline."""
    verb = change.event.partition(".")[2]
    look = look_of(verb)
    return {
        "id": change.pk,
        "verb": verb,
        "who": change.actor.name if change.actor else _("Atrium"),
        "words": event_words(verb),
        "at": change.at,
        "icon": look.icon,
        "tone": look.tone,
        "way": WAYS.get(change.source, change.source),
        "request_id": change.request_id,
        "is_first": change.action == "create",
        "changes": []
        if change.action == "delete"
        else [*field_changes(model, change, names), *custom_changes(change, own)],
    }


def event_words(verb: str, *, short: bool = False) -> str:
    """ "added this", "changed this"; an event nobody worded is said by its name. Short without the object."""
    if short:
        known = {"created": _("added"), "updated": _("changed"), **promise_words()}
        return known.get(verb, words_of(active(verb)).lower())
    known = {
        "created": _("added this"),
        "updated": _("changed this"),
        "deleted": _("deleted this"),
        "restored": _("restored this"),
        **promise_words(),
    }
    return known.get(verb, words_of(active(verb)).lower())


def active(verb: str) -> str:
    """`document_removed` as somebody does it: `removed_document`."""
    what, _line, done = verb.rpartition("_")
    return f"{done}_{what}" if what and done.endswith("ed") else verb


def promise_words() -> dict[str, str]:
    """What is noticed of a promised time, whose names of events say it in codes."""
    return {
        "sla_updated": _("moved the promised time"),
        "sla_at_risk": _("saw that the promised time is at risk"),
        "sla_breached": _("saw that the promised time has passed"),
        "escalated": _("brought this before others by a rule"),
    }


def field_changes(model: type[Owned], change: Change, names: dict[str, str]) -> Iterable[dict[str, str]]:
    """Each member that changed, its old and its new value in words."""
    changed = change.changed
    for field in model._meta.concrete_fields:
        if field.column not in changed or field.column in SILENT or field.column == "custom_fields":
            continue
        old, new = changed[field.column]
        if change.action == "create" and _is_default(field, new):
            continue
        before, after = currencies_of(model, field, change)
        words = {"before": in_words(field, old, names, before), "after": in_words(field, new, names, after)}
        yield {"label": capfirst(str(field.verbose_name)), **words}


def currencies_of(model: type[Owned], field: Any, change: Change) -> tuple[str, str]:
    """In what currency a sum of money was before a change and is after it; empty where the field is no sum."""
    beside = model.currencies.get(field.name, "")
    after = (change.after or {}).get(beside) or ""
    return (change.before or {}).get(beside) or after, after


def custom_changes(change: Change, own: Mapping[str, CustomField]) -> Iterable[dict[str, str]]:
    """The same for each of the organization's own fields; a name that was never defined says itself."""
    told: tuple[Any, Any] = change.changed.get("custom_fields", (None, None))
    old, new = (values or {} for values in told)
    for name in dict.fromkeys((*own, *old, *new)):
        if old.get(name) != new.get(name):
            words = {
                "before": custom_words(own.get(name), old.get(name)),
                "after": custom_words(own.get(name), new.get(name)),
            }
            yield {"label": own[name].label if name in own else name, **words}


def custom_words(field: CustomField | None, stored: Any) -> str:
    return value_in_words(field, typed_value(field, stored)) if field else str(stored or "")


def _is_default(field: Any, value: Any) -> bool:
    return field.has_default() and not callable(field.default) and field.default == value


def in_words(field: Any, value: Any, names: dict[str, str], currency: str = "") -> str:
    """A stored value as a reader knows it: a choice's label, a record's name, a sum, a time on the reader's clock."""
    if value in (None, "", [], {}):
        return ""
    if field.is_relation:
        return names.get(str(value), _("a record you may not see"))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(str(value))
        return say_moment(moment) if moment else str(value)
    if isinstance(field, models.DateField):
        day = parse_date(str(value))
        return say_day(day) if day else str(value)
    if isinstance(field, models.DecimalField):
        return say_money(field.to_python(value), currency) if currency else say_number(field.to_python(value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def referenced_names(request: PageRequest, record: Record, changes: list[Change]) -> dict[str, str]:
    """What the records and people that the changes mention are called today."""
    read = (one for one in record._state.fields_cache.values() if one is not None)
    names: dict[str, str] = {str(one.pk): str(one) for one in read}
    for field in record._meta.concrete_fields:
        if not field.is_relation or field.column in SILENT:
            continue
        keys = {str(v) for change in changes for v in change.changed.get(str(field.column), (None, None)) if v}
        if missing := keys - names.keys():
            found = seen_records(field.related_model, map(UUID, missing), actor=request.actor)
            names |= {str(key): str(row) for key, row in found.items()}
    return names
