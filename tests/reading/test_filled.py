"""What was made, told from its columns: what is filled, and how each kind of value is written."""

import json

from django.db import models

from core.acting import acting
from core.reading.filled import build_filled_function, filled_member
from core.reading.rows import fetch_texts, statement
from facilities.models import Property

NAMES = ("name", "parent", "gross_area", "latitude", "year_built", "custom_fields", "archived_at", "created_at")


def tell(queryset, unseen):
    members = [filled_member(name, Property._meta.get_field(name)) for name in NAMES]
    rows, _types = fetch_texts(statement(queryset, [one.source for one in members]))
    return [json.loads(text) for text in build_filled_function(dict(enumerate(members)))(rows, unseen)]


def test_each_member_that_has_a_value_is_told_with_nothing_before_it(properties):
    with acting(properties.ana):
        rows = Property.objects.filter(number__gte=1_000).order_by("number")
        told = tell(rows, {})
        records = list(rows)
    for found, record in zip(told, records, strict=True):
        assert found["name"] == [None, record.name]
        assert found.get("parent") == (record.parent_id and [None, str(record.parent_id)])
        assert found.get("gross_area") == (None if record.gross_area is None else [None, f"{record.gross_area:.2f}"])
        assert found.get("latitude") == (None if record.latitude is None else [None, record.latitude])
        assert found.get("year_built") == (record.year_built and [None, record.year_built])
        assert found.get("custom_fields") == ([None, record.custom_fields] if record.custom_fields else None)
        assert found["created_at"] == [None, record.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")]
        assert ("archived_at" in found) == (record.archived_at is not None)


def test_nothing_and_zero_are_two_things(properties):
    with acting(properties.ana):
        rows = Property.objects.filter(pk=properties.tower.pk)
        rows.update(name="", latitude=0.0, longitude=0.0, gross_area=0, year_built=0, custom_fields={})
        (told,) = tell(rows, {})
    assert "name" not in told and "custom_fields" not in told
    assert (told["latitude"], told["gross_area"], told["year_built"]) == ([None, 0.0], [None, "0.00"], [None, 0])


def test_a_reference_that_is_not_seen_is_told_as_nothing(properties):
    with acting(properties.ana):
        rows = Property.objects.filter(parent=properties.tower)
        told = tell(rows, {"parent_id": {str(properties.tower.pk)}})
    assert len(told) > 5 and all(one["parent"] == [None, None] for one in told)


def test_a_kind_of_field_that_is_not_known_is_not_guessed():
    field = models.DurationField()
    field.set_attributes_from_name("lasts")
    assert filled_member("lasts", field) is None
