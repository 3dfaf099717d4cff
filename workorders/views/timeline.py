"""What happened to a work order, of whatever kind, in one timeline: moves, comments, files, letters, costs."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core.documents.models import Document
from core.looks import look_of
from core.pages.history import read_history
from core.pages.requests import PageRequest
from notifications.models import Mail
from workorders.hours import say_minutes
from workorders.intake.order_panel import request_entries
from workorders.models import Escalation, WorkOrder
from workorders.surfaces.work_orders import comments_of, escalations_of, work_orders

SHOWN = 50
# Events of what tells itself, in its own words.
TOLD_APART = ("commented", "escalated", "document_added")


def entries(
    request: PageRequest, record: WorkOrder, *, documents: Iterable[Document], requests: Sequence[UUID]
) -> list[dict[str, Any]]:
    """All of it, newest first. The order's documents and the ids of the requests that it answers are given."""
    history = read_history(request, work_orders, record)
    # What a new work order said stands on the page. The history tab has all of it in full.
    changes = [one | {"changes": [] if one["is_first"] else one["changes"]} for one in history]
    found = [one for one in changes if one["verb"] not in TOLD_APART]
    found += [comment_entry(comment) for comment in comments_of([record.pk], request.actor)]
    found += request_entries(request, record) if requests else []
    found += [document_entry(document) for document in documents]
    found += mail_entries(request, [record.pk, *requests])
    found += escalation_entries(request, record)
    return sorted(found, key=lambda entry: entry["at"], reverse=True)


def document_entry(document: Document) -> dict[str, Any]:
    """A file, by whom and when it came."""
    who = document.created_by.name if document.created_by else _("Atrium")
    return {"who": who, "words": _("added a file"), "at": document.created_at, "note": document.name, "icon": "file"}


def mail_entries(request: PageRequest, records: Sequence[UUID]) -> list[dict[str, Any]]:
    """Letters about the order and its requests: all to who runs the organization, to others those to themselves."""
    rows = Mail.objects.visible_to(request.actor).filter(record_id__in=records).defer("text", "html")
    return [
        {
            "who": _("Atrium"),
            "words": _("wrote to %s") % mail.to,
            "at": mail.created_at,
            "note": f"{mail.subject} ({mail.get_state_display()})",
            "icon": "mail",
        }
        for mail in rows.order_by("-pk")[:SHOWN]
    ]


def comment_entry(comment: Any) -> dict[str, Any]:
    """A comment as an entry; an internal one never looks like one that others see."""
    internal = {"words": _("wrote an internal note"), "icon": "lock", "internal": True}
    open_to_all = {
        "words": _("commented"),
        "icon": "message",
        "tone": "info",
        "audience": _("Vendors and requesters can see"),
    }
    who = comment.created_by.name if comment.created_by else _("Atrium")
    return {
        "who": who,
        "at": comment.created_at,
        "note": comment.body,
        **(internal if comment.is_internal else open_to_all),
    }


def escalation_entries(request: PageRequest, record: WorkOrder) -> list[dict[str, Any]]:
    """Each time a rule brought the order before people: to whom, by which rule, and after how long."""
    steps: dict[tuple[Any, Any], list[Escalation]] = {}
    for one in escalations_of([record.pk], request.actor):
        steps.setdefault((one.rule_id, one.entry_id), []).append(one)
    return [escalation_entry(told) for told in steps.values()]


def escalation_entry(told: list[Escalation]) -> dict[str, Any]:
    """What one rule told of one marking of a promise."""
    first = told[0]
    names = {"people": ", ".join(one.person.name for one in told), "rule": first.rule.name}
    late = {"timer": first.get_timer_display(), "delay": say_minutes(first.delay_minutes)}
    words = _("%(timer)s: still not kept %(delay)s later") % late if first.delay_minutes else ""
    return {
        "who": _("Atrium"),
        "words": _("escalated this to %(people)s by rule “%(rule)s”") % names,
        "at": first.created_at,
        "note": words,
        **look_of("escalated")._asdict(),
    }
