"""Recurring work of rules: one look at what waits in every organization."""

from functools import partial

from celery import shared_task

from accounts.models import Organization
from core.actor import Actor
from integrations.rules.changes import execute_runs, read_changes
from integrations.rules.episodes import act_on_overdue
from integrations.rules.schedules import run_schedules
from integrations.rules.taking import take_events, until_done


@shared_task
def run_rules() -> int:
    """Take up events, changes, schedules and limits that have been passed for long enough; returns how many."""
    return sum(work_for(row) for row in Organization.objects.filter(is_active=True).order_by("pk"))


def work_for(organization: Organization) -> int:
    """All that waits in one organization."""
    actor = system_of(organization)
    done = until_done(partial(take_events, actor))
    done += until_done(partial(read_changes, actor))
    done += until_done(partial(execute_runs, actor))
    return done + act_on_overdue(actor) + run_schedules(actor)


def system_of(organization: Organization) -> Actor:
    """Atrium itself, by the organization's clock."""
    return Actor(
        organization_id=organization.pk,
        person_id=None,
        name="Rules",
        source="rule",
        time_zone=organization.time_zone,
        is_system=True,
    )
