"""One record by its id is what a question of its own finds, for whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.acting import acting
from core.ids import new_id
from core.reading.late import Shape
from core.reading.one import OneRecord
from core.reading.rows import fetch_rows
from core.records import Owned
from core.surfaces import surfaces
from core.writing import deleting
from facilities.actions.properties import update_property
from facilities.models import Property
from tests.cast import Cast
from workorders.actions.work_orders import create_work_order
from workorders.models import WorkOrder

ACTORS = ("ana", "ben", "vera", "sys", "cleo")


def values_of(record: Owned | None) -> dict[str, Any] | None:
    fields = record._meta.concrete_fields if record else ()
    return {field.attname: getattr(record, field.attname) for field in fields} or None


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("which", ["tower", "annex", "elsewhere"])
def test_a_record_is_the_one_that_the_actor_sees(cast: Cast, who: str, which: str) -> None:
    actor, place = getattr(cast, who), getattr(cast, which)
    with acting(actor):
        asked = OneRecord(Property, actor, place.pk)
        expected = Property.objects.visible_to(actor).filter(pk=place.pk).first()
        assert values_of(asked.fetch()) == values_of(expected)
        columns = Shape(("name", "portfolio__name"))
        rows = fetch_rows(asked.statement(columns, ["version"]))
        assert rows == ([(place.name, place.portfolio.name, 1)] if expected else [])


def test_it_is_as_it_is_now(cast: Cast) -> None:
    with acting(cast.ana):
        before = OneRecord(Property, cast.ana, cast.tower.pk).fetch()
        update_property(cast.tower, actor=cast.ana, name="Spire")
        after = OneRecord(Property, cast.ana, cast.tower.pk).fetch()
        assert before and after and (before.name, after.name) == ("Tower", "Spire")
        assert after._state.db == "default" and not after._state.adding
        with deleting(cast.annex, event="property.deleted", actor=cast.ana):
            pass
        assert OneRecord(Property, cast.ana, cast.annex.pk).fetch() is None
        assert OneRecord(Property, cast.ana, new_id()).fetch() is None


def test_the_statement_is_not_made_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any) -> None:
        raise AssertionError("a statement was made")

    with acting(cast.ana):
        order = create_work_order(actor=cast.ana, title="Leak", property=cast.tower)
        asked = OneRecord(WorkOrder, cast.ana, order.pk)
        columns = Shape(("title", "property__name"))
        asked.fetch(), asked.statement(columns, ())
        monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.as_sql", refuse)
        found = asked.fetch()
        assert found and found.title == "Leak" and found.custom_fields == {}
        assert fetch_rows(asked.statement(columns, ())) == [("Leak", "Tower")]


@pytest.mark.parametrize("surface", surfaces(), ids=lambda surface: surface.module)
def test_every_module_is_asked_alike(cast: Cast, surface: Any) -> None:
    """The statement made once names the same rows as the question: organization, id, and that it is alive."""
    model = surface.model
    with acting(cast.ana):
        asked = OneRecord(model, cast.ana, new_id())
        assert asked.fetch() is None
        kept, own = statements_of(asked.fetch), statements_of(lambda: list(asked.queryset))
        assert [conditions_of(one) for one in kept] == [conditions_of(one) for one in own]


def statements_of(ask: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        ask()
    return [one["sql"] for one in seen.captured_queries]


def conditions_of(sql: str) -> set[str]:
    where = sql.partition(" WHERE ")[2].partition(" ORDER BY ")[0].partition(" LIMIT ")[0]
    return {one.strip("() ") for one in where.split(" AND ")}
