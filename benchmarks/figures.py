"""What is compared: two rates taken in turns, or one amount against a limit; and the table of how it went."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

Measure = Callable[[], float]


@dataclass(frozen=True)
class Figure:
    """One line of the table. `theirs` is measured in the same round as `ours`; without it `ours` counts by itself."""

    name: str
    label: str
    ours: Measure
    bar: float
    goal: float
    theirs: Measure | None = None
    at_least: bool = True
    unit: str = ""

    def passes(self, value: float, mark: float) -> bool:
        return value >= mark if self.at_least else value <= mark


@dataclass
class Result:
    """The rounds of one figure. The ratio is the median of the rounds' ratios, so that a slow minute weighs little."""

    figure: Figure
    rounds: list[tuple[float, float]] = field(default_factory=list)

    @property
    def ours(self) -> float:
        return median(ours for ours, _ in self.rounds)

    @property
    def theirs(self) -> float:
        return median(theirs for _, theirs in self.rounds)

    @property
    def value(self) -> float:
        return median(ours / theirs for ours, theirs in self.rounds)

    @property
    def verdict(self) -> str:
        if self.figure.passes(self.value, self.figure.goal):
            return "goal"
        return "ok" if self.figure.passes(self.value, self.figure.bar) else "BELOW BAR"


def take_rounds(figures: Sequence[Figure], rounds: int, say: Callable[[str], None]) -> list[Result]:
    """Every figure once in each round: what disturbs the machine for a while disturbs all of them."""
    results = [Result(figure) for figure in figures]
    for number in range(1, rounds + 1):
        for result in results:
            take_round(result, number)
            ours, theirs = result.rounds[-1]
            say(f"round {number} of {rounds}: {result.figure.name} {ours / theirs:.2f}")
    return results


def take_round(result: Result, number: int) -> None:
    """One side and then the other; the order changes from round to round. A plain amount is taken once."""
    figure = result.figure
    if figure.theirs is None:
        if number == 1:
            result.rounds.append((figure.ours(), 1.0))
        return
    if number % 2:
        ours, theirs = figure.ours(), figure.theirs()
    else:
        theirs = figure.theirs()
        ours = figure.ours()
    result.rounds.append((ours, theirs))


HEADINGS = ("figure", "ours", "theirs", "ratio", "bar", "goal", "verdict")


def table(results: Iterable[Result]) -> str:
    """The results as text in columns."""
    lines = [HEADINGS, *(cells(result) for result in results)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]
    return "\n".join(aligned(line, widths) for line in lines)


def cells(result: Result) -> tuple[str, ...]:
    figure, sign = result.figure, "≥" if result.figure.at_least else "≤"
    compared = figure.theirs is not None
    return (
        figure.label,
        f"{number(result.ours)} {figure.unit}".strip(),
        f"{number(result.theirs)} {figure.unit}".strip() if compared else "",
        f"{result.value:.2f}" if compared else "",
        f"{sign} {figure.bar:g}",
        f"{sign} {figure.goal:g}",
        result.verdict,
    )


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *middle, last = [
        cell.ljust(width) if place in (0, len(widths) - 1) else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join([first, *middle, last]).rstrip()
