"""Who hears of a request: whoever decides on it, whoever asked, and whoever else is affected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from accounts.permissions import EVERYTHING
from core.actor import Actor
from core.changes import Change
from notifications.addresses import absolute
from notifications.kinds import Followers, Joined, Kind, Notice, NoticeRule, RecordKey
from notifications.outbox import Letter
from workorders.choices import RequestState, State
from workorders.doors import tracking_address
from workorders.intake.matching import known
from workorders.members import present_members
from workorders.models import AffectedPerson, Request, RequestComment, Transition
from workorders.request_states import PLAIN

REQUEST_KINDS = (
    Kind(name="request_new", label=_("A request comes in"), help=_("Where you decide on requests."), mail=False),
    Kind(name="request", label=_("News of what I requested"), help=_("Also of what you said affects you.")),
)
MODULES = (Request.module, RequestComment.module, Transition.module)
# The moves that somebody who waits wants to hear of.
TOLD = (State.ACCEPTED, State.IN_PROGRESS, State.COMPLETED, State.CANCELLED, State.DECLINED)
ANSWERED = (RequestState.ACCEPTED, RequestState.DUPLICATE)
# Whoever may decide on requests is told of new ones, up to so many people.
MOST_HANDLERS = 200


@dataclass(frozen=True, slots=True)
class News:
    """What somebody who asked for something is told."""

    change: Change
    request: Request
    words: Any
    note: str = ""
    part: RecordKey | None = None


def request_of(change: Change) -> UUID | None:
    """The request that a change is about; a move of a work order is about those that it answers."""
    if change.module == Request.module:
        return change.record_id
    held = (change.after or {}).get("request_id")
    return UUID(held) if held else None


def joins(changes: Sequence[Change]) -> Iterable[Joined]:
    """Nobody follows a request: who asked and who decides are told."""
    return ()


def read(changes: Sequence[Change], followers: Mapping[UUID, Followers], actor: Actor) -> list[Notice]:
    """What handlers are told, and members who asked for something themselves."""
    found = [
        notice(one, "request", people)
        for one in news_of(changes, actor)
        if (people := frozenset(filter(None, (one.request.requester_id, *affected_members(one.request)))))
    ]
    incoming = incoming_of(changes, actor)
    handlers = handlers_of(actor) if incoming else frozenset()
    return found + [notice(one, "request_new", handlers) for one in incoming]


def letters(changes: Sequence[Change], actor: Actor) -> list[Letter]:
    """Letters to people without an account who left an address: received, scheduled, on the way, done, answers."""
    news = news_of(changes, actor, received=True)
    if not news:
        return []
    organization = Organization.objects.get(pk=actor.organization_id)
    return [
        letter(one, contact, organization)
        for one in news
        for contact in contacts_of(one)
        if contact.requester_email and contact.requester_id is None
    ]


def contacts_of(one: News) -> list[Request | AffectedPerson]:
    """Whoever asked, and whoever said that it affects them too. What is answered to the requester is theirs alone."""
    return [one.request] if one.part is not None else [one.request, *one.request.affected.all()]


def news_of(changes: Sequence[Change], actor: Actor, *, received: bool = False) -> list[News]:
    """The news of a set of changes for whoever asked: decisions, moves of the work, answers."""
    moves = [one for one in changes if one.module == Transition.module and (one.after or {}).get("to_state") in TOLD]
    by_order: dict[UUID, list[Change]] = {}
    for move in moves:
        by_order.setdefault(UUID((move.after or {})["work_order_id"]), []).append(move)
    own = {key for one in changes if (key := request_of(one))}
    rows = Request.objects.visible_to(actor).filter(Q(pk__in=own) | Q(work_order_id__in=by_order, state__in=ANSWERED))
    requests = {row.pk: row for row in rows.select_related("category", "work_order").prefetch_related("affected")}
    found = [
        News(move, row, PLAIN[(move.after or {})["to_state"]], note=reason_of(move))
        for row in requests.values()
        for move in (by_order.get(row.work_order_id, ()) if row.work_order_id else ())
    ]
    for change in changes:
        row = requests.get(request_of(change) or change.record_id)
        if row is not None and (one := own_news(change, row, received)) is not None:
            found.append(one)
    return found


def own_news(change: Change, row: Request, received: bool) -> News | None:
    """What a change of the request itself, or a comment on it, tells its requester."""
    after = change.after or {}
    if change.module == RequestComment.module:
        told = change.action == "create" and not after["is_internal"] and not after["from_requester"]
        part = RecordKey(RequestComment.module, change.record_id)
        return News(change, row, _("You have an answer"), after["body"], part) if told else None
    if change.module != Request.module:
        return None
    if change.action == "create":
        return News(change, row, _("We have received it")) if received else None
    if change.changed.get("state", ("", ""))[1] == RequestState.DECLINED:
        return News(change, row, _("It will not be done"), after["decline_reason"])
    return None


def reason_of(move: Change) -> str:
    """Why work will not be done; the other moves have reasons for those who work."""
    after = move.after or {}
    return after["reason"] if after["to_state"] in (State.CANCELLED, State.DECLINED) else ""


def incoming_of(changes: Sequence[Change], actor: Actor) -> list[News]:
    """New requests, and what requesters add to them, for those who decide."""
    made = [one for one in changes if one.module == Request.module and one.action == "create"]
    said = [
        one
        for one in changes
        if one.module == RequestComment.module and one.action == "create" and (one.after or {})["from_requester"]
    ]
    keys = {key for one in (*made, *said) if (key := request_of(one))}
    rows = {row.pk: row for row in Request.objects.visible_to(actor).filter(pk__in=keys)} if keys else {}
    found = [News(one, rows[one.record_id], _("asks for something")) for one in made if one.record_id in rows]
    for one in said:
        row = rows.get(request_of(one) or one.record_id)
        if row is not None:
            part = RecordKey(RequestComment.module, one.record_id)
            found.append(News(one, row, _("answers"), (one.after or {})["body"], part))
    return found


def handlers_of(actor: Actor) -> frozenset[UUID]:
    """Members whose role decides on requests; which of them see this one is asked later."""
    decides = Q(role__permissions__contains=["workorders.accept_request"]) | Q(role__permissions__contains=[EVERYTHING])
    rows = present_members(actor).filter(decides, person__kind="human").order_by("pk")
    return frozenset(rows.values_list("person_id", flat=True)[:MOST_HANDLERS])


def affected_members(request: Request) -> list[UUID | None]:
    """Members who said that it affects them too."""
    return [one.requester_id for one in request.affected.all()]


def notice(one: News, kind: str, people: frozenset[UUID]) -> Notice:
    """A notice about a request."""
    return Notice(
        change=one.change,
        kind=kind,
        record=RecordKey(Request.module, one.request.pk),
        people=people,
        title=f"RQ-{one.request.number} {one.request.title}",
        body=one.words,
        note=one.note,
        part=one.part,
    )


def letter(one: News, contact: Request | AffectedPerson, organization: Organization) -> Letter:
    """A letter to somebody outside. The requester can answer it; the link leads to their own page.

    Whoever is affected too reads the safe words of the request, not its requester's.
    """
    number = f"RQ-{one.request.number}"
    is_own = isinstance(contact, Request)
    title = one.request.title if is_own else known(one.request).words
    return Letter(
        kind="request",
        to=contact.requester_email,
        subject=f"{number} {title}",
        template="request",
        context={
            "number": number,
            "title": title,
            "words": one.words,
            "note": one.note if is_own else "",
            "name": contact.requester_name,
            "url": absolute(tracking_address(contact)),
            "organization": organization,
        },
        record=RecordKey(Request.module, one.request.pk),
        language=contact.language,
        time_zone=organization.time_zone,
        takes_replies=is_own,
    )


REQUEST_NOTICES = NoticeRule(
    modules=MODULES,
    joins=joins,
    read=read,
    record_of=request_of,
    parts={RequestComment.module: RequestComment},
    letters=letters,
)
