"""Having a report sent by mail, and ending that."""

from datetime import time
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import NotPermitted, RuleBroken
from core.pages.addresses import PLACE
from core.query import QueryError
from core.writing import creating, deleting
from notifications.people import actors_of
from workorders.models import ReportSubscription
from workorders.models.report_subscriptions import MANAGE
from workorders.report_choices import ReportFormat, Rhythm
from workorders.reports.asking import Asked, read_asked
from workorders.reports.catalogue import BY_NAME
from workorders.reports.rhythm import next_time


def subscribe_to_report(
    *,
    actor: Actor,
    report: str,
    question: str = "",
    place: str = "",
    person: UUID | None = None,
    format: str = ReportFormat.PDF,
    rhythm: str = Rhythm.WEEKLY,
    weekday: int = 0,
    day: int = 1,
    clock: time = time(7),
) -> ReportSubscription:
    """Have a report sent to oneself; to another member for who runs the organization.

    It goes out by the clock of whoever gets it, and shows what they may see, whoever asked for it.
    """
    reader = reader_of(person, actor)
    assert reader.person_id is not None
    subscription = ReportSubscription(
        person_id=reader.person_id, report=report, question=question, place=place, format=format, rhythm=rhythm,
        weekday=weekday, day=day, clock=clock, time_zone=reader.time_zone,
    )  # fmt: skip
    refuse_unreadable(subscription, reader)
    with creating(subscription, event="report_subscription.created", actor=actor) as row:
        row.next_at = next_time(row, timezone.now())
    return subscription


def end_report_subscription(subscription: ReportSubscription, *, actor: Actor) -> None:
    """Send it no more. One's own for everybody, those of others for who runs the organization."""
    with deleting(subscription, event="report_subscription.ended", actor=actor):
        pass


def reader_of(person: UUID | None, actor: Actor) -> Actor:
    """Who gets it: oneself, or a member of today."""
    if person is None or person == actor.person_id:
        if actor.person_id is None:
            raise NotPermitted("workorders.add_reportsubscription")
        return actor
    actor.require(MANAGE)
    found = actors_of([person], actor.organization_id).get(person)
    if found is None:
        raise RuleBroken("person", "unknown", _("Nobody of this organization is called so."))
    return found


def refuse_unreadable(subscription: ReportSubscription, reader: Actor) -> None:
    """Refuse a question that would be refused each time."""
    if subscription.report not in BY_NAME:
        raise RuleBroken("report", "unknown", _("There is no such report."))
    try:
        asked_by(subscription, reader)
    except QueryError as error:
        raise RuleBroken("question", error.code, str(error.detail)) from error


def asked_by(subscription: ReportSubscription, reader: Actor) -> Asked:
    """The report as a subscription asks it of what its reader may see.

    Raises QueryError, NotPermitted or NotVisible where that is no longer possible.
    """
    given: dict[str, list[Any]] = parse_qs(subscription.question, keep_blank_values=True)
    if subscription.place:
        given[PLACE] = [subscription.place]
    return read_asked(BY_NAME[subscription.report], given, reader)
