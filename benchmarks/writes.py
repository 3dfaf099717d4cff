"""Writes: one through the API, and a hundred thousand through the rules of a set."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from benchmarks.clients import CLIENTS, SqlBatch, SqlCall
from benchmarks.figures import Figure
from benchmarks.filling import TABLE, Filled
from benchmarks.stage import LIST, Stage
from core.acting import acting
from core.bulk import creating_many
from core.ids import new_id
from facilities.models import Property
from workorders.models import WorkOrder

RAW = "bench_raw"
LOADED = 100_000
BATCH = 5_000
# Operations of a bulk call.
MANY = 100


def write_figures(stage: Stage) -> list[Figure]:
    loaded = min(LOADED, stage.large.rows)
    return [
        Figure("create", "One create with its change record / raw INSERT", lambda: create_rate(stage), 0.08, 0.2,
               lambda: insert_rate(stage), unit="/s"),
        Figure("lone-create", "The same by one caller alone", lambda: create_rate(stage, clients=1), 0.03, 0.08,
               lambda: insert_rate(stage), unit="/s"),
        Figure("bulk", f"Bulk of {MANY} with change records / raw executemany", lambda: bulk_rate(stage), 0.25, 0.6,
               lambda: many_rate(stage), unit="/s"),
        Figure("lone-bulk", "The same by one caller alone", lambda: bulk_rate(stage, clients=1), 0.15, 0.25,
               lambda: many_rate(stage), unit="/s"),
        Figure("import", f"Import of {loaded:,} rows / COPY with triggers",
               lambda: loaded / undone(stage, loaded, load), 0.25, 0.5,
               lambda: loaded / undone(stage, loaded, copy_in), unit="rows/s"),
    ]  # fmt: skip


def some_properties(stage: Stage, count: int, one: Filled | None = None) -> list[UUID]:
    actor = stage.actor(one or stage.large)
    rows = Property.objects.visible_to(actor).order_by("id")
    with acting(actor):
        return list(rows.values_list("pk", flat=True)[:count])


def create_rate(stage: Stage, clients: int = CLIENTS) -> float:
    """Complete requests: token, rules, number, row, change record, search text, and the record as the answer.

    They come from as many callers as those of lists do, and are held against one connection of PostgreSQL's.
    """
    (place,) = some_properties(stage, 1)
    body = {
        "title": "Radiator leaks in room 214",
        "description": "Water drips from the valve onto the carpet since this morning, a bucket stands below it.",
        "property": str(place),
        "impact": "one",
        "urgency": "today",
        "reported_by": "Tenant of room 214",
    }
    call = stage.call(stage.large, LIST, body=json.dumps(body).encode(), status=201)
    return stage.clients.rate(call, clients)


def bulk_rate(stage: Stage, clients: int = CLIENTS) -> float:
    """Complete requests, each of a hundred new work orders at different places."""
    body = bulk_body(stage, stage.large, MANY)
    return stage.clients.rate(stage.call(stage.large, f"{LIST}bulk/", body=body), clients)


def bulk_body(stage: Stage, one: Filled, size: int) -> bytes:
    """So many new work orders, at as many places as there are."""
    places = some_properties(stage, size, one)
    operations = [
        {
            "op": "create",
            "data": {
                "title": f"Radiator leaks in room {n}",
                "property": str(places[n % len(places)]),
                "impact": "one",
                "urgency": "today",
            },
        }
        for n in range(size)
    ]
    return json.dumps({"operations": operations}).encode()


def insert_rate(stage: Stage) -> float:
    """A row of the same shape into the same table with its indexes and keys, one commit each, and no triggers."""
    with raw_insert(stage) as insert:
        return stage.clients.rate(SqlCall(settings.DATABASE_ADMIN_URL, insert), clients=1)


def many_rate(stage: Stage) -> float:
    """A hundred of them in one transaction, each with a value of its own."""
    with raw_insert(stage) as insert:
        many = SqlBatch(settings.DATABASE_ADMIN_URL, f"{insert} where %s <> ''", tuple((str(n),) for n in range(MANY)))
        return stage.clients.rate(many, clients=1)


@contextmanager
def raw_insert(stage: Stage) -> Iterator[str]:
    """The statement of a plain row; what it made is taken out again."""
    columns = [str(f.column) for f in WorkOrder._meta.concrete_fields if f.column not in ("id", "number")]
    names = ", ".join(columns)
    with stage.owner() as owner:
        first = 20_000_000 + int(time.time())
        owner.execute(f"drop sequence if exists {RAW}_number")
        owner.execute(f"drop table if exists {RAW}_row")
        owner.execute(f"create sequence {RAW}_number start {first}")
        owner.execute(
            f"create table {RAW}_row as select {names} from {TABLE} where organization_id = %s limit 1",
            [stage.large.organization],
        )
        owner.execute(f"alter table {TABLE} disable trigger user")
        insert = f"insert into {TABLE} (id, number, {names})"
        insert += f" select uuidv7(), nextval('{RAW}_number'), {names} from {RAW}_row"
        try:
            yield insert
        finally:
            owner.execute(f"delete from {TABLE} where number >= %s", [first])
            owner.execute(f"alter table {TABLE} enable trigger user")
            owner.execute(f"drop table {RAW}_row")
            owner.execute(f"drop sequence {RAW}_number")


Load = Callable[[Stage, list[WorkOrder]], None]


def undone(stage: Stage, count: int, load: Load) -> float:
    """Seconds of a load, whose rows are taken out again afterwards."""
    rows = list(new_work_orders(stage, count))
    start = time.perf_counter()
    load(stage, rows)
    seconds = time.perf_counter() - start
    remove(stage, [row.pk for row in rows])
    return seconds


def new_work_orders(stage: Stage, count: int) -> list[WorkOrder]:
    places = some_properties(stage, 500)
    with stage.owner() as owner:
        found = owner.execute(
            f"select title, description from {TABLE} where organization_id = %s limit %s",
            [stage.large.organization, count],
        ).fetchall()
    return [
        WorkOrder(title=title, description=description, property_id=places[n % len(places)], reported_at=timezone.now())
        for n, (title, description) in enumerate(found)
    ]


def load(stage: Stage, rows: list[WorkOrder]) -> None:
    """By the rules, in batches that commit."""
    actor = stage.actor(stage.large)
    for start in range(0, len(rows), BATCH):
        with acting(actor):
            creating_many(rows[start : start + BATCH], event="work_order.created", actor=actor)


def copy_in(stage: Stage, rows: list[WorkOrder]) -> None:
    """Straight into the table, which only the owner may; change record and search text are written by the triggers."""
    fields = WorkOrder._meta.concrete_fields
    first = 10_000_000 + int(time.time())
    for place, row in enumerate(rows):
        row.id, row.organization_id, row.number = new_id(), stage.large.organization, first + place
    values = [[f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields] for row in rows]
    with stage.owner() as owner, owner.transaction(), owner.cursor() as cursor:
        cursor.execute(
            "select set_config('atrium.organization', %s, true), set_config('atrium.source', 'command', true)",
            [str(stage.large.organization)],
        )
        with cursor.copy(f"copy {TABLE} ({', '.join(str(f.column) for f in fields)}) from stdin") as copy:
            for line in values:
                copy.write_row(line)


@contextmanager
def made(stage: Stage, one: Filled) -> Iterator[None]:
    """What the block makes is taken out again."""
    actor = stage.actor(one)
    with acting(actor):
        last = WorkOrder.objects.visible_to(actor).order_by("-number").values_list("number", flat=True)[0]
    try:
        yield
    finally:
        with acting(actor):
            found = WorkOrder.objects.visible_to(actor).filter(number__gt=last)
            keys = list(found.values_list("pk", flat=True))
        remove(stage, keys)


def remove(stage: Stage, keys: list[UUID]) -> None:
    """Take the rows out with their traces, so that the next round meets the same tables."""
    with stage.owner() as owner:
        for part in parts_of_orders():
            owner.execute(f"alter table {part._meta.db_table} disable trigger user")
            owner.execute(f"delete from {part._meta.db_table} where work_order_id = any(%s)", [keys])
            owner.execute(f"alter table {part._meta.db_table} enable trigger user")
        owner.execute(f"alter table {TABLE} disable trigger user")
        owner.execute(f"delete from {TABLE} where id = any(%s)", [keys])
        owner.execute("delete from core_search where record_id = any(%s)", [keys])
        owner.execute("delete from core_change where record_id = any(%s)", [keys])
        owner.execute(f"alter table {TABLE} enable trigger user")
        owner.execute(f"vacuum {TABLE}, core_search, core_change")


def parts_of_orders() -> list[type[Any]]:
    """The tables that hold what belongs to a work order, such as its clocks."""
    links = WorkOrder._meta.related_objects
    return [link.related_model for link in links if link.field.column == "work_order_id"]
