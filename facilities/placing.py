"""Rules of place that several records share: what lies where, and what an actor may put there."""

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.records import Record

# One tree for what lies in portfolios, one for what lies at properties: spaces and equipment, numbered together.
REGIONS, LOCATIONS = "region", "location"


def refuse_outside_scope(row: Record, *, actor: Actor) -> None:
    """After a create or a move: who works in a part of the organization puts nothing beyond that part."""
    if actor.is_system or actor.scope.everything:
        return
    if not type(row).objects.visible_to(actor).filter(pk=row.pk).exists():
        raise RuleBroken("", "out-of-scope", _("This would lie outside the places you work in."))


def changes_place(row: Record, values: dict[str, object], names: tuple[str, ...]) -> bool:
    """Whether the given values put the record elsewhere. They name a reference by record or by id."""
    for name in names:
        if name in values:
            given = getattr(values[name], "pk", None)
        elif f"{name}_id" in values:
            given = values[f"{name}_id"]
        else:
            continue
        if str(given) != str(getattr(row, f"{name}_id")):
            return True
    return False
