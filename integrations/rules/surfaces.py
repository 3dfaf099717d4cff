"""The surfaces of rules and of the alerts that they raise."""

from typing import TypedDict
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surfaces import Action, Include, Question, Surface
from core.told import Id, Moment, spell_moment
from facilities.surfaces.lifecycle import LIFECYCLE
from integrations.rules.actions import acknowledge_alert, create_event_rule, delete_event_rule, update_event_rule
from integrations.rules.models import Alert, EventRule, RuleEpisode, RuleRun
from integrations.rules.occasions import Occasion
from integrations.rules.rehearsal import rehearse


def runs_of(rules: list[UUID], actor: Actor) -> QuerySet[RuleRun]:
    """What several rules did, the latest first."""
    return RuleRun.objects.visible_to(actor).filter(rule_id__in=rules).order_by("-id")


def episodes_of(rules: list[UUID], actor: Actor) -> QuerySet[RuleEpisode]:
    """When the values that rules watch were beyond their limits, the latest first."""
    return RuleEpisode.objects.visible_to(actor).filter(rule_id__in=rules).order_by("-began_at", "-id")


class Shown(TypedDict):
    """One happening of a dry run."""

    at: Moment
    event: Id | None
    module: str
    record: Id | None


class DryRun(TypedDict):
    """What a rule would have been set off by."""

    looked_at: int
    more: bool
    matched: int
    occasions: list[Shown]


def dry_run(rule: EventRule, *, actor: Actor) -> DryRun:
    """What of the last thirty days the rule would have been set off by, the latest first. Nothing is written."""
    found = rehearse(rule, actor=actor)
    return {
        "looked_at": found.looked_at,
        "more": found.more,
        "matched": found.matched,
        "occasions": [shown(one) for one in found.shown],
    }


def shown(occasion: Occasion) -> Shown:
    return {
        "at": spell_moment(occasion.at),
        "event": str(occasion.event.pk) if occasion.event else None,
        "module": occasion.module,
        "record": str(occasion.record_id) if occasion.record_id else None,
    }


_WHEN = ("when", "type", "source", "record_module", "every", "at")
_IF = ("condition", "measure", "above", "below", "for_minutes", "clear")
_HOW = ("role", "order", "stop", "on_failure", "one_open", "most_per_hour", "enabled")
_WRITE = ("name", *_WHEN, *_IF, "actions", *_HOW)
_FACTS = tuple(name for name in ("name", *_WHEN, *_IF, *_HOW))

event_rules = Surface(
    model=EventRule,
    slug="event-rules",
    scope="events",
    prefix="RU",
    icon="branch",
    columns=("number", *_FACTS, "active_since", "next_run_at", "created_at", "updated_at"),
    default_columns=("order", "name", "when", "type", "enabled", "updated_at"),
    filters=("number", *_FACTS, "active_since", "next_run_at", "created_at", "updated_at"),
    ordering=("order", "name", "number", "updated_at"),
    default_ordering=("order",),
    form=_WRITE,
    imports=(),
    read=(*_WRITE, "active_since", "next_run_at"),
    write=_WRITE,
    search={"number": "A", "name": "A", "type": "B", "condition": "C"},
    groups=(
        (_("When"), ("name", *_WHEN)),
        (_("If"), _IF),
        (_("Then"), ("actions", "role")),
        (_("Order and limits"), ("order", "stop", "on_failure", "one_open", "most_per_hour", "enabled")),
    ),
    includes=(
        Include(
            name="runs",
            label=_("Runs"),
            rows=runs_of,
            parent="rule",
            read=("at", "state", "event", "record_module", "record_id", "results", "error", "finished_at", "depth"),
        ),
        Include(
            name="episodes",
            label=_("Episodes"),
            rows=episodes_of,
            parent="rule",
            read=("key", "began_at", "last_at", "last_value", "acted_at", "ended_at"),
        ),
    ),
    questions=(Question(name="dry_run", label=_("Dry run over thirty days"), answer=dry_run),),
    create=create_event_rule,
    update=update_event_rule,
    delete=delete_event_rule,
    actions=LIFECYCLE,
)

_ALERT = ("title", "text", "severity", "property")

alerts = Surface(
    model=Alert,
    slug="alerts",
    scope="events",
    prefix="AL",
    icon="bell",
    title="title",
    columns=("number", *_ALERT, "rule", "event", "acknowledged_at", "acknowledged_by", "created_at", "updated_at"),
    default_columns=("title", "severity", "property", "rule", "created_at", "acknowledged_at", "acknowledged_by"),
    filters=("number", *_ALERT, "rule", "event", "acknowledged_at", "acknowledged_by", "created_at", "updated_at"),
    ordering=("created_at", "number", "updated_at"),
    default_ordering=("-created_at",),
    form=(),
    imports=(),
    read=(*_ALERT, "record_module", "record_id", "rule", "event", "recipients", "acknowledged_at", "acknowledged_by"),
    write=(),
    search={"number": "A", "title": "A", "text": "B"},
    phrases={"property": _("at %s"), "acknowledged_at": _("noted %s")},
    groups=(("", (*_ALERT, "rule", "event", "acknowledged_at", "acknowledged_by")),),
    actions=(
        Action(
            verb="acknowledge",
            event="acknowledged",
            label=_("Take note"),
            run=acknowledge_alert,
            offered=lambda alert: alert.acknowledged_at is None and alert.deleted_at is None,
            icon="check",
            help=_("The others see that somebody has taken it up."),
        ),
    ),
    decisive=("acknowledged_at",),
    grants={"others": _("See alerts that are addressed to others")},
    waiting=lambda actor: Q(acknowledged_at__isnull=True) if actor.may("integrations.acknowledge_alert") else None,
)
