"""What integrators lean on: the changes feed, what limits and audit cost a page, and importing a file."""

import csv
import io
import json
import time
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.figures import Figure
from benchmarks.servers import run_server
from benchmarks.stage import LIST, Stage
from benchmarks.writes import copy_in, load, made, new_work_orders, undone
from core.acting import acting
from core.bulk import changing_many
from core.imports.actions import map_import, start_import, upload_import
from core.imports.mapping import Mapping
from core.imports.models import ImportBatch, Status
from core.imports.running import run_import
from core.surfaces import surface_named
from facilities.models import Property
from workorders.models import WorkOrder

CHANGED, IMPORTED = 2_000, 100_000
FEED = "/api/v1/changes/?modules=work_order&limit=1000"
BARE = f"{FEED}&record=false"


def platform_figures(stage: Stage) -> list[Figure]:
    imported = min(IMPORTED, stage.large.rows)
    return [
        Figure("feed", "Changes feed of 1,000 with records / list of 1,000",
               lambda: feed_rate(stage, FEED), 0.4, 0.7, lambda: list_rate(stage, 1000), unit="/s"),
        Figure("feed-bare", "Changes feed of 1,000 without records / list of 1,000",
               lambda: feed_rate(stage, BARE), 0.8, 1.0, lambda: list_rate(stage, 1000), unit="/s"),
        Figure("feed-since", "The same with records of orders that were changed since",
               lambda: feed_rate(stage, FEED, changed_since=True), 0.2, 0.4, lambda: list_rate(stage, 1000), unit="/s"),
        Figure("feed-since-bare", "The same without records",
               lambda: feed_rate(stage, BARE, changed_since=True), 0.4, 0.8, lambda: list_rate(stage, 1000), unit="/s"),
        Figure("guards", "Page of 50 with limits and audit / without", lambda: list_rate(stage, 50), 0.8, 0.9,
               lambda: unguarded_rate(stage), unit="/s"),
        Figure("import-file", f"Import of a file of {imported:,} rows / COPY with triggers",
               lambda: imported / import_file(stage, imported), 0.25, 0.5,
               lambda: imported / undone(stage, imported, copy_in), unit="rows/s"),
    ]  # fmt: skip


def feed_rate(stage: Stage, path: str, *, changed_since: bool = False) -> float:
    """Pages a second of orders that were made a moment ago, behind whatever other figures have left.

    With `changed_since` each of them was written once more, so that their table does not hold what the page tells.
    """
    with made(stage, stage.large):
        now = json.loads(stage.call(stage.large, f"{FEED}&after=now").read())["next_cursor"]
        orders = listed_orders(stage, CHANGED)
        load(stage, orders)
        if changed_since:
            change(stage, orders)
        return stage.clients.rate(stage.call(stage.large, f"{path}&after={now}"))


def change(stage: Stage, orders: Sequence[WorkOrder]) -> None:
    actor = stage.actor(stage.large)
    with acting(actor):
        rows = WorkOrder.objects.filter(pk__in=[order.pk for order in orders])
        changing_many(rows, retitle, event="work_order.updated", actor=actor)


def retitle(order: WorkOrder) -> None:
    order.title = f"{order.title} again"


def listed_orders(stage: Stage, count: int) -> list[WorkOrder]:
    """Orders as full as those of the list that the feed is held against, to be made once more."""
    actor = stage.actor(stage.large)
    own = ("id", "number", "version")
    columns = [field.attname for field in WorkOrder._meta.concrete_fields if field.attname not in own]
    with acting(actor):
        rows = WorkOrder.objects.visible_to(actor).order_by("-number").values(*columns)[:count]
        return [WorkOrder(**row) for row in rows]


def list_rate(stage: Stage, limit: int) -> float:
    return stage.clients.rate(stage.call(stage.large, f"{LIST}?limit={limit}"))


def unguarded_rate(stage: Stage) -> float:
    """The same page from the same code with nothing that counts or notes a call."""
    with run_server("benchmarks.plain.unguarded", stage.atrium.port + 2) as other:
        call = stage.call(stage.large, f"{LIST}?limit=50")
        return stage.clients.rate(replace(call, port=other.port))


def import_file(stage: Stage, count: int) -> float:
    """Seconds of reading, checking and keeping a file, as the worker does it."""
    actor, content = stage.person(stage.large), file_of(stage, count)
    with made(stage, stage.large):
        with acting(actor):
            file = io.BytesIO(content)
            batch = upload_import(
                surface_named(WorkOrder.module), actor=actor, file=file, name="orders.csv", size=len(content)
            )
            columns = {"Title": "title", "Text": "description", "Building": "property", "Reported": "reported_at"}
            map_import(batch, actor=actor, mapping=Mapping(columns))
            ImportBatch.objects.filter(pk=batch.pk).update(status=Status.CHECKED)
            start_import(batch, actor=actor, dry=False)
        begun = time.perf_counter()
        run_import(batch.pk, actor=actor)
        seconds = time.perf_counter() - begun
        with acting(actor):
            batch.refresh_from_db()
            batch.file.delete(save=False)
    if batch.status != Status.DONE:
        raise RuntimeError(f"the import ended as {batch.status}: {batch.failure}")
    return seconds


def file_of(stage: Stage, count: int) -> bytes:
    """A file as another system would write it: buildings by their number."""
    rows = new_work_orders(stage, count)
    with acting(stage.actor(stage.large)):
        numbers = dict(Property.objects.visible_to(stage.actor(stage.large)).values_list("pk", "number"))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Title", "Text", "Building", "Reported"])
    for row in rows:
        writer.writerow([row.title, row.description, numbers[row.property_id], row.reported_at.isoformat()])
    return text.getvalue().encode()
