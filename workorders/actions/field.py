"""Work as it is done at the place: finishing in one go, and sending from a phone without doing it twice."""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.documents.actions import add_document
from core.errors import RuleBroken
from core.writing import lock
from workorders.actions.holds import resume_work_order
from workorders.actions.life_cycle import complete_work_order
from workorders.actions.signing import LARGEST, PNG, sign_work_order
from workorders.actions.times import begin_work, check_out_work_order, create_time_entry, open_entry_of, passed
from workorders.choices import State, TimeKind
from workorders.models import Receipt, TimeEntry, WorkOrder

RECEIPTS_KEPT = timedelta(days=30)


@transaction.atomic
def finish_work_order(
    work_order: WorkOrder,
    *,
    actor: Actor,
    resolution: str,
    minutes: int | None = None,
    photos: Sequence[UploadedFile] = (),
    signed_name: str = "",
    signature: UploadedFile | None = None,
    at: datetime | None = None,
) -> WorkOrder:
    """Close a job at the place by three answers: what was done, how long it took, and a photo; a name where one signs.

    Whoever is checked in leaves with it. Work that was not started, or is on hold, is taken up first.
    """
    moment = passed(at, "at")
    order = lock(work_order, actor=actor)
    if order.state == State.ON_HOLD:
        resume_work_order(work_order, actor=actor)
        order = lock(work_order, actor=actor)
    begin_work(work_order, order, actor, at=moment)
    _write_hours(work_order, minutes, moment, actor)
    for photo in photos:
        add_document(work_order, actor=actor, file=photo)
    if signed_name.strip() or signature is not None:
        drawing = address_of(signature) if signature is not None else ""
        sign_work_order(work_order, actor=actor, signed_by=signed_name or actor.name, drawing=drawing)
    return complete_work_order(work_order, actor=actor, resolution=resolution, completed_at=moment)


def address_of(picture: UploadedFile) -> str:
    """A drawn signature as signing takes it."""
    return PNG + base64.b64encode(picture.read(LARGEST)).decode()


def _write_hours(work_order: WorkOrder, minutes: int | None, moment: datetime, actor: Actor) -> None:
    """The hours of the visit: checked in, or said now, or written down before."""
    entry = open_entry_of(actor.person_id, actor)
    if entry is not None and entry.work_order_id == work_order.pk:
        check_out_work_order(work_order, actor=actor, at=moment)
    elif minutes is not None:
        if minutes < 1:
            raise RuleBroken("minutes", "order", _("Time is longer than nothing."))
        start = moment - timedelta(minutes=minutes)
        hours: dict[str, Any] = {"kind": TimeKind.ON_SITE, "started_at": start, "ended_at": moment}
        create_time_entry(actor=actor, work_order=work_order, **hours)
    elif not TimeEntry.objects.filter(work_order_id=work_order.pk, deleted_at__isnull=True).exists():
        raise RuleBroken("minutes", "required", _("Say how long it took."))


def is_first(key: str, *, actor: Actor) -> bool:
    """Whether this sending is the first with its key. A second one waits for the first and then does nothing.

    The receipt is written in the transaction of what is done: both are there, or neither.
    """
    fresh = Receipt(organization_id=actor.organization_id, person_id=actor.person_id, key=key)  # type: ignore[misc]  # a page has one
    Receipt.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = Receipt.objects.get(Q(organization_id=actor.organization_id, person_id=actor.person_id, key=key))
    return kept.pk == fresh.pk


def delete_old_receipts(*, actor: Actor) -> int:
    """Forget what was received over a month ago; returns how many."""
    before = timezone.now() - RECEIPTS_KEPT
    rows = Receipt.objects.filter(organization_id=actor.organization_id, received_at__lt=before)
    return rows.delete()[0]
