"""Lists over HTTP: complete requests with token, permission, filter and count."""

import time
from functools import partial

from django.conf import settings
from django.http import QueryDict

from api.lists import LIST_PARAMETERS, ordering_of, parse_question, shape
from benchmarks.clients import Call, SqlCall
from benchmarks.figures import Figure, Measure
from benchmarks.filling import Filled
from benchmarks.postgres import json_select
from benchmarks.stage import LIST, Stage
from core.acting import acting
from core.reading.cursors import encode_cursor
from core.surfaces import surface_named
from workorders.models import WorkOrder

QUESTION = "state=closed&limit="
DEEP = 0.9
CALLS = 40


def list_figures(stage: Stage) -> list[Figure]:
    large, page = stage.large, LIST + "?limit=50&cursor="
    complete_1000, complete_50 = (stage.call(large, f"{LIST}?{QUESTION}{size}") for size in (1000, 50))
    bare = stage.plain_call("bare", large, f"{QUESTION}1000")
    plain = stage.plain_call("complete", large, f"{QUESTION}50")
    rate = partial(rate_of, stage)
    deep = latency_of(stage, large, page + deep_cursor(stage, large))
    return [
        Figure("list-1000-postgres", "List of 1,000 / PostgreSQL's JSON", rate(complete_1000), 0.6, 0.85,
               rate(postgres_json(stage, large, 1000)), unit="/s"),
        Figure("list-1000-plain", "List of 1,000 / plain ModelSerializer", rate(complete_1000), 5, 8, rate(bare),
               unit="/s"),
        Figure("list-50-plain", "List of 50 / plain complete request", rate(complete_50), 6, 15, rate(plain),
               unit="/s"),
        Figure("list-50-postgres", "List of 50 / PostgreSQL's JSON", rate(complete_50), 0.12, 0.35,
               rate(postgres_json(stage, large, 50)), unit="/s"),
        Figure("depth", "Page at 90 % depth / first page", deep, 1.5, 1.1, latency_of(stage, large, page),
               at_least=False, unit="ms"),
        Figure("growth", "First page, largest / smallest organization", latency_of(stage, large, LIST), 1.5, 1.15,
               latency_of(stage, stage.small, LIST), at_least=False, unit="ms"),
        Figure("memory", "Worker after lists of 1,000", lambda: memory_after(stage, complete_1000), 160, 110,
               at_least=False, unit="MB"),
    ]  # fmt: skip


def rate_of(stage: Stage, call: Call) -> Measure:
    return lambda: stage.clients.rate(call)


def latency_of(stage: Stage, one: Filled, path: str) -> Measure:
    """Milliseconds of the middle call of one caller."""
    once = stage.call(one, path).repeat()

    def measure() -> float:
        times = []
        for _ in range(CALLS):
            start = time.perf_counter()
            once()
            times.append(time.perf_counter() - start)
        return 1000 * sorted(times)[CALLS // 2]

    return measure


def memory_after(stage: Stage, call: Call) -> float:
    stage.clients.rate(call)
    return stage.atrium.memory()


def postgres_json(stage: Stage, one: Filled, size: int) -> SqlCall:
    """The same rows with the same members, made by one prepared statement of the owner: no policy, no transaction."""
    surface, actor = surface_named(WorkOrder.module), stage.actor(one)
    asked = QueryDict(f"{QUESTION}{size}")
    with acting(actor):
        rows = parse_question(surface, actor, asked, reserved=LIST_PARAMETERS).records()
        rows = rows.order_by(*ordering_of(surface, asked).to_order_by())[:size]
        select = json_select(rows, shape(surface, actor, asked).rows.node)
    # The sub-select of the external ids asks for the setting that `acting()` makes; here it stands in the statement.
    setting = "nullif(current_setting('atrium.organization', true), '')"
    return SqlCall(settings.DATABASE_ADMIN_URL, select.replace(setting, f"'{one.organization}'"))


def deep_cursor(stage: Stage, one: Filled) -> str:
    """The cursor behind which a tenth of the organization's rows is left."""
    surface, actor = surface_named(WorkOrder.module), stage.actor(one)
    ordering = ordering_of(surface, QueryDict(""))
    paths = [key.path for key in ordering.keys]
    with acting(actor):
        rows = WorkOrder.objects.visible_to(actor).order_by(*ordering.to_order_by())
        values = rows.values_list(*paths)[int(one.rows * DEEP)]
    return encode_cursor(ordering, values)
