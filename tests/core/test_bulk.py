"""Sets of records go through the same rules and leave the same record of change."""

import pytest

from core.acting import acting
from core.bulk import RowsBroken, changing_many, creating_many
from core.changes import Change
from core.errors import NotPermitted
from facilities.models import Property
from tests.cast import Cast


def some(cast: Cast, count: int, **values: object) -> list[Property]:
    return [Property(name=f"Hall {n}", portfolio=cast.portfolio, tags=["a", "b"], **values) for n in range(count)]


@pytest.mark.parametrize("count", [3, 120])
def test_a_set_is_numbered_and_recorded_row_by_row(cast: Cast, count: int) -> None:
    with acting(cast.ana):
        made = creating_many(some(cast, count), event="property.created", actor=cast.ana)
        stored = Property.objects.filter(pk__in=[row.pk for row in made])
        numbers = sorted(stored.values_list("number", flat=True))
        assert numbers == list(range(numbers[0], numbers[0] + count)) and numbers[0] > cast.annex.number
        assert set(stored.values_list("version", "created_by")) == {(1, cast.ana.person_id)}
        assert stored.first().tags == ["a", "b"]
        assert Change.objects.filter(record_id__in=stored.values("pk"), event="property.created").count() == count


@pytest.mark.parametrize("count", [5, 60])
def test_a_refused_row_is_named_and_nothing_is_written(cast: Cast, count: int) -> None:
    rows = some(cast, count)
    rows[1].latitude, rows[1].longitude = 91, 0
    rows[2].portfolio_id = cast.elsewhere.portfolio_id
    with acting(cast.ana):
        with pytest.raises(RowsBroken) as refused:
            creating_many(rows, event="property.created", actor=cast.ana)
        assert {n: problems[0].field for n, problems in refused.value.rows.items()} == {1: "latitude", 2: "portfolio"}
        assert Property.objects.count() == 2


def test_a_row_the_database_refuses_is_named_too(cast: Cast) -> None:
    rows = some(cast, 60)
    rows[4].code = "T1"
    with acting(cast.ana):
        with pytest.raises(RowsBroken) as refused:
            creating_many(rows, event="property.created", actor=cast.ana)
        assert {n: problems[0].field for n, problems in refused.value.rows.items()} == {4: "code"}
        assert Property.objects.count() == 2


def test_a_set_is_changed_within_scope_only(cast: Cast) -> None:
    def rename(row: Property) -> None:
        row.city = "Duluth"

    with acting(cast.ana):
        with pytest.raises(NotPermitted):
            changing_many(Property.objects.all(), rename, event="property.updated", actor=cast.ben, permission="x.y")
        changed = changing_many(Property.objects.all(), rename, event="property.updated", actor=cast.ben)
        assert [row.pk for row in changed] == [cast.tower.pk]
        assert changing_many(Property.objects.all(), rename, event="property.updated", actor=cast.ben) == []
        assert Change.objects.filter(record_id=cast.tower.pk).latest("id").changed == {"city": ("Chicago", "Duluth")}
