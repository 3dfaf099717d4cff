"""Invented links are the same every time, and shaped like the real thing."""

from collections import Counter

from demo.links import build_choice, choose_building, choose_from, choose_urgency, draw, trade_of
from demo.source.buildings import read_buildings
from demo.source.requests import read_chicago_requests


def test_a_request_always_meets_the_same_building() -> None:
    choice = build_choice(read_buildings())
    requests = list(read_chicago_requests())
    first = [choose_building(row, choice).code for row in requests[:200]]
    assert first == [choose_building(row, choice).code for row in requests[:200]]


def test_requests_stay_near_chicago_and_prefer_large_buildings() -> None:
    choice = build_choice(read_buildings())
    buildings = [choose_building(row, choice) for row in read_chicago_requests()]
    in_city = sum(row.city == "CHICAGO" for row in buildings) / len(buildings)
    in_state = sum(row.state == "IL" for row in buildings) / len(buildings)
    assert 0.48 < in_city < 0.52
    assert 0.78 < in_state < 0.82
    assert {row.gsa_region for row in buildings} == {"5"}
    assert Counter(row.name for row in buildings).most_common(1)[0][0] == "EVERETT M. DIRKSEN"


def test_few_requests_are_urgent() -> None:
    levels = Counter(choose_urgency(row) for row in read_chicago_requests())
    assert 0 < sum(count for (_, urgency), count in levels.items() if urgency == "now") < 500
    assert levels["one", "week"] == max(levels.values())


def test_draws_are_spread_evenly_and_independent() -> None:
    values = [draw(str(number), "building") for number in range(10_000)]
    assert 0.49 < sum(values) / len(values) < 0.51
    assert draw("1", "building") != draw("1", "circle")


def test_every_request_has_a_trade_and_a_person() -> None:
    request = next(read_chicago_requests())
    assert trade_of(request) == "waste"
    assert choose_from(request, "assignee", ["Ben", "Vera"]) in ("Ben", "Vera")
