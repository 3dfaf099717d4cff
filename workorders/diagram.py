"""The states of a work order as a drawing: boxes and arrows as SVG, made from the table and nothing else."""

from collections import defaultdict
from dataclasses import dataclass
from math import hypot

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.looks import look_of
from workorders.choices import State
from workorders.states import ACTIVE_STATES, MOVES, STANDINGS

Point = tuple[float, float]

WIDTH, HEIGHT = 1080, 600
BOX = (150, 44)
# Where each state stands: columns from left to right, rows from top to bottom.
COLUMNS, ROWS = (95, 365, 680, 985), (60, 220, 380, 540)
PLACES: dict[State, tuple[int, int]] = {
    State.AWAITING_APPROVAL: (0, 0),
    State.DECLINED: (0, 1),
    State.OPEN: (1, 0),
    State.ASSIGNED: (1, 1),
    State.ACCEPTED: (1, 2),
    State.IN_PROGRESS: (1, 3),
    State.DUPLICATE: (2, 0),
    State.CANCELLED: (2, 1),
    State.ON_HOLD: (2, 2),
    State.COMPLETED: (3, 3),
    State.VERIFIED: (3, 2),
    State.CLOSED: (3, 1),
}
# Arrows that would run through a box bend around it, by so much to the side.
BENDS = {(State.OPEN, State.IN_PROGRESS): 330, (State.IN_PROGRESS, State.ASSIGNED): -200}
APART = 9


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way from a state to another, with everything that leads along it."""

    source: State
    target: State
    words: str
    shift: int = 0
    bend: int = 0

    def points(self) -> tuple[Point, Point, Point]:
        """Beginning, the point it bends towards, and end, at the edges of the boxes."""
        first, last = centre(self.source), centre(self.target)
        length = hypot(last[0] - first[0], last[1] - first[1]) or 1
        aside = ((first[1] - last[1]) / length, (last[0] - first[0]) / length)
        begin, end = (moved(point, aside, self.shift) for point in (first, last))
        middle = moved(((begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2), aside, self.bend)
        towards = (middle, middle) if self.bend else (end, begin)
        return edge(first, begin, towards[0]), middle, edge(last, end, towards[1])


def moved(point: Point, direction: Point, far: float) -> Point:
    """A point so far to the side."""
    return point[0] + direction[0] * far, point[1] + direction[1] * far


def centre(state: State) -> Point:
    """The middle of a state's box."""
    column, row = PLACES[state]
    return COLUMNS[column], ROWS[row]


def edge(box: Point, start: Point, towards: Point) -> Point:
    """Where a line that starts inside a box leaves it, a little way off."""
    across, down = towards[0] - start[0], towards[1] - start[1]
    reaches = [
        (box[n] + (half + 4) * (1 if step > 0 else -1) - start[n]) / step
        for n, step, half in ((0, across, BOX[0] / 2), (1, down, BOX[1] / 2))
        if step
    ]
    reach = min([*reaches, 1])
    return start[0] + across * reach, start[1] + down * reach


def arrows() -> list[Arrow]:
    """Every legal move as an arrow; two that lead to and fro run side by side."""
    ways: dict[tuple[State, State], list[str]] = defaultdict(list)
    for move in MOVES:
        for source in move.sources:
            for target in (move.target,) if move.target else ACTIVE_STATES:
                ways[source, target].append(str(move.label))
    return [
        Arrow(
            source,
            target,
            " / ".join(words),
            APART if (target, source) in ways and source != target else 0,
            BENDS.get((source, target), 0),
        )
        for (source, target), words in ways.items()
    ]


def draw_states() -> SafeString:
    """The whole drawing. The same is said in the table beside it."""
    drawn = [draw_arrow(arrow) for arrow in arrows()]
    return format_html(
        '<svg class="states" viewBox="0 0 {} {}" role="img" aria-labelledby="states-title"><title id="states-title">{}'
        '</title><defs><marker id="states-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"'
        ' orient="auto-start-reverse"><path d="M0 0L8 4L0 8z"/></marker></defs>{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        _("States of a work order and the legal moves between them"),
        format_html_join("", "{}", ((line,) for line, _words in drawn)),
        format_html_join("", "{}", ((draw_box(state),) for state in STANDINGS)),
        format_html_join("", "{}", ((words,) for _line, words in drawn)),
    )


def draw_box(state: State) -> SafeString:
    """A state in the tone that it has on every page, with its category below its name."""
    x, y = centre(state)
    return format_html(
        '<g data-state="{}" data-tone="{}"><rect x="{}" y="{}" width="{}" height="{}" rx="8"/><text x="{}" y="{}">{}'
        '</text><text class="small" x="{}" y="{}">{}</text></g>',
        state.value,
        look_of(state.value).tone,
        x - BOX[0] / 2,
        y - BOX[1] / 2,
        *BOX,
        x,
        y - 2,
        state.label,
        x,
        y + 14,
        STANDINGS[state].category.label,
    )


def draw_arrow(arrow: Arrow) -> tuple[SafeString, SafeString]:
    """The line, and the words that stand over all lines."""
    if arrow.source == arrow.target:
        return draw_loop(arrow)
    begin, bent, end = arrow.points()
    way = f"M{at(begin)}Q{at(bent)} {at(end)}"
    part = 0.5 if arrow.bend else 0.36 if arrow.shift else 0.45
    shares = ((1 - part) ** 2, 2 * part * (1 - part), part**2)
    x, y = (sum(share * point[n] for share, point in zip(shares, (begin, bent, end), strict=True)) for n in (0, 1))
    return _line(arrow, way), _words(arrow, x, y)


def at(point: Point) -> str:
    """A point as a path writes it."""
    return f"{point[0]:.0f} {point[1]:.0f}"


def draw_loop(arrow: Arrow) -> tuple[SafeString, SafeString]:
    """A move that leaves the state as it is, such as giving the order to somebody else."""
    x, y = centre(arrow.source)
    left = x - BOX[0] / 2
    way = f"M{at((left, y - 12))}C{at((left - 46, y - 22))} {at((left - 46, y + 22))} {at((left - 4, y + 12))}"
    return _line(arrow, way), _words(arrow, left - 52, y)


def _line(arrow: Arrow, way: str) -> SafeString:
    ends = (arrow.source.value, arrow.target.value)
    return format_html('<path data-from="{}" data-to="{}" d="{}" marker-end="url(#states-tip)"/>', *ends, way)


def _words(arrow: Arrow, x: float, y: float) -> SafeString:
    return format_html('<text class="way" x="{}" y="{}">{}</text>', f"{x:.0f}", f"{y + 4:.0f}", arrow.words)
