"""Doing what a rule says: each step by the module's own action, with the rule's rights."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.scopes import may_use
from core.actor import Actor
from core.errors import NotPermitted, RuleBroken
from core.query import QueryContext
from core.records import Record
from core.surfaces import Input, Surface, surface_named
from core.writing import creating
from facilities.models import Property
from integrations.actions.webhooks import send_by_rule
from integrations.events.models import Event
from integrations.events.subjects import property_of
from integrations.rules.models import Alert, EventRule
from integrations.rules.people import people_of
from integrations.rules.steps import ACT, ALERT, CREATE, TASK, UPDATE, WEBHOOK, webhook_of
from integrations.rules.values import Facts, say, typed, typed_input

Result = dict[str, Any]
PLACES = ("property", "space", "equipment")


@dataclass
class Doing:
    """One run at work. `late` says why records must not be changed by it any more.

    In a rehearsal the event is made up, and nothing refers to it.
    """

    rule: EventRule
    facts: Facts
    actor: Actor
    context: QueryContext
    late: str = ""
    is_rehearsal: bool = False
    results: list[Result] = field(default_factory=list)

    @property
    def event(self) -> Event | None:
        return self.facts.occasion.event


def perform(doing: Doing) -> list[Result]:
    """All steps of a rule, in order: the first refusal ends it, and then none of them is kept."""
    for step in doing.rule.actions:
        doing.results.append({"do": step["do"], **_STEPS[step["do"]](doing, step)})
    return doing.results


def _create(doing: Doing, step: Mapping[str, Any]) -> Result:
    surface = surface_named(step["module"])
    values = values_of(doing, surface, step["values"])
    return made(surface, create(doing, surface, values))


def create(doing: Doing, surface: Surface, values: dict[str, Any], **more: Any) -> Record:
    """A new record, at the place that the event or record is at unless the rule says another."""
    check_scope(doing.actor, surface)
    assert surface.create
    record: Record = surface.create(actor=doing.actor, **{**place_of(doing, surface), **values}, **more)
    return record


def _update(doing: Doing, step: Mapping[str, Any]) -> Result:
    record = target_of(doing)
    surface = surface_named(record.module)
    if doing.late:
        return {"skipped": doing.late}
    values = values_of(doing, surface, step["values"])
    if not values:
        return {"skipped": _("It says nothing to change.")}
    check_scope(doing.actor, surface)
    assert surface.update
    surface.update(record, actor=doing.actor, **values)
    return {**made(surface, record), "changed": sorted(values)}


def _act(doing: Doing, step: Mapping[str, Any]) -> Result:
    record = target_of(doing)
    surface = surface_named(record.module)
    action = surface.action(step["verb"])
    assert action is not None, "checked when the rule was saved"
    if doing.late:
        return {"skipped": doing.late}
    check_scope(doing.actor, surface)
    doing.actor.require(surface.permission(action.verb))
    if not action.offered(record):
        raise RuleBroken("", "invalid-transition", _("The record's state does not allow “%s”.") % action.verb)
    given = {name: say(value, doing.facts) for name, value in step.get("inputs", {}).items()}
    inputs = {name: input_of(doing, surface, action.inputs, name, text) for name, text in given.items() if text}
    action.run(record, actor=doing.actor, **inputs)
    return {**made(surface, record), "verb": action.verb}


def _task(doing: Doing, step: Mapping[str, Any]) -> Result:
    """Something to be done by a time: a work order with one task on its checklist."""
    surface = surface_named("work_order")
    title = say(step["title"], doing.facts)[:200]
    values = values_of(doing, surface, {"due_at": step.get("due", ""), **step.get("values", {})})
    order = create(doing, surface, {**values, "title": title}, tasks=[{"title": title}])
    (task,) = order.tasks.all()  # type: ignore[attr-defined]  # every work order has a checklist
    return {**made(surface_named("task"), task), "work_order": str(order.pk), "work_order_number": order.number}


def _alert(doing: Doing, step: Mapping[str, Any]) -> Result:
    """Tell people. Whoever set the rule up decided that they are told, so it asks no right of the event's sender."""
    facts = doing.facts
    record = facts.record
    alert = Alert(
        title=say(step["title"], facts)[:200],
        text=say(step.get("text", ""), facts)[:4000],
        severity=step.get("severity", Alert._meta.get_field("severity").default),
        property_id=property_of(record) or (doing.event.property_id if doing.event else None),
        record_module=record.module if record else "",
        record_id=record.pk if record else None,
        rule=doing.rule,
        event=None if doing.is_rehearsal else doing.event,
        recipients=people_of(step.get("roles", []), step.get("people", []), actor=doing.actor),
    )
    system = Actor.system(doing.actor.organization_id, source="rule", name=doing.rule.name)
    with creating(alert, event="alert.raised", actor=system):
        pass
    return {**made(surface_named("alert"), alert), "told": len(alert.recipients)}


def _webhook(doing: Doing, step: Mapping[str, Any]) -> Result:
    """Tell another system. Like people, it is told because whoever set the rule up decided so."""
    webhook = webhook_of(step["webhook"], doing.rule.organization_id)
    if webhook is None:
        raise RuleBroken("webhook", "unknown-reference", _("There is no such webhook any more."))
    record, event, rule = doing.facts.record, doing.event, doing.rule
    body = {
        "rule": {"id": str(rule.pk), "number": rule.number, "name": rule.name},
        "event": {"source": event.source, "id": event.event_id, "type": event.type} if event else None,
        "record": {"module": record.module, "id": str(record.pk), "number": record.number} if record else None,
        "values": {name: told(value, doing.facts) for name, value in step.get("data", {}).items()},
    }
    delivery = send_by_rule(webhook, body=body)
    return {**made(surface_named("webhook"), webhook), "delivery": str(delivery.pk)}


def told(value: Any, facts: Facts) -> Any:
    """A text with its blanks filled in, or chosen by what came; anything else as it is."""
    return say(value, facts) if isinstance(value, str | Mapping) else value


_STEPS = {CREATE: _create, UPDATE: _update, ACT: _act, TASK: _task, ALERT: _alert, WEBHOOK: _webhook}


def made(surface: Surface, record: Record) -> Result:
    """How a result names a record."""
    return {"module": surface.module, "id": str(record.pk), "number": record.number}


def target_of(doing: Doing) -> Record:
    """The record that the rule is about, if it may see it."""
    if doing.facts.record is None:
        raise RuleBroken("", "not-found", _("The record is not there, or the rule may not see it."))
    return doing.facts.record


def check_scope(actor: Actor, surface: Surface) -> None:
    """A program that sent the event must be allowed to write the module itself."""
    if not may_use(actor, surface.scope, "write"):
        raise NotPermitted(f"{surface.scope}:write")


def values_of(doing: Doing, surface: Surface, given: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values of a step. What comes out empty is left as it is."""
    texts = {name: say(value, doing.facts) for name, value in given.items()}
    return {
        name: typed(surface.model._meta.get_field(name), text, name, actor=doing.actor, context=doing.context)
        for name, text in texts.items()
        if text
    }


def input_of(doing: Doing, surface: Surface, inputs: tuple[str | Input, ...], name: str, text: str) -> Any:
    """The value of an action's input."""
    own = next((one for one in inputs if isinstance(one, Input) and one.name == name), None)
    if own is not None:
        return typed_input(own, text, actor=doing.actor, context=doing.context)
    return typed(surface.model._meta.get_field(name), text, name, actor=doing.actor, context=doing.context)


def place_of(doing: Doing, surface: Surface) -> dict[str, Any]:
    """Where a new record lies, as far as the record that the rule is about tells."""
    record, found = doing.facts.record, dict[str, Any]()
    for name in PLACES:
        model = surface.model._meta.get_field(name).related_model if name in surface.write else None
        if model is not None and isinstance(record, model):
            found[name] = record
    place = property_of(record)
    if "property" in surface.write and "property" not in found and place is not None:
        found["property"] = Property.objects.filter(pk=place).first()
    return found
