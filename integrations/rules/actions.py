"""What may be done to rules and alerts."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Organization
from accounts.permissions import expand
from core.actor import Actor
from core.errors import RuleBroken
from core.query import Kind, QueryError, parse_where
from core.writing import assign, changing, creating, deleting
from integrations.rules.choices import When
from integrations.rules.fields import DATA, fields_for
from integrations.rules.models import Alert, EventRule
from integrations.rules.schedules import next_time
from integrations.rules.steps import check_steps, module_named

MEASURABLE = (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY)


def create_event_rule(*, actor: Actor, **values: Any) -> EventRule:
    """Add a rule. It acts with the rights of a role, which must not be more than those of whoever adds it."""
    rule = EventRule(**values)
    with creating(rule, event="event_rule.created", permission="integrations.add_eventrule", actor=actor):
        settle_rule(rule, actor)
    return rule


def update_event_rule(rule: EventRule, *, actor: Actor, version: int | None = None, **values: Any) -> EventRule:
    """Change a rule. It goes on from now: what happened while it was out of use is not made up for."""
    with changing(
        rule, event="event_rule.updated", permission="integrations.change_eventrule", actor=actor, version=version
    ) as row:
        assign(row, values)
        settle_rule(row, actor)
    return rule


def delete_event_rule(rule: EventRule, *, actor: Actor, version: int | None = None) -> None:
    """Take a rule away. What it has done stays."""
    with deleting(
        rule, event="event_rule.deleted", permission="integrations.delete_eventrule", actor=actor, version=version
    ):
        pass


def acknowledge_alert(alert: Alert, *, actor: Actor, version: int | None = None) -> Alert:
    """Say that one has taken note of an alert. The first who does stands for all."""
    with changing(
        alert, event="alert.acknowledged", permission="integrations.acknowledge_alert", actor=actor, version=version
    ) as row:
        if row.acknowledged_at is not None:
            raise RuleBroken("", "acknowledged", _("Somebody has taken note already."), status=409)
        row.acknowledged_at, row.acknowledged_by_id = timezone.now(), actor.person_id
    return alert


def settle_rule(rule: EventRule, actor: Actor) -> None:
    """Check that everything the rule names is there, and from when on it counts."""
    if not actor.scope.everything:
        raise RuleBroken("", "scope", _("A rule works in the whole organization; you work in a part of it."))
    settle_kind(rule)
    settle_role(rule, actor)
    check_condition(rule, actor)
    check_measure(rule, actor)
    check_steps(rule, actor=actor)
    settle_times(rule)


def settle_kind(rule: EventRule) -> None:
    """What sets it off, by its kind; a change names its module itself."""
    if rule.when == When.CHANGE:
        module, dot, name = rule.type.partition(".")
        if not dot or not name:
            raise RuleBroken("type", "invalid", _("Name a change such as work_order.completed or work_order.*."))
        rule.record_module = module
    if rule.when == When.EVENT and not rule.type:
        raise RuleBroken("type", "required", _("Name a type of event such as equipment.fault, or * for every one."))
    if rule.when == When.SCHEDULE:
        rule.type = ""
        if not rule.every:
            raise RuleBroken("every", "required", _("Say how often."))
    if rule.when != When.EVENT and not rule.record_module:
        raise RuleBroken("record_module", "required", _("Say what kind of record it is about."))
    if rule.record_module:
        surface = module_named(rule.record_module, "type" if rule.when == When.CHANGE else "record_module")
        rule.record_module = surface.module


def settle_role(rule: EventRule, actor: Actor) -> None:
    """The role of whoever adds it, unless another one is named that holds nothing they lack."""
    if rule.role_id is None and actor.person_id is not None:
        own = Membership.objects.filter(organization_id=actor.organization_id, person_id=actor.person_id).first()
        rule.role_id = own.role_id if own else None
    if rule.role is None or actor.is_system:
        return
    if missing := sorted(expand(rule.role.permissions) - actor.permissions):
        raise RuleBroken("role", "forbidden", _("This role may more than you may: %s.") % ", ".join(missing[:3]))


def check_condition(rule: EventRule, actor: Actor) -> None:
    """The condition must be understood."""
    if not rule.condition.strip():
        return
    fields = fields_for(rule.when, rule.record_module, actor=actor)
    try:
        parse_where(fields, rule.condition, parameter="condition")
    except QueryError as error:
        raise RuleBroken("condition", error.code, error.detail) from None


def check_measure(rule: EventRule, actor: Actor) -> None:
    """A threshold watches a member of the data, or a number of the record."""
    if not rule.measure:
        return
    if rule.when == When.SCHEDULE:
        raise RuleBroken("measure", "invalid", _("A value is watched as it arrives, not at fixed times."))
    fields = fields_for(rule.when, rule.record_module, actor=actor)
    is_number = rule.measure in fields and fields[rule.measure].kind in MEASURABLE
    if not is_number and not (rule.when == When.EVENT and DATA.fullmatch(rule.measure)):
        raise RuleBroken("measure", "invalid", _("Name a number, such as data.value or last_value."))


def settle_times(rule: EventRule) -> None:
    """From when on it counts, and when it is due next."""
    now = timezone.now()
    if not rule.enabled:
        rule.active_since, rule.next_run_at = None, None
        return
    rule.active_since = rule.active_since or now
    if rule.when != When.SCHEDULE:
        rule.next_run_at = None
        return
    zone = Organization.objects.values_list("time_zone", flat=True).get(pk=rule.organization_id)
    rule.next_run_at = next_time(rule, now, ZoneInfo(zone))
