"""Setting rules off: all that fit, in their order, each as one unit that is kept whole or not at all.

One worker at a time is at work for an organization, so that order is kept: of rules, and of what happens to a record.
"""

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acting import acting
from core.actor import Actor
from core.errors import AtriumError, NotPermitted, NotVisible, RuleBroken
from core.query import EVERYTHING, Condition, QueryContext, parse_where
from integrations.events.receiving import describe_problems
from integrations.rules.choices import OnFailure, RunState
from integrations.rules.fields import fields_for
from integrations.rules.limits import DEEPEST, still_open, too_many
from integrations.rules.matching import holds
from integrations.rules.models import EventRule, RuleRun
from integrations.rules.occasions import Occasion
from integrations.rules.people import actor_of
from integrations.rules.performing import Doing, perform
from integrations.rules.thresholds import watch
from integrations.rules.values import Facts

log = logging.getLogger(__name__)


@dataclass
class Round:
    """What came of one happening: the runs of its rules, and why others were not set off."""

    runs: list[RuleRun] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def take_turn(actor: Actor) -> bool:
    """Whether this transaction may work for the organization now; another worker is at it otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"rules:{actor.organization_id}"])
        return bool(cursor.fetchone()[0])


def context_of(actor: Actor) -> QueryContext:
    """Today and now by the organization's clock."""
    return QueryContext(now=timezone.now(), zone=ZoneInfo(actor.time_zone), actor=actor)


def condition_of(rule: EventRule, *, actor: Actor) -> Condition:
    """What the rule asks."""
    if not rule.condition.strip():
        return EVERYTHING
    return parse_where(fields_for(rule.when, rule.record_module, actor=actor), rule.condition, parameter="condition")


def is_set_off(rule: EventRule, occasion: Occasion, *, actor: Actor) -> tuple[bool, str]:
    """Whether the rule's condition holds, and its value has been beyond the limit for long enough."""
    if not holds(condition_of(rule, actor=actor), occasion, context_of(actor)):
        return False, _("Its condition does not hold.")
    return watch(rule, occasion, actor=actor) if rule.has_threshold else (True, "")


def set_off(rules: list[EventRule], occasion: Occasion, *, actor: Actor, late: str = "") -> Round:
    """Set off every rule that fits, one after the other."""
    found = Round()
    for rule in rules:
        try:
            fires, reason = is_set_off(rule, occasion, actor=actor)
        except AtriumError as error:  # a field that the condition names was taken away since
            found.runs.append(keep(new_run(rule, occasion, actor), RunState.FAILED, str(error)))
            continue
        if not fires:
            found.reasons.append(f"{rule.name}: {reason}")
            continue
        run = new_run(rule, occasion, actor)
        execute(rule, run, occasion, late=late)
        found.runs.append(run)
        if rule.stop or (run.state == RunState.FAILED and rule.on_failure == OnFailure.STOP):
            break
    return found


def new_run(rule: EventRule, occasion: Occasion, actor: Actor, position: int = 0) -> RuleRun:
    """The row of one run, not yet written."""
    return RuleRun(
        organization_id=actor.organization_id,
        rule=rule,
        event=occasion.event,
        change_id=occasion.change_id,
        occasion=occasion.key,
        record_module=occasion.module,
        record_id=occasion.record_id,
        position=position,
        depth=occasion.depth,
        at=timezone.now(),
    )


def execute(rule: EventRule, run: RuleRun, occasion: Occasion, *, late: str = "") -> RuleRun:
    """Do what the rule says. What is refused leaves nothing behind but the run, which says why."""
    if reason := stopped(rule, run):
        return keep(run, RunState.STOPPED, reason)
    actor = actor_of(rule, run, occasion.event)
    if rule.one_open and (kept := still_open(rule, occasion)):
        return keep(run, RunState.IGNORED, kept)
    doing = Doing(rule, Facts(occasion, rule.name, actor), actor, context_of(actor), late)
    try:
        with acting(actor), transaction.atomic():
            run.results = perform(doing)
    except AtriumError as error:
        run.results = []
        return keep(run, RunState.FAILED, describe(error))
    idle = all("skipped" in one for one in run.results)
    reason = str(run.results[0]["skipped"]) if run.results and idle else ""
    return keep(run, RunState.IGNORED if reason else RunState.DONE, reason)


def stopped(rule: EventRule, run: RuleRun) -> str:
    """Why a run is not begun: rules that set each other off for ever, or one record too often."""
    if run.depth > DEEPEST:
        return _("Rules have set each other off %d times in a row.") % DEEPEST
    if too_many(rule, run):
        return _("More than %d times within an hour for one record.") % rule.most_per_hour
    return ""


def keep(run: RuleRun, state: str, reason: str = "") -> RuleRun:
    """Write down what became of a run."""
    run.state, run.error, run.finished_at, run.next_attempt_at = state, reason[:2000], timezone.now(), None
    run.save()
    return run


def describe(error: AtriumError) -> str:
    """A refusal in words, for the log."""
    match error:
        case RuleBroken():
            return describe_problems(error)
        case NotPermitted():
            return _("The right “%s” is missing.") % error.permission
        case NotVisible():
            return _("The record is not there, or the rule may not see it.")
    return str(error) or type(error).__name__


def is_transient(error: Exception) -> bool:
    """Whether the server failed, and not the rule: then it is tried again."""
    return isinstance(error, OperationalError)


def retry_after(attempts: int) -> timedelta:
    """Ten seconds, then twice as long each time, up to an hour."""
    return min(timedelta(seconds=10 * 2 ** min(attempts, 10)), timedelta(hours=1))
