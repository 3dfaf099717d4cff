"""The school district: 714 school buildings by borough and geographic district."""

from collections.abc import Sequence

from accounts.models import Organization
from demo.loading.batches import create_all, name_externally
from demo.loading.custom_fields import OF_SCHOOLS, create_custom_fields
from demo.loading.hierarchy import Hierarchy, Place, create_portfolios, create_regions
from demo.source.schools import BOROUGHS, TIME_ZONE, SchoolRow
from facilities.choices import AssetClass
from facilities.models import Portfolio, Property, Region

SYSTEM = "nyc-sca"


def load_schools(rows: Sequence[SchoolRow], organization: Organization) -> Hierarchy:
    """Create a portfolio for each borough, its districts and its schools."""
    portfolios = create_portfolios([Portfolio(code=code, name=name) for code, name in BOROUGHS.items()], organization)
    create_custom_fields(OF_SCHOOLS, organization)
    names = {**BOROUGHS, **{row.district: f"District {row.district}" for row in rows}}
    regions = create_regions(map(place_of, rows), portfolios, names, organization)
    properties = create_all(
        [_property(row, regions[place_of(row)]) for row in rows],
        event="property.created",
        organization=organization,
    )
    name_externally(properties, [row.code for row in rows], system=SYSTEM, organization=organization)
    return Hierarchy(portfolios, {property_.code: property_ for property_ in properties})


def place_of(row: SchoolRow) -> Place:
    return row.code[0], row.district


def _property(row: SchoolRow, region: Region) -> Property:
    return Property(
        name=row.name,
        code=row.code,
        portfolio_id=region.portfolio_id,
        region=region,
        asset_class=AssetClass.EDUCATION,
        city=row.borough,
        state="NY",
        time_zone=TIME_ZONE,
        custom_fields={"other_schools": ", ".join(row.other_schools)} if row.other_schools else {},
    )
