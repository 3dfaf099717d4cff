"""From the body of a write to the typed values of an action, with everything that is wrong said at once."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError, ValidationError

from api.errors import faults_in, faults_of, pointer_to
from api.problems import ApiProblem, Fault
from api.serializers import (
    build_action_serializer,
    build_part_serializer,
    build_write_serializer,
    include_model,
    model_of_input,
    related_model,
)
from core.actor import Actor
from core.external_ids import external_id_problems
from core.query.errors import nearest
from core.reading.one import OneRecord
from core.records import Owned
from core.rules import remember_seen, unknown_reference
from core.sight import unseen_fields
from core.surfaces import Action, Include, Surface

# Members of every body that are no fields of the model.
VERSION, EXTERNAL_IDS, CUSTOM_FIELDS = "version", "external_ids", "custom_fields"
LARGEST_PART = 1_000
Known: TypeAlias = Mapping[type[models.Model], Mapping[UUID, models.Model]]


@dataclass
class Write:
    """What a body asks for: values for the action, and what is written beside it."""

    values: dict[str, Any] = field(default_factory=dict)
    external_ids: dict[str, str | None] | None = None
    version: int | None = None
    parts: list[tuple[Include, list[dict[str, Any]]]] = field(default_factory=list)


class BodyReader:
    """Reads one body; mistakes are gathered and raised together by `finish`.

    `known` holds the records that the bodies of a set refer to, each model's asked for at once; None for a body alone.
    """

    def __init__(self, actor: Actor, known: Known | None = None) -> None:
        self.actor = actor
        self.known = known
        self.faults: list[Fault] = []

    def finish(self) -> None:
        if self.faults:
            raise ApiProblem("validation-failed", errors=self.faults)

    def values(
        self,
        serializer: serializers.Serializer,
        body: Mapping[str, Any],
        models_of: Mapping[str, type[models.Model]],
        *,
        known: Iterable[str] = (),
        pointer: str = "",
        partial: bool = False,
    ) -> dict[str, Any]:
        """The typed values of `body`. References are looked up among what the actor sees."""
        fields = serializer.fields
        self._refuse_unknown(body, (*fields, *known), pointer)
        found: dict[str, Any] = {}
        for name, one in fields.items():
            if name in body:
                self._take(found, name, one, body[name], pointer)
            elif one.required and not partial:
                self.faults.append(
                    Fault("required", str(one.error_messages["required"]), pointer=pointer + pointer_to(name))
                )
        self._resolve(found, models_of, pointer)
        return found

    def _refuse_unknown(self, body: Mapping[str, Any], known: tuple[str, ...], pointer: str) -> None:
        for name in body:
            if name not in known:
                guess = nearest(name, known)
                detail = _("There is no such member to write.") + (_(" Did you mean “%s”?") % guess if guess else "")
                self.faults.append(Fault("unknown_field", detail, pointer=pointer + pointer_to(name)))

    def _take(self, found: dict[str, Any], name: str, one: serializers.Field, value: Any, pointer: str) -> None:
        try:
            found[name] = one.run_validation(value)
        except ValidationError as error:
            self.faults += faults_in(error.detail, pointer + pointer_to(name))

    def _resolve(self, found: dict[str, Any], models_of: Mapping[str, type[models.Model]], pointer: str) -> None:
        """Ids become records, by one scoped query per relation: another organization's id is as unknown as any."""
        for name, model in models_of.items():
            key = found.get(name)
            if not isinstance(key, UUID):
                continue
            record = self._find(model, key)
            if record is None:
                self.faults += faults_of((unknown_reference(name),), pointer)
            elif self.known is None:
                remember_seen(record, actor=self.actor)
            found[name] = record

    def _find(self, model: type[models.Model], key: UUID) -> models.Model | None:
        if self.known is not None and model in self.known:
            return self.known[model].get(key)
        if issubclass(model, Owned):
            return OneRecord(model, self.actor, key).fetch()
        return next(iter(visible(model, self.actor).filter(pk=key)), None)

    def external_ids(self, body: Mapping[str, Any]) -> dict[str, str | None] | None:
        given = body.get(EXTERNAL_IDS)
        if EXTERNAL_IDS in body:
            self.faults += faults_of(tuple(external_id_problems(given)))
        return given

    def custom_fields(self, body: Mapping[str, Any]) -> dict[str, Any]:
        given = body[CUSTOM_FIELDS]
        if not isinstance(given, dict):
            self.faults.append(Fault("invalid", _("Give an object of names and values."), pointer="/custom_fields"))
            return {}
        return given

    def version(self, body: Mapping[str, Any]) -> int | None:
        given = body.get(VERSION)
        if VERSION in body and (type(given) is not int or given < 1):
            self.faults.append(Fault("invalid", _("The version is a whole number."), pointer="/version"))
        return given


def visible(model: type[models.Model], actor: Actor) -> models.QuerySet[Any]:
    """The rows of a model that exist for the actor; people are those of its organization."""
    rows: Any = model._default_manager
    if hasattr(rows, "visible_to"):
        return rows.visible_to(actor)
    from accounts.models import Membership

    members = Membership.objects.visible_to(actor).values("person_id")
    return rows.filter(pk__in=members, is_active=True)


def read_object(data: Any) -> dict[str, Any]:
    """The body, which is one JSON object."""
    if not isinstance(data, dict):
        raise ParseError(_("The body is one JSON object."))
    return data


@cache
def write_serializer(surface: Surface) -> serializers.Serializer:
    """The fields of a body. They hold nothing of a request, and making them took as long as checking them."""
    return build_write_serializer(surface.model, surface.write, f"{surface.model.__name__}Write")()


@cache
def models_of(model: type[models.Model], names: tuple[str, ...]) -> Mapping[str, type[models.Model]]:
    """The models behind those of the names that are references."""
    return {name: related_model(model, name) for name in names if model._meta.get_field(name).is_relation}


def known_references(surface: Surface, actor: Actor, bodies: Sequence[Mapping[str, Any]]) -> Known:
    """What the bodies of a set refer to, as far as the actor sees it: one query a model."""
    wanted: dict[type[models.Model], set[UUID]] = {}
    for name, model in models_of(surface.model, surface.write).items():
        keys = {key for body in bodies if (key := _as_id(body.get(name))) is not None}
        wanted.setdefault(model, set()).update(keys)
    found = {
        model: {record.pk: record for record in visible(model, actor).filter(pk__among=list(keys))} if keys else {}
        for model, keys in wanted.items()
    }
    remember_seen(*(record for records in found.values() for record in records.values()), actor=actor)
    return found


def _as_id(given: Any) -> UUID | None:
    """The id that a text is; the field itself says what is wrong with any other value."""
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None


def read_create(surface: Surface, actor: Actor, body: dict[str, Any], *, known: Known | None = None) -> Write:
    """The body of a create, with its nested parts."""
    reader = BodyReader(actor, known)
    parts = {part.name: part for part in surface.includes if is_writable(part)}
    write = Write()
    write.values = reader.values(
        write_serializer(surface),
        body,
        models_of(surface.model, surface.write),
        known=(EXTERNAL_IDS, CUSTOM_FIELDS, *parts),
    )
    if CUSTOM_FIELDS in body:
        write.values[CUSTOM_FIELDS] = reader.custom_fields(body)
    write.external_ids = reader.external_ids(body)
    for name in parts.keys() & body.keys():
        write.parts.append((parts[name], _read_part(reader, surface, parts[name], body[name])))
    reader.finish()
    return write


def is_writable(part: Include) -> bool:
    """Whether rows of the part are taken in the body of a create."""
    return bool(part.write)


def _read_part(reader: BodyReader, surface: Surface, part: Include, given: Any) -> list[dict[str, Any]]:
    pointer = pointer_to(part.name)
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given) or len(given) > LARGEST_PART:
        reader.faults.append(Fault("invalid", _("Give a list of at most %d objects.") % LARGEST_PART, pointer=pointer))
        return []
    return [read_part_item(reader, part, one, f"{pointer}/{place}") for place, one in enumerate(given)]


def read_part_item(reader: BodyReader, part: Include, body: dict[str, Any], pointer: str = "") -> dict[str, Any]:
    """The values of one row of a part."""
    model = include_model(part)
    return reader.values(build_part_serializer(part)(), body, models_of(model, part.write), pointer=pointer)


def read_whole_part(
    surface: Surface, part: Include, actor: Actor, body: dict[str, Any]
) -> tuple[list[dict[str, Any]], int | None]:
    """The body of a PUT of a part: all its rows under its name, and the version that the record shall have."""
    reader = BodyReader(actor)
    reader.values(serializers.Serializer(), body, {}, known=(part.name, VERSION))
    rows = _read_part(reader, surface, part, body.get(part.name))
    version = reader.version(body)
    reader.finish()
    return rows, version


def read_change(
    surface: Surface, actor: Actor, body: dict[str, Any], *, record: Any, whole: bool, known: Known | None = None
) -> Write:
    """The body of a PUT (whole: what is not sent gets its default) or a PATCH (RFC 7396: only what is sent)."""
    reader = BodyReader(actor, known)
    write = Write(version=reader.version(body))
    write.values = reader.values(
        write_serializer(surface),
        body,
        models_of(surface.model, surface.write),
        known=(EXTERNAL_IDS, CUSTOM_FIELDS, VERSION),
        partial=not whole,
    )
    if CUSTOM_FIELDS in body:
        given = reader.custom_fields(body)
        kept = {} if whole else record.custom_fields
        write.values[CUSTOM_FIELDS] = {name: value for name, value in {**kept, **given}.items() if value is not None}
    write.external_ids = reader.external_ids(body)
    if whole:
        write.values = {**defaults(surface), **write.values}
        write.external_ids = write.external_ids or {}
    write.values = without_unseen(write.values, record, actor)
    reader.finish()
    return write


def without_unseen(values: dict[str, Any], record: Any, actor: Actor) -> dict[str, Any]:
    """A null for a reference that the caller reads as null, since it does not see what is there, takes nothing away."""
    empty = {name for name, value in values.items() if value is None}
    unseen = unseen_fields(record, actor) if empty else ()
    return {name: value for name, value in values.items() if name not in empty or name not in unseen}


def defaults(surface: Surface) -> dict[str, Any]:
    """What members that a PUT leaves out become."""
    fields: list[Any] = [surface.model._meta.get_field(name) for name in surface.write]
    return {CUSTOM_FIELDS: {}} | {one.name: one.get_default() for one in fields}


def read_inputs(surface: Surface, action: Action, actor: Actor, body: dict[str, Any]) -> Write:
    """The body of an action."""
    reader = BodyReader(actor)
    serializer = build_action_serializer(surface, action)()
    references = {
        name: model_of_input(surface, action, name)
        for name, one in serializer.fields.items()
        if type(one).__name__ == "IdField"
    }
    write = Write(version=reader.version(body))
    write.values = reader.values(serializer, body, references, known=(VERSION,))
    reader.finish()
    return write


def takes(function: Any, name: str) -> bool:
    """Whether a function has a parameter of that name."""
    return name in inspect.signature(function).parameters
