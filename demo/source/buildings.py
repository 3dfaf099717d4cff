"""Federal buildings and their leases, as the General Services Administration lists them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from demo.source.tables import parse_area, parse_degrees, parse_year, read_table
from demo.source.zones import time_zone_of


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """One building, structure or piece of land that the government owns or rents."""

    code: str
    name: str
    campus: str
    """The installation it stands on; empty for six buildings in seven."""
    owned: bool
    gsa_region: str
    street: str
    city: str
    state: str
    zip_code: str
    latitude: Decimal
    longitude: Decimal
    time_zone: str
    rentable_area: Decimal | None
    """Square feet."""
    year_built: int | None
    status: str
    """``Active`` or ``Excess``, which is property the government wants to give up."""
    kind: str
    """``BUILDING``, ``STRUCTURE`` or ``LAND``."""


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """One term for which space in a building is rented; a number may cover several buildings."""

    building_code: str
    number: str
    starts_on: date
    ends_on: date
    area: Decimal | None


def read_buildings() -> Iterator[BuildingRow]:
    """All 4,326 rows in published order."""
    return (_building(row) for row in read_table("buildings.csv"))


def read_leases() -> Iterator[LeaseRow]:
    """All 3,834 leases; the few rows that are repeated in the source stay repeated."""
    return (_lease(row) for row in read_table("leases.csv"))


def _building(row: dict[str, str]) -> BuildingRow:
    latitude, longitude = parse_degrees(row["Latitude"]), parse_degrees(row["Longitude"])
    return BuildingRow(
        code=row["Location Code"],
        name=row["Real Property Asset Name"],
        campus=row["Installation Name"],
        owned=row["Owned or Leased"] == "F",
        gsa_region=row["GSA Region"],
        street=row["Street Address"],
        city=row["City"],
        state=row["State"],
        zip_code=row["Zip Code"],
        latitude=latitude,
        longitude=longitude,
        time_zone=time_zone_of(row["State"], float(latitude), float(longitude)),
        rentable_area=parse_area(row["Building Rentable Square Feet"]),
        year_built=parse_year(row["Construction Date"]),
        status=row["Building Status"],
        kind=row["Real Property Asset Type"],
    )


def _lease(row: dict[str, str]) -> LeaseRow:
    return LeaseRow(
        building_code=row["Location Code"],
        number=row["Lease Number"],
        starts_on=date.fromisoformat(row["Lease Effective Date"]),
        ends_on=date.fromisoformat(row["Lease Expiration Date"]),
        area=parse_area(row["Building Rentable Square Feet"]),
    )
