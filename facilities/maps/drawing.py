"""A map as its template needs it: outlines, marks that are links, and the links around it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain, pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.figures import say_number
from facilities.maps.boxes import BoundingBox, wrap_longitude
from facilities.maps.clusters import Cluster, gather
from facilities.maps.outlines import draw_outlines
from facilities.maps.points import MapPoint
from facilities.maps.projection import SMALLEST_UNIT, View, world_y

SIZE = (800, 480)
WORLD = BoundingBox(-180, -60, 180, 75)
OUTERMOST = 0.05
"""The part of the properties on each side that the first view may leave out, where a few that lie far away
would shrink all others to a speck."""
FAR = 0.08
"""How wide an empty stretch makes what is beyond it far away, as a part of the whole width or height."""
PADDING = 0.06
"""The part of an area's width and height that is left free around it."""
SMALLEST_SPAN = 0.004
"""Degrees: a single property is shown with some 400 meters around it."""
SAME = 0.97
"""From this part of the window on, an area counts as filling it."""

ICONS = {
    "zoom-in": "M8 3v10M3 8h10",
    "zoom-out": "M3 8h10",
    "west": "M10 3 5 8l5 5",
    "north": "m3 10 5-5 5 5",
    "south": "m3 6 5 5 5-5",
    "east": "m6 3 5 5-5 5",
    "reset": "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
}

Address = Callable[[BoundingBox | None], str]
"""The address of the same page for another area; None is the page without one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A property, or a group of them, at its place on the drawing."""

    x: float
    y: float
    size: float
    count: int
    label: str
    address: str
    is_property: bool
    tier: int
    """From 1 (few) to 4 (a thousand and more), for the shade."""

    @property
    def short_count(self) -> str:
        """What fits into the circle: 4,326, but 12k for 12,345."""
        return say_number(self.count) if self.count < 10_000 else f"{self.count // 1_000}k"


@dataclass(frozen=True, slots=True)
class Control:
    """A link that moves the map; without an address it can go no further."""

    name: str
    label: str
    icon: str
    """Path data on a grid of 16."""
    address: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen area as a rectangle, drawn where the window shows more than it."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """Everything the template draws."""

    width: int
    height: int
    box: BoundingBox
    countries: str
    states: str
    marks: tuple[Mark, ...]
    controls: tuple[Control, ...]
    selection: Selection | None
    total: int
    outside: int
    all_address: str
    """Where all of them are in sight, also those that lie far away."""
    is_selected: bool

    @property
    def inside(self) -> int:
        return self.total - self.outside


def build_map(
    points: Iterable[MapPoint], bbox: BoundingBox | None, address: Address, size: tuple[int, int] = SIZE
) -> MapDrawing:
    """Draw properties within an area, or without one where most of them lie.

    ``points`` are all properties of the list before the area filters it, so that the neighborhood stays in sight.
    """
    points = list(points)
    view = View.showing(bbox or home_box(points), size)
    clusters, outside = gather(points, view)
    return MapDrawing(
        width=view.width,
        height=view.height,
        box=view.box,
        countries=draw_outlines("countries", view),
        states=draw_outlines("states", view),
        marks=tuple(_mark(cluster, view, address) for cluster in clusters),
        controls=_controls(view, bbox is not None, address),
        selection=_selection(bbox, view) if bbox else None,
        total=len(points),
        outside=outside,
        all_address=address(View.showing(enclosing_box(points), size).box),
        is_selected=bbox is not None,
    )


def home_box(points: list[MapPoint]) -> BoundingBox:
    """Where nearly all properties lie, with a little room around; the world while there are none."""
    if not points:
        return WORLD
    latitudes, longitudes = _coordinates(points)
    limit = int(len(points) * OUTERMOST)
    latitudes, longitudes = _without_far_ones(latitudes, limit), _without_far_ones(longitudes, limit)
    return _padded(longitudes[0], latitudes[0], longitudes[-1], latitudes[-1])


def enclosing_box(points: list[MapPoint]) -> BoundingBox:
    """The smallest padded area with all properties in it."""
    if not points:
        return WORLD
    latitudes, longitudes = _coordinates(points)
    return _padded(longitudes[0], latitudes[0], longitudes[-1], latitudes[-1])


def _coordinates(points: list[MapPoint]) -> tuple[list[float], list[float]]:
    latitudes = sorted(point.latitude for point in points)
    return latitudes, _without_gap(sorted(point.longitude for point in points))


def _without_far_ones(values: list[float], limit: int) -> list[float]:
    """Cut sorted values at wide empty stretches, losing at most ``limit`` of them on each side."""
    first, last = 0, len(values) - 1
    while True:
        cuts = chain(range(first, limit), range(len(values) - 1 - limit, last))
        widest = max(cuts, key=lambda at: values[at + 1] - values[at], default=None)
        if widest is None or values[widest + 1] - values[widest] <= FAR * (values[last] - values[first]):
            return values[first : last + 1]
        first, last = (widest + 1, last) if widest < limit else (first, widest)


def _without_gap(longitudes: list[float]) -> list[float]:
    """The meridians in order from the eastern edge of the widest empty stretch of the globe."""
    gaps = [after - before for before, after in pairwise(longitudes)]
    gaps.append(longitudes[0] + 360 - longitudes[-1])
    start = (gaps.index(max(gaps)) + 1) % len(longitudes)
    return longitudes[start:] + [longitude + 360 for longitude in longitudes[:start]]


def _padded(west: float, south: float, east: float, north: float) -> BoundingBox:
    across = max((east - west) * PADDING, SMALLEST_SPAN / 2)
    down = max((north - south) * PADDING, SMALLEST_SPAN / 2)
    if east - west + 2 * across >= 360:
        return BoundingBox(-180, max(-90, south - down), 180, min(90, north + down))
    return BoundingBox(
        wrap_longitude(west - across),
        max(-90, south - down),
        wrap_longitude(east + across),
        min(90, north + down),
    )


def _mark(cluster: Cluster, view: View, address: Address) -> Mark:
    single = cluster.points[0] if cluster.count == 1 else None
    size = 2 * cluster.radius
    return Mark(
        x=round(cluster.x - cluster.radius, 1),
        y=round(cluster.y - cluster.radius, 1),
        size=round(size, 1),
        count=cluster.count,
        label=single.title if single else _group_label(cluster),
        address=single.address if single else address(_target(cluster, view)),
        is_property=single is not None,
        tier=min(4, len(str(cluster.count))),
    )


def _group_label(cluster: Cluster) -> str:
    words = {"count": say_number(cluster.count), "place": cluster.place, "others": cluster.places - 1}
    if not cluster.place:
        return ngettext("%(count)s property", "%(count)s properties", cluster.count) % words
    if cluster.places == 1:
        return _("%(count)s properties in %(place)s") % words
    return (
        ngettext(
            "%(count)s properties in %(place)s and %(others)s other place",
            "%(count)s properties in %(place)s and %(others)s other places",
            cluster.places - 1,
        )
        % words
    )


def _target(cluster: Cluster, view: View) -> BoundingBox:
    """Where a group leads: to the area that holds it."""
    box = cluster.box(crossing=view.box.crosses_antimeridian)
    east = box.east + (360 if box.crosses_antimeridian else 0)
    return _padded(box.west, box.south, east, box.north)


def _controls(view: View, is_selected: bool, address: Address) -> tuple[Control, ...]:
    moves = (
        ("zoom-in", _("Zoom in"), view.zoomed(2) if view.unit > SMALLEST_UNIT else None),
        ("zoom-out", _("Zoom out"), view.zoomed(0.5) if view.unit < 1 / view.width else None),
        ("west", _("Move west"), view.panned(-0.5, 0)),
        ("north", _("Move north"), view.panned(0, -0.5)),
        ("south", _("Move south"), view.panned(0, 0.5)),
        ("east", _("Move east"), view.panned(0.5, 0)),
    )
    controls = [_control(name, label, address(move.box) if move else "") for name, label, move in moves]
    return (*controls, _control("reset", _("Show the whole map"), address(None) if is_selected else ""))


def _control(name: str, label: str, address: str) -> Control:
    return Control(name, label, ICONS[name], address)


def _selection(box: BoundingBox, view: View) -> Selection | None:
    """Nothing to draw where area and window are the same, as they are after every click on a control."""
    width = box.longitude_span / 360 / view.unit
    top, bottom = ((world_y(latitude) - view.top) / view.unit for latitude in (box.north, box.south))
    if width > view.width * SAME and bottom - top > view.height * SAME:
        return None
    left = (view.width - width) / 2
    return Selection(round(left, 1), round(top, 1), round(width, 1), round(bottom - top, 1))
