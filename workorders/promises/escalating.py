"""Bringing late work before people. What a rule has to tell is a row from the marking of the promise on, until it is
told or there is no reason any more: neither a killed worker nor a second scheduler loses or doubles it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.acting import acting, set_event
from core.actor import Actor
from core.loading import load_rows, save_rows
from notifications.kinds import RecordKey
from notifications.people import actors_of, seen_by
from workorders.choices import ClockState, EscalateOn, SlaAct
from workorders.escalations import Audience, fits, rules_in_use
from workorders.models import Escalation, EscalationRule, EscalationStep, SlaClock, SlaEntry, WorkOrder
from workorders.states import OPEN_STATES

BATCH = 200
EVENT = "work_order.escalated"
MARKINGS = {SlaAct.AT_RISK: EscalateOn.AT_RISK, SlaAct.BREACHED: EscalateOn.BREACHED}
Rules = Mapping[UUID, EscalationRule]
Orders = Mapping[UUID, WorkOrder]


def plan_steps(entries: Sequence[SlaEntry], orders: Orders, actor: Actor) -> None:
    """Note what the rules will have to tell of these markings. A rule that is made later does not."""
    rules = rules_in_use(actor)
    steps = [
        EscalationStep(
            organization_id=actor.organization_id,
            rule_id=rule.pk,
            entry_id=entry.pk,
            work_order_id=entry.work_order_id,
            timer=entry.timer,
            escalate_on=MARKINGS[SlaAct(entry.act)],
            marked_at=entry.at,
        )
        for entry in entries
        for rule in rules
        if fits(rule, orders[entry.work_order_id], MARKINGS[SlaAct(entry.act)])
    ]
    if steps:
        load_rows(steps)


def escalate_late_work(organization_id: UUID, now: datetime | None = None, batch: int = BATCH) -> int:
    """Tell what the rules have to tell by now; how many orders were looked at."""
    system, now, total = Actor.system(organization_id, name="Calendars and promises"), now or timezone.now(), 0
    found = batch
    while found == batch:
        with acting(system):
            found = _escalate_some(system, now, batch)
        total += found
    return total


def _escalate_some(actor: Actor, now: datetime, batch: int) -> int:
    """A batch of orders. They are locked before their steps are read: who comes second finds none left."""
    rules = _rules_of_steps(actor)
    if not rules:
        return 0
    due = _due(rules.values(), actor, now)
    keys = list(due.order_by("work_order").distinct().values_list("work_order", flat=True)[:batch])
    rows = WorkOrder._base_manager.filter(organization_id=actor.organization_id, pk__in=keys).order_by("pk")
    orders = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}
    steps = list(due.filter(work_order__in=orders).order_by("marked_at", "pk"))
    clocks = SlaClock.objects.visible_to(actor).filter(work_order__in=orders)
    by_timer = {(clock.work_order_id, clock.timer): clock for clock in clocks}
    telling = [
        step
        for step in steps
        if _holds(step, rules[step.rule_id], orders[step.work_order_id])
        and _is_late(step, by_timer.get((step.work_order_id, step.timer)), now)
    ]
    if told := _told(telling, rules, actor):
        _write(told, orders, now)
    EscalationStep.objects.visible_to(actor).filter(pk__in=[step.pk for step in steps]).delete()
    return len(keys)


def _rules_of_steps(actor: Actor) -> Rules:
    """The rules that have something to tell, with those that were taken out of use meanwhile."""
    waiting = EscalationStep.objects.visible_to(actor).values("rule")
    rows = EscalationRule._base_manager.filter(organization_id=actor.organization_id, pk__in=waiting)
    return {rule.pk: rule for rule in rows}


def _due(rules: Iterable[EscalationRule], actor: Actor, now: datetime) -> QuerySet[EscalationStep]:
    """The steps whose minutes are over, by the rules as they are now. While its clock stands still a step waits."""
    over = [Q(rule=rule, marked_at__lte=now - timedelta(minutes=rule.delay_minutes)) for rule in rules]
    clock = SlaClock.objects.visible_to(actor).filter(work_order=OuterRef("work_order"), timer=OuterRef("timer"))
    steps: QuerySet[EscalationStep] = EscalationStep.objects.visible_to(actor)
    return steps.filter(reduce(or_, over), ~Exists(clock.filter(state=ClockState.PAUSED)))


def _holds(step: EscalationStep, rule: EscalationRule, order: WorkOrder) -> bool:
    """Whether the rule is still about the order, and the order still to be done."""
    is_open = order.deleted_at is None and order.state in OPEN_STATES
    return is_open and rule.is_in_use() and fits(rule, order, step.escalate_on)


def _is_late(step: EscalationStep, clock: SlaClock | None, now: datetime) -> bool:
    """Whether the promise is neither kept nor excused. One whose time was moved on is not at risk any more."""
    if clock is None or clock.state != ClockState.RUNNING or clock.excused_at is not None:
        return False
    return step.escalate_on == EscalateOn.BREACHED or clock.at_risk_at <= now


def _told(steps: Sequence[EscalationStep], rules: Rules, actor: Actor) -> list[Escalation]:
    """Who is told by these steps: of those whom the rules name, members of today who may see the order."""
    if not steps:
        return []
    audience = Audience.read({step.rule_id: rules[step.rule_id] for step in steps}.values(), actor)
    named = {step.pk: audience.of(rules[step.rule_id]) for step in steps}
    people = actors_of(frozenset().union(*named.values()), actor.organization_id)
    seen = seen_by(people.values(), {RecordKey(WorkOrder.module, step.work_order_id) for step in steps})
    return [
        _escalation(step, rules[step.rule_id], person)
        for step in steps
        for person in sorted(named[step.pk])
        if (person, step.work_order_id) in seen
    ]


def _escalation(step: EscalationStep, rule: EscalationRule, person: UUID) -> Escalation:
    return Escalation(
        organization_id=step.organization_id,
        work_order_id=step.work_order_id,
        rule_id=rule.pk,
        entry_id=step.entry_id,
        person_id=person,
        timer=step.timer,
        escalate_on=step.escalate_on,
        marked_at=step.marked_at,
        delay_minutes=rule.delay_minutes,
    )


def _write(told: Sequence[Escalation], orders: Orders, now: datetime) -> None:
    """The facts, and the event of each order: what is told is read from these changes."""
    touched = [orders[key] for key in dict.fromkeys(one.work_order_id for one in told)]
    for order in touched:
        order.touched_at = now
    set_event(EVENT)
    load_rows(told)
    save_rows(touched, ["touched_at"])
    set_event("")
