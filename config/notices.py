"""What people are told of, and whom which change concerns."""

from integrations.rules.notices import ALERT_NOTICES
from integrations.rules.notices import KINDS as ALERT_KINDS
from integrations.webhooks.notices import KINDS as WEBHOOK_KINDS
from integrations.webhooks.notices import WEBHOOK_NOTICES
from workorders.actions.request_answers import reply_to_request
from workorders.models import Request
from workorders.notices import KINDS as WORK_ORDER_KINDS
from workorders.notices import WORK_ORDER_NOTICES
from workorders.request_notices import REQUEST_KINDS, REQUEST_NOTICES

# In the order in which the first that fits is told.
KINDS = (*ALERT_KINDS, *WORK_ORDER_KINDS, *REQUEST_KINDS, *WEBHOOK_KINDS)
RULES = (WORK_ORDER_NOTICES, REQUEST_NOTICES, ALERT_NOTICES, WEBHOOK_NOTICES)

# Who takes what people without an account answer by mail: `(record, *, body, actor)` by module.
REPLIES = {Request.module: reply_to_request}
