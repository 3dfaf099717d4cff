"""The table of the benchmark: ratios, medians and verdicts."""

import pytest

from benchmarks.figures import Figure, Result, table, take_rounds


def figure(**values):
    given = {"name": "list", "label": "List", "ours": lambda: 8.0, "theirs": lambda: 10.0, "bar": 0.6, "goal": 0.85}
    return Figure(**{**given, **values})


@pytest.mark.parametrize(
    ("ours", "at_least", "verdict"),
    [(5.9, True, "BELOW BAR"), (6.0, True, "ok"), (8.5, True, "goal"), (6.1, False, "ok"), (8.6, False, "BELOW BAR")],
)
def test_verdict(ours, at_least, verdict):
    bar, goal = (0.6, 0.85) if at_least else (0.85, 0.6)
    assert Result(figure(at_least=at_least, bar=bar, goal=goal), [(ours, 10.0)]).verdict == verdict


def test_ratio_is_the_median_of_the_rounds_ratios():
    result = Result(figure(), [(8, 10), (4, 5), (1, 100)])
    assert result.value == 0.8


def test_sides_take_turns_and_figures_are_interleaved():
    called = []
    one = figure(name="one", ours=lambda: called.append("a") or 1.0, theirs=lambda: called.append("b") or 1.0)
    two = figure(name="two", ours=lambda: called.append("c") or 1.0, theirs=None)
    results = take_rounds([one, two], 2, lambda text: None)
    assert called == ["a", "b", "c", "b", "a"]
    assert [len(result.rounds) for result in results] == [2, 1]


def test_table_names_every_figure_with_bar_and_goal():
    compared, counted = Result(figure(unit="/s"), [(8, 10)]), Result(figure(theirs=None, at_least=False), [(3, 1)])
    heading, first, second = table([compared, counted]).splitlines()
    assert heading.split() == ["figure", "ours", "theirs", "ratio", "bar", "goal", "verdict"]
    assert first.split() == ["List", "8", "/s", "10", "/s", "0.80", "≥", "0.6", "≥", "0.85", "ok"]
    assert second.split() == ["List", "3", "≤", "0.6", "≤", "0.85", "BELOW", "BAR"]
