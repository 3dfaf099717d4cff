"""The page of one work order: what is wrong, what was said and done, and who does what next."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from core.looks import look_of
from core.pages.answers import surface_at
from core.pages.columns import build_cell, build_column
from core.pages.documents import documents_context
from core.pages.forms import build_form
from core.pages.history import read_history
from core.pages.record_page import answer_record, get_record
from core.pages.requests import PageRequest
from notifications.actions.following import is_following
from workorders.hours import say_minutes
from workorders.intake.order_panel import request_entries, requests_of
from workorders.models import Escalation, WorkOrder
from workorders.states import OPEN_STATES
from workorders.surfaces.work_orders import comments_of, escalations_of, work_orders
from workorders.views.clocks import clocks_context
from workorders.views.costs import cost_panel
from workorders.warnings import covered

ASIDE = ("assignee", "property", "space", "equipment", "trade", "category", "impact", "urgency", "due_at",
         "reported_at", "reported_by", "started_at", "completed_at", "closed_at", "duplicate_of")  # fmt: skip


def work_order_page(request: PageRequest, organization: str, number: int) -> HttpResponse:
    """The overview; its tabs are those of every record."""
    surface = surface_at(work_orders.slug)
    request.actor.require(surface.permission("view"))
    record = get_record(request, surface, number, "sla_version")
    more = {
        "entries": entries(request, record),
        "comment_form": comment_form(request, record),
        "may_write_internal": request.actor.may("workorders.internal_workorder"),
        **documents_context(request, surface, record),
        "following": following(request, record),
        "aside": aside(request, record),
        "cost_panel": cost_panel(request, record),
        "requests": requests_of(request, record),
        "under_warranty": covered(record.equipment) if record.state in OPEN_STATES else None,
        **clocks_context(request, record),
    }
    return answer_record(request, surface, record, "", **more)


def aside(request: PageRequest, record: WorkOrder) -> list[Any]:
    """The facts at the side, in the order in which they are asked for."""
    return [build_cell(request, work_orders, record, build_column(work_orders, name)) for name in ASIDE]


def following(request: PageRequest, record: WorkOrder) -> str:
    """The verb of the button by which one follows or leaves; empty for whoever may not."""
    if not request.actor.may(work_orders.permission("follow")):
        return ""
    follows = is_following(record, actor=request.actor)
    involved = request.actor.person_id in (record.assignee_id, record.created_by_id)
    return "unfollow" if (involved if follows is None else follows) else "follow"


def comment_form(request: PageRequest, record: WorkOrder) -> Any:
    """The form of the comment action, for who may comment."""
    action = work_orders.action("comment")
    if action is None or not request.actor.may(work_orders.permission("comment")):
        return None
    return build_form(request, work_orders, action.inputs, record=record)


def entries(request: PageRequest, record: WorkOrder) -> list[dict[str, Any]]:
    """Comments, changes and escalations in one timeline, newest first."""
    history = read_history(request, work_orders, record)
    # Comments and escalations tell themselves, and what a new work order said stands on the page. The history tab has
    # all of it in full.
    changes = [one | {"changes": [] if one["is_first"] else one["changes"]} for one in history]
    changes = [one for one in changes if one["verb"] not in ("commented", "escalated")]
    comments = [comment_entry(comment) for comment in comments_of([record.pk], request.actor)]
    comments += request_entries(request, record)
    return sorted(
        [*changes, *comments, *escalation_entries(request, record)], key=lambda entry: entry["at"], reverse=True
    )


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
