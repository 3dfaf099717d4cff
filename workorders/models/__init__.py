from workorders.models.calendars import BusinessCalendar, CalendarClosure, CalendarVersion, PropertyCalendar
from workorders.models.clocks import Recomputation, SlaClock, SlaEntry
from workorders.models.costs import Cost, ExchangeRate
from workorders.models.escalations import Escalation, EscalationRule, EscalationStep
from workorders.models.feeds import CalendarFeed
from workorders.models.field import Receipt
from workorders.models.meters import Meter, MeterReading
from workorders.models.occurrences import Occurrence
from workorders.models.plans import MaintenancePlan, PlanTarget
from workorders.models.prices import PriceLine
from workorders.models.report_subscriptions import ReportSubscription
from workorders.models.request_links import RequestLink
from workorders.models.requests import AffectedPerson, Request, RequestComment
from workorders.models.sla import SlaPolicy, SlaVersion
from workorders.models.tasks import CategoryRule, Task
from workorders.models.teams import Skill, Team, TeamMember, TeamPlace, TeamTrade
from workorders.models.times import TimeEntry
from workorders.models.transitions import HoldReason, Transition
from workorders.models.work_orders import Comment, WorkOrder

__all__ = [
    "AffectedPerson",
    "BusinessCalendar",
    "CalendarClosure",
    "CalendarFeed",
    "CalendarVersion",
    "CategoryRule",
    "Comment",
    "Cost",
    "Escalation",
    "EscalationRule",
    "EscalationStep",
    "ExchangeRate",
    "HoldReason",
    "MaintenancePlan",
    "Meter",
    "MeterReading",
    "Occurrence",
    "PlanTarget",
    "PriceLine",
    "PropertyCalendar",
    "Receipt",
    "Recomputation",
    "ReportSubscription",
    "Request",
    "RequestComment",
    "RequestLink",
    "Skill",
    "SlaClock",
    "SlaEntry",
    "SlaPolicy",
    "SlaVersion",
    "Task",
    "Team",
    "TeamMember",
    "TeamPlace",
    "TeamTrade",
    "TimeEntry",
    "Transition",
    "WorkOrder",
]
