"""Shares of ownership: on any day none or exactly 100 %, given as one set."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.acting import acting
from core.errors import NotPermitted, RuleBroken, StaleVersion
from facilities.actions.ownership import (
    ShareGiven,
    create_ownership_entity,
    create_ownership_group,
    delete_ownership_entity,
    delete_ownership_group,
    set_ownership,
    update_ownership_entity,
    update_ownership_group,
)
from facilities.models import OwnershipEntity, OwnershipShare
from facilities.shares import WHOLE, Share, find_wrong_day
from tests.cast import Cast
from tests.facilities.places import count_changes, events_of, problems_of, random_id, refused

FIRST = date(2024, 1, 1)
days = st.integers(0, 12).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def shares(draw: st.DrawFn) -> Share:
    begin, end = draw(st.none() | days), draw(st.none() | days)
    if begin and end and end < begin:
        begin, end = end, begin
    return Share(draw(st.sampled_from([Decimal(25), Decimal(50), Decimal(75), Decimal(100)])), begin, end)


def owned_on(day: date, held: list[Share]) -> list[Decimal]:
    return [
        share.percent
        for share in held
        if (share.valid_from is None or share.valid_from <= day) and (share.valid_to is None or day <= share.valid_to)
    ]


@given(st.lists(shares(), max_size=5))
def test_the_wrong_day_is_found_as_by_looking_at_every_day(held: list[Share]) -> None:
    looked_at = [date.min, *(FIRST + timedelta(days=n) for n in range(-1, 15))]
    wrong = [day for day in looked_at if (owned := owned_on(day, held)) and sum(owned) != WHOLE]
    found = find_wrong_day(held)
    assert (found is None) == (not wrong)
    if found:
        assert found == (wrong[0], sum(owned_on(wrong[0], held)))


@given(st.lists(st.integers(1, 999_999), min_size=1, max_size=8), days, st.none() | st.integers(0, 30))
def test_parts_of_a_whole_are_a_whole(weights: list[int], begin: date, length: int | None) -> None:
    step = Decimal("0.0001")
    parts = [(WHOLE * weight / sum(weights)).quantize(step) for weight in weights]
    parts[-1] += WHOLE - sum(parts)
    end = None if length is None else begin + timedelta(days=length)
    assert find_wrong_day([Share(part, begin, end) for part in parts]) is None
    assert find_wrong_day([Share(part, begin, end) for part in [*parts, step]]) == (begin, WHOLE + step)


def make_entity(cast: Cast, name: str) -> OwnershipEntity:
    return create_ownership_entity(actor=cast.ana, name=name)


def share(entity: OwnershipEntity, percent: object, begin: date | None = None, end: date | None = None) -> ShareGiven:
    return ShareGiven(entity=entity, share_percent=Decimal(str(percent)), valid_from=begin, valid_to=end)


def test_a_set_replaces_the_set_before_and_keeps_what_stays(cast: Cast) -> None:
    with acting(cast.ana):
        north, south = make_entity(cast, "North"), make_entity(cast, "South")
        set_ownership(cast.tower, shares=[share(north, 100)], actor=cast.ana)
        kept = OwnershipShare.objects.get()
        handover = date(2025, 7, 1)
        later = [share(north, 40, handover), share(south, 60, handover)]
        set_ownership(
            cast.tower, shares=[share(north, 100, None, handover - timedelta(days=1)), *later], actor=cast.ana
        )
        assert OwnershipShare.objects.count() == 3
        kept.refresh_from_db()
        assert (kept.valid_to, kept.version) == (date(2025, 6, 30), 2)
        assert events_of(cast.tower) == ["property.created", "property.ownership_set", "property.ownership_set"]
        assert cast.tower.version == 3
        set_ownership(cast.tower, shares=[], actor=cast.ana)
        assert not OwnershipShare.objects.exists()


def test_the_same_set_again_changes_nothing(cast: Cast) -> None:
    with acting(cast.ana):
        held = [share(make_entity(cast, "North"), "33.3333"), share(make_entity(cast, "South"), "66.6667")]
        set_ownership(cast.tower, shares=held, actor=cast.ana)
        before = count_changes()
        set_ownership(cast.tower, shares=held, actor=cast.ana)
        assert count_changes() == before


@pytest.mark.parametrize("percent", [101, "99.9999", "100.0001"])
def test_anything_but_a_whole_is_refused(cast: Cast, percent: object) -> None:
    with acting(cast.ana):
        north = make_entity(cast, "North")
        with refused("shares", "not-a-whole"):
            set_ownership(cast.tower, shares=[share(north, percent)], actor=cast.ana)


def test_the_wrong_day_is_named(cast: Cast) -> None:
    with acting(cast.ana):
        north, south = make_entity(cast, "North"), make_entity(cast, "South")
        held = [share(north, 100, None, date(2025, 6, 30)), share(south, 1, date(2025, 6, 30), date(2025, 6, 30))]
        with pytest.raises(RuleBroken) as broken:
            set_ownership(cast.tower, shares=held, actor=cast.ana)
    assert broken.value.extra == {"day": "2025-06-30", "total": "101"}
    assert "June 30, 2025" in broken.value.problems[0].message


def test_what_is_wrong_in_one_share_is_told_with_its_position(cast: Cast) -> None:
    with acting(cast.ana):
        north, south = make_entity(cast, "North"), make_entity(cast, "South")
        with refused("shares.1.valid_to", "order"):
            backwards = share(north, 100, date(2025, 2, 1), date(2025, 1, 1))
            set_ownership(cast.tower, shares=[share(north, 100), backwards], actor=cast.ana)
        with refused("shares.0.share_percent", "max_decimal_places"):
            halves = [share(north, "50.00001"), share(south, "49.99999")]
            set_ownership(cast.tower, shares=halves, actor=cast.ana)


def test_another_organizations_entity_answers_as_a_random_id(cast: Cast) -> None:
    with acting(cast.cleo):
        far = create_ownership_entity(actor=cast.cleo, name="Far")
    answers = []
    with acting(cast.ana):
        for entity in (far, OwnershipEntity(pk=random_id())):
            with pytest.raises(RuleBroken) as broken:
                set_ownership(cast.tower, shares=[share(entity, 100)], actor=cast.ana)
            answers.append(problems_of(broken.value))
    assert answers[0] == answers[1] == [("shares.0.entity", "unknown-reference", "There is no such record.")]


def test_ownership_needs_the_right_and_the_present_version(cast: Cast) -> None:
    with acting(cast.ana):
        north = make_entity(cast, "North")
        with pytest.raises(StaleVersion):
            set_ownership(cast.tower, shares=[share(north, 100)], actor=cast.ana, version=7)
    with acting(cast.ben), pytest.raises(NotPermitted):
        set_ownership(cast.tower, shares=[], actor=cast.ben)


def test_an_owner_with_shares_and_a_group_with_owners_stay(cast: Cast) -> None:
    with acting(cast.ana):
        group = create_ownership_group(actor=cast.ana, name="Family")
        update_ownership_group(group, actor=cast.ana, code="FAM")
        north = update_ownership_entity(make_entity(cast, "North"), actor=cast.ana, group=group, country="NL")
        set_ownership(cast.tower, shares=[share(north, 100)], actor=cast.ana)
        with refused("", "in-use", 409):
            delete_ownership_entity(north, actor=cast.ana)
        with refused("", "in-use", 409):
            delete_ownership_group(group, actor=cast.ana)
        set_ownership(cast.tower, shares=[], actor=cast.ana)
        delete_ownership_entity(north, actor=cast.ana)
        delete_ownership_group(group, actor=cast.ana)
        assert not OwnershipEntity.objects.visible_to(cast.ana).exists()
