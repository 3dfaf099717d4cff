"""The surface of SLA policies: what is promised for which work."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surfaces import Include, Surface
from workorders.actions.sla_policies import create_sla_policy, delete_sla_policy, update_sla_policy
from workorders.models import SlaPolicy, SlaVersion
from workorders.models.sla import PRIORITIES, TIMERS


def versions_of(policies: list[UUID], actor: Actor) -> QuerySet[SlaVersion]:
    """What several policies promised at all times, the newest first."""
    return SlaVersion.objects.visible_to(actor).filter(policy_id__in=policies).order_by("-revision")


_CONDITIONS = ("lease", "property", "category")
_TARGETS = {priority: tuple(f"{priority}_{name}" for name in (*TIMERS, "always")) for priority in PRIORITIES}
_RULES = ("response_met_by", "counts_approval", "at_risk_percent", "reopen_days", "calendar")
_WRITE = (
    "name",
    "is_active",
    *_CONDITIONS,
    *(name for names in _TARGETS.values() for name in names),
    *_RULES,
)

sla_policies = Surface(
    model=SlaPolicy,
    slug="sla-policies",
    scope="admin",
    prefix="SLA",
    icon="clock",
    columns=("number", *_WRITE, "created_at", "updated_at"),
    default_columns=("name", "is_active", *_CONDITIONS, "p1_resolution", "p2_resolution", "p3_resolution"),
    filters=("number", *_WRITE, "created_at", "updated_at"),
    ordering=("name", "number", "updated_at"),
    default_ordering=("name",),
    form=_WRITE,
    imports=_WRITE,
    read=_WRITE,
    write=_WRITE,
    search={"number": "A", "name": "A"},
    phrases={"property": _("at %s"), "category": _("of %s")},
    groups=(
        (_("For which work"), ("name", "is_active", *_CONDITIONS)),
        (_("P1 Emergency"), _TARGETS["p1"]),
        (_("P2 Urgent"), _TARGETS["p2"]),
        (_("P3 Routine"), _TARGETS["p3"]),
        (_("P4 Scheduled"), _TARGETS["p4"]),
        (_("Rules"), _RULES),
    ),
    includes=(
        Include(
            name="versions",
            label=_("Versions"),
            rows=versions_of,
            parent="policy",
            read=("revision", "terms", "created_at", "created_by"),
        ),
    ),
    create=create_sla_policy,
    update=update_sla_policy,
    delete=delete_sla_policy,
)
