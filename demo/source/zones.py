"""The time zone of a place in the United States or one of its territories.

A state maps to one zone; four states of the demonstration are split, and a box of latitude and longitude
says which of their places keep the other time. The boxes follow county lines as far as the published
buildings need it and are no general answer for the state.
"""

from typing import NamedTuple


class Box(NamedTuple):
    """An exception inside a state: everything between these parallels and meridians keeps ``zone``."""

    south: float
    west: float
    north: float
    east: float
    zone: str


EASTERN, CENTRAL, PACIFIC = "America/New_York", "America/Chicago", "America/Los_Angeles"

ZONE_OF_STATE: dict[str, str] = {
    **dict.fromkeys(("CT", "DC", "DE", "MA", "MD", "ME", "NH", "NJ", "NY"), EASTERN),
    **dict.fromkeys(("OH", "PA", "RI", "VA", "VT", "WV"), EASTERN),
    **dict.fromkeys(("IL", "MN", "WI"), CENTRAL),
    **dict.fromkeys(("CA", "NV"), PACIFIC),
    "AS": "Pacific/Pago_Pago",
    "AZ": "America/Phoenix",
    "GU": "Pacific/Guam",
    "HI": "Pacific/Honolulu",
    "IN": "America/Indiana/Indianapolis",
    "MI": "America/Detroit",
    "MP": "Pacific/Saipan",
    "PR": "America/Puerto_Rico",
    "VI": "America/St_Thomas",
}

EXCEPTIONS: dict[str, tuple[Box, ...]] = {
    # The Navajo Nation changes its clocks; the rest of Arizona does not.
    "AZ": (Box(35.3, -110.0, 37.1, -109.0, "America/Denver"),),
    "IN": (
        # Lake, Porter and LaPorte counties, by Chicago.
        Box(41.3, -87.6, 41.8, -86.5, CENTRAL),
        # Newton and Jasper counties.
        Box(40.7, -87.6, 41.3, -87.0, CENTRAL),
        # Posey, Vanderburgh, Warrick and Gibson counties, around Evansville.
        Box(37.7, -88.1, 38.5, -87.07, CENTRAL),
    ),
    # Gogebic, Iron and Dickinson counties, along Wisconsin.
    "MI": (Box(45.5, -90.5, 46.6, -87.6, "America/Menominee"),),
}


def time_zone_of(state: str, latitude: float, longitude: float) -> str:
    """The IANA name of the clock that people in the building go by."""
    for box in EXCEPTIONS.get(state, ()):
        if box.south <= latitude < box.north and box.west <= longitude < box.east:
            return box.zone
    return ZONE_OF_STATE[state]
