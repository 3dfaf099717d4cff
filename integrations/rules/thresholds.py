"""Watching a value: a stretch beyond the limit is one episode, and sets its rule off once."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from integrations.rules.matching import as_number, dig, value_of_event
from integrations.rules.models import EventRule, RuleEpisode
from integrations.rules.occasions import Occasion


def watch(rule: EventRule, occasion: Occasion, *, actor: Actor) -> tuple[bool, str]:
    """Take a value up; whether the rule is to act now, and why not."""
    value = measured_value(rule, occasion)
    if value is None:
        return False, _("“%s” is no number here.") % rule.measure
    episode = open_episode(rule, occasion, actor)
    if is_late(rule, episode, occasion, actor):
        return False, _("A later value is known.")
    if episode is None:
        if not is_beyond(rule, value):
            return False, _("It is within the limit.")
        episode = begin(rule, occasion, value, actor)
    else:
        go_on(rule, episode, occasion.at, value)
    if episode.ended_at is not None:
        return False, _("It is within the limit again.")
    return act_when_due(rule, episode, occasion.at)


def measured_value(rule: EventRule, occasion: Occasion) -> Decimal | None:
    """The number that the rule watches."""
    if occasion.event is not None:
        return as_number(value_of_event(rule.measure, occasion))
    return as_number(dig(occasion.row, [rule.measure]))


def is_beyond(rule: EventRule, value: Decimal) -> bool:
    """Whether the value has passed the limit."""
    if rule.above is not None:
        return value > rule.above
    assert rule.below is not None
    return value < rule.below


def is_over(rule: EventRule, value: Decimal) -> bool:
    """Whether the value is back where the episode ends: beyond the limit's other side, so that it does not flutter."""
    if rule.above is not None:
        return value <= (rule.above if rule.clear is None else rule.clear)
    assert rule.below is not None
    return value >= (rule.below if rule.clear is None else rule.clear)


def open_episode(rule: EventRule, occasion: Occasion, actor: Actor) -> RuleEpisode | None:
    """The episode that is going on, locked."""
    rows = episodes_of(rule, occasion, actor).filter(ended_at__isnull=True)
    return rows.select_for_update(of=("self",), no_key=True).first()


def episodes_of(rule: EventRule, occasion: Occasion, actor: Actor) -> Any:
    return RuleEpisode.objects.filter(organization_id=actor.organization_id, rule=rule, key=occasion.measured)


def is_late(rule: EventRule, episode: RuleEpisode | None, occasion: Occasion, actor: Actor) -> bool:
    """Whether a value of a later time has been taken up: this one says nothing of today."""
    if episode is not None:
        return occasion.at < episode.last_at
    return bool(episodes_of(rule, occasion, actor).filter(ended_at__gt=occasion.at).exists())


def begin(rule: EventRule, occasion: Occasion, value: Decimal, actor: Actor) -> RuleEpisode:
    """A new episode, from the first value beyond the limit."""
    told = {"event": str(occasion.event.pk)} if occasion.event else {"change": occasion.change_id}
    return RuleEpisode.objects.create(
        organization_id=actor.organization_id,
        rule=rule,
        key=occasion.measured,
        began_at=occasion.at,
        last_at=occasion.at,
        last_value=value,
        occasion=told,
    )


def go_on(rule: EventRule, episode: RuleEpisode, at: datetime, value: Decimal) -> None:
    """The next value of an episode. Before it has acted, one value within the limit is a break and ends it."""
    episode.last_at, episode.last_value = at, value
    if is_over(rule, value) or (episode.acted_at is None and not is_beyond(rule, value)):
        episode.ended_at = at
    episode.save(update_fields=["last_at", "last_value", "ended_at"])


def act_when_due(rule: EventRule, episode: RuleEpisode, at: datetime) -> tuple[bool, str]:
    """Whether the episode has lasted long enough and has not acted yet."""
    if episode.acted_at is not None:
        return False, _("It has acted on this already.")
    if at < episode.began_at + timedelta(minutes=rule.for_minutes):
        return False, _("It does not last long enough yet.")
    episode.acted_at = at
    episode.save(update_fields=["acted_at"])
    return True, ""


def overdue_episodes(rules: list[EventRule], *, actor: Actor, limit: int) -> list[RuleEpisode]:
    """Those that have lasted long enough without another value: sensors often speak only when something changes."""
    now, found = timezone.now(), list[RuleEpisode]()
    for rule in rules:
        if rule.has_threshold and rule.for_minutes:
            rows = RuleEpisode.objects.filter(
                organization_id=actor.organization_id,
                rule=rule,
                acted_at__isnull=True,
                ended_at__isnull=True,
                began_at__lte=now - timedelta(minutes=rule.for_minutes),
            )
            found += rows.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("began_at")[:limit]
    return found
