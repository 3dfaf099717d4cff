"""The language itself: what is understood, what is refused, and that every spelling means the same."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.query import (
    EVERYTHING,
    Comparison,
    Kind,
    Not,
    Operator,
    QueryError,
    all_of,
    any_of,
    asks_for_changes,
    from_json,
    parse_parameters,
    parse_where,
    to_parameters,
    to_sentence,
)
from core.query.dates import Relative
from core.query.kinds import LISTS
from core.query.values import Token
from core.query.where import LONGEST
from tests.query.language import FIELDS

CAMPUS = UUID("0190c2a4-5d1e-7c3f-8a2b-3c4d5e6f7a8b")


def ask(**parameters):
    return parse_parameters(FIELDS, {name: [text] for name, text in parameters.items()})


def refusal(**parameters):
    with pytest.raises(QueryError) as caught:
        ask(**parameters)
    return caught.value


@pytest.mark.parametrize(
    ("parameter", "text", "operator", "values"),
    [
        ("status", "open", Operator.EQ, ("open",)),
        ("status__in", "open,on_hold", Operator.IN, ("open", "on_hold")),
        ("status__nin", "open", Operator.NIN, ("open",)),
        ("title__icontains", "50%, or so", Operator.ICONTAINS, ("50%, or so",)),
        ("title__in", '"a, b",c', Operator.IN, ("a, b", "c")),
        ("area__gte", "1250.50", Operator.GTE, (Decimal("1250.50"),)),
        ("floors__between", "2,5", Operator.BETWEEN, (2, 5)),
        ("active", "true", Operator.EQ, (True,)),
        ("property", str(CAMPUS), Operator.EQ, (CAMPUS,)),
        ("assignee", "me", Operator.EQ, (Token("me"),)),
        ("assignee__in", f"nobody,{CAMPUS}", Operator.IN, (Token("nobody"), CAMPUS)),
        ("due_at", "today", Operator.EQ, (Relative("today"),)),
        ("due_at__lt", "now", Operator.LT, (Relative("now"),)),
        ("due_at__lte", "+3d", Operator.LTE, (Relative("+3d"),)),
        ("due_at__lte", " 3d", Operator.LTE, (Relative("+3d"),)),
        ("due_at", "2026-03-15", Operator.EQ, (date(2026, 3, 15),)),
        ("due_at__gt", "2026-03-15T10:00:00-05:00", Operator.GT, (datetime(2026, 3, 15, 15, tzinfo=UTC),)),
        ("due_at__gt", "2026-03-15T10:00:00 01:00", Operator.GT, (datetime(2026, 3, 15, 9, tzinfo=UTC),)),
        ("due_at__isnull", "true", Operator.ISNULL, (True,)),
        ("external_id", "yardi:P-100", Operator.EQ, ("yardi:P-100",)),
        ("property.name__startswith", "Duluth", Operator.STARTSWITH, ("Duluth",)),
        ("custom_fields.floor__gt", "3", Operator.GT, (3,)),
        ("q", "boiler room", Operator.EQ, ("boiler room",)),
    ],
)
def test_parameter(parameter, text, operator, values):
    parsed = ask(**{parameter: text})
    assert (parsed.operator, parsed.values) == (operator, values)


def test_shorthands():
    assert ask(updated_since="2026-01-01T00:00:00Z") == ask(updated_at__gte="2026-01-01T00:00:00Z")
    assert ask(created_since="yesterday") == ask(created_at__gte="yesterday")
    assert asks_for_changes(ask(updated_since="yesterday", status="open"))
    assert not asks_for_changes(ask(status="open"))


def test_repeated_choice_is_any_of_them():
    parsed = parse_parameters(FIELDS, {"status": ["open", "on_hold"]})
    assert parsed == ask(status__in="open,on_hold")


def test_empty_form_fields_are_passed_over_only_when_asked():
    assert parse_parameters(FIELDS, {"status": [""], "q": [""]}, skip_empty=True) == EVERYTHING
    assert refusal(status="").code == "invalid-value"


def test_reserved_parameters_belong_to_others():
    assert parse_parameters(FIELDS, {"limit": ["5"]}, reserved={"limit"}) == EVERYTHING


@pytest.mark.parametrize(
    ("parameters", "parameter", "code", "suggestion"),
    [
        ({"stauts": "open"}, "stauts", "unknown-parameter", "status"),
        ({"lmit": "5"}, "lmit", "unknown-parameter", None),
        ({"status__gt": "open"}, "status__gt", "unknown-operator", None),
        ({"status__inn": "open"}, "status__inn", "unknown-operator", "status__in"),
        (
            {"created_by__password__startswith": "a"},
            "created_by__password__startswith",
            "unknown-parameter",
            None,
        ),
        ({"status": "opne"}, "status", "invalid-value", "open"),
        ({"active": "True"}, "active", "invalid-value", "true"),
        ({"floors": "9223372036854775808"}, "floors", "invalid-value", None),
        ({"floors": "1e3"}, "floors", "invalid-value", None),
        ({"floors": "1" * 400}, "floors", "invalid-value", None),
        ({"area": "NaN"}, "area", "invalid-value", None),
        ({"area": "Infinity"}, "area", "invalid-value", None),
        ({"area": "1E+1000000"}, "area", "invalid-value", None),
        ({"title": "a\x00b"}, "title", "invalid-value", None),
        ({"q": "a\x00b"}, "q", "invalid-value", None),
        ({"title": "\ud800"}, "title", "invalid-value", None),
        ({"title": "a" * 1001}, "title", "too-long", None),
        ({"property": "12"}, "property", "invalid-value", None),
        ({"assignee": "mee"}, "assignee", "invalid-value", "me"),
        ({"property": "me"}, "property", "invalid-value", "mine"),
        ({"due_at": "0000-01-01"}, "due_at", "invalid-value", None),
        ({"due_at": "0001-01-01T00:00:00+14:00"}, "due_at", "invalid-value", None),
        ({"due_at": "9999-12-31"}, "due_at", "invalid-value", None),
        ({"due_at": "2026-02-30"}, "due_at", "invalid-value", None),
        ({"due_at": "17-07-1905"}, "due_at", "invalid-value", None),
        ({"due_at": "2026-03-15T10:00:00"}, "due_at", "invalid-value", None),
        ({"due_at": "this_wek"}, "due_at", "invalid-value", "this_week"),
        ({"due_at": "last_999999_days"}, "due_at", "invalid-value", "last_30_days"),
        ({"built": "2026-03-15T10:00:00Z"}, "built", "invalid-value", None),
        ({"floors__between": "5,2"}, "floors__between", "invalid-value", None),
        ({"floors__between": "5"}, "floors__between", "invalid-value", None),
        ({"title__in": '"a'}, "title__in", "invalid-value", None),
        ({"floors__in": ",".join("1" * 201)}, "floors__in", "too-many-values", None),
        ({"external_id": "P-100"}, "external_id", "invalid-value", None),
        ({"due_at__isnull": "1"}, "due_at__isnull", "invalid-value", None),
        ({"custom_fields.flor": "3"}, "custom_fields.flor", "unknown-parameter", "custom_fields.floor"),
        ({"where": "status = "}, "where", "syntax", None),
        ({"where": ""}, "where", "syntax", None),
        ({"where": "status = open or"}, "where", "syntax", None),
        ({"where": "(status = open"}, "where", "syntax", None),
        ({"where": "status = open) or (active = true"}, "where", "syntax", None),
        ({"where": "status = 'open"}, "where", "syntax", None),
        ({"where": "status ~ open"}, "where", "syntax", None),
        ({"where": "status like open"}, "where", "unknown-operator", None),
        ({"where": "stauts = open"}, "where", "unknown-field", "status"),
        ({"where": "status between (open, on_hold)"}, "where", "unknown-operator", None),
        ({"where": "not " * 21 + "active = true"}, "where", "too-deep", None),
        ({"where": "(" * 3999}, "where", "too-deep", None),
        ({"where": "(" * 5000}, "where", "too-long", None),
        ({"where": " or ".join(["active = true"] * 101)}, "where", "too-long", None),
        ({"where": "title = 'a\x00'"}, "where", "invalid-value", None),
    ],
)
def test_refusal_names_the_parameter(parameters, parameter, code, suggestion):
    error = refusal(**parameters)
    assert (error.parameter, error.code, error.suggestion) == (parameter, code, suggestion)
    assert error.detail


def test_repeated_range_is_refused():
    with pytest.raises(QueryError, match="more than once"):
        parse_parameters(FIELDS, {"area__gte": ["1", "2"]})


def test_where_precedence():
    parsed = parse_where(FIELDS, "status = open and floors > 2 OR not (active = true) and title contains 'a \"b\"'")
    opened, floors = ask(status="open"), ask(floors__gt="2")
    inactive, title = Not(ask(active="true")), ask(title__icontains='a "b"')
    assert parsed == any_of([all_of([opened, floors]), all_of([inactive, title])])


def test_where_is_the_long_form_of_parameters():
    assert parse_where(FIELDS, f"status in (open, on_hold) and property = {CAMPUS} and due_at is null") == ask(
        status__in="open,on_hold", property=str(CAMPUS), due_at__isnull="true"
    )


def test_deep_json_is_refused():
    data = {"field": "active", "operator": "eq", "values": ["true"]}
    for _depth in range(30):
        data = {"not": data}
    with pytest.raises(QueryError) as caught:
        from_json(FIELDS, data)
    assert caught.value.code == "too-deep"


@pytest.mark.parametrize("data", [None, [], {}, {"and": 1}, {"or": []}, {"field": "status"}, {"x": 1, "and": []}])
def test_malformed_json_is_refused(data):
    with pytest.raises(QueryError):
        from_json(FIELDS, data)


def test_json_values_are_texts():
    with pytest.raises(QueryError):
        from_json(FIELDS, {"field": "floors", "operator": "eq", "values": [3]})


def test_sentence():
    condition = ask(
        status__in="open,on_hold",
        property=str(CAMPUS),
        due_at="this_week",
        assignee="me",
        active="false",
        q="pump",
    )
    chips = to_sentence(condition, {CAMPUS: "Duluth campus"})
    assert ", ".join(chip.words for chip in chips) == (
        "Open or On hold, At Duluth campus, Due this week, Assignee is me, Not active, Matching “pump”"
    )
    assert "status__in" not in chips[0].without and chips[0].without["q"] == "pump"
    assert all(chip.editable for chip in chips)


def test_sentence_of_a_group():
    (chip,) = to_sentence(parse_where(FIELDS, "status = open or not floors >= 3"))
    assert (chip.words, chip.editable, chip.without) == ("Open or not (Floors at least 3)", False, {})
    assert to_sentence(ask(due_at__lte="+3d"))[0].words == "Due up to in 3 days"


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20)
DAYS = st.dates(date(1000, 1, 2), date(9998, 12, 30))
RELATIVE = st.one_of(
    st.sampled_from(["now", "today", "this_week", "last_quarter", "next_year"]),
    st.builds(
        "{}_{}_{}".format,
        st.sampled_from(["last", "next"]),
        st.integers(1, 100_000),
        st.sampled_from(["days", "weeks", "months", "hours"]),
    ),
    st.builds(
        "{}{}{}".format,
        st.sampled_from("+-"),
        st.integers(0, 100_000),
        st.sampled_from(["min", "h", "d", "w", "mo", "y"]),
    ),
).map(Relative)
MOMENTS = st.datetimes(datetime(1000, 1, 2), datetime(9998, 12, 30), timezones=st.just(UTC))
VALUES = {
    Kind.TEXT: TEXTS.filter(str.strip),
    Kind.LONGTEXT: TEXTS.filter(str.strip),
    Kind.TAGS: TEXTS.filter(str.strip),
    Kind.CHOICE: st.sampled_from(["open", "on_hold"]),
    Kind.REFERENCE: st.uuids() | st.just(Token("mine")),
    Kind.PERSON: st.uuids() | st.sampled_from([Token("me"), Token("nobody"), Token("my_team")]),
    Kind.INTEGER: st.integers(-(2**63), 2**63 - 1),
    Kind.DECIMAL: st.decimals("-1e19", "1e19", places=4),
    Kind.MONEY: st.decimals("-1e19", "1e19", places=2),
    Kind.BOOLEAN: st.booleans(),
    Kind.DATE: DAYS | RELATIVE,
    Kind.DATETIME: DAYS | RELATIVE | MOMENTS,
    Kind.UUID: st.uuids(),
    Kind.EXTERNAL_ID: st.builds(
        "{}:{}".format, TEXTS.filter(lambda s: s.strip() and ":" not in s), TEXTS.filter(str.strip)
    ),
    Kind.SEARCH: TEXTS.filter(str.strip),
}


@st.composite
def comparison(draw):
    field = draw(st.sampled_from(list(FIELDS.values())))
    operator = draw(st.sampled_from(sorted(field.operators)))
    if operator is Operator.ISNULL:
        return Comparison(field, operator, (draw(st.booleans()),))
    values = draw(st.lists(VALUES[field.kind], min_size=1, max_size=3 if operator in LISTS else 1))
    if operator is Operator.BETWEEN:
        values = [values[0], values[0]]
    return Comparison(field, operator, tuple(values))


CONDITIONS = st.recursive(
    comparison(),
    lambda parts: st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(all_of),
        st.lists(parts, min_size=2, max_size=3).map(any_of),
        parts.map(Not),
    ),
    max_leaves=8,
)


@given(CONDITIONS)
@settings(max_examples=300, deadline=timedelta(seconds=2))
def test_every_spelling_reads_back_to_the_same_condition(condition):
    expression = condition.to_expression()
    assume(len(expression) < LONGEST)
    assert parse_where(FIELDS, expression) == condition
    assert from_json(FIELDS, condition.to_json()) == condition
    parameters = {name: [text] for name, text in to_parameters(condition).items()}
    again = parse_parameters(FIELDS, parameters)
    assert set(_parts(again)) == set(_parts(condition))


def _parts(condition):
    return getattr(condition, "parts", (condition,)) if type(condition).__name__ == "And" else (condition,)


@given(st.text(max_size=200))
@settings(max_examples=300)
def test_any_text_is_understood_or_refused(text):
    for name in ("where", *FIELDS):
        with suppress(QueryError):
            ask(**{name: text})
