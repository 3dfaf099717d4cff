"""A work order on paper: everything its reader may see of it, by the clock of its property."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization
from core.actor import Actor
from core.documents.models import Document
from core.figures import say_moment, say_money
from core.sight import hide_unseen
from core.surfaces import surface_named
from core.typesetting import typeset
from workorders.costs.choices import CostKind
from workorders.costs.summary import CurrencySums, Sums, sum_costs
from workorders.hours import say_minutes
from workorders.models import Cost, WorkOrder
from workorders.papers.pictures import shrink_all, split_documents
from workorders.promises.explaining import Story, tell_clocks
from workorders.surfaces.times import times_of
from workorders.surfaces.work_orders import comments_of, moves_of, tasks_of

TEMPLATE = Path(__file__).with_name("work_order.typ")
JOINED = (
    "property", "space", "equipment", "trade", "category", "assignee", "team", "vendor", "plan", "parent",
    "recall_of", "duplicate_of", "hold_reason", "signature", "created_by",
)  # fmt: skip
# In the order in which people look for them.
FACTS = (
    "property", "space", "equipment", "trade", "category", "priority", "assignee", "team", "vendor", "reported_at",
    "reported_by", "planned_start", "planned_end", "due_at", "started_at", "completed_at", "verified_at", "closed_at",
    "hold_reason", "hold_until", "cancel_reason", "parent", "recall_of", "duplicate_of", "plan", "priority_reason",
)  # fmt: skip


def print_work_order(order: WorkOrder, *, actor: Actor) -> bytes:
    """The PDF. `order` was fetched for the actor with `JOINED`; who asks is answered in their own language."""
    hide_unseen([order], actor)
    rows = Document.objects.visible_to(actor).filter(links__record_module=order.module, links__record_id=order.pk)
    rows = rows.exclude(pk=order.signature_id) if order.signature_id else rows
    pictures, others = split_documents(rows.order_by("created_at", "pk"))
    files = shrink_all([*pictures, *([order.signature] if order.signature else [])])
    data = {
        **head_of(order),
        "facts": facts_of(order),
        "texts": texts_of(order),
        "tables": [table for table in tables_of(order, actor) if table["rows"]],
        "comments": [comment_of(one, order) for one in comments_of([order.pk], actor)],
        "photos": [{"file": f"{one.pk}.jpg", "name": one.name} for one in pictures if str(one.pk) in files],
        "files": [one.name for one in [*others, *(one for one in pictures if str(one.pk) not in files)]],
        "signature": signature_of(order, files),
        "words": words_of_paper(order),
    }
    return typeset(TEMPLATE, data, {f"{key}.jpg": content for key, content in files.items()})


def head_of(order: WorkOrder) -> dict[str, str]:
    """What stands above everything."""
    organization = Organization.objects.get(pk=order.organization_id)
    return {
        "number": f"WO-{order.number}",
        "title": order.title,
        "state": order.get_state_display(),
        "owner": organization.name,
    }


def words_of_paper(order: WorkOrder) -> dict[str, str]:
    """The words of the paper itself, in the reader's language."""
    printed = say_moment(timezone.now(), order.property.time_zone)
    return {
        "comments": _("Comments"),
        "photos": _("Photos"),
        "files": _("Further files"),
        "signature": _("Signature"),
        "internal": _("Internal"),
        "page": _("Page"),
        "printed": _("Printed %(at)s. All times by the clock of %(zone)s.")
        % {"at": printed, "zone": order.property.time_zone},
    }


def facts_of(order: WorkOrder) -> list[list[str]]:
    """Label and words of what is known; what is empty is left out."""
    found = [[str(order._meta.get_field(name).verbose_name), words_for(order, name)] for name in FACTS]  # type: ignore[union-attr]
    return [[label[:1].upper() + label[1:], words] for label, words in found if words]


def words_for(order: WorkOrder, name: str) -> str:
    """One member as people say it."""
    if name == "property":
        where = ", ".join(filter(None, (order.property.line1, order.property.city)))
        return f"{order.property}\n{where}" if where else str(order.property)
    value = getattr(order, name)
    display = getattr(order, f"get_{name}_display", None)
    if value in (None, ""):
        return ""
    return at(value, order) if isinstance(value, datetime) else str(display() if display else value)


def at(moment: datetime | None, order: WorkOrder) -> str:
    """A time by the clock of the property."""
    return say_moment(moment, order.property.time_zone) if moment else "\u2014"


def texts_of(order: WorkOrder) -> list[dict[str, str]]:
    """What was written at length."""
    written = ((_("What is wrong"), order.description), (_("What was done"), order.resolution))
    return [{"title": title, "text": text} for title, text in written if text]


def tables_of(order: WorkOrder, actor: Actor) -> Iterable[dict[str, Any]]:
    """Clocks, checklist, hours, costs where they may be seen, and the history of moves."""
    yield table(
        _("Service level"),
        (_("Clock"), _("Promised"), _("Started"), _("Due"), _("Met"), _("How it stands")),
        [clock_row(story, order) for story in tell_clocks(order, actor=actor).stories],
    )
    yield table(
        _("Checklist"),
        ("", _("Step"), _("Done"), _("By")),
        [
            [
                "\u2611" if one.done_at else "\u2610",
                one.title,
                at(one.done_at, order),
                name_of(one.done_by) if one.done_at else "",
            ]
            for one in tasks_of([order.pk], actor)
        ],
    )
    hours = list(times_of([order.pk], actor))
    rows = [
        [one.person.name, one.get_kind_display(), at(one.started_at, order), at(one.ended_at, order),
         say_minutes(one.minutes or 0)]
        for one in hours
    ]  # fmt: skip
    total = [[_("Total"), "", "", "", say_minutes(sum(one.minutes or 0 for one in hours))]] if rows else []
    yield table(_("Hours"), (_("Person"), _("Kind"), _("From"), _("Until"), _("Hours")), rows + total)
    yield from cost_tables(order, actor)
    yield table(
        _("History"),
        (_("When"), _("From"), _("To"), _("By"), _("Reason")),
        [
            [at(one.at, order), one.get_from_state_display(), one.get_to_state_display(), name_of(one.created_by),
             reason_of(one)]
            for one in moves_of([order.pk], actor)
        ],
    )  # fmt: skip


def table(title: str, heads: tuple[str, ...], rows: list[list[str]]) -> dict[str, Any]:
    """A table as the template takes it."""
    return {"title": title, "heads": list(heads), "rows": rows}


def name_of(person: Any) -> str:
    """Who did it; Atrium itself has no name in the row."""
    return person.name if person else "Atrium"


def reason_of(move: Any) -> str:
    """Why: the reason of a hold, and what was written."""
    return ": ".join(filter(None, (str(move.hold_reason or ""), move.reason)))


def clock_row(story: Story, order: WorkOrder) -> list[str]:
    """One clock in a line."""
    clock = story.clock
    stands = story.left_words
    if clock.excused_at:
        stands = _("Excused: %s") % clock.excuse
    elif clock.breached_at:
        stands = _("Broken, %s") % story.left_words
    times = [at(moment, order) for moment in (clock.started_at, clock.due_at, clock.met_at)]
    return [clock.get_timer_display(), story.promised, *times, stands]


def cost_tables(order: WorkOrder, actor: Actor) -> Iterable[dict[str, Any]]:
    """The ledger's sums in each currency, for who may see what work costs."""
    if not actor.may(surface_named(Cost.module).permission("view")):
        return
    heads = (_("Kind"), _("Estimate"), _("Committed"), _("Actual"), _("Forecast"))
    for sums in sum_costs(Cost.objects.visible_to(actor).filter(work_order=order)):
        yield table(_("Costs, %s") % sums.currency, heads, cost_rows(sums))


def cost_rows(sums: CurrencySums) -> list[list[str]]:
    """A row for each kind, and their sum."""
    lines = [(str(CostKind(kind).label), one) for kind, one in sums.kinds.items()] + [(_("Total"), sums.total)]
    return [[label, *amounts(one, sums.currency)] for label, one in lines]


def amounts(sums: Sums, currency: str) -> list[str]:
    """The amounts of a row."""
    return [say_money(value, currency) for value in (sums.estimate, sums.committed, sums.actual, sums.forecast)]


def comment_of(comment: Any, order: WorkOrder) -> dict[str, Any]:
    """A comment; an internal one never looks like one that others see."""
    return {
        "who": name_of(comment.created_by),
        "at": at(comment.created_at, order),
        "text": comment.body,
        "internal": comment.is_internal,
    }


def signature_of(order: WorkOrder, files: dict[str, bytes]) -> dict[str, str] | None:
    """Who signed, when, and the drawing where it can be read."""
    if not order.signed_by:
        return None
    file = f"{order.signature_id}.jpg" if str(order.signature_id) in files else ""
    return {"by": order.signed_by, "at": at(order.signed_at, order), "file": file}
