"""From the change record to runs: each committed change is read once, and what it sets off is a row before it is done.

A worker that dies loses nothing: the rows and the position in the changes are committed together, and a row is done
in a transaction of its own that also says that it is done.
"""

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.errors import AtriumError
from core.feed import consume
from integrations.rules.choices import OnFailure, RunState, When
from integrations.rules.choosing import fits_change, names_of_change, rules_in_use
from integrations.rules.models import EventRule, RuleRun
from integrations.rules.occasions import Occasion, occasion_of_change
from integrations.rules.people import REQUEST
from integrations.rules.running import execute, is_set_off, is_transient, keep, new_run, retry_after, take_turn

log = logging.getLogger(__name__)
CONSUMER = "rules"
# What these bring is history or made up.
UNWATCHED = ("import", "demo")
MOST_ATTEMPTS = 8
BATCH = 200


def read_changes(actor: Actor) -> int:
    """Read the next changes of the organization and write down what they set off; returns how many there were."""
    with acting(actor):
        rules = rules_in_use(When.CHANGE, actor=actor)
    modules = {rule.record_module for rule in rules}
    since = min((rule.active_since for rule in rules if rule.active_since), default=timezone.now())
    only = Q(module__in=modules, at__gte=since) & ~Q(source__in=UNWATCHED)
    return consume(CONSUMER, lambda found: queue(found, rules, actor=actor), actor=actor, only=only, limit=BATCH)


def queue(changes: Sequence[Change], rules: list[EventRule], *, actor: Actor) -> None:
    """The runs that a set of changes sets off, in the order of changes and rules."""
    depths = depths_of(changes, actor)
    runs: list[RuleRun] = []
    for change in changes:
        occasion = occasion_of_change(change, depth=depths.get(change.request_id, 0) + 1)
        runs += runs_of(change, occasion, rules, actor)
    RuleRun.objects.bulk_create(runs, ignore_conflicts=True)


def depths_of(changes: Sequence[Change], actor: Actor) -> dict[str, int]:
    """How deep the rules were that made these changes, by the request they went by."""
    made = {change.request_id for change in changes if change.request_id.startswith(REQUEST)}
    ids = {UUID(name.removeprefix(REQUEST)): name for name in made}
    rows = RuleRun.objects.filter(organization_id=actor.organization_id, pk__in=ids)
    return {ids[key]: depth for key, depth in rows.values_list("pk", "depth")}


def runs_of(change: Change, occasion: Occasion, rules: list[EventRule], actor: Actor) -> list[RuleRun]:
    """The runs of one change."""
    found: list[RuleRun] = []
    names = names_of_change(change.event, change.module, change.action)
    for rule in rules:
        is_new = rule.active_since is None or change.at >= rule.active_since
        if rule.record_module != change.module or not is_new or not fits_change(rule, names):
            continue
        run = new_run(rule, occasion, actor, position=len(found))
        try:
            fires, _reason = is_set_off(rule, occasion, actor=actor)
        except AtriumError as error:  # a field that the condition names was taken away since
            run.state, run.error, run.finished_at = RunState.FAILED, str(error), timezone.now()
            found.append(run)
            continue
        if fires:
            found.append(run)
        if fires and rule.stop:
            break
    return found


def execute_runs(actor: Actor, *, limit: int = 100) -> int:
    """Do what waits, the oldest first, each in a transaction of its own; returns how many were taken up."""
    with acting(actor):
        rows = RuleRun.objects.filter(organization_id=actor.organization_id, state=RunState.QUEUED)
        rows = rows.filter(Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=timezone.now()))
        due = list(rows.order_by("id").values_list("pk", flat=True)[:limit])
    return sum(execute_run(key, actor) for key in due)


def execute_run(key: UUID, actor: Actor) -> int:
    """One run. What the server could not do is tried again; a fault in the program is written down."""
    try:
        with acting(actor):
            run = claim(key, actor)
            if run is None:
                return 0
            change = change_of(run)
            if change is None:
                keep(run, RunState.FAILED, _("What set it off is no longer kept."))
            elif is_left_out(run, actor):
                keep(run, RunState.SKIPPED, _("A rule before it failed."))
            else:
                execute(run.rule, run, occasion_of_change(change, depth=run.depth))
    except Exception as error:
        if not is_transient(error):
            log.exception("run %s of a rule cannot be done", key)
        put_off(key, error, actor)
    return 1


def change_of(run: RuleRun) -> Change | None:
    """What set a run off, as long as it is kept."""
    if run.change_id is None:
        return None
    return Change.objects.filter(organization_id=run.organization_id, pk=run.change_id).first()


def claim(key: UUID, actor: Actor) -> RuleRun | None:
    """The run, locked, if it still waits and it is this worker's turn."""
    if not take_turn(actor):
        return None
    rows = RuleRun.objects.filter(organization_id=actor.organization_id, pk=key, state=RunState.QUEUED)
    return rows.select_related("rule__role").select_for_update(of=("self",), no_key=True, skip_locked=True).first()


def is_left_out(run: RuleRun, actor: Actor) -> bool:
    """Whether a rule before it failed that keeps the following ones back."""
    earlier = RuleRun.objects.filter(
        organization_id=actor.organization_id,
        change_id=run.change_id,
        position__lt=run.position,
        state=RunState.FAILED,
        rule__on_failure=OnFailure.STOP,
    )
    return earlier.exists()


def put_off(key: UUID, error: Exception, actor: Actor) -> None:
    """Try again later, and give up after some attempts. Nothing of the failed attempt was kept."""
    with acting(actor):
        run = RuleRun.objects.filter(organization_id=actor.organization_id, pk=key, state=RunState.QUEUED).first()
        if run is None:
            return
        run.attempts += 1
        run.error = _("It could not be done: %s") % type(error).__name__
        run.next_attempt_at = timezone.now() + retry_after(run.attempts)
        if run.attempts >= MOST_ATTEMPTS:
            run.state, run.finished_at, run.next_attempt_at = RunState.FAILED, timezone.now(), None
        run.save()
