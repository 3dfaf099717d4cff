"""`manage.py credential create|list|rotate|revoke`: keys and clients of programs, from the command line."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from accounts.actions.credentials import Issued, create_credential, revoke_credential, rotate_credential
from accounts.granting import PLACE_MODELS, Place, place_model
from accounts.management.finding import find_organization
from accounts.models import Credential, Role
from core.acting import acting
from core.actor import Actor
from core.errors import RuleBroken


class Command(BaseCommand):
    """What is issued here has no human maker: whoever may run the command runs the installation."""

    help = "Create, list, rotate and revoke the credentials of programs. A secret is printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="let a program in")
        create.add_argument("--name", required=True)
        create.add_argument("--role", required=True, help="name or template of a role, such as integration")
        create.add_argument("--scopes", required=True, help='such as "properties:read workorders:write"')
        create.add_argument("--kind", choices=[Credential.CLIENT, Credential.KEY], default=Credential.CLIENT)
        for kind in PLACE_MODELS:
            create.add_argument(f"--{kind}", action="append", default=[], help="number, code, name or id; repeatable")
        create.add_argument("--network", action="append", default=[], help="allowed network; repeatable")
        create.add_argument("--rate", type=int, default=600, help="calls a minute")
        create.add_argument("--quota", type=int, help="calls a day of UTC; without it the rate alone limits")
        create.add_argument("--expires", default="", help="date or time, in the organization's time zone")
        verbs.add_parser("list", help="show every credential")
        for verb in ("rotate", "revoke"):
            verbs.add_parser(verb).add_argument("credential", help="its id: key prefix or client id")
        until = "date or time until which the former secret opens too; a day from now unless told"
        verbs.choices["rotate"].add_argument("--until", default="", help=until)
        for sub in verbs.choices.values():
            sub.add_argument("--organization", required=True, help="its address, such as public-buildings-service")
            sub.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        organization = find_organization(options["organization"])
        actor = Actor.system(organization.pk, source="command", name="Command line")
        try:
            with acting(actor), timezone.override(organization.time_zone):
                answer = getattr(self, verb)(actor, options)
        except RuleBroken as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(json.dumps(answer) if options["format"] == "json" else as_text(answer))

    def create(self, actor: Actor, options: dict[str, Any]) -> dict[str, Any]:
        """Make a credential and show its secret."""
        issued = create_credential(
            actor=actor,
            name=options["name"],
            role=find_role(options["role"], actor),
            scopes=options["scopes"].replace(",", " ").split(),
            kind=options["kind"],
            places=[
                find_place(kind, text, actor) for kind in ("portfolio", "region", "property") for text in options[kind]
            ],
            allowed_networks=options["network"],
            rate_per_minute=options["rate"],
            calls_per_day=options["quota"],
            expires_at=parse_moment(options["expires"]),
        )
        return shown_once(issued)

    def list(self, actor: Actor, options: dict[str, Any]) -> list[dict[str, Any]]:
        """Every credential without its secret."""
        return [summary(credential) for credential in Credential.objects.visible_to(actor)]

    def rotate(self, actor: Actor, options: dict[str, Any]) -> dict[str, Any]:
        """Give a credential a new secret; the former one opens for another day, or as long as told."""
        found, until = find_credential(options["credential"], actor), parse_moment(options["until"])
        return shown_once(rotate_credential(found, actor=actor, former_until=until))

    def revoke(self, actor: Actor, options: dict[str, Any]) -> dict[str, Any]:
        """Take a credential back."""
        return summary(revoke_credential(find_credential(options["credential"], actor), actor=actor))


def shown_once(issued: Issued) -> dict[str, Any]:
    """What the maker must write down now."""
    key = {"key": issued.key} if issued.key else {}
    return {"id": issued.credential.prefix, "secret": issued.secret, **key, **summary(issued.credential)}


def summary(credential: Credential) -> dict[str, Any]:
    """What anybody with the permission may see of a credential later."""
    times = {name: getattr(credential, name) for name in ("expires_at", "former_until", "revoked_at")}
    return {
        "id": credential.prefix,
        "credential": str(credential.pk),
        "name": credential.name,
        "kind": credential.kind,
        "scopes": credential.scopes,
        "rate_per_minute": credential.rate_per_minute,
        "calls_per_day": credential.calls_per_day,
        "allowed_networks": credential.allowed_networks,
        **{name: value and value.isoformat() for name, value in times.items()},
    }


def as_text(answer: dict[str, Any] | list[dict[str, Any]]) -> str:
    """One line a member, one paragraph a credential."""
    rows = answer if isinstance(answer, list) else [answer]
    return "\n\n".join("\n".join(f"{name}: {said(value)}" for name, value in row.items()) for row in rows)


def said(value: object) -> str:
    """A value as a person reads it."""
    if isinstance(value, list):
        return " ".join(value) or "-"
    return "-" if value is None else str(value)


def find_role(text: str, actor: Actor) -> Role:
    """The role of that name, else the one made from that template."""
    roles = Role.objects.visible_to(actor)
    role = roles.filter(name__iexact=text).first() or roles.filter(template=text.lower().replace(" ", "_")).first()
    if role is None:
        known = ", ".join(roles.values_list("name", flat=True))
        raise CommandError(f"There is no role {text!r}. Roles: {known}.")
    return role


def find_place(kind: str, text: str, actor: Actor) -> Place:
    """The one place with that number, code, name or id."""
    condition = Q(name=text) | Q(code=text)
    if text.isdecimal():
        condition |= Q(number=int(text))
    if is_id(text):
        condition |= Q(pk=text)
    found = list(place_model(kind).objects.visible_to(actor).filter(condition).values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise CommandError(f"There is {'no' if not found else 'more than one'} {kind} {text!r}.")
    return Place(kind, found[0])


def find_credential(text: str, actor: Actor) -> Credential:
    """The credential with that prefix or client id."""
    credential = Credential.objects.visible_to(actor).filter(prefix=text).first()
    if credential is None:
        raise CommandError(f"There is no credential {text!r}.")
    return credential


def is_id(text: str) -> bool:
    """Whether the text is a record's id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def parse_moment(text: str) -> datetime | None:
    """A time, or the end of a day, in the organization's time zone; none for an empty text."""
    if not text:
        return None
    try:
        day, moment = parse_date(text), parse_datetime(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no date or time.") from error
    if day is not None:
        moment = datetime.combine(day, datetime.max.time())
    if moment is None:
        raise CommandError(f"{text!r} is no date or time.")
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
