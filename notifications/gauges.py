"""How letters stand: what waits, and what was given up."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.operations.gauges import Gauge
from notifications.actions.mail import MANAGE, retry_mail
from notifications.choices import MailState
from notifications.models import Mail

# Letters given up longer ago are history.
RECENT = timedelta(days=7)
# One press takes no more.
MOST = 500


def waiting(actor: Actor) -> float:
    return Mail.objects.visible_to(actor).filter(state__in=(MailState.QUEUED, MailState.SENDING)).count()


def overdue(actor: Actor) -> float:
    """Letters that should have been tried five minutes ago."""
    late = timezone.now() - timedelta(minutes=5)
    return Mail.objects.visible_to(actor).filter(state=MailState.QUEUED, next_attempt_at__lt=late).count()


def given_up(actor: Actor) -> float:
    return Mail.objects.visible_to(actor).filter(state=MailState.FAILED, created_at__gt=timezone.now() - RECENT).count()


def try_again(actor: Actor) -> int:
    """Put the letters that were given up lately back; returns how many."""
    rows = Mail.objects.visible_to(actor).filter(state=MailState.FAILED, created_at__gt=timezone.now() - RECENT)
    found = list(rows.order_by("id")[:MOST])
    for mail in found:
        retry_mail(mail, actor=actor)
    return len(found)


MAIL_GAUGES = (
    Gauge(
        name="letters_waiting", label=_("Letters that wait"), count=waiting, path="settings/mail",
        help="Letters that wait to be sent.",
    ),
    Gauge(
        name="letters_overdue", label=_("Letters that nobody takes"), count=overdue, alarm=1, path="settings/mail",
        help="Letters that should have been tried five minutes ago.",
    ),
    Gauge(
        name="letters_failed", label=_("Letters given up"), count=given_up, alarm=1, path="settings/mail",
        retry=try_again, permission=MANAGE, help="Letters of the last week that were given up.",
    ),
)  # fmt: skip
