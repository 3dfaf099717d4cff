"""What is said around a request: comments, others who are affected, the rating of the work, and taking it up again."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import changing, creating, lock, touch
from workorders.actions.life_cycle import reject_work_order
from workorders.actions.requests import acting_for
from workorders.actions.work_orders import create_work_order
from workorders.choices import RequestState
from workorders.models import AffectedPerson, Request, RequestComment, WorkOrder
from workorders.request_states import DONE, require_legal
from workorders.states import is_legal


@transaction.atomic
def add_request_comment(request: Request, *, actor: Actor, body: str, is_internal: bool = False) -> RequestComment:
    """Say something about a request. Its requester reads what is not internal."""
    actor.require("workorders.comment_request")
    if is_internal:
        actor.require("workorders.internal_request")
    return _say(request, actor, body=body, is_internal=is_internal, from_requester=is_requester(request, actor))


@transaction.atomic
def reply_to_request(request: Request, *, actor: Actor, body: str) -> RequestComment:
    """What the requester answers, on the tracking page or by mail. Whoever handles the work reads it there."""
    return _say(request, actor, body=body, is_internal=False, from_requester=True)


@transaction.atomic
def affect_request(request: Request, *, actor: Actor, **values: Any) -> AffectedPerson:
    """Say that one is affected too, instead of reporting the same again."""
    actor.require("workorders.add_request")
    row = lock(request, actor=acting_for(actor))
    require_legal(row, "withdraw")
    person = AffectedPerson(request=row, **values)
    with creating(person, event="request.affected", actor=acting_for(actor)):
        if not (person.requester_name or person.requester_email or person.requester_phone):
            person.requester_id = actor.person_id
        person.language = (get_language() or "")[:10]
    touch(row, event="request.affected", actor=actor)
    return person


def rate_request(
    request: Request, *, actor: Actor, rating: int, rating_comment: str = "", version: int | None = None
) -> Request:
    """Say how good the work was, from 1 to 5. Only the requester may, once the work is done."""
    with changing(
        request, event="request.rated", permission="workorders.rate_request", actor=actor, version=version
    ) as row:
        require_legal(row, "rate")
        if not (actor.is_system or is_requester(row, actor)):
            raise RuleBroken("", "not-the-requester", _("Only the requester rates the work."), status=409)
        if row.work_order is None or row.work_order.state not in DONE:
            raise RuleBroken("state", "not-done", _("The work is not done yet."), status=409)
        if not 1 <= rating <= 5:
            raise RuleBroken("rating", "invalid", _("A rating is a number from 1 to 5."))
        row.rating, row.rating_comment, row.rated_at = rating, rating_comment, timezone.now()
    return request


@transaction.atomic
def reopen_request(request: Request, *, actor: Actor, reason: str, version: int | None = None) -> Request:
    """Say that the work did not help. Its order is taken up again, or a new one follows where it is closed for good."""
    with changing(
        request, event="request.reopened", permission="workorders.reopen_request", actor=actor, version=version
    ) as row:
        require_legal(row, "reopen")
        if not reason.strip():
            raise RuleBroken("reason", "required", _("Say what is still wrong."))
        order = _finished_order(row)
        follower = _take_up_again(row, order, reason, actor)
        row.work_order_id, row.state, row.duplicate_of_id = follower.pk, RequestState.ACCEPTED, None
        row.reopened_at = timezone.now()
        row.rating = row.rated_at = None
        row.rating_comment = ""
    _say(request, actor, body=reason, is_internal=False, from_requester=is_requester(request, actor))
    return request


def is_requester(request: Request, actor: Actor) -> bool:
    """Whether it is the actor's own request. Nobody's own is what came in by a link."""
    return actor.person_id is not None and request.requester_id == actor.person_id


def reopens_until(order: WorkOrder) -> Any:
    """Until when a requester may say that the work did not help; None while it is not done."""
    ended = order.completed_at or order.closed_at
    return ended + timedelta(days=settings.ATRIUM_REOPEN_DAYS) if ended and order.state in DONE else None


def _finished_order(request: Request) -> WorkOrder:
    order = request.work_order
    until = reopens_until(order) if order is not None else None
    if order is None or order.state not in DONE:
        raise RuleBroken("state", "not-done", _("The work is not done yet."), status=409)
    if until is None or until < timezone.now():
        raise RuleBroken("state", "too-late", _("That was too long ago; please report it anew."), status=409)
    return order


def _take_up_again(request: Request, order: WorkOrder, reason: str, actor: Actor) -> WorkOrder:
    deputy = acting_for(actor)
    if is_legal("reject", order.state):
        return reject_work_order(order, actor=deputy, reason=reason)
    return create_work_order(
        actor=deputy,
        title=order.title,
        description=_("After WO-%(number)s: %(reason)s") % {"number": order.number, "reason": reason},
        property_id=order.property_id,
        space_id=order.space_id,
        equipment_id=order.equipment_id,
        trade_id=order.trade_id,
        category_id=order.category_id,
        recall_of_id=order.pk,
        impact=order.impact,
        urgency=order.urgency,
        reported_by=request.requester_words()[:120],
    )


def _say(request: Request, actor: Actor, **values: Any) -> RequestComment:
    lock(request, actor=actor)
    comment = RequestComment(request=request, **values)
    with creating(comment, event="request.commented", actor=actor):
        pass
    touch(request, event="request.commented", actor=actor)
    request.refresh_from_db(fields=["version", "updated_at", "updated_by", "touched_at"])
    return comment
