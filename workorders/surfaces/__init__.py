from workorders.surfaces.calendars import calendars
from workorders.surfaces.costs import costs, exchange_rates, price_lines
from workorders.surfaces.escalations import escalation_rules
from workorders.surfaces.hold_reasons import hold_reasons
from workorders.surfaces.meters import meters
from workorders.surfaces.occurrences import occurrences
from workorders.surfaces.plans import maintenance_plans
from workorders.surfaces.request_links import request_links
from workorders.surfaces.requests import requests
from workorders.surfaces.sla_policies import sla_policies
from workorders.surfaces.tasks import category_rules, tasks
from workorders.surfaces.teams import skills, teams
from workorders.surfaces.times import time_entries
from workorders.surfaces.work_orders import OPEN_WORK_ORDERS, work_orders

__all__ = [
    "OPEN_WORK_ORDERS",
    "calendars",
    "category_rules",
    "costs",
    "escalation_rules",
    "exchange_rates",
    "hold_reasons",
    "maintenance_plans",
    "meters",
    "occurrences",
    "price_lines",
    "request_links",
    "requests",
    "skills",
    "sla_policies",
    "tasks",
    "teams",
    "time_entries",
    "work_orders",
]
