"""Records that a page names: columns, conditions and facts name the same ones, and each is read once."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from core.acting import transaction_memory
from core.actor import Actor


def seen_records(model: Any, ids: Iterable[UUID], *, actor: Actor) -> dict[UUID, Any]:
    """Those of the ids that the actor sees, by id: one statement, and none for what the page has named already."""
    kept: dict[UUID, Any] = transaction_memory().setdefault(("named", model._meta.label), {})
    wanted = set(ids)
    if missing := wanted - kept.keys():
        rows = model.objects.visible_to(actor) if hasattr(model, "module") else model._default_manager.all()
        if joined := getattr(model, "named_by", ()):
            rows = rows.select_related(*joined)
        kept |= dict.fromkeys(missing) | {row.pk: row for row in rows.filter(pk__in=missing)}
    return {key: kept[key] for key in wanted if kept[key] is not None}
