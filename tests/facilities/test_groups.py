"""Reporting groups and links between properties."""

from dataclasses import replace

import pytest

from core.acting import acting
from core.errors import NotPermitted, RuleBroken
from facilities.actions.groups import (
    create_reporting_group,
    delete_reporting_group,
    link_properties,
    set_members,
    unlink_properties,
    update_reporting_group,
)
from facilities.actions.properties import delete_property
from facilities.models import PropertyAssociation, ReportingGroup, ReportingGroupMember
from tests.cast import Cast
from tests.facilities.places import count_changes, events_of, problems_of, refused


def test_a_group_is_made_with_its_members_and_they_are_replaced_as_a_set(cast: Cast) -> None:
    with acting(cast.ana):
        group = create_reporting_group(actor=cast.ana, name="Harbor campus", kind="campus", properties=[cast.tower])
        update_reporting_group(group, actor=cast.ana, code="HC")
        set_members(group, properties=[cast.tower, cast.annex], actor=cast.ana)
        before = count_changes()
        set_members(group, properties=[cast.annex, cast.tower], actor=cast.ana)
        assert count_changes() == before
        set_members(group, properties=[cast.annex], actor=cast.ana)
        assert [row.property_id for row in ReportingGroupMember.objects.all()] == [cast.annex.pk]
        assert events_of(group)[-1] == "reporting_group.members_set"
        delete_property(cast.annex, actor=cast.ana)
        assert not ReportingGroupMember.objects.visible_to(cast.ana).exists()
        delete_reporting_group(group, actor=cast.ana)


def test_a_narrow_scope_sees_its_groups_and_replaces_its_own_members_only(cast: Cast) -> None:
    manager = replace(cast.ben, permissions=cast.ana.permissions)
    with acting(cast.ana):
        both = create_reporting_group(actor=cast.ana, name="Both", properties=[cast.tower, cast.annex])
        create_reporting_group(actor=cast.ana, name="Annex only", properties=[cast.annex])
    with acting(manager):
        assert set(ReportingGroup.objects.visible_to(manager)) == {both}
        with refused("properties", "unknown-reference"):
            set_members(both, properties=[cast.annex], actor=manager)
        set_members(both, properties=[], actor=manager)
    with acting(cast.ana):
        assert [row.property_id for row in both.members.all()] == [cast.annex.pk]


def test_another_organizations_property_answers_as_one_outside_the_scope(cast: Cast) -> None:
    with acting(cast.ana):
        group = create_reporting_group(actor=cast.ana, name="Group")
        with refused("properties", "unknown-reference"):
            set_members(group, properties=[cast.elsewhere], actor=cast.ana)
    with acting(cast.ben), pytest.raises(NotPermitted):
        create_reporting_group(actor=cast.ben, name="Mine")


def test_two_properties_are_linked_once_and_none_with_itself(cast: Cast) -> None:
    with acting(cast.ana):
        link = link_properties(
            actor=cast.ana, from_property=cast.tower, to_property=cast.annex, kind="shared_plant", note="Boiler house"
        )
        with refused("kind", "unique", 409):
            link_properties(actor=cast.ana, from_property=cast.tower, to_property=cast.annex, kind="shared_plant")
        with refused("", "self"):
            link_properties(actor=cast.ana, from_property=cast.tower, to_property=cast.tower, kind="adjacent")
        unlink_properties(link, actor=cast.ana)
        assert not PropertyAssociation.objects.exists()


def test_a_link_is_seen_by_who_sees_both_ends(cast: Cast) -> None:
    with acting(cast.ana):
        link_properties(actor=cast.ana, from_property=cast.tower, to_property=cast.annex, kind="adjacent")
        assert PropertyAssociation.objects.visible_to(cast.ana).count() == 1
    with acting(cast.ben):
        assert PropertyAssociation.objects.visible_to(cast.ben).count() == 0
    answers = []
    with acting(cast.ana):
        for key in (cast.elsewhere.pk, cast.organization.pk):
            with pytest.raises(RuleBroken) as broken:
                link_properties(actor=cast.ana, from_property=cast.tower, to_property_id=key, kind="adjacent")
            answers.append(problems_of(broken.value))
    assert answers[0] == answers[1] == [("to_property", "unknown-reference", "There is no such record.")]
