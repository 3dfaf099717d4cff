"""Charts as SVG text: one hue, no script, the same on paper and in the dark.

Each has a title, and a table to read instead.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil, floor, log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.figures import say_number

WIDTH, HEIGHT = 760, 180
RIGHT, TOP, FOOT = 8, 12, 26
# From a figure of the axis to its line, and the width of one of its signs where a narrow page writes them larger.
AIR, SIGN = 8, 10.5
GAP = 2
KINDS = ("d1", "d2", "d3", "bad")


@dataclass(frozen=True)
class Series:
    """One row of figures. ``kind`` is its colour: d1 the subject, d2 the comparison, d3 the plan, bad."""

    name: str
    values: Sequence[float | None]
    kind: str = "d1"


@dataclass(frozen=True)
class Chart:
    """What a page needs to show figures: the picture, its title, its legend and its table."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    svg: SafeString = field(repr=False)
    unit: str = ""

    @property
    def rows(self) -> Iterable[tuple[str, list[str]]]:
        for index, label in enumerate(self.labels):
            yield label, [write(each.values[index]) for each in self.series]


@dataclass(frozen=True)
class Plot:
    """The sheet a chart is drawn on: values from ``low`` to ``high``, one place for every label."""

    count: int
    low: float
    high: float
    line: float  # from one line of the axis to the next

    @property
    def levels(self) -> list[float]:
        """Where lines stand."""
        return [self.low + self.line * n for n in range(round((self.high - self.low) / self.line) + 1)]

    @cached_property
    def left(self) -> float:
        """Room for the figures of the axis, however long they are."""
        return AIR + SIGN * max(len(write(value)) for value in self.levels)

    @property
    def step(self) -> float:
        return (WIDTH - self.left - RIGHT) / max(self.count, 1)

    def across(self, index: int) -> float:
        """The middle of a label's place."""
        return self.left + self.step * (index + 0.5)

    def down(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return TOP + (HEIGHT - TOP - FOOT) * (1 - share)

    def level(self, value: float, lower: float = 0) -> str:
        return f"{self.down(value) + lower:.1f}"


def write(value: float | None) -> str:
    if value is None:
        return "\u2014"
    return say_number(value, 0 if float(value).is_integer() else 1)


def round_step(span: float, lines: int = 4) -> float:
    """1, 2 or 5 times a power of ten, so that the lines stand at figures people say."""
    raw = max(span, 1e-9) / lines
    power = 10.0 ** floor(log10(raw))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= raw)


def plot_for(count: int, values: Iterable[float], from_zero: bool = True) -> Plot:
    known = list(values) or [0]
    low = min(0, *known) if from_zero else min(known)
    step = round_step((max(known) - low) or 1)
    return Plot(count, floor(low / step) * step, max(ceil(max(known) / step) * step, step), step)


def axis(plot: Plot) -> SafeString:
    begin, words = f"{plot.left:.1f}", f"{plot.left - AIR:.1f}"
    return format_html_join(
        "",
        '<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        ((begin, WIDTH, plot.level(v), plot.level(v), words, plot.level(v, 4), write(v)) for v in plot.levels),
    )


def names(plot: Plot, labels: Sequence[str]) -> SafeString:
    """Under the axis, only as many as can be read."""
    every = max(1, ceil(len(labels) * max(map(len, labels), default=1) * 9 / (WIDTH - plot.left)))
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((f"{plot.across(n):.1f}", HEIGHT - 6, label) for n, label in enumerate(labels) if n % every == 0),
    )


def column(x: float, width: float, top: float, bottom: float, kind: str, words: str) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        kind,
        f"{x:.1f}",
        f"{min(top, bottom):.1f}",
        f"{width:.1f}",
        f"{abs(bottom - top):.1f}",
        words,
    )


def picture(title: str, *parts: SafeString) -> SafeString:
    inside = join(parts)
    box = f"0 0 {WIDTH} {HEIGHT}"
    return format_html('<svg viewBox="{}" role="img" aria-label="{}">{}</svg>', box, title, inside)


def join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def bar_chart(title: str, labels: Sequence[str], series: Sequence[Series], unit: str = "") -> Chart:
    """Columns side by side: how much, for each label."""
    plot = plot_for(len(labels), (v for each in series for v in each.values if v is not None))
    width = min(28.0, plot.step * 0.7 / max(len(series), 1))
    parts = []
    for place, each in enumerate(series):
        for index, value in enumerate(each.values):
            if value is not None:
                x = plot.across(index) + (place - len(series) / 2) * (width + GAP)
                words = f"{labels[index]}, {each.name}: {write(value)} {unit}".strip()
                parts.append(column(x, width, plot.down(value), plot.down(0), each.kind, words))
    svg = picture(title, axis(plot), *parts, names(plot, labels))
    return Chart(title, labels, series, svg, unit)


def stacked_chart(title: str, labels: Sequence[str], series: Sequence[Series], unit: str = "") -> Chart:
    """Columns on one another: how a whole is made up, for each label."""
    totals = [sum(each.values[index] or 0 for each in series) for index in range(len(labels))]
    plot = plot_for(len(labels), totals)
    width = min(36.0, plot.step * 0.6)
    parts = []
    for index, label in enumerate(labels):
        base = 0.0
        for each in series:
            value = each.values[index] or 0
            words = f"{label}, {each.name}: {write(value)} {unit}".strip()
            x, top, bottom = plot.across(index) - width / 2, plot.down(base + value), plot.down(base)
            parts.append(column(x, width, top, bottom - (1 if base else 0), each.kind, words))
            base += value
    svg = picture(title, axis(plot), *parts, names(plot, labels))
    return Chart(title, labels, series, svg, unit)


def line_chart(title: str, labels: Sequence[str], series: Sequence[Series], unit: str = "") -> Chart:
    """Lines over time; a gap in the figures is a gap in the line. Kind d3 is drawn as a plan, dashed."""
    values = (v for each in series for v in each.values if v is not None)
    plot = plot_for(len(labels), values, from_zero=False)
    lines = [polyline(plot, run, each.kind) for each in series for run in runs(each.values)]
    svg = picture(title, axis(plot), *lines, names(plot, labels))
    return Chart(title, labels, series, svg, unit)


def polyline(plot: Plot, run: Sequence[tuple[int, float]], kind: str) -> SafeString:
    points = " ".join(f"{plot.across(index):.1f},{plot.down(value):.1f}" for index, value in run)
    return format_html('<polyline class="line {}" points="{}"/>', "plan" if kind == "d3" else kind, points)


def runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The stretches of figures without a gap."""
    found: list[list[tuple[int, float]]] = [[]]
    for index, value in enumerate(values):
        if value is not None:
            found[-1].append((index, value))
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def sparkline(values: Sequence[float], label: str) -> SafeString:
    """A line the height of a word, beside the number it explains."""
    low, high = min(values, default=0), max(values, default=0)
    points = " ".join(
        f"{index * 112 / max(len(values) - 1, 1):.1f},{20 - (value - low) * 16 / ((high - low) or 1):.1f}"
        for index, value in enumerate(values)
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 112 24" role="img" aria-label="{}"><polyline class="line" points="{}"/></svg>',
        label,
        points,
    )
