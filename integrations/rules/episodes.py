"""Episodes that have lasted long enough without another value."""

from django.utils import timezone

from core.acting import acting
from core.actor import Actor
from core.changes import Change
from integrations.events.models import Event
from integrations.rules.choices import When
from integrations.rules.choosing import rules_in_use
from integrations.rules.models import EventRule, RuleEpisode
from integrations.rules.occasions import Occasion, occasion_of_change, occasion_of_event
from integrations.rules.running import execute, new_run, take_turn
from integrations.rules.thresholds import overdue_episodes


def act_on_overdue(actor: Actor, *, limit: int = 100) -> int:
    """Set off the rules of episodes whose time has passed; returns how many. One transaction."""
    with acting(actor):
        if not take_turn(actor):
            return 0
        rules = [*rules_in_use(When.EVENT, actor=actor), *rules_in_use(When.CHANGE, actor=actor)]
        by_id = {rule.pk: rule for rule in rules}
        found = overdue_episodes(rules, actor=actor, limit=limit)
        for episode in found:
            act_on(episode, by_id[episode.rule_id])
    return len(found)


def act_on(episode: RuleEpisode, rule: EventRule) -> None:
    """Let the rule act on the value that began the episode: none since says otherwise."""
    episode.acted_at = timezone.now()
    episode.save(update_fields=["acted_at"])
    occasion = begun_by(episode)
    if occasion is not None:
        actor = Actor.system(episode.organization_id, source="rule", name=rule.name)
        execute(rule, new_run(rule, occasion, actor), occasion)


def begun_by(episode: RuleEpisode) -> Occasion | None:
    """What began the episode; None where it is no longer kept."""
    told, own = episode.occasion, {"organization_id": episode.organization_id}
    if "event" in told:
        event = Event.objects.filter(**own, pk=told["event"]).first()
        return occasion_of_event(event, round=event.attempts) if event else None
    change = Change.objects.filter(**own, pk=told["change"]).first()
    return occasion_of_change(change) if change else None
