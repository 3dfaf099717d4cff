"""From a surface to its serializers: the shape of reading, and the members that writing takes."""

import inspect
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from api.fields import (
    INPUT_FIELDS,
    READ_FIELDS,
    WRITE_FIELDS,
    AllowedActionsField,
    ExternalIdsField,
    IdField,
    ListingChoiceField,
)
from core.reading.fields import ReferenceField
from core.records import Record
from core.surfaces import Action, Include, Input, Surface, surface_of
from core.surfaces.declaration import Act

# What every record begins and ends with, whatever its module.
FIRST = ("id", "number")
LAST = (
    "custom_fields",
    "external_ids",
    "organization",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "archived_at",
    "version",
)


class ModuleSerializer(serializers.ModelSerializer):
    """What is unique is the database's to judge: under a policy only it sees every row."""

    def get_uniqueness_extra_kwargs(
        self, field_names: Any, declared_fields: Any, extra_kwargs: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        return extra_kwargs, {}


class RowSerializer(ModuleSerializer):
    """The base of reading: every reference is read as `{id, number, name}`."""

    serializer_field_mapping = READ_FIELDS

    def build_relational_field(
        self, field_name: str, relation_info: Any
    ) -> tuple[type[serializers.Field], dict[str, Any]]:
        return ReferenceField, reference_shape(relation_info.related_model)


def reference_shape(model: type[models.Model]) -> dict[str, Any]:
    """Where the name of a referenced record stands, and whether it has a number."""
    return {"name": title_of(model), "number": "number" if issubclass(model, Record) else None}


def title_of(model: type[models.Model]) -> str:
    """The column by which people call a record of the model."""
    if surface := surface_of(model):
        return surface.title.replace(".", "__")
    columns = {field.name for field in model._meta.concrete_fields}
    return next(name for name in ("name", "label", "title", "number", "event") if name in columns)


@cache
def build_row_serializer(surface: Surface) -> type[serializers.ModelSerializer]:
    """What a record is in lists: everything that its row and its references hold."""
    middle = tuple(name for name in surface.read if name not in {*FIRST, *LAST})
    meta = type("Meta", (), {"model": surface.model, "fields": (*FIRST, *middle, *LAST)})
    members = {"Meta": meta, "external_ids": ExternalIdsField(), "__doc__": surface.model.__doc__}
    return type(f"{surface.model.__name__}Row", (RowSerializer,), members)


@cache
def build_serializer(surface: Surface) -> type[serializers.ModelSerializer]:
    """The whole record as an answer shows it: the row, and what may be done with it."""
    row = build_row_serializer(surface)
    fields = (*row.Meta.fields, "allowed_actions")
    meta = type("Meta", (row.Meta,), {"fields": fields})
    return type(
        surface.model.__name__, (row,), {"Meta": meta, "allowed_actions": AllowedActionsField(), "__doc__": row.__doc__}
    )


@cache
def build_include_serializer(model: type[models.Model], names: tuple[str, ...]) -> type[serializers.ModelSerializer]:
    """One row of a part that comes with `include`, such as a comment."""
    fields = tuple(dict.fromkeys(("id", *names)))
    meta = type("Meta", (), {"model": model, "fields": fields})
    return type(f"{model.__name__}Row", (RowSerializer,), {"Meta": meta, "__doc__": model.__doc__})


class WriteSerializer(ModuleSerializer):
    """The base of writing: text becomes typed values here; what is allowed is the action's to say."""

    serializer_field_mapping = WRITE_FIELDS
    serializer_choice_field = ListingChoiceField

    def build_standard_field(self, field_name: str, model_field: models.Field) -> tuple[Any, dict[str, Any]]:
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        # Unique values are the database's to judge, and under a policy only it can.
        kwargs["validators"] = [v for v in kwargs.get("validators", ()) if not isinstance(v, UniqueValidator)]
        if not kwargs["validators"]:
            del kwargs["validators"]
        return field_class, kwargs

    def build_relational_field(
        self, field_name: str, relation_info: Any
    ) -> tuple[type[serializers.Field], dict[str, Any]]:
        null = relation_info.model_field.null
        # An action may know the reference from another one, as a property's portfolio from its region.
        return IdField, {"required": False, "allow_null": null, "help_text": relation_info.model_field.help_text}


@cache
def build_write_serializer(
    model: type[models.Model], names: tuple[str, ...], title: str, act: Act | None = None
) -> type[serializers.ModelSerializer]:
    """The named members of `model` as they are written; nothing else is taken. What `act` needs must be there."""
    needed = {name: {"required": True} for name in needed_by(act, names)}
    meta = type("Meta", (), {"model": model, "fields": names, "validators": [], "extra_kwargs": needed})
    return type(title, (WriteSerializer,), {"Meta": meta, "__doc__": model.__doc__})


def needed_by(act: Act | None, names: tuple[str, ...]) -> list[str]:
    """Those of the names that an action cannot do without."""
    asked = inspect.signature(act).parameters if act else {}
    return [name for name in names if name in asked and asked[name].default is inspect.Parameter.empty]


@cache
def build_part_serializer(part: Include) -> type[serializers.ModelSerializer]:
    """One row of a part as it is written."""
    model = include_model(part)
    title = f"{model.__name__}{part.name.title().replace('_', '')}Create"
    return build_write_serializer(model, part.write, title, part.create)


@cache
def build_action_serializer(surface: Surface, action: Action) -> type[serializers.Serializer]:
    """What an action asks for: fields of the model, and inputs of its own."""
    names = tuple(one for one in action.inputs if isinstance(one, str))
    title = f"{surface.model.__name__}{action.verb.title().replace('_', '')}"
    base = build_write_serializer(surface.model, names, title)
    own = {one.name: input_field(one) for one in action.inputs if isinstance(one, Input)}
    needed = {name: {"required": True} for name in needed_by(action.run, names)}
    meta = type("Meta", (base.Meta,), {"fields": (*names, *own), "extra_kwargs": needed})
    return type(title, (base,), {"Meta": meta, **own, "__doc__": str(action.help or action.label)})


def input_field(one: Input) -> serializers.Field:
    """The field of an input that is no column."""
    options: dict[str, Any] = {"required": one.required, "help_text": str(one.help or one.label)}
    if one.kind == "choice":
        options["choices"] = one.choices
    if one.kind == "decimal":
        options |= {"max_digits": 20, "decimal_places": 4}
    if not one.required:
        options["allow_null"] = True
    return INPUT_FIELDS[one.kind](**options)


def model_of_input(surface: Surface, action: Action, name: str) -> type[models.Model]:
    """The model that a reference among an action's inputs refers to."""
    from django.contrib.auth import get_user_model

    from core.surfaces import surface_named

    for one in action.inputs:
        if isinstance(one, Input) and one.name == name:
            return get_user_model() if one.kind == "person" else surface_named(one.to).model
    return related_model(surface.model, name)


def related_model(model: type[models.Model], name: str) -> type[models.Model]:
    """The model behind a reference."""
    field: Any = model._meta.get_field(name)
    return field.remote_field.model


def is_person(model: type[models.Model]) -> bool:
    """Whether it is people that are referred to."""
    return model._meta.label == settings.AUTH_USER_MODEL


def include_model(include: Include) -> type[models.Model]:
    """The model of an include's rows."""
    from uuid import UUID

    from core.actor import Actor

    return include.rows([], Actor.system(UUID(int=0))).model
