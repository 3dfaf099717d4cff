"""`manage.py organization create|list`: the organizations of the installation, and their first administrators."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from accounts.actions.memberships import invite_person
from accounts.actions.organizations import create_organization
from accounts.choices import RoleTemplate
from accounts.models import Organization, Role
from core.acting import acting
from core.actor import Actor
from core.errors import RuleBroken


class Command(BaseCommand):
    """An organization lies in no other, so that only whoever runs the installation can open one."""

    help = "Open an organization with its roles and a first administrator, or list those there are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="open an organization")
        create.add_argument("--name", required=True)
        create.add_argument("--slug", required=True, help="its address, such as lakeside-housing")
        create.add_argument("--time-zone", required=True, help="such as America/Chicago")
        create.add_argument("--currency", default="USD", help="code of three letters")
        create.add_argument("--administrator", required=True, help="e-mail address of its first administrator")
        create.add_argument("--administrator-name", default="", help="without it the address stands for the name")
        verbs.add_parser("list", help="show every organization")
        for sub in verbs.choices.values():
            sub.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            rows = [self.create(options)] if verb == "create" else self.list()
        except RuleBroken as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(
            json.dumps(rows if verb == "list" else rows[0]) if options["format"] == "json" else said(rows)
        )

    def create(self, options: dict[str, Any]) -> dict[str, str]:
        """Open the organization; the answer tells where its administrator sets a password."""
        email = refuse_wrong_address(options["administrator"])
        values = {name: options[name] for name in ("name", "slug", "time_zone", "currency")}
        organization = create_organization(**values)
        actor = Actor.system(organization.pk, source="command", name="Command line")
        with acting(actor):
            role = Role.objects.visible_to(actor).get(template=RoleTemplate.ADMINISTRATOR)
            invitation = invite_person(actor=actor, email=email, name=options["administrator_name"] or email, role=role)
        welcome = reverse("welcome", args=[invitation.secret]) if invitation.secret else ""
        return {**summary(organization), "administrator": email, "welcome": welcome}

    def list(self) -> list[dict[str, str]]:
        """Every organization, by name."""
        return [summary(organization) for organization in Organization.objects.order_by("name", "slug")]


def refuse_wrong_address(email: str) -> str:
    """The address, before anything is written: an organization without an administrator is of no use."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"{email!r} is no e-mail address.") from error
    return email


def summary(organization: Organization) -> dict[str, str]:
    """What tells one organization from another."""
    return {"slug": organization.slug, "name": organization.name, "time_zone": organization.time_zone}


def said(rows: list[dict[str, str]]) -> str:
    """One line a member, one paragraph an organization."""
    return "\n\n".join("\n".join(f"{name}: {value or '-'}" for name, value in row.items()) for row in rows)
