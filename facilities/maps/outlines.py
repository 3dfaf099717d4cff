"""Outlines of countries and of the states and territories of the United States, as paths for a view."""

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from math import log2
from pathlib import Path
from typing import Any, NamedTuple

from facilities.maps.projection import View, world_x, world_y

FILE = Path(__file__).resolve().parent / "outlines.json"
LAYERS = ("countries", "states")
MARGIN = 8
"""Pixels beyond the window to which outlines are drawn, so that no cut edge shows."""

FINEST_LEVEL = 16
"""Half of a hundredth of a degree, the step of the file: beyond it there is nothing to leave out."""

Point = tuple[float, float]


class Ring(NamedTuple):
    """One closed line in world coordinates, with the area it covers."""

    points: tuple[Point, ...]
    left: float
    top: float
    right: float
    bottom: float


def draw_outlines(layer: str, view: View) -> str:
    """The path data of one layer: what the view shows of it, and no finer than its pixels."""
    level = min(round(log2(1 / view.unit)), FINEST_LEVEL)
    copies = (-1, 0, 1)
    paths = (_path(ring, view, copy) for ring in _rings(layer, level) for copy in copies)
    return "".join(path for path in paths if path)


@lru_cache(maxsize=32)
def _rings(layer: str, level: int) -> tuple[Ring, ...]:
    """All lines of a layer without the points that one pixel cannot tell apart at this level of detail."""
    return tuple(thin for ring in _all_rings(layer) if (thin := _thinned(ring, 2.0**-level)))


@lru_cache(maxsize=len(LAYERS))
def _all_rings(layer: str) -> tuple[Ring, ...]:
    return tuple(_ring(points) for points in _read_layer(layer))


def _read_layer(layer: str) -> Iterator[tuple[Point, ...]]:
    """Outer lines from the TopoJSON file; it holds every border once, and lines are put together from them."""
    topology = json.loads(FILE.read_bytes())
    arcs = [_decode(arc, topology["transform"]) for arc in topology["arcs"]]
    for geometry in topology["objects"][layer]["geometries"]:
        for polygon in geometry["arcs"]:
            yield _join(polygon[0], arcs)


def _decode(arc: list[list[int]], transform: dict[str, Any]) -> list[Point]:
    """Steps in hundredths of a degree become places in the projected world."""
    (scale, _), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((world_x(west + x * scale), world_y(south + y * scale)))
    return points


def _join(numbers: list[int], arcs: list[list[Point]]) -> tuple[Point, ...]:
    """A negative number means the border ``~number`` walked backward; each starts where the last one ended."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return _unrolled(points)


def _unrolled(points: list[Point]) -> tuple[Point, ...]:
    """A line over the antimeridian runs on beyond the edge of the world instead of back across all of it."""
    turns = 0
    unrolled = points[:1]
    for before, after in pairwise(points):
        turns -= round(after[0] - before[0])
        unrolled.append((after[0] + turns, after[1]))
    return tuple(unrolled)


def _ring(points: tuple[Point, ...]) -> Ring:
    across, down = [point[0] for point in points], [point[1] for point in points]
    return Ring(points, min(across), min(down), max(across), max(down))


def _thinned(ring: Ring, pixel: float) -> Ring | None:
    """Keep a point where the line has moved by a pixel; a ring smaller than one is a dot nobody sees."""
    if ring.right - ring.left < pixel and ring.bottom - ring.top < pixel:
        return None
    kept = [ring.points[0]]
    for point in ring.points[1:]:
        if abs(point[0] - kept[-1][0]) >= pixel or abs(point[1] - kept[-1][1]) >= pixel:
            kept.append(point)
    return ring._replace(points=tuple(kept)) if len(kept) > 2 else None


def _path(ring: Ring, view: View, copy: int) -> str:
    """The ring as path data, cut to the window; the world repeats to the left and right of itself."""
    margin = MARGIN * view.unit
    left, top = view.left - copy - margin, view.top - margin
    right, bottom = left + view.width * view.unit + 2 * margin, top + view.height * view.unit + 2 * margin
    if ring.right < left or ring.left > right or ring.bottom < top or ring.top > bottom:
        return ""
    points: list[Point] = list(ring.points)
    if ring.left < left or ring.right > right:
        points = _clip(_clip(points, 0, left, 1), 0, right, -1)
    if ring.top < top or ring.bottom > bottom:
        points = _clip(_clip(points, 1, top, 1), 1, bottom, -1)
    return _path_data(points, view.left - copy, view.top, view.unit)


def _clip(points: list[Point], axis: int, edge: float, side: int) -> list[Point]:
    """Cut a ring at one edge (Sutherland and Hodgman): what lies beyond runs along the edge instead."""
    kept: list[Point] = []
    for start, end in zip(points[-1:] + points[:-1], points, strict=True):
        start_inside, end_inside = (start[axis] - edge) * side >= 0, (end[axis] - edge) * side >= 0
        if start_inside != end_inside:
            part = (edge - start[axis]) / (end[axis] - start[axis])
            kept.append((start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])))
        if end_inside:
            kept.append(end)
    return kept


def _path_data(points: list[Point], left: float, top: float, unit: float) -> str:
    """Whole pixels, each as a step from the one before: half the size of absolute places."""
    pixels = [(round((x - left) / unit), round((y - top) / unit)) for x, y in points]
    if len(set(pixels)) < 3:
        return ""
    steps = [f"{bx - ax},{by - ay}" for (ax, ay), (bx, by) in pairwise(pixels) if (ax, ay) != (bx, by)]
    return f"M{pixels[0][0]},{pixels[0][1]}l{' '.join(steps)}z"
