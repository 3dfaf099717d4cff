"""`manage.py organization create|list|export|import|sandbox`: the organizations of the installation."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from accounts.actions.memberships import invite_person
from accounts.actions.organizations import create_organization
from accounts.choices import RoleTemplate
from accounts.copies.actions import create_sandbox, delete_sandbox, reset_sandbox, sandbox_of
from accounts.copies.archive import ArchiveRefused
from accounts.copies.exporting import export_organization
from accounts.copies.importing import import_organization
from accounts.copies.running import run_copy
from accounts.management.finding import find_organization
from accounts.models import Organization, Role
from core.acting import acting
from core.actor import Actor
from core.errors import RuleBroken

SANDBOX_ACTS = {"create": create_sandbox, "reset": reset_sandbox, "delete": delete_sandbox}


class Command(BaseCommand):
    """An organization lies in no other, so that only whoever runs the installation can open one."""

    help = "Open an organization, list those there are, export or import one as a whole, or keep its sandbox."

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
        export = verbs.add_parser("export", help="write all of an organization into one file")
        export.add_argument("--slug", required=True)
        export.add_argument("--file", required=True, type=Path, help="where the ZIP file is written")
        arrive = verbs.add_parser("import", help="take in what an export of another installation holds")
        arrive.add_argument("file", type=Path)
        sandbox = verbs.add_parser("sandbox", help="make, reset or delete the copy to try things on")
        sandbox.add_argument("act", choices=["create", "reset", "delete"])
        sandbox.add_argument("--slug", required=True, help="of the organization, not of its sandbox")
        for sub in verbs.choices.values():
            sub.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            rows = self.list() if verb == "list" else [self.verbs[verb](options)]
        except (RuleBroken, ArchiveRefused) as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(
            json.dumps(rows if verb == "list" else rows[0]) if options["format"] == "json" else said(rows)
        )

    @property
    def verbs(self) -> dict[str, Callable[[dict[str, Any]], dict[str, str]]]:
        return {"create": self.create, "export": self.export, "import": self.take_in, "sandbox": self.sandbox}

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

    def export(self, options: dict[str, Any]) -> dict[str, str]:
        """Write the file beside its name first: a file of that name is whole."""
        organization = find_organization(options["slug"])
        part = options["file"].with_name(f"{options['file'].name}.part")
        try:
            with part.open("wb") as file:
                outcome = export_organization(organization, file, told=lambda done, total: None)
            part.replace(options["file"])
        except OSError as error:
            raise CommandError(str(error)) from error
        finally:
            part.unlink(missing_ok=True)
        counts = {"rows": str(outcome.rows), "files": str(outcome.files), "missing": str(len(outcome.missing))}
        return {**summary(organization), "file": str(options["file"]), **counts}

    def take_in(self, options: dict[str, Any]) -> dict[str, str]:
        """The answer tells where administrators set a password, since passwords do not travel."""
        try:
            with options["file"].open("rb") as file:
                outcome = import_organization(file, told=self.progress(options))
        except OSError as error:
            raise CommandError(str(error)) from error
        welcome = {
            f"welcome {email}": reverse("welcome", args=[secret]) for email, secret in outcome.invitations.items()
        }
        counts = {"rows": str(outcome.rows), "files": str(outcome.files), "missing": str(len(outcome.missing))}
        return {**summary(outcome.organization), **counts, "known people": ", ".join(outcome.known), **welcome}

    def progress(self, options: dict[str, Any]) -> Callable[[str], None]:
        """A line for each part that is in, where the operator asked for more words."""
        return self.stderr.write if options["verbosity"] > 1 else lambda part: None

    def sandbox(self, options: dict[str, Any]) -> dict[str, str]:
        """Make, reset or delete the sandbox, and wait for it."""
        organization = find_organization(options["slug"])
        actor = Actor.system(organization.pk, source="command", name="Command line")
        with acting(actor):
            copy = SANDBOX_ACTS[options["act"]](organization, actor=actor)
        run_copy(copy.pk, actor=actor)
        with acting(actor):
            copy.refresh_from_db()
        if copy.failure:
            raise CommandError(copy.failure)
        sandbox = sandbox_of(organization)
        return {**summary(organization), "sandbox": sandbox.slug if sandbox else "", "state": copy.status}


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
