"""Custom fields: defined by the organization, checked with every record's other fields."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from core.acting import acting
from core.actions.custom_fields import create_custom_field, delete_custom_field, update_custom_field
from core.actor import Actor
from core.bulk import RowsBroken, changing_many, creating_many
from core.custom_fields import CustomField
from core.errors import NotPermitted, RuleBroken
from facilities.actions.properties import create_property, update_property
from facilities.models import Property
from tests.cast import Cast


@pytest.fixture
def ana(cast: Cast) -> Actor:
    """Ana, who may also define custom fields."""
    verbs = frozenset(f"core.{verb}_customfield" for verb in ("add", "change", "delete"))
    return replace(cast.ana, permissions=cast.ana.permissions | verbs)


def define(ana: Actor, name: str, kind: str, **values: Any) -> CustomField:
    return create_custom_field(
        actor=ana, record_module="property", name=name, kind=kind, label=name.capitalize(), **values
    )


CHOICES = [["north", "North"], ["south", "South"]]
VALUES: list[tuple[str, Any, Any]] = [
    ("text", "Ada", "Ada"),
    ("longtext", "a" * 5000, "a" * 5000),
    ("integer", "12", 12),
    ("integer", 12.0, 12),
    ("decimal", Decimal("12.50"), 12.5),
    ("decimal", "7", 7),
    ("boolean", False, False),
    ("date", "2026-05-31", "2026-05-31"),
    ("date", date(2026, 5, 31), "2026-05-31"),
    ("datetime", "2026-05-31T09:00:00+02:00", "2026-05-31T07:00:00.000000Z"),
    ("datetime", datetime(2026, 5, 31, tzinfo=UTC), "2026-05-31T00:00:00.000000Z"),
    ("choice", "north", "north"),
]
WRONG: list[tuple[str, Any, str]] = [
    ("text", 5, "text"),
    ("text", "a\x00b", "text"),
    ("text", "a" * 1001, "too-long"),
    ("integer", 1.5, "integer"),
    ("integer", 2**60, "integer"),
    ("integer", True, "number"),
    ("decimal", "NA", "number"),
    ("decimal", "NaN", "number"),
    ("decimal", "1e9999", "number"),
    ("decimal", "0.12345678901234567891", "digits"),
    ("boolean", "yes", "boolean"),
    ("date", "17-07-1905", "date"),
    ("date", "2026-02-30", "date"),
    ("datetime", "2026-05-31T09:00:00", "datetime"),
    ("datetime", "2026-02-30T09:00:00Z", "datetime"),
    ("choice", "east", "choice"),
    ("reference", "nonsense", "unknown-reference"),
    ("reference", "01a20115-43dd-7731-94bb-09fe05cfae89", "unknown-reference"),
]


@pytest.mark.parametrize(("kind", "given", "kept"), VALUES)
def test_a_value_is_kept_in_the_form_of_its_kind(cast: Cast, ana: Actor, kind: str, given: Any, kept: Any) -> None:
    with acting(ana):
        define(ana, "extra", kind, choices=CHOICES if kind == "choice" else [])
        update_property(cast.tower, actor=ana, custom_fields={"extra": given})
        cast.tower.refresh_from_db()
        assert cast.tower.custom_fields == {"extra": kept}
        update_property(cast.tower, actor=ana, custom_fields={"extra": None})
        assert cast.tower.custom_fields == {}


@pytest.mark.parametrize(("kind", "given", "code"), WRONG)
def test_a_wrong_value_is_refused(cast: Cast, ana: Actor, kind: str, given: Any, code: str) -> None:
    with acting(ana):
        define(ana, "extra", kind, choices=CHOICES if kind == "choice" else [], to="property")
        with pytest.raises(RuleBroken) as broken:
            update_property(cast.tower, actor=ana, custom_fields={"extra": given})
    assert [(p.field, p.code) for p in broken.value.problems] == [("custom_fields.extra", code)]


def test_a_reference_is_to_a_record_that_is_seen(cast: Cast, ana: Actor) -> None:
    with acting(ana):
        define(ana, "twin", "reference", to="property")
        update_property(cast.tower, actor=ana, custom_fields={"twin": cast.annex.pk})
        assert cast.tower.custom_fields == {"twin": str(cast.annex.pk)}
        with pytest.raises(RuleBroken):
            update_property(cast.tower, actor=ana, custom_fields={"twin": str(cast.elsewhere.pk)})


def test_an_unknown_name_is_refused_and_a_required_field_is_asked_for(cast: Cast, ana: Actor) -> None:
    with acting(ana):
        with pytest.raises(RuleBroken) as broken:
            update_property(cast.tower, actor=ana, custom_fields={"nobody": 1})
        assert [(p.field, p.code) for p in broken.value.problems] == [("custom_fields.nobody", "unknown-field")]
        define(ana, "cost_center", "text", required=True)
        with pytest.raises(RuleBroken) as broken:
            create_property(actor=ana, name="", portfolio=cast.portfolio)
        assert {p.field for p in broken.value.problems} == {"name", "custom_fields.cost_center"}
        update_property(cast.tower, actor=ana, name="An old record is not held up by a new question")
        with pytest.raises(RuleBroken):
            update_property(cast.tower, actor=ana, custom_fields=["cost_center"])


def test_definitions_are_read_once_in_a_transaction(cast: Cast, ana: Actor) -> None:
    from django.db import connection

    with acting(ana):
        define(ana, "extra", "text")
        with CaptureQueriesContext(connection) as queries:
            for number in range(3):
                create_property(
                    actor=ana, name=f"P{number}", portfolio=cast.portfolio, custom_fields={"extra": str(number)}
                )
    assert sum("core_custom_field" in query["sql"] for query in queries) == 1


def test_a_withdrawn_field_keeps_its_values_and_asks_for_none(cast: Cast, ana: Actor) -> None:
    with acting(ana):
        field = define(ana, "extra", "text", required=True)
        update_property(cast.tower, actor=ana, custom_fields={"extra": "kept"})
        update_custom_field(field, actor=ana, is_active=False)
        create_property(actor=ana, name="After", portfolio=cast.portfolio)
        with pytest.raises(RuleBroken) as broken:
            delete_custom_field(field, actor=ana)
        assert broken.value.status == 409
        update_property(cast.tower, actor=ana, custom_fields={})
        delete_custom_field(field, actor=ana)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "choice"}, "choices"),
        ({"kind": "choice", "choices": [["a", "A"], ["a", "B"]]}, "choices"),
        ({"kind": "choice", "choices": ["a"]}, "choices"),
        ({"kind": "reference", "to": "dragon"}, "to"),
        ({"kind": "magic"}, "kind"),
        ({"kind": "text", "name": "Not a name"}, "name"),
        ({"kind": "text", "record_module": "dragon"}, "record_module"),
    ],
)
def test_a_definition_makes_sense(cast: Cast, ana: Actor, values: dict[str, Any], field: str) -> None:
    complete = {"record_module": "property", "name": "extra", "label": "Extra"} | values
    with acting(ana), pytest.raises(RuleBroken) as broken:
        create_custom_field(actor=ana, **complete)
    assert [p.field for p in broken.value.problems] == [field]


def test_name_and_kind_of_a_field_are_for_good(cast: Cast, ana: Actor) -> None:
    with acting(ana):
        field = define(ana, "extra", "text")
        update_custom_field(field, actor=ana, label="More", kind="text")
        with pytest.raises(RuleBroken) as broken:
            update_custom_field(field, actor=ana, kind="integer", name="other")
        assert {(p.field, p.code) for p in broken.value.problems} == {("kind", "fixed"), ("name", "fixed")}
        assert str(field) == "More"
    with acting(cast.ben), pytest.raises(NotPermitted):
        update_custom_field(field, actor=cast.ben, label="Mine")


def test_a_set_of_records_is_asked_too(cast: Cast, ana: Actor) -> None:
    with acting(ana):
        define(ana, "rooms", "integer")
        rows = [
            Property(name=f"P{given}", portfolio=cast.portfolio, custom_fields={"rooms": given}) for given in ("7", "x")
        ]
        with pytest.raises(RowsBroken) as broken:
            creating_many(rows, event="property.created", actor=ana)
        assert [p.field for p in broken.value.rows[1]] == ["custom_fields.rooms"] and list(broken.value.rows) == [1]
        creating_many(rows[:1], event="property.created", actor=ana)
        assert rows[0].custom_fields == {"rooms": 7}
        define(ana, "owner", "text", required=True)
        everything = Property.objects.filter(name="P7")
        changing_many(everything, lambda row: setattr(row, "city", "Gary"), event="property.updated", actor=ana)
        with pytest.raises(RowsBroken):
            changing_many(
                everything, lambda row: setattr(row, "custom_fields", {}), event="property.updated", actor=ana
            )
