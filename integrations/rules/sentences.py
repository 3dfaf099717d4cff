"""A rule read aloud: when, if, then. And what its runs did, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor
from core.pages.fields import name_of
from core.query import Condition, QueryError, to_sentence
from core.query.ast import EVERYTHING
from core.query.sentence import referenced
from core.surfaces import Surface, surface_named, surfaces
from integrations.rules.choices import Every, When
from integrations.rules.models import EventRule, RuleRun
from integrations.rules.running import condition_of
from integrations.rules.steps import ACT, ALERT, CREATE, TASK, WEBHOOK, webhook_of
from integrations.rules.values import ELSE, FROM, MAP


@dataclass(frozen=True, slots=True)
class Sentence:
    """A rule in words: what sets it off, what must hold, and what it then does, step by step."""

    when: str
    conditions: list[str]
    then: list[str]


def say_rule(rule: EventRule, *, actor: Actor) -> Sentence:
    """The rule as a person would tell it."""
    return Sentence(say_when(rule), say_if(rule, actor), [say_step(step, rule) for step in rule.actions])


def say_when(rule: EventRule) -> str:
    """ "An event of type equipment.fault arrives from bms"."""
    if rule.when == When.SCHEDULE:
        module = surface_named(rule.record_module).plural
        words = {Every.HOUR: _("Every hour"), Every.DAY: _("Every day"), Every.WEEK: _("Every Monday")}
        often = words.get(Every(rule.every), _("On the first of every month"))
        clock = _(" at %s") % rule.at if rule.at and rule.every != Every.HOUR else ""
        return _("%(often)s%(clock)s, for each of the %(module)s") % {"often": often, "clock": clock, "module": module}
    if rule.when == When.CHANGE:
        return say_change(rule)
    source = _(" from %s") % rule.source if rule.source else ""
    about = _(" about %s") % surface_named(rule.record_module).plural if rule.record_module else ""
    kind = _("Any event") if rule.type == "*" else _("An event “%s”") % rule.type
    return _("%(kind)s%(about)s arrives%(source)s") % {"kind": kind, "about": about, "source": source}


def say_change(rule: EventRule) -> str:
    """ "A work order is completed"."""
    surface = surface_named(rule.record_module)
    past = rule.type.partition(".")[2]
    action = next((one for one in surface.actions if one.event == past), None)
    words = {"created": _("is added"), "updated": _("changes"), "deleted": _("is deleted"), "*": _("changes at all")}
    done = words.get(past) or _("is %s") % past.replace("_", " ")
    label = capfirst(surface.label)
    return f"{label} {done}" if action is None else _("%(module)s: %(verb)s") % {"module": label, "verb": action.label}


def say_if(rule: EventRule, actor: Actor) -> list[str]:
    """Each condition in words; one that is no longer understood stands as it is written."""
    try:
        condition = condition_of(rule, actor=actor)
    except QueryError:
        return [rule.condition]
    names = names_in(condition, actor)
    said = [] if condition == EVERYTHING else [chip.words for chip in to_sentence(condition, names)]
    return said + ([say_threshold(rule)] if rule.has_threshold else [])


def names_in(condition: Condition, actor: Actor) -> dict[Any, str]:
    """What the records that a condition names are called."""
    found: dict[Any, str] = {}
    by_label = {surface.model._meta.label_lower: surface.model for surface in surfaces()}
    for label, ids in referenced(condition).items():
        if model := by_label.get(label):
            found |= {row.pk: name_of(row) for row in model.objects.visible_to(actor).filter(pk__in=ids)}
    return found


def say_threshold(rule: EventRule) -> str:
    """ "Value is above 30 for 10 minutes, until it is 28 or less"."""
    limit = rule.above if rule.above is not None else rule.below
    name = capfirst(rule.measure.removeprefix("data.").replace("_", " "))
    side = _("is above") if rule.above is not None else _("is below")
    words = f"{name} {side} {limit:f}".rstrip("0").rstrip(".") if limit is not None else name
    if rule.for_minutes:
        words += _(" for ") + ngettext("%d minute", "%d minutes", rule.for_minutes) % rule.for_minutes
    if rule.clear is not None:
        words += _(" (over again at %s)") % f"{rule.clear.normalize():f}"
    return words


def say_step(step: Mapping[str, Any], rule: EventRule) -> str:
    """ "Add a work order with title “Fault” and urgency today"."""
    match step["do"]:
        case str(kind) if kind == CREATE:
            surface = surface_named(step["module"])
            return _("Add a %(module)s%(values)s") % {
                "module": surface.label,
                "values": say_values(surface, step["values"], _(" with ")),
            }
        case str(kind) if kind == TASK:
            due = _(", due %s") % say_value(step["due"]) if step.get("due") else ""
            return _("Give the task “%(title)s”%(due)s") % {"title": say_value(step["title"]), "due": due}
        case str(kind) if kind == ALERT:
            return _("Alert %(who)s: “%(title)s”") % {"who": say_people(step), "title": say_value(step["title"])}
        case str(kind) if kind == ACT:
            return say_act(step, rule)
        case str(kind) if kind == WEBHOOK:
            return say_webhook(step, rule)
    surface = surface_named(rule.record_module)
    return _("Set %(values)s of the %(module)s") % {
        "values": say_values(surface, step["values"], ""),
        "module": surface.label,
    }


def say_act(step: Mapping[str, Any], rule: EventRule) -> str:
    surface = surface_named(rule.record_module)
    action = surface.action(step["verb"])
    label = str(action.label) if action else step["verb"]
    inputs = ", ".join(f"{name.replace('_', ' ')} {say_value(value)}" for name, value in step.get("inputs", {}).items())
    words = _("%(verb)s the %(module)s") % {"verb": label, "module": surface.label}
    return f"{words} ({inputs})" if inputs else words


def say_webhook(step: Mapping[str, Any], rule: EventRule) -> str:
    webhook = webhook_of(step["webhook"], rule.organization_id)
    name = webhook.name if webhook else _("one that is no longer there")
    data = ", ".join(f"{name} “{say_value(value)}”" for name, value in step.get("data", {}).items())
    words = _("Send to the webhook “%s”") % name
    return f"{words}: {data}" if data else words


def say_values(surface: Surface, values: Mapping[str, Any], before: str) -> str:
    """Members and what they become, joined as people do."""
    parts = [
        f"{surface.model._meta.get_field(name).verbose_name} “{say_value(value)}”"  # type: ignore[union-attr]
        for name, value in values.items()
    ]
    if not parts:
        return ""
    return before + (parts[0] if len(parts) == 1 else _(" and ").join([", ".join(parts[:-1]), parts[-1]]))


def say_value(value: Any) -> str:
    """A value; one that is chosen by what came in the way in which the form writes it."""
    if not isinstance(value, Mapping):
        return str(value)
    pairs = [f"{name}={one}" for name, one in value[MAP].items()]
    pairs += [f"else={value[ELSE]}"] if ELSE in value else []
    return f"by {value[FROM]}: {', '.join(pairs)}"


def say_people(step: Mapping[str, Any]) -> str:
    """Who is told."""
    roles, people = list(step.get("roles", [])), len(step.get("people", []))
    named = [str(one) for one in roles]
    if people:
        named.append(ngettext("%d person", "%d people", people) % people)
    return ", ".join(named)


def say_run(run: RuleRun) -> str:
    """What a run did: "Added work order 12". What it did not do it says itself."""
    return "; ".join(say_result(result) for result in run.results) or run.error


def say_result(result: Mapping[str, Any]) -> str:
    if "skipped" in result:
        return str(result["skipped"])
    surface = surface_named(result["module"])
    verbs = {CREATE: _("Added"), TASK: _("Gave"), ALERT: _("Raised"), WEBHOOK: _("Sent to")}
    verb = verbs.get(result["do"], _("Changed"))
    return f"{verb} {surface.label} {surface.prefix}-{result['number']}"
