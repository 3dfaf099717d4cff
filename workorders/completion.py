"""What a work order still lacks before it may be completed: required tasks, and proof of what was done."""

from django.utils.translation import gettext as _

from core.actor import Actor
from core.documents.models import DocumentLink
from core.errors import Problem
from workorders.models import CategoryRule, Task, WorkOrder

PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/heif")


def lacking(row: WorkOrder, *, resolution: str, actor: Actor) -> list[Problem]:
    """Everything that is missing, named at once. `resolution` is what is about to be said."""
    asked = asked_of(row, actor=actor)
    problems = open_tasks(row)
    if "resolution" in asked and not resolution.strip():
        problems.append(Problem("resolution", "required", _("Say what was done.")))
    if "photo" in asked and not has_photo(row):
        problems.append(Problem("", "photo-missing", _("Add a photo of the finished work first.")))
    if "signature" in asked and row.signed_at is None:
        problems.append(Problem("", "signature-missing", _("Have it signed first.")))
    return problems


def asked_of(row: WorkOrder, *, actor: Actor) -> set[str]:
    """What the order itself and its category ask for: of resolution, photo and signature."""
    rules: list[CategoryRule | WorkOrder] = [row]
    if row.category_id is not None:
        rules += CategoryRule.objects.visible_to(actor).filter(category_id=row.category_id)
    return {name for name in ("resolution", "photo", "signature") for rule in rules if getattr(rule, f"needs_{name}")}


def open_tasks(row: WorkOrder) -> list[Problem]:
    """Required tasks that are not ticked, by their titles."""
    tasks = Task.objects.filter(organization_id=row.organization_id, work_order_id=row.pk, deleted_at__isnull=True)
    waiting = tasks.filter(is_required=True, done_at__isnull=True).order_by("position", "number")
    titles = list(waiting.values_list("title", flat=True)[:10])
    return [Problem("", "tasks-open", _("Tasks are still open: %s.") % "; ".join(titles))] if titles else []


def has_photo(row: WorkOrder) -> bool:
    """Whether a picture was added since the work began."""
    links = DocumentLink.objects.filter(organization_id=row.organization_id, record_id=row.pk)
    taken = links.filter(document__content_type__in=PICTURES)
    taken = taken.exclude(document_id=row.signature_id) if row.signature_id else taken
    return taken.filter(created_at__gte=row.started_at).exists() if row.started_at else taken.exists()
