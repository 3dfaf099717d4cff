"""The surface of escalation rules: who is told of work that is at risk or late."""

from django.utils.translation import gettext_lazy as _

from core.surfaces import Surface
from workorders.actions.escalations import create_escalation_rule, delete_escalation_rule, update_escalation_rule
from workorders.models import EscalationRule

_WHEN = ("escalate_on", "delay_minutes")
_WHICH = ("priority", "property", "category")
_WHO = ("person", "team", "leads_only", "role")
_WRITE = ("name", "is_active", *_WHEN, *_WHICH, *_WHO)

escalation_rules = Surface(
    model=EscalationRule,
    slug="escalation-rules",
    scope="admin",
    prefix="ER",
    icon="bell",
    columns=("number", *_WRITE, "created_at", "updated_at"),
    default_columns=("name", "is_active", *_WHEN, *_WHICH, "person", "team", "role"),
    filters=("number", *_WRITE, "created_at", "updated_at"),
    ordering=("name", "number", "updated_at"),
    default_ordering=("name",),
    form=_WRITE,
    imports=_WRITE,
    read=_WRITE,
    write=_WRITE,
    bulk=("is_active",),
    search={"number": "A", "name": "A"},
    groups=(
        (_("Of which work"), ("name", "is_active", *_WHICH)),
        (_("When"), _WHEN),
        (_("Who is told"), _WHO),
    ),
    create=create_escalation_rule,
    update=update_escalation_rule,
    delete=delete_escalation_rule,
)
