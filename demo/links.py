"""The links that no source has: which building, how urgent, who. Drawn by hash, so that every load agrees.

Nothing here is random: the same request meets the same building on every machine and in every release, as
long as the published rows stay the same.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from hashlib import blake2b
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from demo.source.buildings import BuildingRow
from demo.source.requests import RequestRow
from demo.source.schools import SchoolRow

T = TypeVar("T")

# Where a request goes, and which share of all requests goes there.
CITY_SHARE, STATE_SHARE = 0.5, 0.3

# People make requests where people are: a structure is a garage or a gate, land is a parking lot.
WEIGHT_OF_KIND = {"BUILDING": 1.0, "STRUCTURE": 0.2, "LAND": 0.05}
TYPICAL_AREA = Decimal(9_260)
"""Square feet; stands in where no area was measured, being the median of all buildings."""

TRADE_OF_CATEGORY = {
    "Construction Site Cleanliness/Fence": "grounds",
    "Dog feces in yard": "grounds",
    "Dumpster not being emptied": "waste",
    "Garbage in alley": "waste",
    "Garbage in yard": "grounds",
    "Graffiti Commercial Vehicle": "painting",
    "Overflowing carts": "waste",
    "Standing water": "plumbing",
    "APPLIANCE": "appliances",
    "DOOR/WINDOW": "carpentry",
    "ELECTRIC": "electrical",
    "Electrical": "electrical",
    "Elevator": "elevators",
    "FLOORING/STAIRS": "carpentry",
    "General Construction/Plumbing": "plumbing",
    "HEAT/HOT WATER": "hvac",
    "PAINT/PLASTER": "painting",
    "PLUMBING": "plumbing",
    "SAFETY": "safety",
    "UNSANITARY CONDITION": "custodial",
    "WATER LEAK": "plumbing",
}

URGENT_CATEGORIES = frozenset({"ELECTRIC", "Electrical", "Elevator", "HEAT/HOT WATER", "SAFETY", "WATER LEAK"})


class Choice(Generic[T]):
    """A set to draw from, where heavier things come up more often."""

    def __init__(self, items: Sequence[T], weights: Iterable[float]) -> None:
        self.items = items
        self.limits = list(accumulate(weights))

    def at(self, position: float) -> T:
        """The thing at a position between 0 and 1."""
        return self.items[bisect_right(self.limits, position * self.limits[-1], hi=len(self.items) - 1)]


class BuildingChoice(NamedTuple):
    """Where a Chicago request may go: the city, the rest of the state, the rest of the region."""

    city: Choice[BuildingRow]
    state: Choice[BuildingRow]
    region: Choice[BuildingRow]


def build_choice(buildings: Iterable[BuildingRow]) -> BuildingChoice:
    """Sort the active buildings of Chicago's GSA region into three circles around the city."""
    near = [row for row in buildings if row.gsa_region == "5" and row.status == "Active"]
    city = [row for row in near if (row.city, row.state) == ("CHICAGO", "IL")]
    state = [row for row in near if row.state == "IL" and row.city != "CHICAGO"]
    region = [row for row in near if row.state != "IL"]
    return BuildingChoice(*(Choice(rows, map(weight_of, rows)) for rows in (city, state, region)))


def choose_building(request: RequestRow, choice: BuildingChoice) -> BuildingRow:
    """The building that the demonstration says the request is about."""
    circle = draw(request.key, "circle")
    position = draw(request.key, "building")
    if circle < CITY_SHARE:
        return choice.city.at(position)
    return (choice.state if circle < CITY_SHARE + STATE_SHARE else choice.region).at(position)


def choose_school(request: RequestRow, schools: Sequence[SchoolRow]) -> SchoolRow:
    """A school of the borough the request came from, each as likely; of any where none is stated."""
    near = [row for row in schools if row.borough == request.borough]
    return choose_from(request, "school", near or schools)


def choose_urgency(request: RequestRow) -> tuple[str, str]:
    """Impact and urgency: few requests are urgent, most are ordinary, and danger to people comes first."""
    impact, urgency = draw(request.key, "impact"), draw(request.key, "urgency")
    if request.category in URGENT_CATEGORIES:
        return ("life_safety" if impact < 0.1 else "many"), "today"
    return (
        "many" if impact < 0.12 else "one" if impact < 0.75 else "cosmetic",
        "now" if urgency < 0.02 else "today" if urgency < 0.15 else "week" if urgency < 0.7 else "can_wait",
    )


def choose_from(request: RequestRow, purpose: str, items: Sequence[T]) -> T:
    """One of several equal possibilities, such as the technicians of a building."""
    return items[int(draw(request.key, purpose) * len(items))]


def trade_of(request: RequestRow) -> str:
    """The trade that usually does such work."""
    return TRADE_OF_CATEGORY.get(request.category, "general maintenance")


def weight_of(building: BuildingRow) -> float:
    """How many requests a building is likely to make beside another."""
    return float(building.rentable_area or TYPICAL_AREA) * WEIGHT_OF_KIND[building.kind]


def draw(key: str, purpose: str) -> float:
    """A number from 0 up to 1 that depends on nothing but the record and what it is drawn for."""
    digest = blake2b(f"{purpose}:{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
