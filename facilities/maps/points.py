"""What a map needs to know of a property."""

from typing import NamedTuple


class MapPoint(NamedTuple):
    """A property at its place, with its name, its page and the town it belongs to."""

    id: str
    latitude: float
    longitude: float
    title: str
    address: str
    """Where its page is."""
    place: str = ""
    """The town, by which a group of properties is described."""
