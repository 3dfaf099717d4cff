"""The gauges of the core: how long changes wait to be read, what waits in the queue, what stopped."""

from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu import Connection
from kombu.exceptions import OperationalError

from core.actor import Actor
from core.documents.choices import ScanState
from core.documents.models import Document
from core.imports.models import AT_WORK, ImportBatch, Status
from core.imports.tasks import LOST_AFTER
from core.operations.gauges import Gauge
from core.reading.horizon import read_horizon

# The oldest change that a consumer of the feed has not read: of the windows to come, and of the one it is in.
_LAG = """
select coalesce(max(extract(epoch from statement_timestamp() - least(
    (select c.at from core_change c where c.organization_id = p.organization_id and c.era = p.era and c.xid >= p.high
     order by c.xid, c.id limit 1),
    (select c.at from core_change c where c.organization_id = p.organization_id and c.era = p.era
     and c.id > p.last_id and c.xid >= p.low and c.xid < p.high order by c.id limit 1)
))), 0) from core_feed_position p where p.organization_id = %s
"""
_LOST = "select count(*) from (select 1 from core_change_default where organization_id = %s limit 1000) found"


def queue_depth() -> float:
    """Tasks that wait for a worker; not a number while the broker is away."""
    try:
        with current_app.connection_for_read() as broker:
            return _waiting_at(broker)
    except (OperationalError, OSError):
        return float("nan")


def _waiting_at(broker: Connection) -> float:
    """A queue that is empty has never been used, or is forgotten: brokers say that there is none."""
    broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
    try:
        queue = current_app.conf.task_default_queue
        return float(broker.default_channel.queue_declare(queue=queue, passive=True).message_count)
    except broker.channel_errors:
        return 0.0


def fence_age() -> float:
    """Seconds since the oldest write began that is still open: everybody who follows changes waits for it."""
    horizon = read_horizon(longest_write=settings.WRITE_TRANSACTION_LIMIT)
    return max(0.0, (timezone.now() - horizon).total_seconds())


def feed_lag(actor: Actor) -> float:
    """Seconds since the oldest change that a reader of the feed, such as notifications, has not read."""
    return float(_one(_LAG, actor))


def changes_astray(actor: Actor) -> float:
    """Changes that no month's partition took, up to a thousand: the task that makes partitions does not run."""
    return float(_one(_LOST, actor))


def imports_at_work(actor: Actor) -> float:
    return ImportBatch.objects.visible_to(actor).filter(status__in=AT_WORK).count()


def imports_stopped(actor: Actor) -> float:
    """Imports of the last week that stopped, and those whose worker was lost and not found again."""
    rows = ImportBatch.objects.visible_to(actor)
    week = timezone.now() - timedelta(days=7)
    lost = rows.filter(status__in=AT_WORK, updated_at__lt=timezone.now() - 2 * LOST_AFTER)
    return rows.filter(status=Status.FAILED, updated_at__gt=week).count() + lost.count()


def scans_waiting(actor: Actor) -> float:
    return Document.objects.visible_to(actor).filter(scan=ScanState.WAITING).count()


def scans_infected(actor: Actor) -> float:
    return Document.objects.visible_to(actor).filter(scan=ScanState.INFECTED).count()


def _one(sql: str, actor: Actor) -> float:
    with connection.cursor() as cursor:
        cursor.execute(sql, [actor.organization_id])
        return cursor.fetchone()[0]


CORE_GAUGES = (
    Gauge(
        name="queue_tasks", label=_("Tasks in the queue"), help="Tasks that wait for a worker.",
        read=queue_depth, alarm=1000,
    ),
    Gauge(
        name="change_fence_seconds", label=_("Oldest open write"), read=fence_age, unit="seconds", alarm=30,
        help="Age of the oldest write that readers of changes wait for.",
    ),
    Gauge(
        name="feed_lag_seconds", label=_("Oldest unread change"), count=feed_lag, total=max, unit="seconds", alarm=120,
        help="Age of the oldest change that a reader of the feed has not read.",
    ),
    Gauge(
        name="changes_in_default_partition", label=_("Changes outside their month"), count=changes_astray, alarm=1,
        help="Changes that no month's partition took; more than none is a fault.",
    ),
    Gauge(
        name="imports_running", label=_("Imports at work"), count=imports_at_work, help="Imports that are at work.",
    ),
    Gauge(
        name="imports_stopped", label=_("Imports that stopped"), count=imports_stopped, alarm=1,
        help="Imports of the last week that stopped or lost their worker.",
    ),
    Gauge(
        name="scans_waiting", label=_("Files that wait for the virus scan"), count=scans_waiting, alarm=100,
        help="Documents that wait for the virus scan.",
    ),
    Gauge(
        name="scans_infected", label=_("Files that carry a virus"), count=scans_infected, alarm=1,
        help="Documents that carry a virus.",
    ),
)  # fmt: skip
