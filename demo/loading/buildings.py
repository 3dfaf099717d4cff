"""The public buildings service: 4,326 federal buildings with their regions."""

from collections.abc import Sequence

from accounts.models import Organization
from demo.loading.batches import create_all, name_externally
from demo.loading.hierarchy import Hierarchy, Place, create_portfolios, create_regions
from demo.loading.interiors import BUILDING_OF_MODEL
from demo.source.buildings import BuildingRow
from facilities.choices import AssetClass, PropertyStatus, Tenure
from facilities.models import Portfolio, Property, Region

SYSTEM = "gsa-iolp"

GSA_REGIONS = {
    "R1": "New England",
    "R2": "Northeast and Caribbean",
    "R3": "Mid-Atlantic",
    "R5": "Great Lakes",
    "R9": "Pacific Rim",
    "R11": "National Capital",
}
STATES = {
    "AS": "American Samoa",
    "AZ": "Arizona",
    "CA": "California",
    "CT": "Connecticut",
    "DC": "District of Columbia",
    "DE": "Delaware",
    "GU": "Guam",
    "HI": "Hawaii",
    "IL": "Illinois",
    "IN": "Indiana",
    "MA": "Massachusetts",
    "MD": "Maryland",
    "ME": "Maine",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MP": "Northern Mariana Islands",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NV": "Nevada",
    "NY": "New York",
    "OH": "Ohio",
    "PA": "Pennsylvania",
    "PR": "Puerto Rico",
    "RI": "Rhode Island",
    "VA": "Virginia",
    "VI": "US Virgin Islands",
    "VT": "Vermont",
    "WI": "Wisconsin",
    "WV": "West Virginia",
}
# What the inventory calls BUILDING is nearly always an office; a STRUCTURE is a garage, a gate or a dock.
ASSET_CLASSES = {"BUILDING": AssetClass.OFFICE, "STRUCTURE": AssetClass.OTHER, "LAND": AssetClass.LAND}


def load_buildings(rows: Sequence[BuildingRow], organization: Organization) -> Hierarchy:
    """Create portfolios, regions and properties."""
    portfolios = create_portfolios(
        [Portfolio(code=code, name=f"{name} (GSA region {code[1:]})") for code, name in GSA_REGIONS.items()],
        organization,
    )
    names = {**GSA_REGIONS, **STATES}
    regions = create_regions(map(place_of, rows), portfolios, names, organization)
    properties = create_all(
        [_property(row, regions[place_of(row)]) for row in rows],
        event="property.created",
        organization=organization,
    )
    name_externally(properties, [row.code for row in rows], system=SYSTEM, organization=organization)
    return Hierarchy(portfolios, {property_.code: property_ for property_ in properties})


def place_of(row: BuildingRow) -> Place:
    return f"R{row.gsa_region}", row.state, row.city


def _property(row: BuildingRow, region: Region) -> Property:
    return Property(
        name=row.name,
        code=row.code,
        portfolio_id=region.portfolio_id,
        region=region,
        asset_class=ASSET_CLASSES[row.kind],
        asset_type=row.kind,
        status=PropertyStatus.ACTIVE if row.status == "Active" else PropertyStatus.EXCESS,
        tenure=Tenure.OWNED if row.owned else Tenure.LEASED,
        line1=row.street,
        city=row.city,
        state=row.state,
        postal_code=row.zip_code,
        latitude=float(row.latitude),
        longitude=float(row.longitude),
        time_zone=row.time_zone,
        rentable_area=row.rentable_area,
        year_built=row.year_built,
        tags=["interior from another building"] if row.code in BUILDING_OF_MODEL.values() else [],
    )
