"""From degrees to places on the drawing and back, by the Mercator projection that web maps use.

World coordinates run from 0 to 1, eastward from the antimeridian and southward from 85.05 degrees north.
"""

from dataclasses import dataclass
from math import atan, degrees, exp, log, pi, radians, tan
from typing import Self

from facilities.maps.boxes import BoundingBox, wrap_longitude

MAXIMUM_LATITUDE = 85.05112878
"""Where the projected world is a square; Mercator's poles lie at infinity."""

SMALLEST_UNIT = 1.5e-8
"""World units per pixel at the closest view: 60 centimeters at the equator."""


def world_x(longitude: float) -> float:
    return (longitude + 180) / 360


def world_y(latitude: float) -> float:
    latitude = max(-MAXIMUM_LATITUDE, min(MAXIMUM_LATITUDE, latitude))
    return 0.5 - log(tan(pi / 4 + radians(latitude) / 2)) / (2 * pi)


def longitude_of(x: float) -> float:
    return wrap_longitude(x * 360 - 180)


def latitude_of(y: float) -> float:
    return degrees(2 * atan(exp((0.5 - y) * 2 * pi)) - pi / 2)


@dataclass(frozen=True, slots=True)
class View:
    """A window of ``width`` by ``height`` pixels on the world.

    ``left`` may be below 0 or the right side above 1: the window then lies over the antimeridian.
    """

    left: float
    top: float
    unit: float
    """World units per pixel."""
    width: int
    height: int

    @classmethod
    def showing(cls, box: BoundingBox, size: tuple[int, int]) -> Self:
        """The closest window of this size that shows the whole area."""
        top, bottom = world_y(box.north), world_y(box.south)
        across = box.longitude_span / 360
        center = world_x(box.west) + across / 2
        return cls.around(center, (top + bottom) / 2, max(across / size[0], (bottom - top) / size[1]), size)

    @classmethod
    def around(cls, x: float, y: float, unit: float, size: tuple[int, int]) -> Self:
        """A window about a point, never closer than streets nor wider than the world."""
        width, height = size
        unit = max(SMALLEST_UNIT, min(unit, 1 / width))
        half = min(unit * height / 2, 0.5)
        y = max(half, min(1 - half, y))
        return cls((x - unit * width / 2) % 1, y - unit * height / 2, unit, width, height)

    def zoomed(self, factor: float) -> Self:
        """The same center, with everything ``factor`` times as large."""
        x, y = self.center
        return self.around(x, y, self.unit / factor, (self.width, self.height))

    def panned(self, right: float, down: float) -> Self:
        """Moved by parts of its own width and height."""
        x, y = self.center
        size = (self.width, self.height)
        return self.around(x + right * self.width * self.unit, y + down * self.height * self.unit, self.unit, size)

    @property
    def center(self) -> tuple[float, float]:
        return self.left + self.width * self.unit / 2, self.top + self.height * self.unit / 2

    @property
    def box(self) -> BoundingBox:
        """What the window shows, in degrees."""
        right, bottom = self.left + self.width * self.unit, self.top + self.height * self.unit
        north, south = latitude_of(max(0.0, self.top)), latitude_of(min(1.0, bottom))
        if self.width * self.unit >= 1 - 1e-9:
            return BoundingBox(-180, south, 180, north)
        return BoundingBox(longitude_of(self.left), south, longitude_of(right), north)

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the world lies in the window, or beside it."""
        return ((x - self.left) % 1) / self.unit, (y - self.top) / self.unit
