"""What other systems call our records: written here, unique per system and module, read with the record."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Problem, RuleBroken
from core.records import ExternalId, Record
from core.writing import changing, creating, deleting, touch

LONGEST_SYSTEM, LONGEST_KEY = 60, 200
SYSTEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def set_external_ids(
    record: Record, given: Mapping[str, str | None], *, actor: Actor, whole: bool = False, fresh: bool = False
) -> None:
    """Give, change or (by None) take away external ids; with `whole` those not named are taken away too.

    The record's version moves when anything changed, unless it is `fresh`, made in the same transaction. Whoever
    calls has checked that `actor` may change the record.
    """
    present = {row.system: row for row in ExternalId.objects.visible_to(actor).filter(record_id=record.pk)}
    wanted = {system: key for system, key in given.items() if key is not None}
    gone = [row for system, row in present.items() if system not in wanted and (whole or system in given)]
    changed = [_set(record, present.get(system), system, key, actor) for system, key in sorted(wanted.items())]
    for row in gone:
        with deleting(row, event=f"{record.module}.external_id_removed", actor=actor):
            pass
    if (any(changed) or gone) and not fresh:
        touch(record, event=f"{record.module}.external_ids_changed", actor=actor)


def record_by_external_id(model: type[Record], system: str, key: str, *, actor: Actor) -> Record | None:
    """The record that `system` calls `key`; None where none is called so. NotVisible when it is not the actor's."""
    rows = ExternalId.objects.visible_to(actor).filter(record_module=model.module, system=system, key=key)
    found = rows.values_list("record_id", flat=True).first()
    if found is None:
        return None
    return model.objects.get_visible(actor, pk=found)


def _set(record: Record, row: ExternalId | None, system: str, key: str, actor: Actor) -> bool:
    """Whether anything had to be written."""
    if row is not None and row.key == key:
        return False
    event = f"{record.module}.external_id_set"
    row = row or ExternalId(record_module=record.module, record_id=record.pk, system=system)
    try:
        with (
            changing(row, event=event, actor=actor)
            if row.created_at
            else creating(row, event=event, actor=actor) as new
        ):
            new.key = key
    except RuleBroken as broken:
        problems = [Problem(f"external_ids.{system}", p.code, p.message) for p in broken.problems]
        raise RuleBroken(problems=problems, status=broken.status) from None
    return True


def external_id_problems(given: object) -> list[Problem]:
    """What is wrong with the member `external_ids`: it is an object of systems and keys, both texts."""
    if not isinstance(given, dict):
        return [Problem("external_ids", "invalid", _("Give an object of systems and keys."))]
    return [
        Problem(
            f"external_ids.{system}",
            "invalid",
            _("Systems and keys are texts of %(system)d and %(key)d characters at most, or null.")
            % {"system": LONGEST_SYSTEM, "key": LONGEST_KEY},
        )
        for system, key in given.items()
        if not (is_system(system) and (key is None or is_key(key)))
    ]


def is_system(text: object) -> bool:
    """A short name that stands in addresses, such as yardi or chicago-311."""
    return isinstance(text, str) and len(text) <= LONGEST_SYSTEM and bool(SYSTEM.fullmatch(text))


def is_key(text: object) -> bool:
    """Whatever the other system uses: printable, without spaces around it."""
    return isinstance(text, str) and 0 < len(text) <= LONGEST_KEY and text.isprintable() and text.strip() == text
