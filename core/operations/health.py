"""Whether what Atrium stands on answers."""

from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

# Once every migration of this code is there it stays so: the table is read until then, and never again.
_migrated = False


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except (DatabaseError, InterfaceError):
        connection.close()
        return False
    return True


def is_migrated() -> bool:
    """Whether the database has every table that this code knows."""
    global _migrated
    try:
        _migrated = _migrated or not pending_migrations()
    except (DatabaseError, InterfaceError):
        return False
    return _migrated


def pending_migrations() -> list[str]:
    """The migrations that are still to be applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def cache_answers() -> bool:
    try:
        cache.get("readyz")
    except (RedisError, OSError):
        return False
    return True


def broker_answers() -> bool:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
    except (OperationalError, OSError):
        return False
    return True


# In the order in which they are told. A database that does not answer has no migrations either.
CHECKS = (
    ("database", database_answers),
    ("migrations", is_migrated),
    ("cache", cache_answers),
    ("broker", broker_answers),
)


def away() -> list[str]:
    """The names of what does not answer."""
    return [name for name, answers in CHECKS if not answers()]
