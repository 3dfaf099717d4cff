"""Gathering properties that lie too close to tell apart into groups one can open."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, hypot, log2

from facilities.maps.boxes import BoundingBox
from facilities.maps.points import MapPoint
from facilities.maps.projection import View, world_x, world_y

CELL = 64
"""Pixels: the side of the widest square in which properties are gathered."""


OVERLAP = 4
"""Pixels by which two circles may overlap."""


@dataclass(slots=True)
class Cluster:
    """One property, or several that lie together, at their common center in pixels."""

    x: float
    y: float
    points: list[MapPoint]

    @property
    def count(self) -> int:
        return len(self.points)

    @property
    def radius(self) -> float:
        """Larger for more, slowly: a thousand properties take twice the width of one."""
        return 12 if self.count == 1 else 11 + 1.5 * log2(self.count)

    @property
    def place(self) -> str:
        """The town most of them lie in."""
        return Counter(point.place for point in self.points).most_common(1)[0][0]

    @property
    def places(self) -> int:
        return len({point.place for point in self.points})

    def box(self, crossing: bool) -> BoundingBox:
        """The smallest area that holds them all; where the map crosses the antimeridian so may the area."""
        latitudes = [point.latitude for point in self.points]
        longitudes = [point.longitude % 360 if crossing else point.longitude for point in self.points]
        west, east = min(longitudes), max(longitudes)
        return BoundingBox(_signed(west), min(latitudes), _signed(east), max(latitudes))

    def absorb(self, other: "Cluster") -> None:
        """Take in a neighbor; the common center moves by its weight."""
        total = self.count + other.count
        self.x = (self.x * self.count + other.x * other.count) / total
        self.y = (self.y * self.count + other.y * other.count) / total
        self.points += other.points

    def touches(self, other: "Cluster") -> bool:
        """Whether one circle hides too much of the other to be clicked; a small overlap does no harm."""
        return hypot(self.x - other.x, self.y - other.y) < self.radius + other.radius - OVERLAP


def gather(points: Iterable[MapPoint], view: View) -> tuple[list[Cluster], int]:
    """The groups a view shows, largest first, and how many properties lie outside it."""
    cells, outside = _sort_into_cells(points, view)
    clusters = [_cluster(cell) for cell in cells.values()]
    return _merge_touching(clusters), outside


Placed = tuple[float, float, MapPoint]


def _sort_into_cells(points: Iterable[MapPoint], view: View) -> tuple[dict[tuple[int, int], list[Placed]], int]:
    """Cells are fixed to the world, not to the window, so that panning does not regroup what stays in sight."""
    cell = 2.0 ** floor(log2(CELL * view.unit))
    cells: dict[tuple[int, int], list[Placed]] = {}
    outside = 0
    for point in points:
        x, y = world_x(point.longitude), world_y(point.latitude)
        across, down = view.pixel(x, y)
        if across > view.width or not 0 <= down <= view.height:
            outside += 1
            continue
        cells.setdefault((floor(x / cell), floor(y / cell)), []).append((across, down, point))
    return cells, outside


def _cluster(cell: list[Placed]) -> Cluster:
    count = len(cell)
    return Cluster(
        sum(placed[0] for placed in cell) / count,
        sum(placed[1] for placed in cell) / count,
        [placed[2] for placed in cell],
    )


def _merge_touching(clusters: list[Cluster]) -> list[Cluster]:
    """Cells meet at edges, so groups on both sides of one may overlap; the larger takes the smaller."""
    while True:
        merged: list[Cluster] = []
        for cluster in sorted(clusters, key=lambda one: (-one.count, one.points[0].id)):
            neighbor = next((one for one in merged if one.touches(cluster)), None)
            if neighbor is None:
                merged.append(cluster)
            else:
                neighbor.absorb(cluster)
        if len(merged) == len(clusters):
            return merged
        clusters = merged


def _signed(longitude: float) -> float:
    return longitude - 360 if longitude > 180 else longitude
