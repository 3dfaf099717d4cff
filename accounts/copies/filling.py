"""Filling an organization that has no history yet: rows keep their stamps, and none of them is written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from accounts.copies.catalogue import all_tables
from core.actor import Actor
from core.db.planner import analyze


@contextmanager
def filling(actor: Actor) -> Iterator[None]:
    """Let rows be copied into the actor's organization, which must have no history, until the block ends.

    At its end every reference is checked. Inside `acting()`; an exception must end the transaction.
    """
    begin_filling(actor)
    yield
    end_filling(actor)


def begin_filling(actor: Actor) -> None:
    """From here on rows keep their stamps; refused where there is a history."""
    run("select core_begin_copy(%s)", actor.organization_id)


def end_filling(actor: Actor) -> None:
    """Check every reference, write changes down again, and let the planner know of what came."""
    run("set constraints all immediate")
    run("set constraints all deferred")
    run("select core_end_copy(%s)", actor.organization_id)
    analyze(*(table.name for table in all_tables()))


def run(sql: str, *parameters: Any) -> int:
    """Run one statement; returns how many rows it concerned. Without parameters a percent sign is one."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters) or None)
        return int(cursor.rowcount)


def ask(sql: str, *parameters: Any) -> bool:
    """Whether a query has any row."""
    with connection.cursor() as cursor:
        cursor.execute(f"select exists ({sql})", list(parameters))
        return bool(cursor.fetchone()[0])
