"""What a new organization promises until it says otherwise: office hours, and times by priority."""

from core.actor import Actor
from workorders.actions.calendars import create_calendar
from workorders.actions.sla_policies import create_sla_policy

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
# An emergency is answered within the hour and done within a day, at every hour of every day.
TARGETS = {
    "p1_response": "1 h",
    "p1_resolution": "24 h",
    "p1_always": True,
    "p2_response": "4 h",
    "p2_resolution": "2 days",
    "p3_response": "3 days",
    "p3_resolution": "15 days",
    "p4_response": "10 days",
    "p4_resolution": "90 days",
}


def create_standard_promises(*, actor: Actor) -> None:
    """The calendar and the policy that a new organization starts with. Holidays are added by whoever knows them."""
    hours = dict.fromkeys(WEEKDAYS, "08:00-17:00")
    create_calendar(actor=actor, name="Office hours", is_default=True, **hours)
    create_sla_policy(actor=actor, name="Standard", **TARGETS)
