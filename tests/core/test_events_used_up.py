"""An event names one statement: the next write in the transaction does not mean the same."""

import pytest
from django.apps import apps
from django.db import connection

from core.acting import acting, once, set_event
from core.changes import Change
from core.records import Owned, Record
from core.writing import changing, creating
from facilities.models import Property
from tests.cast import Cast

RECORDED = "select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'change_insert'"


def events(record: Property) -> list[str]:
    return list(Change.objects.filter(record_id=record.pk).order_by("id").values_list("event", flat=True))


def test_an_event_does_not_name_the_write_after_it(cast: Cast) -> None:
    with acting(cast.ana):
        with changing(cast.annex, event="property.painted", actor=cast.ana) as row:
            row.city = "Gary"
        Property.objects.filter(pk=cast.annex.pk).update(city="Joliet")
        assert events(cast.annex)[-2:] == ["property.painted", "property.updated"]


def test_neither_does_that_of_a_new_record(cast: Cast) -> None:
    with acting(cast.ana):
        with creating(Property(name="New"), event="property.found", actor=cast.ana) as made:
            made.portfolio = cast.annex.portfolio
        Property.objects.filter(pk=made.pk).update(city="Joliet")
        assert events(made) == ["property.found", "property.updated"]


@pytest.mark.parametrize("writes", [1, 2])
def test_other_events_name_all_that_follows_until_they_are_taken_back(cast: Cast, writes: int) -> None:
    with acting(cast.ana):
        set_event("property.painted")
        for n in range(writes):
            Property.objects.filter(pk=cast.annex.pk).update(city=f"City {n}")
        set_event("")
        Property.objects.filter(pk=cast.annex.pk).update(city="Joliet")
        assert events(cast.annex)[-writes - 1 :] == ["property.painted"] * writes + ["property.updated"]


def test_a_write_of_many_rows_has_one_event(cast: Cast) -> None:
    with acting(cast.ana):
        set_event(once("property.painted"))
        Property.objects.filter(pk__in=[cast.annex.pk, cast.tower.pk]).update(city="Joliet")
        assert events(cast.annex)[-1] == events(cast.tower)[-1] == "property.painted"


def test_models_say_whether_they_are_recorded(db: None) -> None:
    """Nothing would use an event up where nothing is recorded."""
    with connection.cursor() as cursor:
        cursor.execute(RECORDED)
        recorded = {table for (table,) in cursor.fetchall()}
    models = [one for one in apps.get_models() if issubclass(one, Owned)]
    assert {one._meta.label for one in models if one.recorded} == {
        one._meta.label for one in models if one._meta.db_table in recorded
    }
    assert all(one.recorded for one in models if issubclass(one, Record))
