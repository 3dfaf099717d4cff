"""The order in which the demonstration is filled."""

from collections.abc import Callable

from demo.accounts import PUBLIC_BUILDINGS, SCHOOL_DISTRICT
from demo.loading.buildings import load_buildings
from demo.loading.organizations import loading_organization
from demo.loading.people import create_people
from demo.loading.schools import load_schools
from demo.source.buildings import read_buildings
from demo.source.schools import read_schools

Say = Callable[[str], None]


def load_everything(say: Say) -> None:
    """Both organizations from nothing; ``say`` is told what has been done."""
    load_public_buildings(say)
    load_school_district(say)


def load_public_buildings(say: Say) -> None:
    """The federal buildings and who looks after them."""
    rows = list(read_buildings())
    with loading_organization("Public buildings service", PUBLIC_BUILDINGS, "America/Chicago") as organization:
        hierarchy = load_buildings(rows, organization)
        say(f"{len(hierarchy.properties):,} federal buildings")
        create_people(organization, hierarchy)


def load_school_district(say: Say) -> None:
    """The school buildings of New York."""
    rows = list(read_schools())
    with loading_organization("School district", SCHOOL_DISTRICT, "America/New_York") as organization:
        hierarchy = load_schools(rows, organization)
        say(f"{len(hierarchy.properties):,} school buildings")
        create_people(organization, hierarchy)
