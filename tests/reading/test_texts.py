"""A list's text is what its objects would be: every type of value, empty references, and whatever people type."""

import json

from core.acting import acting
from core.reading.compiled import compile_reader, dump
from facilities.models import Property
from tests.reading.serializers import PropertySerializer

ODD = 'He said "no"\\ and left\n\ttab \x07 bell \u2028 line \U0001f600 {brace} %s é'


def test_texts_and_objects_agree(properties):
    reader = compile_reader(PropertySerializer)
    with acting(properties.ana):
        rows = Property.objects.order_by("id")
        texts, keys = reader.write(rows, keys=["name", "version"])
        objects, others = reader.read(rows, keys=["name", "version"])
    assert [json.loads(text) for text in texts] == json.loads(dump(objects))
    assert keys == others
    assert len(texts) == 42


def test_nothing_that_people_type_breaks_the_text(properties):
    reader = compile_reader(PropertySerializer)
    with acting(properties.ana):
        rows = Property.objects.filter(pk=properties.tower.pk)
        rows.update(name=ODD, custom_fields={"note": ODD, "none": None})
        (text,), _keys = reader.write(rows)
        (plain,), _keys = reader.read(rows)
    found = json.loads(text)
    assert found["name"] == ODD
    assert found["custom_fields"] == {"note": ODD, "none": None}
    assert found == json.loads(dump(plain))


def test_keys_are_picked_from_what_is_shown_and_from_what_is_not(properties):
    reader = compile_reader(PropertySerializer).select(["name"])
    with acting(properties.ana):
        _texts, keys = reader.write(Property.objects.filter(pk=properties.tower.pk), keys=["version", "name"])
        _texts, single = reader.write(Property.objects.filter(pk=properties.tower.pk), keys=["name"])
    assert [(len(row), row[1]) for row in keys] == [(2, "Tower")]
    assert single == [("Tower",)]
