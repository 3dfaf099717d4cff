"""Changing one record of a set, and taking that back: what somebody else has changed since is left alone."""

from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import AtriumError, RuleBroken, StaleVersion
from core.pages.addresses import record_address
from core.pages.fields import name_of
from core.pages.history import changes_of
from core.pages.requests import PageRequest
from core.surfaces import Act, Surface


def change_one(
    request: PageRequest, surface: Surface, record: Any, version: int | None, values: dict[str, Any], *, stale: str
) -> str:
    """Change a record by the module's own action; the words of what refused it, or nothing."""
    try:
        with transaction.atomic():
            cast(Act, surface.update)(record, actor=request.actor, version=version, **values)
    except StaleVersion:
        return stale
    except RuleBroken as error:
        return " ".join(one.message for one in error.problems)
    except AtriumError:
        return _("You may not change it.")
    return ""


def undo_of(request: PageRequest, surface: Surface, record: Any, of: str) -> dict[str, Any]:
    """The result of giving a record back what one request of this person took from it."""
    version, values = former_values(request, surface, record, of)
    if not values:
        return result_of(request, surface, record, _("There is nothing to take back."))
    stale = _("Somebody changed it since.")
    return result_of(request, surface, record, change_one(request, surface, record, version, values, stale=stale))


def former_values(request: PageRequest, surface: Surface, record: Any, of: str) -> tuple[int | None, dict[str, Any]]:
    """The version that the request left, and the values before it of what may be changed in bulk."""
    changes = changes_of(request.actor).filter(record_id=record.pk, module=surface.module, request_id=of)
    made = list(changes.filter(actor_id=request.actor.person_id).order_by("pk")) if of else []
    before: dict[str, Any] = {}
    for change in made:
        before = {**(change.before or {}), **before}
    fields = {one.attname: one for one in (record._meta.get_field(name) for name in surface.bulk)}
    values = {key: field.to_python(before[key]) for key, field in fields.items() if key in before}
    return (made[-1].after["version"] if made and made[-1].after else None), values


def result_of(request: PageRequest, surface: Surface, record: Any, problem: str) -> dict[str, Any]:
    """One line of the result."""
    url = record_address(request, surface, record.number)
    return {"key": record.pk, "name": name_of(record), "url": url, "problem": problem}
