"""Fields of serializers: what reading writes out, and how strictly writing takes what is sent."""

import math
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, JSONField
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.reading.fields import API_FIELD_MAPPING
from core.reading.shape import Leaf, Part
from core.records import ExternalId

EARLIEST, LATEST = 1000, 9998  # years that PostgreSQL, Python and every time zone can hold


class ExternalIdsOf(Func):
    """The external ids of the record whose id stands inside, as one JSON object."""

    template = (
        "(select coalesce(jsonb_object_agg(x.system, x.key), '{}') from core_external_id x"
        " where x.record_id = %(expressions)s"
        " and x.organization_id = (select nullif(current_setting('atrium.organization', true), '')::uuid))"
    )
    output_field = JSONField()


class ExternalIdsField(serializers.Field):
    """`{system: key}`, read with the row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, record: models.Model) -> dict[str, str]:
        return dict(ExternalId._base_manager.filter(record_id=record.pk).values_list("system", "key"))

    def compiled(self, path: str) -> Part:
        return Leaf(ExternalIdsOf(F(f"{path}__id" if path else "id")))


class ListField(serializers.ListField):
    """A list of plain values, such as tags."""

    def compiled(self, path: str) -> Part:
        return Leaf(path)


class AllowedActionsField(serializers.ListField):
    """The verbs that state and role allow now; filled in by the reader."""

    child = serializers.CharField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)


READ_FIELDS = API_FIELD_MAPPING | {ArrayField: ListField}


class IdField(serializers.Field):
    """A reference as it is written: the record's id. Whether there is such a record is asked once for all."""

    default_error_messages = {"invalid": _("A reference is written as the id of a record.")}

    def to_internal_value(self, data: Any) -> UUID:
        try:
            return UUID(data) if isinstance(data, str) and len(data) == 36 else self.fail("invalid")
        except ValueError:
            self.fail("invalid")

    def to_representation(self, value: Any) -> str:
        return str(value)


class TextField(serializers.CharField):
    """Text, and only text: a number is none, since 02134 would lose its first digit."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class WholeNumberField(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class NumberField(serializers.FloatField):
    """A finite number."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, (int, float, Decimal)) or not math.isfinite(float(data)):
            self.fail("invalid")
        return float(data)


class ExactNumberField(serializers.DecimalField):
    """A decimal, as text or as a number; never rounded."""

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, (int, str, Decimal)):
            self.fail("invalid")
        return super().to_internal_value(data)


class TruthField(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        return data if isinstance(data, bool) else self.fail("invalid", input=data)


class MomentField(serializers.DateTimeField):
    """RFC 3339 with an offset: a wall clock alone does not say when."""

    default_error_messages = {"offset": _("A time needs its offset, such as 2027-01-31T10:00:00Z.")}

    def to_internal_value(self, data: Any) -> datetime:
        if not isinstance(data, str):
            self.fail("invalid", format="RFC 3339")
        try:
            moment = datetime.fromisoformat(data)
        except ValueError:
            self.fail("invalid", format="RFC 3339")
        if moment.tzinfo is None:
            self.fail("offset")
        if not EARLIEST <= moment.year <= LATEST:
            self.fail("overflow")
        return moment


class ListingChoiceField(serializers.ChoiceField):
    """A choice that names what can be chosen."""

    default_error_messages = {"invalid_choice": _("“{input}” is none of: {choices}.")}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str) and (data in self.choices or (data == "" and self.allow_blank)):
            return data
        self.fail("invalid_choice", input=str(data)[:60], choices=", ".join(str(c) for c in self.choices if c != ""))


class TextListField(serializers.ListField):
    """A list of texts, none twice."""

    child = TextField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 100, **kwargs})

    def to_internal_value(self, data: Any) -> list[str]:
        return list(dict.fromkeys(super().to_internal_value(data)))


WRITE_FIELDS = serializers.ModelSerializer.serializer_field_mapping | {
    models.CharField: TextField,
    models.TextField: TextField,
    models.EmailField: serializers.EmailField,
    models.URLField: serializers.URLField,
    models.IntegerField: WholeNumberField,
    models.BigIntegerField: WholeNumberField,
    models.PositiveIntegerField: WholeNumberField,
    models.PositiveBigIntegerField: WholeNumberField,
    models.PositiveSmallIntegerField: WholeNumberField,
    models.SmallIntegerField: WholeNumberField,
    models.FloatField: NumberField,
    models.DecimalField: ExactNumberField,
    models.BooleanField: TruthField,
    models.DateTimeField: MomentField,
    ArrayField: TextListField,
}
# Fields of inputs that are no columns, by kind.
INPUT_FIELDS: dict[str, type[serializers.Field]] = {
    "text": TextField,
    "longtext": TextField,
    "choice": ListingChoiceField,
    "reference": IdField,
    "person": IdField,
    "integer": WholeNumberField,
    "decimal": ExactNumberField,
    "boolean": TruthField,
    "date": serializers.DateField,
    "datetime": MomentField,
}
