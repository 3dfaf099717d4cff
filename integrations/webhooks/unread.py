"""What webhooks still need of the change record: bodies are built from it when they are sent."""

from django.db.backends.utils import CursorWrapper

_WAITING = """
select exists (select from integrations_webhookdelivery d join {month} c on c.id = d.change_id
               where d.state in ('waiting', 'parked'))
    or exists (select from integrations_webhookreplay r join {month} c on c.organization_id = r.organization_id
               where r.finished_at is null and c.at >= r.since and c.at < r.until and c.id > r.last_id)
"""


def needed_by_webhooks(cursor: CursorWrapper, month: str) -> str:
    """Whether something of a month is still to be sent, or is parked and may be sent again."""
    cursor.execute(_WAITING.format(month=month))
    return "webhooks" if cursor.fetchone()[0] else ""
