"""The work itself."""

import hashlib
import tempfile
from typing import IO
from uuid import UUID

from django.db import DatabaseError
from django.utils.translation import gettext as _

from accounts.copies.actions import EXPORT, KEEP
from accounts.copies.archive import in_pieces
from accounts.copies.exporting import export_organization
from accounts.copies.sandboxes import delete_sandbox, make_sandbox
from accounts.models import CopyKind, Organization, OrganizationCopy
from core.actor import Actor
from core.errors import AtriumError
from core.jobs.running import Heartbeat, Overtaken, fail, finishing, keep_file, take_up

FINISHED = {
    CopyKind.EXPORT: "organization.exported",
    CopyKind.SANDBOX: "organization.sandbox_finished",
    CopyKind.SANDBOX_DELETION: "organization.sandbox_deleted",
}


def run_copy(copy_id: UUID, *, actor: Actor) -> None:
    """Do what was asked for, from its beginning. Called outside any transaction."""
    copy = take_up(OrganizationCopy, copy_id, actor)
    if copy is None:
        return
    try:
        do(copy, actor)
    except Overtaken:
        return
    except (AtriumError, DatabaseError) as error:
        fail(copy, actor, words_of(error))
        if isinstance(error, DatabaseError):
            raise


def words_of(error: Exception) -> str:
    """What people are told: of a fault of the server no more than that there was one."""
    if isinstance(error, DatabaseError):
        return _("The database refused it; nothing was changed. The server's log says more.")
    return str(error)


def do(copy: OrganizationCopy, actor: Actor) -> None:
    """Export, copy or remove, while whoever asked may still do so."""
    actor.require(EXPORT if copy.kind == CopyKind.EXPORT else KEEP)
    organization = Organization.objects.get(pk=copy.organization_id)
    with Heartbeat(copy, actor) as beat:
        if copy.kind == CopyKind.EXPORT:
            write_export(copy, organization, actor, beat)
            return
        if copy.kind == CopyKind.SANDBOX:
            make_sandbox(organization, told=beat.note)
        else:
            delete_sandbox(organization)
    with finishing(copy, actor, FINISHED[CopyKind(copy.kind)]) as row:
        row.total = row.done = beat.total


def write_export(copy: OrganizationCopy, organization: Organization, actor: Actor, beat: Heartbeat) -> None:
    """The file, with what of it could not be found."""
    with tempfile.TemporaryFile() as file:
        outcome = export_organization(organization, file, told=beat.note)
        lost = len(outcome.missing)
        note = _("%d files were not in the storage; the manifest names them.") % lost if lost else ""
        event, checksum = FINISHED[CopyKind.EXPORT], checksum_of(file)
        keep_file(copy, actor, file, event=event, sha256=checksum, total=outcome.done, done=outcome.done, note=note)


def checksum_of(file: IO[bytes]) -> str:
    """SHA-256 of the whole file, which is at its beginning afterwards."""
    digest = hashlib.sha256()
    file.seek(0)
    for piece in in_pieces(file):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
