"""A part of the demonstration, loaded by the application's own write path."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import Membership, MembershipPlace, Organization, Person
from core.acting import acting
from core.changes import Change
from core.models import ExternalId
from demo.accounts import BENS_BUILDING, PASSWORD, PEOPLE
from demo.loading import everything
from demo.loading.batches import loader_of
from demo.management.commands import demo
from demo.source.buildings import BuildingRow, read_buildings
from demo.source.schools import SchoolRow, read_schools
from facilities.models import Portfolio, Property, Region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A hundred buildings with Ben's among them, and thirty schools."""

    def few_buildings() -> Iterator[BuildingRow]:
        yield from (row for number, row in enumerate(read_buildings()) if number < 100 or row.code == BENS_BUILDING)

    def few_schools() -> Iterator[SchoolRow]:
        return islice(read_schools(), 30)

    monkeypatch.setattr(everything, "read_buildings", few_buildings)
    monkeypatch.setattr(everything, "read_schools", few_schools)
    monkeypatch.setattr(demo, "logins_file", lambda: tmp_path / "demo-logins")


@pytest.fixture
def buildings() -> Organization:
    call_command("demo", "load")
    return Organization.objects.get(slug="public-buildings-service")


def test_every_row_becomes_a_property_of_its_place(buildings: Organization) -> None:
    with acting(loader_of(buildings)):
        assert Property.objects.count() == 101
        tower = Property.objects.select_related("portfolio").get(code=BENS_BUILDING)
        assert (tower.name, tower.year_built, tower.tenure) == ("JOHN C. KLUCZYNSKI FED. BLDG.", 1974, "owned")
        assert tower.time_zone == "America/Chicago"
        city = Region.objects.select_related("parent__parent").get(pk=tower.region_id)
        state = city.parent
        assert state is not None and state.parent is not None
        assert (city.name, state.name, state.parent.name) == ("CHICAGO", "Illinois", "Great Lakes")
        assert city.path.startswith(state.path)
        assert tower.portfolio.name == "Great Lakes (GSA region 5)"
        assert set(Region.objects.values_list("portfolio_id")) <= set(Portfolio.objects.values_list("id"))


def test_leases_are_facts_of_their_building(buildings: Organization) -> None:
    with acting(loader_of(buildings)):
        leased = Property.objects.get(code="WI1771")
    assert leased.custom_fields["lease_ends_on"] > leased.custom_fields["lease_starts_on"]


def test_every_record_is_in_the_history(buildings: Organization) -> None:
    with acting(loader_of(buildings)):
        created = Change.objects.filter(module="property", event="property.created")
        assert created.count() == 101
        assert set(created.values_list("source", "actor_id")) == {("demo", None)}
        assert ExternalId.objects.get(system="gsa-iolp", key=BENS_BUILDING).record_module == "property"


def test_people_have_their_role_and_place(buildings: Organization) -> None:
    with acting(loader_of(buildings)):
        ben = Membership.objects.select_related("role").get(person__email="ben@atrium.example")
        place = MembershipPlace.objects.get(membership=ben)
        assert (ben.role.template, ben.whole_organization, place.kind) == ("technician", False, "property")
        assert Property.objects.get(pk=place.place_id).code == BENS_BUILDING
        assert Membership.objects.get(person__email="ana@atrium.example").whole_organization
    assert Person.objects.get(email="ana@atrium.example").check_password(PASSWORD)


def test_cleo_runs_the_schools_and_nothing_else(buildings: Organization) -> None:
    district = Organization.objects.get(slug="school-district")
    with acting(loader_of(district)):
        assert Property.objects.count() == 30
        assert set(Membership.objects.values_list("person__email", flat=True)) == {"cleo@atrium.example"}


def test_loading_again_changes_nothing(buildings: Organization) -> None:
    call_command("demo", "load")
    call_command("demo", "load", "--if-empty")
    assert Organization.objects.get(slug="public-buildings-service").pk == buildings.pk
    assert Person.objects.count() == len(PEOPLE)


def test_logins_are_kept_for_the_next_start(buildings: Organization) -> None:
    assert "ana@atrium.example (administrator)" in demo.logins_file().read_text()


def test_other_organizations_keep_the_demonstration_out() -> None:
    Organization.objects.create(name="Lakeside", slug="lakeside")
    call_command("demo", "load", "--if-empty")
    assert not Person.objects.exists()


def test_production_is_never_filled_by_itself(settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]  # pytest-django's settings fixture
    call_command("demo", "load", "--if-empty")
    assert not Organization.objects.exists()
