"""`manage.py personal export|erase`: what an organization knows of one person, from the command line."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions.personal import erase_member, erase_occupant
from accounts.management.finding import find_organization
from accounts.models import Erasure, Membership, Organization, Person
from accounts.personal.exporting import stream_person
from accounts.personal.subjects import Subject, member_subject, occupant_subject
from core.acting import acting
from core.actor import Actor
from core.errors import RuleBroken


class Command(BaseCommand):
    """Unlike the page it has no time limit, so that an organization of any size is gone through."""

    help = "Export what an organization knows of one person, or erase the person there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="write one JSON document")
        export.add_argument("--file", type=Path, help="where it is written; without it, to the output")
        erase = verbs.add_parser("erase", help="let a pseudonym stand for the person")
        erase.add_argument("--reason", required=True, help="it is kept, and must not name the person")
        for sub in verbs.choices.values():
            sub.add_argument("--organization", required=True, help="its address, such as public-buildings-service")
            whose = sub.add_mutually_exclusive_group(required=True)
            whose.add_argument("--person", help="e-mail address of a member, of today or of before")
            whose.add_argument("--occupant", help="e-mail address that somebody without an account left")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        organization = find_organization(options["organization"])
        actor = Actor.system(organization.pk, source="command", name="Command line")
        try:
            if verb == "export":
                self.export(organization, actor, options)
            else:
                self.stdout.write(json.dumps(summary(erase(actor, options))))
        except RuleBroken as broken:
            raise CommandError(str(broken)) from broken

    def export(self, organization: Organization, actor: Actor, options: dict[str, Any]) -> None:
        """The document, piece by piece."""
        with acting(actor):
            subject = subject_of(actor, options)
        pieces = stream_person(subject, organization, actor)
        if options["file"] is None:
            write_out(pieces)
            return
        try:
            with options["file"].open("wb") as file:
                file.writelines(pieces)
        except OSError as error:
            raise CommandError(str(error)) from error


def write_out(pieces: Iterator[bytes]) -> None:
    """To whoever asked, as bytes."""
    sys.stdout.buffer.writelines(pieces)
    sys.stdout.buffer.flush()


def subject_of(actor: Actor, options: dict[str, Any]) -> Subject:
    if options["person"]:
        return member_subject(find_member(actor, options["person"]))
    return occupant_subject(options["occupant"], actor=actor)


def erase(actor: Actor, options: dict[str, Any]) -> Erasure:
    """In one transaction."""
    with acting(actor):
        if options["person"]:
            member = find_member(actor, options["person"])
            return erase_member(member, reason=options["reason"], actor=actor)
        return erase_occupant(options["occupant"], reason=options["reason"], actor=actor)


def find_member(actor: Actor, email: str) -> Membership:
    """The membership of whoever has this address."""
    rows = Membership.objects.visible_to(actor).select_related("person", "role")
    found = rows.filter(person__email=Person.objects.normalize_email(email), person__kind=Person.HUMAN).first()
    if found is None:
        raise CommandError(f"Nobody with the address {email!r} is or was a member.")
    return found


def summary(erasure: Erasure) -> dict[str, Any]:
    """What stands in their place, and how much was found."""
    return {
        "pseudonym": erasure.pseudonym,
        "account_erased": erasure.account_erased,
        "rows": erasure.counts,
    }
