"""Leases: one term over one or several properties."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.acting import acting
from core.errors import NotPermitted, RuleBroken
from facilities.actions.leases import Covered, create_lease, delete_lease, set_leased_properties, update_lease
from facilities.actions.properties import delete_property
from facilities.models import Lease, LeaseProperty
from tests.cast import Cast
from tests.facilities.places import count_changes, events_of, problems_of, random_id, refused


def test_a_lease_covers_several_properties(cast: Cast) -> None:
    with acting(cast.ana):
        covered = [Covered(property=cast.tower, area=Decimal(900)), Covered(property=cast.annex)]
        lease = create_lease(actor=cast.ana, lease_number="LIL00123", ends_on=date(2031, 5, 31), properties=covered)
        update_lease(lease, actor=cast.ana, lessor="Lake Shore LLC")
        before = count_changes()
        set_leased_properties(lease, properties=covered, actor=cast.ana)
        assert count_changes() == before
        set_leased_properties(lease, properties=[Covered(property=cast.tower, area=Decimal(950))], actor=cast.ana)
        row = LeaseProperty.objects.get()
        assert (row.property_id, row.area, row.version) == (cast.tower.pk, 950, 2)
        assert events_of(lease) == ["lease.created", "lease.updated", "lease.properties_set"]
        with refused("", "in-use", 409):
            delete_property(cast.tower, actor=cast.ana)
        delete_lease(lease, actor=cast.ana)


def test_a_lease_has_a_property_and_its_days_in_order(cast: Cast) -> None:
    with acting(cast.ana):
        with refused("properties", "required"):
            create_lease(actor=cast.ana, lease_number="L1", properties=[])
        with refused("", "invalid"):
            create_lease(
                actor=cast.ana,
                lease_number="L1",
                starts_on=date(2025, 1, 2),
                ends_on=date(2025, 1, 1),
                properties=[Covered(property=cast.tower)],
            )
        with refused("properties.1.property", "unique", 409):
            create_lease(actor=cast.ana, lease_number="L1", properties=[Covered(property=cast.tower)] * 2)
        with refused("properties.0.area", "min_value"):
            create_lease(actor=cast.ana, lease_number="L1", properties=[Covered(property=cast.tower, area=Decimal(-1))])


def test_another_organizations_property_answers_as_a_random_id(cast: Cast) -> None:
    stranger = replace_pk(cast)
    answers = []
    with acting(cast.ana):
        for property_ in (cast.elsewhere, stranger):
            with pytest.raises(RuleBroken) as broken:
                create_lease(actor=cast.ana, lease_number="L1", properties=[Covered(property=property_)])
            answers.append(problems_of(broken.value))
        assert Lease.objects.count() == 0
    assert answers[0] == answers[1] == [("properties.0.property", "unknown-reference", "There is no such record.")]


def replace_pk(cast: Cast) -> Any:
    return type(cast.tower)(pk=random_id())


def test_a_lease_is_seen_where_one_of_its_properties_is(cast: Cast) -> None:
    manager = replace(cast.ben, permissions=cast.ana.permissions)
    with acting(cast.ana):
        both = create_lease(
            actor=cast.ana, lease_number="L1", properties=[Covered(property=cast.tower), Covered(property=cast.annex)]
        )
        create_lease(actor=cast.ana, lease_number="L2", properties=[Covered(property=cast.annex)])
    with acting(manager):
        assert set(Lease.objects.visible_to(manager)) == {both}
        assert LeaseProperty.objects.visible_to(manager).count() == 1
    with acting(cast.ben), pytest.raises(NotPermitted):
        update_lease(both, actor=cast.ben, lessor="Mine")
