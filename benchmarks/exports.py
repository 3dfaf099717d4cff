"""The file of all work orders of the largest organization, streamed by Atrium and copied by PostgreSQL itself."""

import http.client
import time

import psycopg
from django.conf import settings
from django.http import QueryDict

from api.exports import EXPORT_PARAMETERS, columns_of
from api.lists import ordering_of, parse_question, shape
from benchmarks.clients import HttpCall
from benchmarks.figures import Figure
from benchmarks.postgres import plain_select
from benchmarks.stage import LIST, Stage
from core.acting import acting
from core.reading.exports import csv_source
from core.surfaces import surface_named
from workorders.models import WorkOrder

PIECE = 256 * 1024


def export_figures(stage: Stage) -> list[Figure]:
    call, select = stage.call(stage.large, LIST + "export.csv"), copied_select(stage)
    lines, objects = stage.call(stage.large, LIST + "export.ndjson"), f"select row_to_json(r)::text from ({select}) r"
    rows = stage.large.rows
    return [
        Figure("export", "CSV export / COPY of the same SELECT", lambda: rows / download(call), 0.8, 0.95,
               lambda: rows / copy_out(select), unit="rows/s"),
        Figure("ndjson", "NDJSON export / COPY of row_to_json", lambda: rows / download(lines), 0.7, 1.0,
               lambda: rows / copy_out(objects, "text"), unit="rows/s"),
        Figure("ndjson-first", "First byte of the NDJSON export", lambda: first_byte(lines), 0.5, 0.2,
               at_least=False, unit="s"),
        Figure("ndjson-memory", "Growth of a worker by the NDJSON export", lambda: growth(stage, lines), 64, 16,
               at_least=False, unit="MB"),
        Figure("export-memory", "Growth of a worker by the export", lambda: growth(stage, call), 64, 16,
               at_least=False, unit="MB"),
    ]  # fmt: skip


def copied_select(stage: Stage) -> str:
    """The statement of the file, with its marks before formulas and its format of times."""
    surface, actor, asked = surface_named(WorkOrder.module), stage.actor(stage.large), QueryDict("")
    with acting(actor):
        rows = parse_question(surface, actor, asked, reserved=EXPORT_PARAMETERS).records()
        rows = rows.order_by(*ordering_of(surface, asked).to_order_by())
        rows, columns = columns_of(rows, shape(surface, actor, asked, parts=False).rows, actor)
        return plain_select(rows, [csv_source(rows, column) for column in columns])


def download(call: HttpCall) -> float:
    """Seconds until the last byte; nothing is kept."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", call.port, timeout=600)
    connection.request("GET", call.path, headers=call.headers)
    response = connection.getresponse()
    while response.read(PIECE):
        pass
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{call.path}: {response.status}")
    return time.perf_counter() - start


def first_byte(call: HttpCall) -> float:
    """Seconds until the first byte of the file."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", call.port, timeout=600)
    connection.request("GET", call.path, headers=call.headers)
    connection.getresponse().read(1)
    seconds = time.perf_counter() - start
    connection.close()
    return seconds


def copy_out(select: str, form: str = "csv") -> float:
    """Seconds of a COPY by the owner, read row by row as psycopg gives it."""
    with psycopg.connect(settings.DATABASE_ADMIN_URL, autocommit=True) as owner, owner.cursor() as cursor:
        start = time.perf_counter()
        with cursor.copy(f"copy ({select}) to stdout with (format {form})") as copy:
            for _ in copy:
                pass
        return time.perf_counter() - start


def growth(stage: Stage, call: HttpCall) -> float:
    with stage.atrium.watch_growth() as grown:
        download(call)
    return grown[0]
