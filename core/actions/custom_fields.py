"""What may be done to the definitions of custom fields."""

from typing import Any

from django.utils.translation import gettext as _

from core.actor import Actor
from core.custom_fields import CustomField, forget_definitions, model_of
from core.errors import Problem, RuleBroken
from core.writing import assign, changing, creating, deleting

# Records carry values under the name and of the kind; changing either would orphan them.
FIXED = ("record_module", "name", "kind", "to")


def create_custom_field(*, actor: Actor, **values: Any) -> CustomField:
    """Ask something more of the records of one module."""
    field = CustomField(**values)
    with creating(field, event="custom_field.created", permission="core.add_customfield", actor=actor):
        pass
    forget_definitions()
    return field


def update_custom_field(field: CustomField, *, actor: Actor, version: int | None = None, **values: Any) -> CustomField:
    """Change label, help, choices, order or whether it must be given. Module, name and kind stay as they are."""
    with changing(
        field, event="custom_field.updated", permission="core.change_customfield", actor=actor, version=version
    ) as row:
        fixed = [name for name in FIXED if name in values and values[name] != getattr(row, name)]
        if fixed:
            raise RuleBroken(problems=[Problem(name, "fixed", _("This cannot be changed any more.")) for name in fixed])
        assign(row, values)
    forget_definitions()
    return field


def delete_custom_field(field: CustomField, *, actor: Actor, version: int | None = None) -> None:
    """Delete a field of which no record carries a value. One in use is withdrawn instead: set `is_active` to no."""
    with deleting(
        field, event="custom_field.deleted", permission="core.delete_customfield", actor=actor, version=version
    ) as row:
        model = model_of(row.record_module)
        if model and model._base_manager.filter(custom_fields__has_key=row.name).exists():
            raise RuleBroken("", "in-use", _("Records carry values of this field."), status=409)
    forget_definitions()
