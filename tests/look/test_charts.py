"""Charts: figures people say on the axis, a title, and the same figures as a table."""

import re

import pytest
from django.template.loader import render_to_string

from core.charts import Series, bar_chart, line_chart, round_step, runs, sparkline, stacked_chart

DAYS = ["Mon", "Tue", "Wed"]


@pytest.mark.parametrize(("span", "step"), [(15, 5), (93, 50), (4, 1), (0.3, 0.1), (1234, 500)])
def test_steps_are_figures_people_say(span: float, step: float) -> None:
    assert round_step(span) == pytest.approx(step)


def test_bars_draw_one_column_a_figure() -> None:
    chart = bar_chart("Reported", DAYS, [Series("Reported", [3, None, 5])])
    assert chart.svg.count("<rect") == 2
    assert "Wed, Reported: 5" in chart.svg


def test_the_figures_of_the_axis_have_the_room_they_need() -> None:
    for highest in (5, 7_047, 1_234_567):
        svg = bar_chart("Reported", DAYS, [Series("Reported", [highest, 1, 2])]).svg
        ends = re.findall(r'<text x="([\d.]+)" y="[\d.]+" text-anchor="end">([\d,]+)</text>', svg)
        assert len(ends) > 2 and all(float(x) >= 10 * len(words) for x, words in ends)


def test_stacks_reach_the_total() -> None:
    chart = stacked_chart("Done", DAYS, [Series("On time", [3, 1, 5]), Series("Late", [7, 0, 0], "bad")])
    assert ">10<" in chart.svg
    assert chart.svg.count('class="bad"') == 3


def test_a_gap_in_the_figures_is_a_gap_in_the_line() -> None:
    assert runs([1, 2, None, 3]) == [[(0, 1), (1, 2)], [(3, 3)]]
    assert line_chart("Met", DAYS, [Series("Met", [1, None, 2])]).svg.count("<polyline") == 2


def test_nothing_to_draw_is_still_a_chart() -> None:
    assert "<svg" in bar_chart("Nothing", [], []).svg
    assert "<svg" in line_chart("Nothing", DAYS, [Series("None", [None, None, None])]).svg
    assert "<svg" in sparkline([], "nothing")


def test_the_same_figures_as_a_table() -> None:
    chart = line_chart("Met", DAYS, [Series("Met", [62, None, 93.5])], "%")
    html = render_to_string("components/chart.html", {"chart": chart})
    assert '<td class="num">93.5</td>' in html
    assert "—" in html
    assert "Met, %" in html


def test_labels_from_records_are_escaped() -> None:
    assert "<b>" not in bar_chart("<b>", ["<b>"], [Series("<b>", [1])]).svg
