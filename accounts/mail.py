"""Letters of accounts. They leave after the commit: nobody is told of what did not happen."""

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import Organization, Person


def deliver_invitation(person: Person, organization: Organization, *, inviter: str, link: str) -> None:
    """Tell a person that they are a member, and how to come in. From a sandbox nothing is sent: it is written down."""
    context = {"person": person, "organization": organization, "inviter": inviter, "link": link}
    subject = _("%(inviter)s invites you to %(organization)s") % {"inviter": inviter, "organization": organization.name}
    body = render_to_string("accounts/email/invitation.txt", context)
    if organization.is_sandbox:
        record = import_string(settings.ATRIUM_RECORD_MAIL)
        record(organization.pk, to=person.email, kind="invitation", subject=one_line(subject), text=body)
        return
    transaction.on_commit(partial(send_mail, one_line(subject), body, None, [person.email]))


def one_line(subject: str) -> str:
    """A subject holds no line break, whatever a name holds."""
    return " ".join(subject.split())
