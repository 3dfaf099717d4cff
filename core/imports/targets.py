"""What a column can fill: the fields a surface names for imports, its custom fields, and an external id."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.actor import Actor
from core.custom_fields import CustomField, definitions
from core.records import Record
from core.surfaces import Surface

EXTERNAL_ID, NUMBER = "external_id", "number"


@dataclass(frozen=True, slots=True)
class Target:
    """`member` is the field that is filled; `way` tells by what a reference is found, empty for any."""

    name: str
    label: str
    member: str
    field: models.Field | None = None
    custom: CustomField | None = None
    way: str = ""
    is_required: bool = False

    @property
    def model(self) -> Any:
        """The model a reference refers to; None for values."""
        return self.field.related_model if self.field is not None and self.field.is_relation else None


def targets_of(surface: Surface, *, actor: Actor) -> Mapping[str, Target]:
    """Every target of a module by name, in the order of its form."""
    targets = [target for name in surface.imports for target in _of_field(surface.model._meta.get_field(name))]
    targets += [
        Target(f"custom_fields.{name}", one.label, f"custom_fields.{name}", custom=one, is_required=one.required)
        for name, one in definitions(surface.module, actor=actor).items()
    ]
    targets.append(Target(NUMBER, _("Number in Atrium"), NUMBER, _number_of(surface)))
    targets.append(Target(EXTERNAL_ID, _("External id"), EXTERNAL_ID))
    return {target.name: target for target in targets}


def _number_of(surface: Surface) -> Any:
    return surface.model._meta.get_field(NUMBER)


def _of_field(field: Any) -> list[Target]:
    label = capfirst(str(field.verbose_name))
    required = not field.blank and not field.has_default() and not field.null
    targets = [Target(field.name, label, field.name, field, is_required=required)]
    for way, words in ways_to(field.related_model) if field.is_relation else ():
        name = f"{field.name}.{way}"
        targets.append(Target(name, f"{label}: {words}", field.name, field, way=way))
    return targets


def ways_to(model: type[models.Model]) -> list[tuple[str, Any]]:
    """By what a record of the model is told: its code, number or name."""
    if model._meta.label == settings.AUTH_USER_MODEL:
        return [("email", _("e-mail address")), ("name", _("name"))]
    names = {field.name for field in model._meta.concrete_fields}
    ways = [("code", _("code"))] if "code" in names else []
    if issubclass(model, Record):
        ways += [("number", _("number")), ("external_id", _("external id"))]
    return [*ways, ("name", _("name"))]


def match_targets(surface: Surface, *, actor: Actor) -> list[Target]:
    """The targets by which a line can find its record: external id, number, code and what else is unique."""
    unique = {
        field
        for constraint in surface.model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        for field in constraint.fields
        if set(constraint.fields) == {"organization", field}
    }
    names = {EXTERNAL_ID, NUMBER, "code", *unique}
    return [target for name, target in targets_of(surface, actor=actor).items() if name in names]
