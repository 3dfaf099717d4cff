"""The order in which the demonstration is filled."""

from collections.abc import Callable, Sequence
from datetime import date

from accounts.copies.catalogue import all_tables
from accounts.models import Organization, Person
from core.db.planner import analyze
from demo.accounts import BENS_BUILDING, PUBLIC_BUILDINGS, SCHOOL_DISTRICT, WORKERS
from demo.links import build_choice, choose_building, choose_school
from demo.loading.buildings import load_buildings
from demo.loading.daily_work import load_daily_work
from demo.loading.groups import load_campuses
from demo.loading.hierarchy import Hierarchy
from demo.loading.interiors import load_interiors
from demo.loading.leases import load_leases
from demo.loading.organizations import loading_organization
from demo.loading.papers import load_papers
from demo.loading.people import create_people, create_platform_staff
from demo.loading.promises import observe_holidays
from demo.loading.schools import load_schools
from demo.loading.signals import load_signals
from demo.loading.work import load_work_orders
from demo.shift import bring_forward
from demo.source.buildings import BuildingRow, read_buildings, read_leases
from demo.source.requests import RequestRow, read_chicago_requests, read_new_york_requests
from demo.source.schools import SchoolRow, read_schools
from facilities.models import Property

Say = Callable[[str], None]


def load_everything(today: date, say: Say) -> None:
    """Both organizations from nothing; ``say`` is told what has been done. The first list is as quick as any later."""
    load_public_buildings(today, say)
    load_school_district(today, say)
    create_platform_staff()
    analyze(*(table.name for table in all_tables()))


def load_public_buildings(today: date, say: Say) -> None:
    """The federal buildings, what is in them, who looks after them and what there is to do."""
    rows = list(read_buildings())
    with loading_organization("Public buildings service", PUBLIC_BUILDINGS, "America/Chicago") as organization:
        observe_holidays(organization, "US", "IL")
        hierarchy = load_buildings(rows, organization)
        say(f"{len(hierarchy.properties):,} federal buildings")
        say(f"{load_campuses(rows, hierarchy, organization):,} campuses")
        say(f"{load_leases(read_leases(), hierarchy, organization):,} leases")
        spaces, equipment = load_interiors(hierarchy, organization)
        say(f"{spaces:,} spaces and {equipment:,} pieces of equipment")
        people = create_people(organization, hierarchy)
        orders = load_chicago_requests(rows, hierarchy, people, organization, today)
        say(f"{orders:,} work orders from Chicago's requests")
        daily = load_daily_work(hierarchy, people, organization, today)
        daily |= load_signals(hierarchy, organization)
        daily |= load_papers(hierarchy, organization)
        say(", ".join(f"{count:,} {name}" for name, count in daily.items()))


def load_school_district(today: date, say: Say) -> None:
    """The school buildings of New York and what there is to do in them."""
    rows = list(read_schools())
    with loading_organization("School district", SCHOOL_DISTRICT, "America/New_York") as organization:
        observe_holidays(organization, "US", "NY")
        hierarchy = load_schools(rows, organization)
        say(f"{len(hierarchy.properties):,} school buildings")
        people = create_people(organization, hierarchy)
        orders = load_new_york_requests(rows, hierarchy, people, organization, today)
        say(f"{orders:,} work orders from New York's requests")


def load_chicago_requests(
    rows: Sequence[BuildingRow],
    hierarchy: Hierarchy,
    people: dict[str, Person],
    organization: Organization,
    today: date,
) -> int:
    """Requests in Ben's building are his and Vera's, all others go to the crew of the Great Lakes."""
    choice = build_choice(rows)
    crew, own = crew_of(organization, people), [people["Ben"], people["Ben"], people["Vera"]]

    def building_of(request: RequestRow) -> Property:
        return hierarchy.properties[choose_building(request, choice).code]

    return load_work_orders(
        bring_forward(read_chicago_requests(), today),
        building_of,
        lambda place: own if place.code == BENS_BUILDING else crew,
        system="chicago-311",
        organization=organization,
    )


def load_new_york_requests(
    rows: Sequence[SchoolRow],
    hierarchy: Hierarchy,
    people: dict[str, Person],
    organization: Organization,
    today: date,
) -> int:
    """Requests go to a school of their borough."""
    crew = crew_of(organization, people)

    def school_of(request: RequestRow) -> Property:
        return hierarchy.properties[choose_school(request, rows).code]

    return load_work_orders(
        bring_forward(read_new_york_requests(), today),
        school_of,
        lambda place: crew,
        system="nyc-311",
        organization=organization,
    )


def crew_of(organization: Organization, people: dict[str, Person]) -> list[Person]:
    return [people[one.first_name] for one in WORKERS if one.organization == organization.slug]
