"""Sending reports that are due. Who takes one up locks its row, and its next time is committed with the letter: two
schedulers send none twice, and after an outage the missed ones are sent once."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone, translation

from accounts.models import Organization
from core.acting import acting
from core.actor import Actor
from core.errors import NotPermitted, NotVisible
from core.pages.addresses import PLACE
from core.query import QueryError
from core.writing import changing, deleting
from notifications.addresses import absolute
from notifications.models import MailSuppression
from notifications.outbox import Attachment, Letter, queue_letters
from notifications.people import actors_of
from notifications.wishes import read_wishes
from workorders.actions.report_subscriptions import asked_by
from workorders.models import ReportSubscription
from workorders.reports.catalogue import BY_NAME
from workorders.reports.counting import read_report
from workorders.reports.files import File, build_file, facts_of
from workorders.reports.rhythm import next_time

log = logging.getLogger(__name__)
AT_ONCE = 50
TRIED_AGAIN_AFTER = timedelta(hours=1)


def send_due_reports(organization: Organization) -> int:
    """Send what is due in one organization, each in a transaction of its own; returns how many were taken up."""
    actor = Actor.system(organization.pk, source="job", name="Reports by mail")
    with acting(actor):
        rows = ReportSubscription.objects.visible_to(actor).filter(next_at__lte=timezone.now())
        keys = list(rows.order_by("next_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(send_one(key, organization, actor) for key in keys)


def send_one(key: UUID, organization: Organization, actor: Actor) -> int:
    """Send one report, unless another worker has it or it is not due any more."""
    try:
        with acting(actor):
            row = take(key, actor)
            if row is not None:
                send(row, organization, actor)
            return int(row is not None)
    except Exception:  # one report that cannot be built must not hold up the others
        log.exception("report %s cannot be sent", key)
        put_off(key, actor)
        return 1


def take(key: UUID, actor: Actor) -> ReportSubscription | None:
    """The row under a lock, if it is still due."""
    rows = ReportSubscription.objects.visible_to(actor).filter(pk=key, next_at__lte=timezone.now())
    return rows.select_for_update(skip_locked=True, of=("self",), no_key=True).first()


def put_off(key: UUID, actor: Actor) -> None:
    """Try again later."""
    with acting(actor):
        row = take(key, actor)
        if row is not None:
            with changing(row, event="report_subscription.put_off", actor=actor) as held:
                held.next_at = timezone.now() + TRIED_AGAIN_AFTER


def send(row: ReportSubscription, organization: Organization, actor: Actor) -> None:
    """Write the letter and the next time. Who left, or unsubscribed by a letter's link, gets it no more."""
    reader = actors_of([row.person_id], organization.pk).get(row.person_id)
    if reader is None or is_unsubscribed(row, actor):
        with deleting(row, event="report_subscription.ended", actor=actor):
            return
    letter = compose(row, reader, organization, actor)
    with changing(row, event="report_subscription.sent", actor=actor) as held:
        held.sent_at = timezone.now()
        held.next_at = next_time(held, held.sent_at)
    queue_letters([letter], actor=actor)


def is_unsubscribed(row: ReportSubscription, actor: Actor) -> bool:
    """Whether the link at the foot of one of its letters was used."""
    return row.mail_kind in unsubscribed_kinds([row], actor)


def unsubscribed_kinds(rows: Sequence[ReportSubscription], actor: Actor) -> set[str]:
    """Which of these reports were ended by the link in a letter."""
    found = MailSuppression.objects.visible_to(actor).filter(kind__in=[row.mail_kind for row in rows])
    return set(found.values_list("kind", flat=True))


def compose(row: ReportSubscription, reader: Actor, organization: Organization, actor: Actor) -> Letter:
    """The letter with the report as a file; where it can no longer be made, the letter says why."""
    report, wishes = BY_NAME[row.report], read_wishes([reader], actor)
    language = wishes.language(row.person_id)
    with translation.override(language), timezone.override(row.time_zone):
        context: dict[str, Any] = {
            "title": str(report.label),
            "organization": organization,
            "url": page_of(row, organization),
        }
        context["ends_url"] = absolute(f"/{organization.slug}/reports/by-mail/")
        file: File | None = None
        try:
            asked = asked_by(row, reader)
            file = build_file(read_report(asked), row.format, owner=organization.name)
            context["facts"] = facts_of(asked)
        except QueryError as error:
            context["refused"] = str(error.detail)
        except (NotPermitted, NotVisible):
            context["refused"] = translation.gettext("You may not see what it is about any more, or it is gone.")
    return Letter(
        kind=row.mail_kind,
        to=row.person_id,
        subject=f"{context['title']} · {organization.name}",
        template="report",
        context=context,
        language=language,
        time_zone=row.time_zone,
        attachments=[Attachment(file.name, file.content_type, file.content)] if file else [],
    )


def page_of(row: ReportSubscription, organization: Organization) -> str:
    """The report on its page."""
    asked = "&".join(part for part in (row.question, f"{PLACE}={row.place}" if row.place else "") if part)
    return absolute(f"/{organization.slug}/reports/{row.report}/" + (f"?{asked}" if asked else ""))
