"""The record that an event is about, as far as whoever sends it sees it."""

from uuid import UUID

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Gone, NotVisible, RuleBroken
from core.external_ids import record_by_external_id
from core.records import Record
from core.surfaces import Surface, surface_named, surfaces
from facilities.models import Property


def surface_of_subject(module: str) -> Surface:
    """The surface of the module that a subject names."""
    try:
        return surface_named(module)
    except KeyError:
        known = ", ".join(sorted(one.module for one in surfaces()))
        raise RuleBroken("subject.module", "invalid", _("Known modules are: %s.") % known) from None


def find_subject(module: str, key: str, *, actor: Actor) -> Record | None:
    """The record that `key` names: an id, or `system:key`. None where there is none, or none that the actor sees."""
    model = surface_of_subject(module).model
    try:
        if found := _as_id(key):
            return model.objects.get_visible(actor, pk=found)
        system, _colon, name = key.partition(":")
        return record_by_external_id(model, system, name, actor=actor)
    except (NotVisible, Gone):
        return None


def property_of(record: Record | None) -> UUID | None:
    """The property that a record lies at, if it lies at one."""
    if isinstance(record, Property):
        return record.pk
    return getattr(record, "property_id", None)


def _as_id(key: str) -> UUID | None:
    try:
        return UUID(key) if len(key) == 36 else None
    except ValueError:
        return None
