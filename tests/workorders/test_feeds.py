"""Private calendar addresses: whose work they show, on which clock, and how they are taken back."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.actions.memberships import end_membership
from accounts.models import Membership
from core.acting import acting
from core.errors import NotVisible
from core.keys import Key
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.workorders.test_assignment import report
from tests.workorders.test_teams import refusal
from workorders.actions.feeds import create_calendar_feed, withdraw_calendar_feed
from workorders.actions.teams import add_team_member, create_team
from workorders.choices import FeedScope
from workorders.models import CalendarFeed

CHICAGO = ZoneInfo("America/Chicago")


def soon(days: int = 3) -> datetime:
    return (timezone.now() + timedelta(days=days)).replace(second=0, microsecond=0)


def read(secret: str) -> Any:
    return Client().get(f"/calendars/{secret}.ics")


def summaries(secret: str) -> set[str]:
    file = Calendar.from_ical(read(secret).content)
    return {str(event["summary"]).partition(" ")[2] for event in file.walk("VEVENT")}


def make(cast: Cast, whose: str = FeedScope.MINE, who: str = "ben") -> str:
    actor = getattr(cast, who)
    with acting(actor):
        return create_calendar_feed(actor=actor, name=f"Phone {whose}", whose=whose)[1]


def test_it_shows_whose_work_it_is_for_and_nothing_out_of_sight(cast: Cast) -> None:
    with acting(cast.ana):
        team = create_team(actor=cast.ana, name="Night")
        add_team_member(team, actor=cast.ana, person=cast.ben.person_id)
        report(cast, title="Mine", assignee_id=cast.ben.person_id, planned_start=soon())
        report(cast, title="Of the team", team=team, planned_start=soon())
        report(cast, title="Of others", due_at=soon())
        report(cast, title="Out of sight", property=cast.annex, planned_start=soon())
        report(cast, title="Never", assignee_id=cast.ben.person_id)
    assert summaries(make(cast)) == {"Mine"}
    assert summaries(make(cast, FeedScope.TEAM)) == {"Mine", "Of the team"}
    assert summaries(make(cast, FeedScope.ALL)) == {"Mine", "Of the team", "Of others"}


def test_an_event_is_on_the_clock_of_its_property_and_keeps_its_identity(cast: Cast) -> None:
    start = soon()
    with acting(cast.ana):
        order = report(
            cast, assignee_id=cast.ben.person_id, planned_start=start, planned_end=start + timedelta(hours=2)
        )
    answer = read(make(cast))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8" and "no-store" in answer["Cache-Control"]
    file = Calendar.from_ical(answer.content)
    (event,) = file.walk("VEVENT")
    assert event["dtstart"].params["TZID"] == "America/Chicago"
    assert event.decoded("dtstart") == start.astimezone(CHICAGO)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=2)
    assert str(event["uid"]) == f"{order.pk}@atrium"
    assert [str(zone["tzid"]) for zone in file.walk("VTIMEZONE")] == ["America/Chicago"]


def test_an_address_is_a_secret_that_is_kept_as_a_hash_and_taken_back(cast: Cast) -> None:
    secret = make(cast)
    assert not Key.objects.filter(hash=secret).exists()
    assert read(secret).status_code == 200
    with acting(cast.ben):
        feed = CalendarFeed.objects.get()
    with acting(cast.ana), pytest.raises(NotVisible):
        withdraw_calendar_feed(feed, actor=cast.ana)
    with acting(cast.ben):
        withdraw_calendar_feed(feed, actor=cast.ben)
    assert read(secret).status_code == read("0" * 43).status_code == 404


def test_who_is_no_member_any_more_reads_nothing(cast: Cast) -> None:
    secret = make(cast)
    with acting(cast.ana):
        end_membership(Membership.objects.get(person_id=cast.ben.person_id), actor=cast.ana)
    assert read(secret).status_code == 404


def test_the_page_shows_a_new_address_once(cast: Cast) -> None:
    ben, url = browser_of(cast.ben), "/lakeside/work-orders/calendar/feeds/"
    page = ben.post(url, {"name": "My phone", "whose": "mine"}).content.decode()
    address = page.split('<code class="secret">')[1].split("</code>")[0]
    assert Client().get(address).status_code == 200
    assert address not in ben.get(url).content.decode()
    assert ben.post(url, {"name": "My phone", "whose": "mine"}).status_code == 422
    assert ben.post(url, {"name": "", "whose": "theirs"}).status_code == 422
    with acting(cast.ben):
        assert refusal(create_calendar_feed, actor=cast.ben, name="My phone", whose="mine")[1:] == ("unique", 409)
        feed = CalendarFeed.objects.get()
    assert browser_of(cast.ana).post(f"{url}{feed.pk}/withdraw/").status_code == 404
    assert ben.post(f"{url}{feed.pk}/withdraw/").status_code == 302
    assert Client().get(address).status_code == 404
