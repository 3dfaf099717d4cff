"""Pages by offset and by cursor: nothing skipped, nothing shown twice, and never a count that grows with the table."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.acting import acting
from core.ids import new_id
from core.query import QueryError, build_fields, parse_ordering
from core.reading import pages
from core.reading.compiled import compile_reader
from core.reading.cursors import decode_cursor, encode_cursor
from core.reading.pages import PageRequest, parse_page, read_page
from facilities.models import Property
from tests.reading.conftest import make_property
from tests.reading.serializers import PropertySerializer, ShoutingSerializer

FIELDS = build_fields(
    Property,
    [
        "id",
        "number",
        "name",
        "status",
        "region",
        "region.name",
        "gross_area",
        "year_built",
        "archived_at",
        "created_at",
        "q",
    ],
)
ORDERINGS = [
    "name", "-name", "created_at", "-created_at", "number", "id", "-id", "status,-number", "-year_built",
    "year_built,-archived_at", "-year_built,archived_at", "gross_area", "-gross_area,name", "region.name,-id", "region",
]  # fmt: skip


def walk(rows, reader, ordering, first, way="next"):
    """Every page from `first` on, as lists of names."""
    found, request = [], first
    while True:
        page = read_page(rows, reader, ordering, request)
        found.append([one["id"] for one in page.results])
        step = getattr(page, way)
        if step is None:
            return found, page
        assert len(found) < 60
        request = PageRequest(limit=first.limit, offset=int(step.get("offset", 0)), cursor=step.get("cursor"))


@pytest.mark.parametrize("text", ORDERINGS)
@pytest.mark.parametrize("serializer", [PropertySerializer, ShoutingSerializer])
def test_cursors_walk_the_whole_list_both_ways(properties, text, serializer):
    ordering, reader = parse_ordering(FIELDS, text), compile_reader(serializer)
    with acting(properties.ana):
        rows = Property.objects.all()
        expected = [str(one.pk) for one in rows.order_by(*ordering.to_order_by())]
        found, last = walk(rows, reader, ordering, PageRequest(limit=5, cursor=""))
        assert [one for page in found for one in page] == expected
        back, _page = walk(rows, reader, ordering, PageRequest(limit=5, cursor=last.previous["cursor"]), "previous")
        assert [one for page in reversed(back) for one in page] == expected[: -len(found[-1])]


def test_rows_written_meanwhile_neither_skip_nor_repeat(properties):
    ordering, reader = parse_ordering(FIELDS, "-number"), compile_reader(PropertySerializer)
    with acting(properties.ana):
        rows = Property.objects.filter(number__gte=1000)
        expected = [str(one.pk) for one in rows.order_by("-number")]
        first = read_page(rows, reader, ordering, PageRequest(limit=10, cursor=""))
        Property.objects.bulk_create(make_property(properties, place) for place in range(100, 110))
        rest, _page = walk(rows, reader, ordering, PageRequest(limit=10, cursor=first.next["cursor"]))
    assert [one["id"] for one in first.results] + [one for page in rest for one in page] == expected


def test_offset_pages_count_and_go_on_by_cursor(properties, statements, monkeypatch):
    monkeypatch.setattr(pages, "DEEPEST_OFFSET", 20)
    monkeypatch.setattr(pages, "COUNTED", 30)
    ordering, reader = parse_ordering(FIELDS, "name"), compile_reader(PropertySerializer)
    with acting(properties.ana):
        rows = Property.objects.all()
        expected = [str(one.pk) for one in rows.order_by("name", "id")]
        with statements(2):
            page = read_page(rows, reader, ordering, PageRequest(limit=15))
        assert (page.count, page.count_is_minimum, page.next, page.previous) == (30, True, {"offset": "15"}, None)
        exact = read_page(rows, reader, ordering, PageRequest(limit=15, offset=5, exact_count=True))
        assert (exact.count, exact.count_is_minimum, exact.previous) == (42, False, {"offset": "0"})
        found, last = walk(rows, reader, ordering, PageRequest(limit=15))
        assert [one for page in found for one in page] == expected
        assert last.count is None
        with statements(1):
            read_page(rows, reader, ordering, PageRequest(limit=15, cursor=exact.next.get("cursor", "")))


def test_long_list_cannot_be_sorted_without_an_index(properties, monkeypatch):
    monkeypatch.setattr("core.query.ordering.SORTED_IN_MEMORY", 20)
    reader, ordering = compile_reader(PropertySerializer), parse_ordering(FIELDS, "-gross_area")
    with acting(properties.ana):
        for request in (PageRequest(), PageRequest(cursor="")):
            with pytest.raises(QueryError) as caught:
                read_page(Property.objects.all(), reader, ordering, request)
            assert (caught.value.parameter, caught.value.code) == ("ordering", "not-sortable")
        assert read_page(Property.objects.filter(year_built=1901), reader, ordering, PageRequest()).results


def test_page_of_nothing(properties):
    reader, ordering = compile_reader(PropertySerializer), parse_ordering(FIELDS, "name")
    with acting(properties.ana):
        for rows in (Property.objects.none(), Property.objects.filter(name="nothing")):
            assert read_page(rows, reader, ordering, PageRequest(cursor="")).next is None
            assert read_page(rows, reader, ordering, PageRequest()).count == 0


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"limit": "1000000000"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "²"}, "limit"),
        ({"limit": "5.0"}, "limit"),
        ({"offset": "10001"}, "offset"),
        ({"offset": "9" * 5000}, "offset"),
        ({"offset": "0", "cursor": ""}, "offset"),
        ({"count": "all"}, "count"),
        ({"count": "exact", "cursor": ""}, "count"),
    ],
)
def test_page_request_is_refused(parameters, parameter):
    with pytest.raises(QueryError) as caught:
        parse_page(parameters)
    assert caught.value.parameter == parameter


def test_page_request():
    assert parse_page({}) == PageRequest()
    assert parse_page({"limit": "1000", "offset": "10000", "count": "exact"}) == PageRequest(1000, 10_000, None, True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name,city,id", "too-many-keys"),
        ("nmae", "unknown-field"),
        ("", "unknown-field"),
        ("q", "not-sortable"),
        ("name,-name", "repeated"),
        ("--name", "unknown-field"),
    ],
)
def test_ordering_is_refused(text, code):
    with pytest.raises(QueryError) as caught:
        parse_ordering(FIELDS, text)
    assert (caught.value.parameter, caught.value.code) == ("ordering", code)


# Written out: two test processes must collect the same names.
RECORD = "01a20109-4c38-73d2-8a31-fd506226ee18"


def raw(*payload):
    return base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "x", "é", "ab==", "=", "-", "A" * 10_000,
        raw("name", 0, ["a"]), raw("name", 2, ["a", RECORD]), raw("name", 0, ["a", "b"]),
        raw("name", 0, ["a\x00", RECORD]), raw("name", 0, ["\ud800", RECORD]),
        raw("name", 0, [1, RECORD]), raw("name", 0, ["a", {}]), raw("-name", 0, ["a", RECORD]), raw({}),
        base64.urlsafe_b64encode(b"[" * 5000).decode(),
    ],
)  # fmt: skip
def test_damaged_cursor_is_refused(text):
    with pytest.raises(QueryError) as caught:
        decode_cursor(parse_ordering(FIELDS, "name"), text)
    assert caught.value.parameter == "cursor"


@pytest.mark.parametrize(
    "payload",
    [
        ("created_at", 0, ["today", str(new_id())]),
        ("created_at", 0, ["0001-01-01T00:00:00+14:00", str(new_id())]),
        ("created_at", 0, ["2026-01-01T00:00:00", str(new_id())]),
        ("number", 0, ["NaN", str(new_id())]),
        ("gross_area", 0, ["1E+9999", str(new_id())]),
        ("region", 0, ["mine", str(new_id())]),
    ],
)
def test_cursor_values_are_typed(payload):
    with pytest.raises(QueryError):
        decode_cursor(parse_ordering(FIELDS, payload[0]), raw(*payload))


@given(st.text(max_size=50))
@settings(max_examples=200)
def test_any_text_as_cursor_is_read_or_refused(text):
    ordering = parse_ordering(FIELDS, "name")
    cursor = encode_cursor(ordering, [text, new_id()])
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        with pytest.raises(QueryError):
            decode_cursor(ordering, cursor)
    else:
        assert decode_cursor(ordering, cursor).values[0] == text
