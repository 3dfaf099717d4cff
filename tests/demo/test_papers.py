"""The papers of the demonstration: one file, several records that it belongs to."""

from datetime import date
from io import BytesIO

from core.acting import acting
from core.actor import Actor
from core.documents.models import Document
from demo.accounts import BENS_BUILDING
from demo.loading.hierarchy import Hierarchy
from demo.loading.papers import load_papers
from tests.cast import Cast
from workorders.actions.plans import create_maintenance_plan
from workorders.models import MaintenancePlan, WorkOrder


def test_plans_have_a_sheet_and_what_was_done_is_printed(cast: Cast) -> None:
    system = Actor.system(cast.organization.pk)
    with acting(system):
        plan = create_maintenance_plan(
            actor=system, title="Lights: test", property=cast.tower, rule="FREQ=MONTHLY", checklist="Lit\nNoted",
            starts_on=date(2026, 1, 1),
        )  # fmt: skip
    hierarchy = Hierarchy(portfolios={}, properties={BENS_BUILDING: cast.tower})
    assert load_papers(hierarchy, cast.organization) == {"documents": 1}
    with acting(system):
        (sheet,) = Document.objects.all()
        assert (sheet.name, sheet.kind, sheet.content_type) == ("Lights, test.pdf", "manual", "application/pdf")
        assert {link.record_id for link in sheet.links.all()} == {plan.pk, cast.tower.pk}
        assert BytesIO(sheet.file.read()).getvalue().startswith(b"%PDF")


def test_without_bens_building_there_are_none(cast: Cast) -> None:
    assert load_papers(Hierarchy(portfolios={}, properties={}), cast.organization) == {}
    with acting(cast.ana):
        assert not MaintenancePlan.objects.exists() and not WorkOrder.objects.filter(plan__isnull=False).exists()
