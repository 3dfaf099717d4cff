"""What may be done to an organization."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.actions.roles import create_role
from accounts.addresses import RESERVED
from accounts.choices import RoleTemplate
from accounts.models import Organization
from accounts.roles import permissions_of
from core.acting import acting
from core.actor import Actor, Source
from core.errors import RuleBroken
from core.rules import validation_problems


def create_organization(*, name: str, slug: str, source: Source = "command", **values: Any) -> Organization:
    """Open an organization with its seven roles and what it starts with.

    Only the operator does this: it lies outside every organization.
    """
    organization = Organization(name=name, slug=slug, **values)
    check_organization(organization)
    with acting(Actor.system(organization.pk, source=source)) as system:
        organization.save(force_insert=True)
        for template in RoleTemplate:
            create_role(actor=system, name=str(template.label), template=template, permissions=permissions_of(template))
        for create in import_string(settings.ATRIUM_STARTS_WITH):
            create(actor=system)
    return organization


def change_organization(organization: Organization, *, actor: Actor, **values: Any) -> Organization:
    """Change name, time zone, currency or units. The address stays: others have linked to it."""
    actor.require("accounts.change_organization")
    for field in ("name", "time_zone", "currency", "country", "area_unit"):
        setattr(organization, field, values.get(field, getattr(organization, field)))
    check_organization(organization)
    organization.save()
    return organization


def check_organization(organization: Organization) -> None:
    """Run the model's rules and keep the installation's own addresses free."""
    try:
        organization.full_clean()
    except ValidationError as error:
        raise RuleBroken(problems=validation_problems(error)) from error
    if organization.slug in RESERVED:
        raise RuleBroken("slug", "reserved", _("This address is taken by Atrium itself."))
