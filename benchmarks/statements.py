"""How many statements an answer takes, in this process: the same at every size of page and table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from accounts.models import Person
from benchmarks.figures import Figure
from benchmarks.filling import Filled
from benchmarks.stage import LIST, Stage
from benchmarks.writes import bulk_body, made

BACKEND = "accounts.backends.SessionBackend"
SIZES = (5, 50, 1000)
# One row, and as many as a page holds.
QUESTIONS = ("?number=1", "?state=closed", "")
FREE = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def statement_figures(stage: Stage) -> list[Figure]:
    return [
        Figure("statements-api", "Statements of an API list", lambda: most(stage, api_counts), 4, 3, at_least=False),
        Figure("statements-list", "Statements of a list page", lambda: most(stage, page_counts), 12, 8, at_least=False),
        Figure("statements-detail", "Statements of a record page", lambda: most(stage, detail_counts), 20, 12,
               at_least=False),
        Figure("statements-bulk", "Statements of a bulk call of 100", lambda: most(stage, bulk_counts), 15, 10,
               at_least=False),
    ]  # fmt: skip


def most(stage: Stage, counts: Callable[[Stage, Filled], list[int]]) -> float:
    """The most over all organizations; counts that differ would mean that they grow with the rows."""
    return max(count for one in stage.filled for count in counts(stage, one))


def api_counts(stage: Stage, one: Filled) -> list[int]:
    client = Client(headers={"Authorization": f"Bearer {stage.tokens[one.slug]}"})
    return [count_statements(client, f"{LIST}?state=closed&limit={size}") for size in SIZES]


def page_counts(stage: Stage, one: Filled) -> list[int]:
    client = browser_of(one)
    return [count_statements(client, f"/{one.slug}/work-orders/{question}") for question in QUESTIONS]


def detail_counts(stage: Stage, one: Filled) -> list[int]:
    client = browser_of(one)
    return [count_statements(client, f"/{one.slug}/work-orders/{number}/") for number in (1, one.rows)]


def bulk_counts(stage: Stage, one: Filled) -> list[int]:
    """Of a hundred new orders, and of ten; both are taken out again."""
    client = Client(headers={"Authorization": f"Bearer {stage.tokens[one.slug]}"})
    with made(stage, one):
        return [count_written(client, bulk_body(stage, one, size)) for size in (100, 10)]


def count_written(client: Client, body: bytes) -> int:
    client.post(f"{LIST}bulk/", body, content_type="application/json")
    with counted_statements() as statements:
        response = client.post(f"{LIST}bulk/", body, content_type="application/json")
    if response.status_code != 200:
        raise RuntimeError(f"bulk: {response.status_code} {response.content[:300]!r}")
    return len(statements)


def browser_of(one: Filled) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=one.person), backend=BACKEND)
    return client


def count_statements(client: Client, path: str) -> int:
    """The second answer's statements: the first may fill caches that last as long as the process."""
    client.get(path)
    with counted_statements() as statements:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path}: {response.status_code}")
    return len(statements)


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The statements of this process inside the block."""
    counted: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if not sql.lstrip().upper().startswith(FREE):
            counted.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(note):
        yield counted
