"""Rules at fixed times: each finds its records by its condition, and works on each of them once a round."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from core.acting import acting
from core.actor import Actor
from core.surfaces import surface_named
from core.writing import changing
from integrations.rules.choices import Every, When
from integrations.rules.choosing import rules_in_use
from integrations.rules.models import EventRule, RuleRun
from integrations.rules.occasions import occasion_of_record
from integrations.rules.running import condition_of, context_of, execute, new_run, take_turn

# Records of one round; what is beyond them is found in the next one, if it is still so.
MOST_RECORDS = 500


def next_time(rule: EventRule, after: datetime, zone: ZoneInfo) -> datetime:
    """The first moment after `after` at which the rule is due, by the organization's clock."""
    at = time.fromisoformat(rule.at or "00:00")
    if rule.every == Every.HOUR:
        due = after.replace(minute=at.minute, second=0, microsecond=0)
        return due if due > after else due + timedelta(hours=1)
    day = after.astimezone(zone).date()
    while True:
        due = datetime.combine(day, at, zone)
        if due > after and _falls_on(rule, due):
            return due
        day += timedelta(days=1)


def _falls_on(rule: EventRule, due: datetime) -> bool:
    match rule.every:
        case Every.WEEK:
            return due.weekday() == 0
        case Every.MONTH:
            return due.day == 1
    return True


def run_schedules(actor: Actor) -> int:
    """Work off the rules whose time has come; returns on how many records they worked."""
    with acting(actor):
        now = timezone.now()
        due = [rule for rule in rules_in_use(When.SCHEDULE, actor=actor) if is_due(rule, now)]
    return sum(run_schedule(rule, actor) for rule in due)


def is_due(rule: EventRule, now: datetime) -> bool:
    return rule.next_run_at is not None and rule.next_run_at <= now


def run_schedule(rule: EventRule, actor: Actor) -> int:
    """One round of one rule. A round that a worker's death cut off is taken up again, record by record."""
    with acting(actor):
        assert rule.next_run_at is not None
        key, rows = f"schedule:{rule.next_run_at.isoformat()}", records_of(rule, actor)
        done = RuleRun.objects.filter(organization_id=actor.organization_id, rule=rule, occasion=key)
        left = list(rows.exclude(pk__in=done.values("record_id")).order_by("pk")[:MOST_RECORDS])
    worked = sum(run_for(rule, record, key, actor) for record in left)
    if worked == len(left):
        move_on(rule, actor)
    return worked


def records_of(rule: EventRule, actor: Actor) -> Any:
    """The records that the rule's condition selects now."""
    rows = surface_named(rule.record_module).model.objects.visible_to(actor).filter(archived_at__isnull=True)
    return rows.filter(condition_of(rule, actor=actor).to_q(context_of(actor)))


def run_for(rule: EventRule, record: Any, key: str, actor: Actor) -> int:
    """One record of a round, in a transaction of its own."""
    with acting(actor):
        if not take_turn(actor):
            return 0
        occasion = occasion_of_record(rule.record_module, record, key=key, at=timezone.now())
        done = RuleRun.objects.filter(organization_id=actor.organization_id, rule=rule, occasion=key)
        if not done.filter(record_id=record.pk).exists():
            execute(rule, new_run(rule, occasion, actor), occasion)
    return 1


def move_on(rule: EventRule, actor: Actor) -> None:
    """Set the next time. Rounds that were missed while nothing ran are not made up for."""
    with acting(actor), changing(rule, event="event_rule.scheduled", actor=actor) as row:
        if row.next_run_at == rule.next_run_at:
            row.next_run_at = next_time(row, timezone.now(), ZoneInfo(actor.time_zone))
