"""The one write path: what it records, refuses and leaves alone."""

from typing import Any

import pytest

from core.acting import acting
from core.changes import Change
from core.errors import Gone, NotPermitted, RuleBroken, StaleVersion
from facilities.actions.properties import create_property, delete_property, update_property
from facilities.models import Property
from tests.cast import Cast


def latest(record: Any) -> Change:
    return Change.objects.filter(record_id=record.pk).latest("id")


def test_a_create_is_numbered_stamped_and_recorded(cast: Cast) -> None:
    with acting(cast.ana):
        made = create_property(actor=cast.ana, name="Depot", portfolio=cast.portfolio)
        change = latest(made)
    assert (made.version, made.created_by_id) == (1, cast.ana.person_id) and made.number > cast.annex.number
    assert (change.event, change.action, change.actor_id, change.source) == (
        "property.created",
        "create",
        cast.ana.person_id,
        "page",
    )
    assert change.after["name"] == "Depot"


def test_a_change_raises_the_version_and_keeps_old_and_new(cast: Cast) -> None:
    with acting(cast.ana):
        update_property(cast.tower, actor=cast.ana, name="North tower")
        change = latest(cast.tower)
    assert (cast.tower.name, cast.tower.version) == ("North tower", 2)
    assert change.changed == {"name": ("Tower", "North tower")}


def test_a_change_of_nothing_changes_nothing(cast: Cast) -> None:
    with acting(cast.ana):
        update_property(cast.tower, actor=cast.ana, name="Tower")
        Property.objects.filter(pk=cast.tower.pk).update(name="Tower")
        assert Change.objects.filter(record_id=cast.tower.pk).count() == 1
    assert cast.tower.version == 1


def test_a_bulk_update_and_raw_sql_are_recorded_too(cast: Cast) -> None:
    with acting(cast.ana):
        assert Property.objects.visible_to(cast.ana).update(city="Duluth") == 2
        cast.tower.refresh_from_db()
        assert (cast.tower.version, latest(cast.annex).changed) == (2, {"city": ("", "Duluth")})


def test_a_stale_version_is_refused(cast: Cast) -> None:
    with acting(cast.ana):
        update_property(cast.tower, actor=cast.ana, name="One")
        with pytest.raises(StaleVersion):
            update_property(cast.tower, actor=cast.ana, name="Two", version=1)


def test_without_permission_nothing_is_written(cast: Cast) -> None:
    with acting(cast.ben):
        with pytest.raises(NotPermitted):
            update_property(cast.tower, actor=cast.ben, name="Mine")
        assert Change.objects.filter(record_id=cast.tower.pk).count() == 1


def test_all_problems_are_told_at_once(cast: Cast) -> None:
    with acting(cast.ana), pytest.raises(RuleBroken) as refused:
        create_property(
            actor=cast.ana, name="", portfolio=cast.portfolio, latitude=91, longitude=0, time_zone="Mars/Base"
        )
    assert {p.field for p in refused.value.problems} == {"name", "latitude", "time_zone"}


def test_a_constraint_becomes_a_problem_of_its_field(cast: Cast) -> None:
    with acting(cast.ana):
        with pytest.raises(RuleBroken) as refused:
            create_property(actor=cast.ana, name="Twin", code="T1", portfolio=cast.portfolio)
        assert (refused.value.problems[0].field, refused.value.status) == ("code", 409)
        assert create_property(actor=cast.ana, name="After", portfolio=cast.portfolio).version == 1


def test_a_deleted_property_is_gone_for_those_who_could_see_it(cast: Cast) -> None:
    with acting(cast.ana):
        delete_property(cast.annex, actor=cast.ana)
        assert latest(cast.annex).action == "delete"
        with pytest.raises(Gone):
            Property.objects.all().get_visible(cast.ana, pk=cast.annex.pk)
