"""The compiled reader writes what the serializer writes, and falls back to it where it must."""

import json

import pytest
from rest_framework.renderers import JSONRenderer

from core.acting import acting
from core.query import QueryError
from core.reading.compiled import PlainReader, Reader, compile_reader, dump
from facilities.models import Property
from tests.reading.serializers import PropertySerializer, ShoutingSerializer


def plain(rows, serializer=PropertySerializer):
    return json.loads(JSONRenderer().render(serializer(rows, many=True).data))


def test_compiled_and_plain_output_agree(properties, statements):
    reader = compile_reader(PropertySerializer)
    assert isinstance(reader, Reader), reader.reason
    with acting(properties.ana):
        rows = Property.objects.order_by("id")
        with statements(1):
            objects, _keys = reader.read(rows)
        assert len(objects) == 42
        assert json.loads(dump(objects)) == plain(rows)


def test_times_have_six_digits_and_end_in_z(properties):
    with acting(properties.ana):
        objects, _keys = compile_reader(PropertySerializer).read(
            Property.objects.filter(number__gte=1000).order_by("number")
        )
    assert objects[0]["archived_at"] is None
    assert objects[1]["archived_at"] == "2026-01-01T00:00:00.100000Z"
    assert {len(one["created_at"]) for one in objects} == {27}


def test_selected_members(properties):
    reader = compile_reader(PropertySerializer).select(["name", "region.name", "portfolio"])
    with acting(properties.ana):
        (tower,), _keys = reader.read(Property.objects.filter(pk=properties.tower.pk))
        (annex,), _keys = reader.read(Property.objects.filter(pk=properties.annex.pk))
    assert tower["region"] == {"name": "Chicago"}
    assert set(tower["portfolio"]) == {"id", "name", "created_at"}
    assert annex["region"] is None
    assert "gross_area" not in str(Property.objects.values_list(*reader.sources).query)


@pytest.mark.parametrize(("name", "suggestion"), [("nmae", "name"), ("name.first", None), ("region.nam", "name")])
def test_unknown_member_is_refused(name, suggestion):
    for serializer in (PropertySerializer, ShoutingSerializer):
        if serializer is ShoutingSerializer and name.startswith("region"):
            continue
        with pytest.raises(QueryError) as caught:
            compile_reader(serializer).select([name])
        assert (caught.value.parameter, caught.value.suggestion) == ("fields", suggestion)


def test_unknown_field_falls_back_and_is_named(properties):
    reader = compile_reader(ShoutingSerializer)
    assert isinstance(reader, PlainReader)
    assert reader.reason == "shout (SerializerMethodField)"
    with acting(properties.ana):
        rows = Property.objects.order_by("id")
        objects, keys = reader.read(rows, keys=["name", "id"])
        assert json.loads(dump(objects)) == plain(rows, ShoutingSerializer)
        assert keys[0] == (objects[0]["name"], rows[0].pk)
        assert set(reader.select(["shout"]).read(rows)[0][0]) == {"shout"}


def test_queryset_of_nothing_needs_no_statement(properties, statements):
    with acting(properties.ana), statements(0):
        assert compile_reader(PropertySerializer).read(Property.objects.none()) == ([], [])


def test_later_reads_get_python_objects_again(properties):
    with acting(properties.ana):
        compile_reader(PropertySerializer).read(Property.objects.all())
        place = Property.objects.get(pk=properties.tower.pk)
    assert place.pk == properties.tower.pk
    assert place.custom_fields == {}
