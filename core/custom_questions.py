"""Custom fields as things that a list can be asked, in the browser and over the API alike."""

from collections.abc import Iterable, Mapping

from core.actor import Actor
from core.custom_fields import CustomField, CustomFieldKind, definitions, model_of
from core.query import FieldSet, Kind, QueryField

# What stands before the name of a custom field wherever all fields of a module are named.
PREFIX = "custom_fields."


def with_custom_fields(fields: FieldSet, module: str, *, actor: Actor) -> FieldSet:
    """What a module's lists can be asked, the organization's own fields included."""
    return fields.with_custom(query_field(one) for one in definitions(module, actor=actor).values())


def asked_fields(fields: FieldSet, module: str, parameters: Mapping[str, Iterable[str]], *, actor: Actor) -> FieldSet:
    """The same where a question names a custom field; any other question costs no statement for them."""
    named = any(PREFIX in text for name, texts in parameters.items() for text in (name, *texts))
    return with_custom_fields(fields, module, actor=actor) if named else fields


def query_field(definition: CustomField) -> QueryField:
    """How a custom field is asked: by the operators of its kind."""
    model = model_of(definition.to) if definition.kind == CustomFieldKind.REFERENCE else None
    return QueryField(
        definition.name,
        Kind(definition.kind),
        label=definition.label,
        choices=tuple((code, label) for code, label in definition.choices),
        reference=model._meta.label_lower if model else "",
    )
