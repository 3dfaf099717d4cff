"""When planned work falls due: RFC 5545 rules in the local time of a place. Nothing here knows a table."""

from workorders.recurrence.dates import MonthEnd, days
from workorders.recurrence.rules import Rule, parse_rule
from workorders.recurrence.schedules import (
    Due,
    HolidayPolicy,
    Schedule,
    Season,
    all_due_dates,
    check_schedule,
    due_dates,
    next_after_completion,
    preview,
)
from workorders.recurrence.windows import Window, is_covered, window_of

__all__ = [
    "Due",
    "HolidayPolicy",
    "MonthEnd",
    "Rule",
    "Schedule",
    "Season",
    "Window",
    "all_due_dates",
    "check_schedule",
    "days",
    "due_dates",
    "is_covered",
    "next_after_completion",
    "parse_rule",
    "preview",
    "window_of",
]
