"""Which rules are set off by what happens. All that fit are, in their order."""

from collections.abc import Iterable

from core.actor import Actor
from integrations.events.models import Event
from integrations.rules.choices import When
from integrations.rules.models import EventRule


def rules_in_use(when: str, *, actor: Actor) -> list[EventRule]:
    """The organization's rules of a kind, in their order."""
    rows = EventRule.objects.filter(
        organization_id=actor.organization_id, when=when, enabled=True, archived_at__isnull=True, **EventRule.alive
    )
    return list(rows.order_by("order", "id"))


def has_rule(event: Event, *, actor: Actor) -> bool:
    """Whether any rule is meant for events of this type and source."""
    return any(fits_event(rule, event) for rule in rules_in_use(When.EVENT, actor=actor))


def fits_event(rule: EventRule, event: Event) -> bool:
    """By type, source and the module it is about; the condition is asked later."""
    about = not rule.record_module or event.subject_module in ("", rule.record_module)
    return fits(rule.type, event.type) and fits(rule.source, event.source) and about


def fits(pattern: str, name: str) -> bool:
    """`sensor.*` fits all that begins so, an empty pattern everything."""
    if pattern.endswith("*"):
        return name.startswith(pattern[:-1])
    return pattern in ("", name)


def fits_change(rule: EventRule, events: Iterable[str]) -> bool:
    """Whether the rule is meant for a change that goes by any of these names."""
    return any(fits(rule.type, name) for name in events)


def names_of_change(event: str, module: str, action: str) -> tuple[str, ...]:
    """What a change is called: by its action, and every change of a record also `<module>.updated`."""
    general = {"create": "created", "delete": "deleted"}.get(action, "updated")
    return tuple(dict.fromkeys((event, f"{module}.{general}")))
