"""Serializer fields that the compiled reader and the plain serializer write alike."""

from datetime import UTC, datetime
from typing import Any

from django.db import models
from rest_framework import serializers

from core.reading.shape import Leaf, Node, Part
from core.told import spell_moment


class UtcDateTimeField(serializers.DateTimeField):
    """A moment, always written in UTC with six digits, whatever time zone is active."""

    def default_timezone(self) -> Any:
        return UTC

    def to_representation(self, value: datetime) -> str:
        return spell_moment(value)


# What an API serializer's `serializer_field_mapping` is to be, so that every path writes times alike.
API_FIELD_MAPPING = serializers.ModelSerializer.serializer_field_mapping | {models.DateTimeField: UtcDateTimeField}


class ReferenceField(serializers.Field):
    """Another record as `{id, number, name}`, read by joining it. `name` is the path of what people call it."""

    def __init__(self, *, name: str = "name", number: str | None = "number", **kwargs: Any) -> None:
        self.members = {"id": "id"} | ({"number": number} if number else {}) | {"name": name}
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: models.Model) -> dict[str, Any]:
        found = {member: _follow(value, path) for member, path in self.members.items()}
        return found | {"id": str(found["id"])}

    def compiled(self, path: str) -> Part:
        leaves: dict[str, Part] = {member: Leaf(f"{path}__{to}") for member, to in self.members.items()}
        return Node(f"{path}__id", leaves)


def _follow(value: Any, path: str) -> Any:
    for step in path.split("__"):
        value = getattr(value, step, None)
    return value
