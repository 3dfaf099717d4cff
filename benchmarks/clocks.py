"""Clocks: what one deadline costs, and computing the clocks of open work anew after a change of hours."""

import random
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from benchmarks.figures import Figure
from benchmarks.filling import TABLE
from benchmarks.stage import Stage
from core.acting import acting
from core.actor import Actor
from core.writing import changing, creating
from workorders.clocks import Calendar, Pause, Target, Unit, due, elapsed, week_of
from workorders.models import BusinessCalendar, Recomputation, WorkOrder
from workorders.promises.recomputing import BATCH, run_batch
from workorders.promises.versions import keep_calendar
from workorders.states import OPEN_STATES

COMPUTED = 100_000
MOMENTS = 2_000
# Closing times of a Friday, taken in turns, so that each round changes the hours.
FRIDAYS = ("08:00-16:00", "08:00-17:00")


def clock_figures(stage: Stage) -> list[Figure]:
    return [
        Figure("clock", "One deadline and the time elapsed, over a hold", one_clock, 100, 50,
               at_least=False, unit="µs"),
        Figure("recompute", "Clocks computed anew / raw UPDATE of as many rows",
               lambda: recompute_rate(stage), 0.03, 0.1, lambda: update_rate(stage), unit="/s"),
    ]  # fmt: skip


def one_clock() -> float:
    """Microseconds for both answers, at random moments of three years with changes of the clocks."""
    calendar = Calendar("America/Chicago", week_of(range(5), (8 * 60, 12 * 60), (13 * 60, 17 * 60)))
    draw, first = random.Random(1), datetime(2025, 1, 1, tzinfo=UTC)
    starts = [first + timedelta(minutes=draw.randrange(3 * 365 * 1440)) for _ in range(MOMENTS)]
    targets = [Target(16 * 60), Target(3, Unit.DAYS)]
    cases = [(start, [Pause(start + timedelta(hours=5), start + timedelta(hours=70))]) for start in starts]
    due(calendar, first, targets[0])
    due(calendar, first + timedelta(days=4 * 365), targets[1])
    begun = time.perf_counter()
    for start, holds in cases:
        for target in targets:
            end = due(calendar, start, target, holds)
        elapsed(calendar, start, end, holds)
    return (time.perf_counter() - begun) / MOMENTS / len(targets) * 1_000_000


def recompute_rate(stage: Stage) -> float:
    """Orders a second, in batches as the worker takes them. The first round begins their clocks, untimed."""
    actor = stage.actor(stage.large)
    with acting(actor):
        calendar = BusinessCalendar.objects.visible_to(actor).get(is_default=True)
        fresh = not WorkOrder.objects.visible_to(actor).filter(clocks__isnull=False).exists()
    if fresh:
        run(actor, ask(actor, calendar))
    with acting(actor):
        with changing(calendar, event="calendar.updated", actor=actor) as row:
            row.friday = next(hours for hours in FRIDAYS if hours != row.friday)
        keep_calendar(calendar, actor=actor)
    asked = ask(actor, calendar)
    begun = time.perf_counter()
    done = run(actor, asked)
    return done / (time.perf_counter() - begun)


def ask(actor: Actor, calendar: BusinessCalendar) -> UUID:
    with acting(actor):
        with creating(Recomputation(calendar=calendar), event="recomputation.created", actor=actor) as asked:
            pass
    return asked.pk


def run(actor: Actor, key: UUID) -> int:
    done = 0
    while done < COMPUTED:
        with acting(actor):
            found = run_batch(actor, key, BATCH)
        if not found:
            break
        done += found
    return done


def update_rate(stage: Stage) -> float:
    """One UPDATE of the column by the owner, with the same triggers."""
    open_ids = f"select id from {TABLE} where organization_id = %s and state = any(%s) order by id limit %s"
    with stage.owner() as owner, owner.transaction():
        owner.execute(
            "select set_config('atrium.organization', %s, true), set_config('atrium.source', 'command', true)",
            [str(stage.large.organization)],
        )
        begun = time.perf_counter()
        updated = owner.execute(
            f"update {TABLE} set due_at = due_at + interval '1 second' where id in ({open_ids})",
            [stage.large.organization, list(OPEN_STATES), COMPUTED],
        )
        return updated.rowcount / (time.perf_counter() - begun)
