"""Calendars: opening hours, holidays and closed days, and the versions that clocks refer to."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.errors import NotPermitted, NotVisible, RuleBroken
from core.records import Record
from tests.cast import Cast
from workorders.actions import calendars as actions
from workorders.clocks import Target, due
from workorders.hours import parse_hours, parse_target, say_minutes, write_hours, write_target
from workorders.models import BusinessCalendar, CalendarVersion, PropertyCalendar
from workorders.promises.terms import read_calendar

OFFICE: dict[str, Any] = {day: "8-17" for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}


def calendar(actor: Actor, **values: Any) -> BusinessCalendar:
    return actions.create_calendar(actor=actor, **{"name": "Office", **OFFICE, **values})


def newest(one: BusinessCalendar) -> CalendarVersion:
    found = CalendarVersion.objects.filter(calendar=one).order_by("-revision").first()
    assert found
    return found


def events(record: Record) -> list[str]:
    return list(Change.objects.filter(record_id=record.pk).order_by("id").values_list("event", flat=True))


def refusal(act: Any, *given: Any, **values: Any) -> set[tuple[str, str]]:
    with pytest.raises(RuleBroken) as refused:
        act(*given, **values)
    return {(problem.field, problem.code) for problem in refused.value.problems}


def test_hours_are_kept_in_one_way_of_writing(cast: Cast) -> None:
    with acting(cast.ana):
        one = calendar(cast.ana, saturday="9 - 12:30,14to16")
        assert (one.monday, one.saturday, one.sunday) == ("08:00-17:00", "09:00-12:30, 14:00-16:00", "")
        assert events(one) == ["calendar.created"] and newest(one).revision == 1


def test_a_calendar_that_is_never_open_is_refused(cast: Cast) -> None:
    with acting(cast.ana):
        assert refusal(actions.create_calendar, actor=cast.ana, name="Never") == {("monday", "never-open")}
        actions.create_calendar(actor=cast.ana, name="Always", always_open=True)


@pytest.mark.parametrize("text", ["8-", "17-8", "8-25", "8-12, 11-17", "08:70-09:00", "morning"])
def test_hours_that_make_no_sense_are_refused_by_the_day(cast: Cast, text: str) -> None:
    with acting(cast.ana):
        assert refusal(calendar, cast.ana, tuesday=text) == {("tuesday", "hours")}


def test_holidays_of_a_state_and_own_closed_days_do_not_count(cast: Cast) -> None:
    with acting(cast.ana):
        one = calendar(cast.ana, country="US", subdivision="IL")
        actions.close_calendar(one, actor=cast.ana, name="Stocktaking", starts_on=date(2026, 2, 13))
        kept = read_calendar(newest(one), "America/Chicago")
        # Thursday is Lincoln's birthday, which Illinois keeps; Monday is Washington's.
        assert kept.closed[date(2026, 2, 12)] == "Lincoln's Birthday"
        assert kept.closed[date(2026, 2, 13)] == "Stocktaking"
        opened = datetime(2026, 2, 11, 22, tzinfo=UTC)
        assert due(kept, opened, Target(120)) == datetime(2026, 2, 17, 15, tzinfo=UTC)
        assert events(one) == ["calendar.created", "calendar.closed"] and one.version == 2
        actions.open_calendar(one, actor=cast.ana, starts_on=date(2026, 2, 13))
        assert newest(one).revision == 3
        assert refusal(actions.open_calendar, one, actor=cast.ana, starts_on=date(2026, 2, 13)) == {
            ("starts_on", "unknown")
        }


@pytest.mark.parametrize(
    ("country", "subdivision", "field", "code"),
    [("US", "XX", "subdivision", "subdivision"), ("", "IL", "subdivision", "country")],
)
def test_unknown_holidays_are_refused(cast: Cast, country: str, subdivision: str, field: str, code: str) -> None:
    with acting(cast.ana):
        assert refusal(calendar, cast.ana, country=country, subdivision=subdivision) == {(field, code)}


def test_a_change_of_hours_is_a_new_version_and_a_change_of_name_is_none(cast: Cast) -> None:
    with acting(cast.ana):
        one = calendar(cast.ana)
        actions.update_calendar(one, actor=cast.ana, name="Offices")
        assert newest(one).revision == 1
        before = newest(one).terms
        actions.update_calendar(one, actor=cast.ana, friday="8-12")
        assert newest(one).revision == 2
        assert CalendarVersion.objects.get(calendar=one, revision=1).terms == before


def test_a_property_keeps_one_calendar(cast: Cast) -> None:
    with acting(cast.ana):
        one, other = calendar(cast.ana), calendar(cast.ana, name="Workshop")
        actions.give_calendar(one, actor=cast.ana, property=cast.tower)
        actions.give_calendar(other, actor=cast.ana, property=cast.tower)
        assert PropertyCalendar.objects.get(property=cast.tower).calendar_id == other.pk
        assert refusal(actions.take_calendar, one, actor=cast.ana, property=cast.tower) == {
            ("property", "unknown-reference")
        }
        actions.take_calendar(other, actor=cast.ana, property=cast.tower)
        assert not PropertyCalendar.objects.filter(property=cast.tower).exists()
        assert refusal(actions.give_calendar, one, actor=cast.ana, property=cast.elsewhere.pk) == {
            ("property", "unknown-reference")
        }


def test_one_calendar_is_the_default(cast: Cast) -> None:
    with acting(cast.ana):
        calendar(cast.ana, is_default=True)
        with pytest.raises(RuleBroken):
            calendar(cast.ana, name="Other", is_default=True)


def test_who_may(cast: Cast) -> None:
    with acting(cast.ana):
        one = calendar(cast.ana)
    with acting(cast.ben), pytest.raises(NotPermitted):
        actions.update_calendar(one, actor=cast.ben, name="Mine")
    with acting(cast.cleo), pytest.raises(NotVisible):
        actions.update_calendar(one, actor=cast.cleo, name="Mine")


@pytest.mark.parametrize(
    ("text", "kept"),
    [("4h", "4 h"), ("90 min", "90 min"), ("60 minutes", "1 h"), ("1 day", "1 day"), ("15 d", "15 days"), (" ", "")],
)
def test_promised_times_are_kept_in_one_way_of_writing(text: str, kept: str) -> None:
    assert write_target(parse_target(text)) == kept


def test_hours_and_minutes_in_words() -> None:
    assert write_hours(parse_hours("0-24")) == "00:00-24:00"
    assert [say_minutes(n) for n in (5, 60, 200)] == ["5 min", "1 h", "3 h 20 min"]
