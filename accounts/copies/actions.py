"""What may be asked for with the whole of an organization, and taken back."""

from django.utils.translation import gettext as _

from accounts.models import CopyKind, Organization, OrganizationCopy
from core.actor import Actor
from core.errors import RuleBroken
from core.jobs.actions import cancel_job
from core.jobs.models import AT_WORK
from core.writing import creating

EXPORT, KEEP = "accounts.export_organization", "accounts.keep_sandbox"


def request_export(organization: Organization, *, actor: Actor) -> OrganizationCopy:
    """Ask for one file with everything the organization owns."""
    return request(CopyKind.EXPORT, event="organization.export_requested", permission=EXPORT, actor=actor)


def create_sandbox(organization: Organization, *, actor: Actor) -> OrganizationCopy:
    """Ask for a copy to try things on. An organization has one, and a sandbox none."""
    actor.require(KEEP)
    refuse_sandbox(organization)
    if sandbox_of(organization) is not None:
        raise RuleBroken("", "sandbox-exists", _("There is a sandbox already. It can be reset."), status=409)
    return request(CopyKind.SANDBOX, event="organization.sandbox_requested", permission=KEEP, actor=actor)


def reset_sandbox(organization: Organization, *, actor: Actor) -> OrganizationCopy:
    """Ask for the sandbox to become what the organization is now. What was done in it is lost."""
    require_sandbox(organization, actor=actor)
    return request(CopyKind.SANDBOX, event="organization.sandbox_reset_requested", permission=KEEP, actor=actor)


def delete_sandbox(organization: Organization, *, actor: Actor) -> OrganizationCopy:
    """Ask for the sandbox to be removed, with everything in it."""
    require_sandbox(organization, actor=actor)
    event = "organization.sandbox_deletion_requested"
    return request(CopyKind.SANDBOX_DELETION, event=event, permission=KEEP, actor=actor)


def cancel_copy(copy: OrganizationCopy, *, actor: Actor) -> OrganizationCopy:
    """Stop an export that is not ready, or a sandbox. Its worker notices within some seconds, and nothing is left."""
    permission = EXPORT if copy.kind == CopyKind.EXPORT else KEEP
    return cancel_job(copy, actor=actor, permission=permission)


def request(kind: CopyKind, *, event: str, permission: str, actor: Actor) -> OrganizationCopy:
    """Write down what is to be done. One at a time: two would wait for each other."""
    copy = OrganizationCopy(kind=kind)
    with creating(copy, event=event, permission=permission, actor=actor):
        if OrganizationCopy.objects.visible_to(actor).filter(status__in=AT_WORK).exists():
            raise RuleBroken("", "copy-at-work", _("A copy of the organization is at work already."), status=409)
    return copy


def require_sandbox(organization: Organization, *, actor: Actor) -> Organization:
    """The sandbox, or RuleBroken."""
    actor.require(KEEP)
    refuse_sandbox(organization)
    sandbox = sandbox_of(organization)
    if sandbox is None:
        raise RuleBroken("", "no-sandbox", _("There is no sandbox."), status=409)
    return sandbox


def refuse_sandbox(organization: Organization) -> None:
    if organization.is_sandbox:
        raise RuleBroken("", "is-sandbox", _("This is a sandbox itself. Its original makes and resets it."), status=409)


def sandbox_of(organization: Organization) -> Organization | None:
    """The organization's sandbox, if there is one."""
    return Organization.objects.filter(sandbox_of=organization).first()
