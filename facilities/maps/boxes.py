"""The part of the world a map shows, as it stands in the address: ``?bbox=west,south,east,north``."""

from dataclasses import dataclass
from math import isfinite
from typing import Self

from django.utils.translation import gettext as _


class InvalidBoundingBox(ValueError):
    """Text that does not name a part of the world; its message is for the person who typed it."""


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """An area between two meridians and two parallels, in degrees.

    Where ``west`` is greater than ``east`` the area crosses the antimeridian, as one of Guam and Hawaii does.
    """

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what an address carries, or say in words what is wrong with it."""
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError:
            raise InvalidBoundingBox(_("An area needs four numbers: west, south, east and north in degrees.")) from None
        if not all(isfinite(value) and abs(value) <= 180 for value in (west, east)):
            raise InvalidBoundingBox(_("West and east lie between -180 and 180 degrees."))
        if not all(isfinite(value) and abs(value) <= 90 for value in (south, north)):
            raise InvalidBoundingBox(_("South and north lie between -90 and 90 degrees."))
        if south >= north or west == east:
            raise InvalidBoundingBox(_("An area has to be larger than nothing, with north above south."))
        return cls(west, south, east, north)

    def __str__(self) -> str:
        """As an address carries it: four places are eleven meters."""
        return ",".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in self.corners)

    @property
    def corners(self) -> tuple[float, float, float, float]:
        return self.west, self.south, self.east, self.north

    @property
    def crosses_antimeridian(self) -> bool:
        return self.west > self.east

    @property
    def longitude_span(self) -> float:
        """Degrees from west to east, going east."""
        return self.east - self.west + (360 if self.crosses_antimeridian else 0)

    def contains(self, latitude: float, longitude: float) -> bool:
        """Whether a place lies inside; the rule a list has to follow that is filtered by the map."""
        if not self.south <= latitude <= self.north:
            return False
        if self.crosses_antimeridian:
            return longitude >= self.west or longitude <= self.east
        return self.west <= longitude <= self.east


def wrap_longitude(longitude: float) -> float:
    """The same meridian between -180 (included) and 180."""
    return (longitude + 180) % 360 - 180
