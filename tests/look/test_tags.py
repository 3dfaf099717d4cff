"""The small words of every page: icons, badges, people, times, money, addresses."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

NOON = datetime(2026, 3, 3, 20, 5, tzinfo=UTC)


def render(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_badge_takes_tone_and_icon_from_the_state() -> None:
    html = render('{% badge "on_hold" %}')
    assert 'data-tone="warning"' in html
    assert "#i-pause" in html
    assert "On hold" in html


def test_badge_of_an_unknown_state_is_plain() -> None:
    html = render('{% badge "waiting-for-godot" %}')
    assert "data-tone" not in html
    assert "Waiting-for-godot" in html


def test_badge_escapes_its_label() -> None:
    assert "<script>" not in render("{% badge label=label %}", label="<script>")


@pytest.mark.parametrize(("level", "bars"), [(1, 4), ("P2", 3), (3, 2), (5, 0)])
def test_priority_fills_more_bars_the_more_urgent(level: object, bars: int) -> None:
    html = render('{% priority level label="Word" %}', level=level)
    assert html.count('class="on"') == bars
    assert "Word" in html


def test_priority_may_be_missing() -> None:
    assert "No priority" in render("{% priority None %}")


def test_person_says_nobody() -> None:
    assert "Nobody" in render("{% person None %}")
    assert ">DO<" in render('{% person "Dana Okafor" %}')


@time_machine.travel(datetime(2026, 3, 3, 12, tzinfo=UTC), tick=False)
def test_time_names_the_zone_only_when_it_is_not_the_readers() -> None:
    with timezone.override("America/Chicago"):
        here = render('{% datetime moment zone="America/Chicago" %}', moment=NOON)
        there = render('{% datetime moment zone="America/New_York" %}', moment=NOON)
    assert ">Tue 3 Mar, 14:05<" in here
    assert ">Tue 3 Mar, 15:05 EST<" in there
    assert 'datetime="2026-03-03T14:05:00-06:00"' in here


@time_machine.travel(datetime(2026, 3, 3, 12, tzinfo=UTC), tick=False)
def test_day_says_another_year() -> None:
    assert "Tue 3 Mar<" in render("{% day value %}", value=date(2026, 3, 3))
    assert "Sun 27 Jan 2013<" in render("{% day value %}", value=date(2013, 1, 27))


def test_money_and_numbers_are_grouped_and_never_guessed() -> None:
    assert "$\u00a048,210.55" in render('{% money amount "USD" %}', amount=Decimal("48210.55"))
    assert "\u2212$\u00a0173,000.00" in render('{% money amount "USD" %}', amount=Decimal("-173000"))
    assert "JPY" not in render('{% money 5000 "JPY" %}')
    assert "SEK\u00a010.00" in render('{% money 10 "SEK" %}')
    assert "none" in render('{% money None "USD" %}')
    assert "1,135,763" in render('{% number value unit="sq ft" %}', value=1135763)
    assert "Not recorded" in render("{% number None %}")


def test_query_keeps_the_filter_and_returns_to_the_first_page() -> None:
    request = RequestFactory().get("/work-orders/?status=open&status=on_hold&after=abc&sort=number")
    address = render('{% query sort="due_at" %}', request=request).replace("&amp;", "&")
    assert address == "?status=open&status=on_hold&sort=due_at"


def test_query_takes_a_parameter_away() -> None:
    request = RequestFactory().get("/work-orders/?status=open&priority=1")
    assert render("{% query status=None %}", request=request) == "?priority=1"


def test_meter_stays_within_its_frame() -> None:
    assert 'width="100.0%"' in render("{% meter 140 %}")
    assert 'role="img"' in render('{% meter 40 label="40 % used" %}')


def test_bar_places_its_parts_side_by_side() -> None:
    html = render('{% bar parts label="20 % spent" limit=92 %}', parts=[("spent", 20), ("forecast", 30)])
    assert '<rect class="forecast" x="20.0%" width="30.0%"' in html
    assert 'aria-label="20 % spent"' in html


def test_blocks_hold_what_is_put_in_them() -> None:
    html = render('{% card title="Cost" note="USD" %}<p>3,128.00</p>{% endcard %}')
    assert "<p>3,128.00</p>" in html
    assert 'aria-labelledby="h-cost"' in html
