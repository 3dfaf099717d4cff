"""What administrators and readers decide about letters: trying again, writing no more."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from core.actor import Actor
from core.errors import RuleBroken
from core.writing import creating, deleting
from notifications.actions.preferences import set_preferences
from notifications.addresses import Subscription
from notifications.choices import MailState, SuppressionReason
from notifications.kinds import kinds
from notifications.models import Mail, MailSuppression
from notifications.people import actors_of
from notifications.wishes import Ways, read_wishes

MANAGE = "accounts.change_organization"


def retry_mail(mail: Mail, *, actor: Actor) -> None:
    """Try a letter again that was given up or not sent, for as long as a new one."""
    actor.require(MANAGE)
    Mail.objects.get_visible(actor, pk=mail.pk)
    now = timezone.now()
    rows = Mail.objects.filter(pk=mail.pk, state__in=(MailState.FAILED, MailState.SUPPRESSED))
    if not rows.update(state=MailState.QUEUED, next_attempt_at=now, created_at=now, attempts=0, error=""):
        raise RuleBroken(
            "state", "invalid-transition", _("Only a letter that was not sent is tried again."), status=409
        )


def suppress_address(
    *, actor: Actor, address: str, kind: str = "", reason: str = SuppressionReason.BY_HAND
) -> MailSuppression:
    """Write nothing more to an address, or nothing of a kind."""
    actor.require(MANAGE)
    row = MailSuppression(address=address.strip().casefold(), kind=kind, reason=reason)
    with creating(row, event="mail_suppression.created", actor=actor):
        pass
    return row


def release_address(suppression: MailSuppression, *, actor: Actor) -> None:
    """Write to an address again."""
    actor.require(MANAGE)
    with deleting(suppression, event="mail_suppression.deleted", actor=actor):
        pass


def unsubscribe(subscription: Subscription, *, everything: bool = False) -> None:
    """Write no more letters of a kind, or none at all, to whoever holds the link. It is their own wish."""
    system = Actor.system(subscription.organization_id, source="mail", name="Unsubscribing")
    if subscription.person_id is None:
        _suppress(subscription, "" if everything else subscription.kind, system)
        return
    reader = actors_of([subscription.person_id], subscription.organization_id).get(subscription.person_id)
    if reader is not None:
        known = [kind.name for kind in kinds()]
        # A gathered letter is of every kind; reports and the like are no kind of notification.
        chosen = known if everything or subscription.kind == "digest" else [subscription.kind]
        _mute(replace(reader, source="mail"), [name for name in chosen if name in known])
        if subscription.kind not in (*known, "digest"):
            address = Person.objects.get(pk=subscription.person_id).email
            _suppress(replace(subscription, address=address), subscription.kind, system)


def _mute(reader: Actor, names: Iterable[str]) -> None:
    assert reader.person_id is not None
    wishes = read_wishes([reader], reader)
    wanted = {name: Ways(wishes.ways(reader.person_id, name).in_app, mail=False) for name in names}
    set_preferences(wanted, actor=reader)


def _suppress(subscription: Subscription, kind: str, system: Actor) -> None:
    present = MailSuppression.objects.visible_to(system).filter(address=subscription.address, kind=kind)
    if not present.exists():
        suppress_address(actor=system, address=subscription.address, kind=kind, reason=SuppressionReason.UNSUBSCRIBED)
