"""Every report there is, in the order in which they are shown."""

from core.actor import Actor
from core.errors import NotPermitted
from core.surfaces import surface_named
from workorders.reports.ageing import AGEING
from workorders.reports.figures import Report
from workorders.reports.first_time_fix import FIRST_TIME_FIX
from workorders.reports.plan_compliance import PLAN_COMPLIANCE
from workorders.reports.recalls import RECALLS
from workorders.reports.service_levels import SERVICE_LEVELS
from workorders.reports.spending import COSTS
from workorders.reports.technicians import TECHNICIANS

REPORTS = (AGEING, SERVICE_LEVELS, PLAN_COMPLIANCE, COSTS, FIRST_TIME_FIX, RECALLS, TECHNICIANS)
BY_NAME = {report.name: report for report in REPORTS}


def readable_by(actor: Actor) -> list[Report]:
    """The reports that the actor may read; NotPermitted where there is none."""
    found = [report for report in REPORTS if may_read(report, actor)]
    if not found:
        raise NotPermitted(surface_named(REPORTS[0].module).permission("view"))
    return found


def may_read(report: Report, actor: Actor) -> bool:
    """Whether the actor may view every module that the report reads."""
    return all(actor.may(surface_named(module).permission("view")) for module in report.modules)
