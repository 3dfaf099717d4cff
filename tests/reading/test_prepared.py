"""A row with what it refers to is what Django finds, though only what selects it is made anew."""

from typing import Any

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from core.acting import acting
from core.reading.prepared import fetch_joined
from facilities.models import Property
from tests.cast import Cast
from workorders.actions.work_orders import create_work_order
from workorders.models import WorkOrder

REFERENCES = ("property__portfolio", "property__region__parent", "assignee", "created_by")


def held(record: Any) -> dict[str, Any]:
    """All values, those of the rows it refers to as well."""
    values = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    return values | {name: one and held(one) for name, one in record._state.fields_cache.items()}


@pytest.mark.parametrize("who", ["ana", "ben", "vera", "sys", "cleo"])
def test_the_row_is_as_django_finds_it(cast: Cast, who: str) -> None:
    with acting(cast.ana):
        for place in (cast.tower, cast.annex):
            create_work_order(actor=cast.ana, title="Leak", property=place)
    actor = getattr(cast, who)
    with acting(actor):
        seen = WorkOrder.objects.visible_to(actor)
        for number in WorkOrder.objects.values_list("number", flat=True).order_by("number"):
            one = seen.filter(number=number)
            expected = one.select_related(*REFERENCES).first()
            found = fetch_joined(one, *REFERENCES)
            assert (found and held(found)) == (expected and held(expected))
            assert found is None or (found._state.db, found._state.adding) == ("default", False)


def test_what_was_joined_is_not_asked_for_again(cast: Cast) -> None:
    with acting(cast.ana):
        order = create_work_order(actor=cast.ana, title="Leak", property=cast.tower)
        rows = WorkOrder.objects.filter(pk=order.pk)
        with CaptureQueriesContext(connection) as asked:
            found = fetch_joined(rows, *REFERENCES)
            assert found and (found.property.portfolio.name, found.assignee) == (cast.tower.portfolio.name, None)
            assert found.created_by and found.property.region
        assert len(asked) == 1
        assert fetch_joined(rows.none(), *REFERENCES) is None


def test_the_columns_are_not_named_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[str] = []
    name_columns = SQLCompiler.get_select

    def note(self: SQLCompiler, *args: Any, **more: Any) -> Any:
        selected = name_columns(self, *args, **more)
        named.append(f"{len(selected[0])} of {self.query.model.__name__}")
        return selected

    with acting(cast.ana):
        one = Property.objects.visible_to(cast.ana).filter(pk=cast.tower.pk)
        fetch_joined(one, "portfolio", "region")
        monkeypatch.setattr(SQLCompiler, "get_select", note)
        found = fetch_joined(one, "portfolio", "region")
        assert found and found.portfolio.name == cast.tower.portfolio.name
    assert named == ["1 of Property"]
