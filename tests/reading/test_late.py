"""A page's statement gives the same rows as the plain one, and falls back to it where it must."""

import pytest
from django.db.models import F, Value

from core.acting import acting
from core.reading.compiled import compile_reader, dump
from core.reading.late import page_statement
from core.reading.rows import count_rows, statement
from facilities.models import Property
from tests.reading.serializers import PropertySerializer

ORDERS = [["number"], ["-name", "id"], ["region__name", "-number"], [F("code").desc(nulls_last=True), "id"]]


def both(queryset):
    reader = compile_reader(PropertySerializer)
    paged, keys = reader.read(queryset, keys=["number"])
    whole, _whole_keys = reader.read(queryset.model.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))))
    return dump(sorted(paged, key=lambda one: one["id"])), dump(sorted(whole, key=lambda one: one["id"])), keys


@pytest.mark.parametrize("order", ORDERS)
def test_page_holds_the_rows_of_the_queryset_in_its_order(properties, order):
    with acting(properties.ana):
        rows = Property.objects.visible_to(properties.ana).filter(name__gte="").order_by(*order)[3:20]
        paged, whole, keys = both(rows)
        assert paged == whole
        assert [number for (number,) in keys] == [row.number for row in rows]


def test_filters_through_references_and_another_organization(properties):
    with acting(properties.ana):
        rows = Property.objects.visible_to(properties.ana).filter(region__name="Chicago").order_by("number")[:50]
        paged, whole, _keys = both(rows)
        assert paged == whole
    with acting(properties.cleo):
        assert compile_reader(PropertySerializer).read(rows)[0] == []


def test_what_the_rows_alone_cannot_say_is_left_to_the_plain_statement(properties):
    reader = compile_reader(PropertySerializer)
    with acting(properties.ana):
        rows = Property.objects.order_by("number")
        for queryset in (
            rows,
            rows.annotate(one=Value(1))[:5],
            rows.distinct()[:5],
            rows.order_by(F("number") + 1)[:5],
        ):
            assert page_statement(queryset, reader.sources, []) == statement(queryset, reader.sources)
        assert page_statement(rows.none()[:5], reader.sources, []) is None


def test_count_rows(properties):
    with acting(properties.ana):
        assert count_rows(Property.objects.all()) == Property.objects.count()
        assert count_rows(Property.objects.all()[:3]) == 3
        assert count_rows(Property.objects.none()) == 0
