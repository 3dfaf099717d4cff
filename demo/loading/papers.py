"""Papers of Ben's building: a sheet for each of its plans, and planned work as it was printed. Invented as a whole."""

from pathlib import Path

from django.core.files.base import ContentFile

from accounts.models import Organization
from core.acting import acting
from core.documents.actions import add_document, link_document
from core.documents.choices import DocumentKind
from core.typesetting import typeset
from demo.accounts import BENS_BUILDING
from demo.loading.batches import loader_of
from demo.loading.hierarchy import Hierarchy
from workorders.models import MaintenancePlan, WorkOrder
from workorders.papers.work_order import JOINED, print_work_order

SHEET = Path(__file__).with_name("instruction.typ")
NOTE = "Made up for the demonstration: no instruction for real work."
FIELDS = ("Done on", "Signature")
PRINTED = 4


def load_papers(hierarchy: Hierarchy, organization: Organization) -> dict[str, int]:
    """Each sheet belongs to its plan and to the building; each printed order to the order and its plan."""
    place = hierarchy.properties.get(BENS_BUILDING)
    if place is None:
        return {}
    actor = loader_of(organization)
    with acting(actor):
        plans = list(MaintenancePlan.objects.visible_to(actor).filter(property=place).order_by("number"))
        asked = [plan for plan in plans if plan.checklist]
        for plan in asked:
            data = {"title": plan.title, "place": place.name, "note": NOTE, "fields": FIELDS}
            sheet = typeset(SHEET, data | {"steps": plan.checklist.splitlines()})
            file = ContentFile(sheet, f"{plan.title.replace(':', ',')}.pdf")
            document = add_document(plan, actor=actor, file=file, kind=DocumentKind.MANUAL)
            link_document(document, place, actor=actor)
        done = WorkOrder.objects.visible_to(actor).filter(plan__in=plans, completed_at__isnull=False)
        printed = list(done.select_related(*JOINED).order_by("-completed_at", "-number")[:PRINTED])
        for order in printed:
            file = ContentFile(print_work_order(order, actor=actor), f"{order}.pdf".replace(":", ","))
            document = add_document(order, actor=actor, file=file, kind=DocumentKind.REPORT)
            if order.plan is not None:
                link_document(document, order.plan, actor=actor)
    return {"documents": len(asked) + len(printed)}
