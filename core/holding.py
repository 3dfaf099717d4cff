"""Holding something that no single row stands for, such as a tree or who reads the changes, for a transaction."""

from django.db import connection

from core.actor import Actor


def hold(name: str, *, actor: Actor, alone: bool = True) -> None:
    """Keep what the organization calls `name` until the transaction ends: `alone`, or together with others who share.

    Waits for whoever holds it otherwise. Taken before the rows that are changed, so that nobody waits in a circle.
    """
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"select {lock}(hashtextextended(%s, 0))", [f"{actor.organization_id}:{name}"])
