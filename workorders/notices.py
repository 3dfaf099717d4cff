"""Whom what happens to a work order concerns: who holds it, who made it, who follows it, and who is named."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.dateparse import parse_datetime
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.changes import Change
from notifications.kinds import Followers, Joined, Kind, Notice, NoticeRule, RecordKey
from notifications.mentions import mentioned_in
from workorders.choices import EscalateOn, State
from workorders.hours import say_minutes
from workorders.members import grouped
from workorders.models import Comment, Escalation, TeamMember, Transition, WorkOrder
from workorders.promises.planning import STATES

# In the order in which the first that fits is told.
KINDS = (
    Kind(name="mentioned", label=_("I am mentioned"), help=_("Somebody writes @ and your name.")),
    Kind(name="assigned", label=_("Work is assigned to me")),
    Kind(
        name="sla",
        label=_("A promise is at risk or broken"),
        help=_("Of work that you hold, made or follow, or that an escalation rule brings before you."),
    ),
    Kind(name="commented", label=_("Somebody comments"), help=_("On work that you hold, made or follow.")),
    Kind(name="state", label=_("Work moves on"), help=_("It is started, held, completed, closed or cancelled.")),
    Kind(name="due", label=_("The due time changes"), mail=False),
)
STATE_WORDS: dict[str, Any] = dict(State.choices)
# What is told of a promise at once, and what a rule tells of it later.
AT_ONCE: dict[str, Any] = {
    EscalateOn.AT_RISK: _("says that a promised time is at risk"),
    EscalateOn.BREACHED: _("says that a promised time has passed"),
}
LATER: dict[str, Any] = {
    EscalateOn.AT_RISK: _("says that a promised time was at risk {delay} ago and is still not kept"),
    EscalateOn.BREACHED: _("says that a promised time passed {delay} ago and is still not kept"),
}
# Whose rows nobody begins to follow by.
UNJOINED = (Transition.module, Escalation.module)
MODULES = (WorkOrder.module, Comment.module, Transition.module, Escalation.module)


def work_order_of(change: Change) -> UUID | None:
    """The work order that a change is about."""
    if change.module == WorkOrder.module:
        return change.record_id
    held = (change.after or {}).get("work_order_id")
    return UUID(held) if held else None


def joins(changes: Sequence[Change]) -> Iterable[Joined]:
    """Who reports, takes on or comments on a work order follows it from then on."""
    for change in changes:
        record_id = work_order_of(change)
        if record_id is None or change.after is None:
            continue
        key = RecordKey(WorkOrder.module, record_id)
        if change.action == "create" and change.actor_id and change.module not in UNJOINED:
            yield Joined(key, change.actor_id)
        if change.module == WorkOrder.module and (assignee := new_value(change, "assignee_id")):
            yield Joined(key, UUID(assignee))


def read(changes: Sequence[Change], followers: Mapping[UUID, Followers], actor: Actor) -> list[Notice]:
    """The notices of a set of changes."""
    own = [change for change in changes if change.module == WorkOrder.module and change.after is not None]
    parts = [change for change in changes if change.module != WorkOrder.module and change.action == "create"]
    teams = members_of_teams([change for change in own if new_value(change, "team_id")], actor)
    notices = [
        notice for change in own for notice in of_order(change, followers[change.record_id], teams.get(change.pk))
    ]
    return [*notices, *of_promises(own, followers), *of_parts(parts, followers, actor)]


def of_order(change: Change, followers: Followers, team: frozenset[UUID] | None) -> Iterable[Notice]:
    """What a change of the order itself tells: a new holder, another due time."""
    after = change.after or {}
    title = title_of(after["number"], after["title"])
    if assignee := new_value(change, "assignee_id"):
        yield notice(change, "assigned", frozenset({UUID(assignee)}), title, _("assigned it to you"))
    if team:
        yield notice(change, "assigned", team, title, _("assigned it to your team"))
    if change.action == "update" and "due_at" in change.changed:
        everybody = followers.told(person(after, "assignee_id"), person(after, "created_by_id"))
        yield notice(change, "due", everybody, title, due_words(after.get("due_at")))


def of_promises(changes: Sequence[Change], followers: Mapping[UUID, Followers]) -> Iterable[Notice]:
    """What promises that are at risk or broken tell to who is concerned."""
    for change in changes:
        if when := became_late(change):
            after = change.after or {}
            concerned = followers[change.record_id].told(person(after, "assignee_id"), person(after, "created_by_id"))
            yield notice(change, "sla", concerned, title_of(after["number"], after["title"]), AT_ONCE[when])


def became_late(change: Change) -> str:
    """What a change says of a promise: noticed by the clock, or broken by the change itself, as by another priority."""
    verb = change.event.removeprefix(f"{WorkOrder.module}.sla_")
    if verb in AT_ONCE:
        return verb
    broke = change.action == "update" and any(new_value(change, one) == EscalateOn.BREACHED for one in STATES)
    return EscalateOn.BREACHED if broke else ""


def members_of_teams(changes: Sequence[Change], actor: Actor) -> dict[int, frozenset[UUID]]:
    """The people of the team that each of these changes gives the order to."""
    given = {change.pk: UUID(new_value(change, "team_id")) for change in changes}
    rows = TeamMember.objects.visible_to(actor).filter(team_id__in=set(given.values())) if given else None
    members = grouped(rows.values_list("team_id", "person_id")) if rows is not None else {}
    return {key: members.get(team, frozenset()) for key, team in given.items()}


def of_parts(changes: Sequence[Change], followers: Mapping[UUID, Followers], actor: Actor) -> list[Notice]:
    """What comments, moves and escalations tell, for the orders they belong to."""
    if not changes:
        return []
    ids = {record_id for change in changes if (record_id := work_order_of(change))}
    orders = {row.pk: row for row in WorkOrder.objects.visible_to(actor).filter(pk__in=ids)}
    said = {change.pk: (change.after or {})["body"] for change in changes if change.module == Comment.module}
    named = mentioned_in(said, actor) if said else {}
    found: list[Notice] = []
    for change in changes:
        order = orders.get(work_order_of(change) or change.record_id)
        if order is None:
            continue
        involved = followers[order.pk].told(order.assignee_id, order.created_by_id)
        if change.module == Transition.module:
            found.append(move_notice(change, order, involved))
        elif change.module == Escalation.module:
            found.append(escalation_notice(change, order, involved))
        else:
            found.append(comment_notice(change, order, "mentioned", named[change.pk], _("mentioned you")))
            found.append(comment_notice(change, order, "commented", involved, _("commented")))
    return found


def move_notice(change: Change, order: WorkOrder, people: frozenset[UUID]) -> Notice:
    """A notice of a move, with its reason."""
    after = change.after or {}
    old, new = (STATE_WORDS.get(after[name], after[name]) for name in ("from_state", "to_state"))
    return Notice(
        change=change,
        kind="state",
        record=RecordKey(WorkOrder.module, order.pk),
        people=people,
        title=title_of(order.number, order.title),
        body=format_lazy(_("moved it from {old} to {new}"), old=old, new=new),
        note=after.get("reason") or "",
    )


def escalation_notice(change: Change, order: WorkOrder, involved: frozenset[UUID]) -> Notice:
    """What a rule brings before somebody. Whom the order concerns has heard at once what is told at once."""
    after = change.after or {}
    delay, people = after["delay_minutes"], frozenset({UUID(after["person_id"])})
    return Notice(
        change=change,
        kind="sla",
        record=RecordKey(WorkOrder.module, order.pk),
        people=people if delay else people - involved,
        title=title_of(order.number, order.title),
        body=late_words(after["escalate_on"], delay),
    )


def comment_notice(change: Change, order: WorkOrder, kind: str, people: frozenset[UUID], body: Any) -> Notice:
    """A notice of a comment: only who may read the comment may know of it."""
    return Notice(
        change=change,
        kind=kind,
        record=RecordKey(WorkOrder.module, order.pk),
        people=people,
        title=title_of(order.number, order.title),
        body=body,
        note=(change.after or {})["body"],
        part=RecordKey(Comment.module, change.record_id),
    )


def notice(change: Change, kind: str, people: frozenset[UUID], title: Any, body: Any) -> Notice:
    """A notice of a change of the order itself."""
    record = RecordKey(WorkOrder.module, change.record_id)
    return Notice(change=change, kind=kind, record=record, people=people, title=title, body=body)


def title_of(number: int, title: str) -> str:
    """What people call the order."""
    return f"WO-{number} {title}"


def new_value(change: Change, name: str) -> Any:
    """The value a member was given by this change; None where it was not changed or emptied."""
    return change.changed[name][1] if name in change.changed else None


def person(row: Mapping[str, Any], name: str) -> UUID | None:
    """A person in a row of the change record."""
    return UUID(row[name]) if row.get(name) else None


def late_words(escalate_on: str, minutes: int) -> Any:
    """What a rule tells, at once or after so many minutes."""
    return format_lazy(LATER[escalate_on], delay=lazystr(Delay(minutes))) if minutes else AT_ONCE[escalate_on]


def due_words(due_at: str | None) -> Any:
    """When it is due now, by the reader's clock."""
    moment = parse_datetime(due_at) if due_at else None
    if moment is None:
        return _("took away when it is due")
    return format_lazy(_("made it due {moment}"), moment=lazystr(Moment(moment)))


class Moment:
    """A moment that is written by the clock and in the language of whoever reads it."""

    def __init__(self, moment: Any) -> None:
        self.moment = moment

    def __str__(self) -> str:
        return format_date(timezone.localtime(self.moment), "D j M, H:i")


class Delay:
    """A length of time in the language of whoever reads it."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes

    def __str__(self) -> str:
        return say_minutes(self.minutes)


WORK_ORDER_NOTICES = NoticeRule(
    modules=MODULES, joins=joins, read=read, record_of=work_order_of, parts={Comment.module: Comment}
)
