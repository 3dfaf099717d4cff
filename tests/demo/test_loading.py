"""A part of the demonstration, loaded by the application's own write path."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db.models import F, QuerySet
from django.test import TestCase

from accounts.models import Membership, MembershipPlace, Organization, Person
from core.acting import acting
from core.changes import Change
from core.models import ExternalId
from demo.accounts import BENS_BUILDING, DOMAIN, PASSWORD, PEOPLE, WORKERS
from demo.loading import everything, interiors
from demo.loading.batches import loader_of
from demo.management.commands import demo
from demo.source.buildings import BuildingRow, read_buildings
from demo.source.requests import RequestRow, read_chicago_requests, read_new_york_requests
from demo.source.schools import SchoolRow, read_schools
from facilities.models import EquipmentServes, Lease, Property, Region, ReportingGroup, Space
from workorders.models import WorkOrder
from workorders.reports.asking import read_asked
from workorders.reports.catalogue import REPORTS
from workorders.reports.counting import read_report

# What the small load has of each report; the complete one has all of it.
SHOWN_IN_REPORTS = {
    "ageing": ("open", "overdue"),
    "service-levels": ("kept", "broken", "response_kept", "resolution_kept"),
    "plan-compliance": ("due", "in_time"),
    "costs": ("actual", "labour", "vendor"),
    "first-time-fix": ("completed", "at_once"),
    "recalls": ("completed",),
    "technicians": ("open", "completed", "hours"),
}


def people_of_the_demo() -> QuerySet[Person]:
    """Accounts that only the demonstration makes."""
    return Person.objects.filter(email__endswith=f"@{DOMAIN}")


def few_buildings() -> Iterator[BuildingRow]:
    """Those of Illinois and Wisconsin, Ben's among them."""
    return (row for row in read_buildings() if row.state in ("IL", "WI"))


def few_requests() -> Iterator[RequestRow]:
    """The first and the last of the year, so that some are still open."""
    return (row for number, row in enumerate(read_chicago_requests()) if number < 100 or number > 17_950)


def few_schools() -> Iterator[SchoolRow]:
    return islice(read_schools(), 30)


def few_complaints() -> Iterator[RequestRow]:
    return islice(read_new_york_requests(), 20)


def small_demo(folder: Path) -> ExitStack:
    """Two states instead of thirty, and one interior instead of three."""
    stack = ExitStack()
    for name, few in (
        ("read_buildings", few_buildings),
        ("read_chicago_requests", few_requests),
        ("read_schools", few_schools),
        ("read_new_york_requests", few_complaints),
    ):
        stack.enter_context(patch.object(everything, name, few))
    stack.enter_context(patch.dict(interiors.BUILDING_OF_MODEL, {"rice": "IL0303"}, clear=True))
    stack.enter_context(patch.object(demo, "logins_file", lambda: folder / "demo-logins"))
    return stack


@pytest.mark.slow
class LoadedDemo(TestCase):
    """What is there after a load."""

    folder: Path
    buildings: Organization
    schools: Organization

    @classmethod
    def setUpTestData(cls) -> None:
        folder = TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        with small_demo(cls.folder):
            call_command("demo", "load")
        cls.buildings = Organization.objects.get(slug="public-buildings-service")
        cls.schools = Organization.objects.get(slug="school-district")

    def setUp(self) -> None:
        organization = self.schools if "cleo" in self._testMethodName else self.buildings
        self.enterContext(acting(loader_of(organization)))

    def test_cleo_runs_the_schools_and_nothing_else(self) -> None:
        assert Property.objects.count() == 30
        assert WorkOrder.objects.count() == 20
        emails = set(Membership.objects.values_list("person__email", flat=True))
        assert emails == {"cleo@atrium.example", "ola@atrium.example", "raj@atrium.example"}

    def test_every_row_becomes_a_property_of_its_place(self) -> None:
        assert Property.objects.count() == len(list(few_buildings()))
        tower = Property.objects.select_related("portfolio").get(code=BENS_BUILDING)
        assert (tower.name, tower.year_built, tower.tenure) == ("JOHN C. KLUCZYNSKI FED. BLDG.", 1974, "owned")
        assert (tower.time_zone, tower.portfolio.name) == ("America/Chicago", "Great Lakes (GSA region 5)")
        city = Region.objects.select_related("parent__parent").get(properties__code=BENS_BUILDING)
        state = city.parent
        assert state is not None and state.parent is not None
        assert (city.name, state.name, state.parent.name) == ("CHICAGO", "Illinois", "Great Lakes")
        assert city.path.startswith(state.path)

    def test_a_lease_covers_its_buildings(self) -> None:
        assert Lease.objects.filter(lease_properties__property__code="WI1771", starts_on__lt=F("ends_on")).exists()

    def test_an_installation_is_a_campus(self) -> None:
        campus = ReportingGroup.objects.get(members__property__code=BENS_BUILDING)
        assert (campus.name, campus.kind) == ("CHICAGAO IL FED CTR", "campus")

    def test_an_interior_says_whose_it_is(self) -> None:
        root = Space.objects.get(property__code="IL0303", parent=None)
        assert root.name == "Interior of Rice Hall, University of Virginia"
        assert Space.objects.filter(path__under=root.path, kind="room").count() == 90
        served = EquipmentServes.objects.filter(equipment__code="AHU_1")
        assert served.count() == EquipmentServes.objects.filter(equipment__code="VAV1").count() > 0

    def test_a_request_becomes_a_work_order_with_its_dates_and_status(self) -> None:
        orders = WorkOrder.objects.filter(custom_fields__synthetic_link=True)
        assert orders.count() == len(list(few_requests()))
        first = orders.earliest("reported_at", "number")
        assert (first.title, first.state) == ("Garbage in alley", "completed")
        assert first.completed_at is not None and (first.completed_at - first.reported_at).days == 1
        assert first.custom_fields == {
            "source_number": "13-00000138",
            "source_status": "Completed",
            "synthetic_link": True,
        }

    def test_a_duplicate_is_one(self) -> None:
        duplicates = WorkOrder.objects.filter(state="duplicate")
        assert duplicates
        assert {one.cancel_reason for one in duplicates} <= {
            "Duplicate (Completed - Dup)",
            "Duplicate (Open - Dup)",
        }

    def test_some_work_is_still_to_be_done(self) -> None:
        states = set(WorkOrder.objects.values_list("state", flat=True))
        assert {"open", "assigned", "in_progress"} <= states
        started = WorkOrder.objects.filter(state="in_progress").first()
        assert started is not None and started.assignee_id is not None and started.started_at is not None

    def test_every_report_has_something_to_show(self) -> None:
        actor = replace(loader_of(self.buildings), time_zone=self.buildings.time_zone)
        totals = {
            report.name: read_report(read_asked(report, {"period": ["any"]}, actor)).total.values for report in REPORTS
        }
        for name, columns in SHOWN_IN_REPORTS.items():
            assert all(totals[name][column] for column in columns), (name, totals[name])

    def test_every_record_is_in_the_history(self) -> None:
        created = Change.objects.filter(module="work_order", event="work_order.created")
        assert created.count() == WorkOrder.objects.count()
        assert set(created.values_list("source", "actor_id")) == {("demo", None), ("rule", None)}
        assert ExternalId.objects.get(system="gsa-iolp", key=BENS_BUILDING).record_module == "property"

    def test_people_have_their_role_and_place(self) -> None:
        ben = Membership.objects.select_related("role").get(person__email="ben@atrium.example")
        place = MembershipPlace.objects.get(membership=ben)
        assert (ben.role.template, ben.whole_organization, place.kind) == ("technician", False, "property")
        assert Property.objects.get(pk=place.place_id).code == BENS_BUILDING
        assert Membership.objects.get(person__email="ana@atrium.example").whole_organization
        assert Person.objects.get(email="ana@atrium.example").check_password(PASSWORD)
        assert not Person.objects.get(email="ida@atrium.example").has_usable_password()

    def test_loading_again_changes_nothing(self) -> None:
        with small_demo(self.folder):
            call_command("demo", "load")
            call_command("demo", "load", "--if-empty")
        assert Organization.objects.get(slug="public-buildings-service").pk == self.buildings.pk
        assert people_of_the_demo().count() == len(PEOPLE) + len(WORKERS) + 1  # the platform's staff

    def test_logins_are_kept_for_the_next_start(self) -> None:
        assert "ana@atrium.example (administrator)" in (self.folder / "demo-logins").read_text()


@pytest.mark.django_db
def test_other_organizations_keep_the_demonstration_out() -> None:
    Organization.objects.create(name="Lakeview", slug="lakeview")
    call_command("demo", "load", "--if-empty")
    assert not people_of_the_demo().exists()


@pytest.mark.django_db
def test_production_is_never_filled_by_itself(settings: Any) -> None:
    settings.PRODUCTION = True
    call_command("demo", "load", "--if-empty")
    assert not people_of_the_demo().exists()
