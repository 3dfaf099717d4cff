"""The signature of whoever received the work."""

import base64
import binascii

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.documents.actions import add_document
from core.errors import RuleBroken
from core.writing import changing
from workorders.models import WorkOrder
from workorders.states import ACTIVE_STATES

PNG = "data:image/png;base64,"
# Characters of a drawing as a page sends it.
LARGEST = 400_000


@transaction.atomic
def sign_work_order(
    work_order: WorkOrder, *, actor: Actor, signed_by: str, drawing: str = "", version: int | None = None
) -> WorkOrder:
    """Keep who confirms the work by name, and the drawn signature as a document where there is one."""
    picture = picture_of(drawing) if drawing else b""
    with changing(
        work_order, event="work_order.signed", permission="workorders.sign_workorder", actor=actor, version=version
    ) as row:
        if row.state not in ACTIVE_STATES:
            raise RuleBroken("state", "invalid-transition", _("Work is signed while it is being done."), status=409)
        if not signed_by.strip():
            raise RuleBroken("signed_by", "required", _("Say who signs."))
        row.signed_by, row.signed_at = signed_by.strip(), timezone.now()
    if picture:
        _keep(work_order, picture, actor=actor)
    return work_order


def _keep(work_order: WorkOrder, picture: bytes, *, actor: Actor) -> None:
    name = _("Signature of %s") % work_order.signed_by
    drawn = add_document(work_order, actor=actor, file=SimpleUploadedFile("signature.png", picture), name=name)
    with changing(work_order, event="work_order.signed", actor=actor) as row:
        row.signature = drawn


def picture_of(drawing: str) -> bytes:
    """The drawing as a page sends it: a PNG as a data address."""
    try:
        if not drawing.startswith(PNG) or len(drawing) > LARGEST:
            raise ValueError
        return base64.b64decode(drawing.removeprefix(PNG), validate=True)
    except (ValueError, binascii.Error):
        raise RuleBroken("drawing", "invalid", _("This is no drawing in PNG.")) from None
