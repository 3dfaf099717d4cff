"""Archived, put back, deleted, restored: on a property, as on every record."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from core.acting import acting
from core.changes import Change
from core.errors import NotPermitted, NotVisible, RuleBroken
from core.lifecycle import archive_record, deleted_for, restore_record, unarchive_record
from facilities.actions.properties import create_property, delete_property
from facilities.actions.spaces import create_space, delete_space
from facilities.models import Property, Space
from tests.cast import Cast
from workorders.actions.work_orders import create_work_order, delete_work_order
from workorders.models import WorkOrder


def events(record: Any) -> list[str]:
    return list(Change.objects.filter(record_id=record.pk).order_by("id").values_list("event", flat=True))


def test_an_archived_record_stays_readable_and_comes_back(cast: Cast) -> None:
    with acting(cast.ana):
        archive_record(cast.annex, actor=cast.ana)
        assert cast.annex in Property.objects.visible_to(cast.ana) and cast.annex.archived_at
        with pytest.raises(RuleBroken) as broken:
            archive_record(cast.annex, actor=cast.ana)
        unarchive_record(cast.annex, actor=cast.ana)
        with pytest.raises(RuleBroken):
            unarchive_record(cast.annex, actor=cast.ana)
        assert events(cast.annex) == ["property.created", "property.archived", "property.unarchived"]
    assert broken.value.status == 409
    with acting(cast.ben), pytest.raises(NotPermitted):
        archive_record(cast.tower, actor=cast.ben)


def test_a_deleted_record_is_restored_as_it_was(cast: Cast) -> None:
    with acting(cast.ana):
        delete_property(cast.annex, actor=cast.ana)
        assert list(deleted_for(Property, cast.ana)) == [cast.annex]
        restore_record(cast.annex, actor=cast.ana)
        assert cast.annex in Property.objects.visible_to(cast.ana)
        assert events(cast.annex)[-2:] == ["property.deleted", "property.restored"]
        assert Change.objects.get(event="property.restored").action == "restore"


def test_a_restored_record_needs_what_it_belongs_to_and_its_code(cast: Cast) -> None:
    with acting(cast.ana):
        hall = create_space(actor=cast.ana, property=cast.annex, name="Hall")
        delete_space(hall, actor=cast.ana)
        delete_property(cast.annex, actor=cast.ana)
        with pytest.raises(RuleBroken) as broken:
            restore_record(hall, actor=cast.ana)
        assert broken.value.problems[0].field == "property"
        create_property(actor=cast.ana, name="New annex", code="A1", portfolio=cast.portfolio)
        with pytest.raises(RuleBroken) as broken:
            restore_record(cast.annex, actor=cast.ana)
        assert (broken.value.problems[0].field, broken.value.status) == ("code", 409)
        assert not Space.objects.visible_to(cast.ana).exists()


def test_after_ninety_days_and_for_others_a_deleted_record_does_not_exist(cast: Cast) -> None:
    with acting(cast.ana):
        delete_property(cast.annex, actor=cast.ana)
    for actor in (cast.ben, cast.cleo):
        with acting(actor), pytest.raises(NotVisible):
            restore_record(cast.annex, actor=actor)
    with time_machine.travel(timezone.now() + timedelta(days=91)), acting(cast.ana), pytest.raises(NotVisible):
        restore_record(cast.annex, actor=cast.ana)


def test_a_deleted_order_is_given_back_only_to_who_saw_it(cast: Cast) -> None:
    """A vendor sees its own work alone, deleted or not."""
    with acting(cast.ana):
        order = create_work_order(actor=cast.ana, title="Not Vera's", property=cast.tower)
        delete_work_order(order, actor=cast.ana)
        assert order in deleted_for(WorkOrder, cast.ana)
        assert order not in deleted_for(WorkOrder, cast.vera) and order in deleted_for(WorkOrder, cast.ben)
        with pytest.raises(NotVisible):
            restore_record(order, actor=cast.vera)
