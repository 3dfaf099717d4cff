"""What a rule does, step by step, as JSON; checked when the rule is saved, so that it does not fail later."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.query.errors import nearest
from core.surfaces import Action, Input, Surface, surface_named, surfaces
from integrations.events.storable import plain
from integrations.models.webhooks import Webhook
from integrations.rules.choices import Severity
from integrations.rules.models import MOST_ACTIONS, EventRule
from integrations.rules.people import role_of
from integrations.rules.values import BLANK, ELSE, FROM, MAP, is_name

CREATE, UPDATE, ACT, TASK, ALERT, WEBHOOK = "create", "update", "act", "task", "alert", "webhook"
# The members of each kind of step; those that must be there first.
MEMBERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    CREATE: (("module", "values"), ()),
    UPDATE: (("values",), ()),
    ACT: (("verb",), ("inputs",)),
    TASK: (("title",), ("due", "values")),
    ALERT: (("title",), ("text", "severity", "roles", "people")),
    WEBHOOK: (("webhook",), ("data",)),
}
LONGEST = 4000
MOST_MEMBERS = 60


def check_steps(rule: EventRule, *, actor: Actor) -> None:
    """Refuse steps that no module takes, each by its place: actions.0.values.title."""
    if not isinstance(rule.actions, list) or len(rule.actions) > MOST_ACTIONS:
        raise RuleBroken("actions", "invalid", _("Give a list of at most %d steps.") % MOST_ACTIONS)
    rule.actions = plain(rule.actions, "actions")
    for place, step in enumerate(rule.actions):
        check_step(rule, step, f"actions.{place}", actor)


def check_step(rule: EventRule, step: Any, at: str, actor: Actor) -> None:
    """One step: a known kind with its members and no others."""
    kind = step.get("do") if isinstance(step, dict) else None
    if kind not in MEMBERS:
        raise RuleBroken(f"{at}.do", "invalid_choice", _("One of: %s.") % ", ".join(MEMBERS))
    needed, further = MEMBERS[kind]
    _check_names(step, ("do", *needed, *further), at)
    for name in needed:
        if step.get(name) in (None, "", {}):
            raise RuleBroken(f"{at}.{name}", "required", _("This is required."))
    for name, value in step.items():
        check_value(value, f"{at}.{name}")
    _CHECKS[kind](rule, step, at, actor)


def _check_create(rule: EventRule, step: Mapping[str, Any], at: str, actor: Actor) -> None:
    surface = module_named(step["module"], f"{at}.module")
    if surface.create is None:
        raise RuleBroken(f"{at}.module", "invalid", _("Nothing of this module can be made by a rule."))
    _check_values(surface, step["values"], f"{at}.values")


def _check_update(rule: EventRule, step: Mapping[str, Any], at: str, actor: Actor) -> None:
    surface = surface_about(rule, at)
    if surface.update is None:
        raise RuleBroken(f"{at}.do", "invalid", _("Records of this module are not changed by rules."))
    _check_values(surface, step["values"], f"{at}.values")


def _check_act(rule: EventRule, step: Mapping[str, Any], at: str, actor: Actor) -> None:
    surface = surface_about(rule, at)
    action = surface.action(str(step["verb"]))
    if action is None:
        known = [one.verb for one in surface.actions]
        raise RuleBroken(f"{at}.verb", "invalid_choice", _("One of: %s.") % ", ".join(known))
    _check_object(step.get("inputs", {}), f"{at}.inputs")
    _check_names(step.get("inputs", {}), input_names(action), f"{at}.inputs")


def _check_task(rule: EventRule, step: Mapping[str, Any], at: str, actor: Actor) -> None:
    _check_values(surface_named("work_order"), step.get("values", {}), f"{at}.values")


def _check_alert(rule: EventRule, step: Mapping[str, Any], at: str, actor: Actor) -> None:
    if step.get("severity", Severity.WARNING) not in Severity.values:
        raise RuleBroken(f"{at}.severity", "invalid_choice", _("One of: %s.") % ", ".join(Severity.values))
    roles, people = step.get("roles", []), step.get("people", [])
    if not (isinstance(roles, list) and isinstance(people, list) and (roles or people)):
        raise RuleBroken(f"{at}.roles", "required", _("Say who is told: roles, people, or both."))
    for place, name in enumerate(roles):
        if role_of(str(name), actor=actor) is None:
            raise RuleBroken(f"{at}.roles.{place}", "unknown-reference", _("There is no such record."))
    for place, key in enumerate(people):
        if not is_id(key):
            raise RuleBroken(f"{at}.people.{place}", "invalid", _("A reference is written as the id of a record."))


def _check_webhook(rule: EventRule, step: Mapping[str, Any], at: str, actor: Actor) -> None:
    actor.require(surface_named("webhook").permission("view"))
    if webhook_of(step["webhook"], rule.organization_id or actor.organization_id) is None:
        raise RuleBroken(f"{at}.webhook", "unknown-reference", _("There is no such record."))
    data = step.get("data", {})
    _check_object(data, f"{at}.data")
    for name, value in data.items():
        if isinstance(value, list) or (isinstance(value, dict) and FROM not in value):
            raise RuleBroken(f"{at}.data.{name}", "invalid", _("Give a text, a number, or a choice by what came."))


def webhook_of(key: Any, organization_id: UUID) -> Webhook | None:
    """The webhook of that id."""
    rows = Webhook.objects.filter(organization_id=organization_id, deleted_at__isnull=True, archived_at__isnull=True)
    return rows.filter(pk=key).first() if is_id(key) else None


_CHECKS = {
    CREATE: _check_create,
    UPDATE: _check_update,
    ACT: _check_act,
    TASK: _check_task,
    ALERT: _check_alert,
    WEBHOOK: _check_webhook,
}


def input_names(action: Action) -> tuple[str, ...]:
    """What an action asks for, by name."""
    return tuple(one.name if isinstance(one, Input) else one for one in action.inputs)


def surface_about(rule: EventRule, at: str) -> Surface:
    """The module of the record that a rule is about."""
    if not rule.record_module:
        raise RuleBroken(f"{at}.do", "invalid", _("Say first what kind of record the rule is about."))
    return module_named(rule.record_module, "record_module")


def module_named(name: Any, at: str) -> Surface:
    """The surface of a module, or RuleBroken with the nearest one."""
    try:
        return surface_named(str(name))
    except KeyError:
        known = sorted(one.module for one in surfaces())
        guess = nearest(str(name), known)
        words = _("There is no such module.") + (_(" Did you mean “%s”?") % guess if guess else "")
        raise RuleBroken(at, "invalid", words) from None


def _check_values(surface: Surface, values: Any, at: str) -> None:
    """Only members that the module lets anybody write: no rule sets what an action keeps."""
    _check_object(values, at)
    _check_names(values, surface.write, at)


def _check_object(values: Any, at: str) -> None:
    if not isinstance(values, dict) or len(values) > MOST_MEMBERS:
        raise RuleBroken(at, "invalid", _("Give an object of names and values."))


def _check_names(given: Iterable[str], known: Iterable[str], at: str) -> None:
    for name in given:
        if name not in (found := tuple(known)):
            guess = nearest(name, found)
            words = _("There is no such member to write.") + (_(" Did you mean “%s”?") % guess if guess else "")
            raise RuleBroken(f"{at}.{name}", "unknown_field", words)


def check_value(value: Any, at: str) -> None:
    """Texts name only what there is; a choice by what came says from what, and which stands for which."""
    match value:
        case str():
            if len(value) > LONGEST:
                raise RuleBroken(at, "too-long", _("At most %d characters.") % LONGEST)
            for name in BLANK.findall(value):
                if not is_name(name):
                    raise RuleBroken(at, "invalid", _("“{%s}” is not known: begin with data. or record.") % name)
        case {"from": str(name), "map": {**choices}, **rest} if set(rest) <= {ELSE}:
            if not is_name(name) or any(isinstance(one, dict | list) for one in (*choices.values(), *rest.values())):
                raise RuleBroken(at, "invalid", _("A choice is {%s, %s, %s}.") % (FROM, MAP, ELSE))
        case dict():
            for name, one in value.items():
                check_value(one, f"{at}.{name}")
        case list():
            for place, one in enumerate(value):
                check_value(one, f"{at}.{place}")


def is_id(text: Any) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True
