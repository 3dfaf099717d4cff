"""What the living page shows: one small set of made-up examples for every component."""

import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.template.loader import render_to_string

from core.charts import Series, bar_chart, line_chart, sparkline, stacked_chart
from core.pages import examples
from core.widgets import DateInput, FileDrop, SearchSelect, Switch, UnitInput, ZonedDateTimeInput

VENDORS = [("", "---------"), ("1", "Halsted Elevator & Hoist Co."), ("2", "Prairie Window & Facade")]
REASONS = [("parts", "Waiting for parts"), ("access", "Waiting for access")]


class SpecimenForm(forms.Form):
    """One field of each kind, in the order of the living page."""

    serial = forms.CharField(label="Serial number", required=False)
    limit = forms.CharField(
        label="Not to exceed",
        help_text="The vendor must ask before passing it.",
        widget=UnitInput(suffix="USD"),
    )
    force = forms.IntegerField(
        label="Door force",
        help_text="Measured at the leading edge.",
        max_value=400,
        widget=UnitInput(suffix="N"),
        error_messages={"max_value": "Enter a number from 0 to 400"},
    )
    policy = forms.CharField(label="Policy", help_text="Set by the contract.", disabled=True)
    reason = forms.ChoiceField(label="Reason", choices=REASONS)
    vendor = forms.ChoiceField(label="Vendor", choices=VENDORS, widget=SearchSelect(), required=False)
    due = forms.DateTimeField(label="Due", widget=ZonedDateTimeInput("Chicago time"), required=False)
    expected = forms.DateField(label="Expected", widget=DateInput(), required=False)
    description = forms.CharField(label="What is wrong", widget=forms.Textarea(attrs={"rows": 2}))
    visible = forms.BooleanField(label="Vendor can see", help_text="Mailed when posted.", required=False)
    audience = forms.ChoiceField(
        label="Who sees it", choices=[("in", "Internal"), ("out", "Vendor can see")], widget=forms.RadioSelect
    )
    quiet = forms.BooleanField(label="Mail the requester", widget=Switch(), required=False)
    photo = forms.FileField(
        label="Photo",
        widget=FileDrop("PDF, JPG, HEIC, 25 MB each", camera=True, attrs={"multiple": False}),
        required=False,
    )


def specimen_form() -> SpecimenForm:
    """Sent with one figure too high, so that its error shows."""
    typed = {"limit": "4,800.00", "force": "1350", "reason": "parts", "due": "2026-03-03T12:57"}
    return SpecimenForm(
        typed | {"description": "Doors reopen", "audience": "in", "visible": "on", "quiet": "on", "vendor": "1"},
        initial={"policy": "Federal, business hours"},
    )


def specimen_days() -> list[dict[str, Any]]:
    """Two weeks of March 2026, one of them with a day that overflows."""
    first = date(2026, 2, 23)
    days = [calendar_day(first + timedelta(days=n)) for n in range(14)]
    days[8] |= {
        "today": True,
        "events": [event("12:57 Freight elevator 2", "accent", "work"), event("Auto liability", "danger", "alert")],
    }
    days[11] |= {"events": [event("12:00 Vestibule 2", "accent", "work")], "more": 3, "more_url": "#calendar"}
    days[13] |= {"note": "Clocks forward 02:00"}
    return days


def calendar_day(day: date) -> dict[str, Any]:
    label = f"{day:%-d %b}" if day.day == 1 or day.month == 2 else str(day.day)
    return {"label": label, "spoken": f"{day:%A %-d %B}", "out": day.month == 2, "events": []}


def event(label: str, tone: str, icon: str) -> dict[str, str]:
    return {"label": label, "url": "#calendar", "tone": tone, "icon": icon}


def specimen_charts() -> dict[str, Any]:
    days = ["Tue 17", "Wed 18", "Thu 19", "Fri 20", "Sat 21", "Sun 22", "Mon 23"]
    reported = Series("Reported", [12, 9, 14, 11, 4, 2, 13], "d2")
    completed = Series("Completed", [9, 9, 8, 10, 5, 0, 9])
    late = Series("Completed late", [1, 2, 1, 3, 0, 0, 2], "bad")
    months = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]
    met = Series("Met on time", [62, 64, 70, None, 74, 80, 78, 84, 91, 90, 93, 93])
    return {
        "bars": bar_chart("Work orders by day, reported and completed", days, [reported, completed]),
        "stack": stacked_chart("Completed by day, on time and late", days, [completed, late]),
        "line": line_chart("Work done on time, by month", months, [met, Series("Goal", [90] * 12, "d3")], "%"),
        "spark": sparkline([62, 64, 70, 69, 74, 80, 78, 84, 91, 90, 93, 93], "On time, from 62 to 93 percent"),
    }


def specimens() -> dict[str, Any]:
    """Everything the templates of the living page ask for."""
    return {
        "form": specimen_form(),
        "tabs": examples.TABS,
        "tiles": examples.TILES,
        "figures": examples.FIGURES,
        "facts": examples.FACTS,
        "steps": examples.STEPS,
        "crumbs": examples.CRUMBS,
        "columns": examples.COLUMNS,
        "chooser": examples.CHOOSER,
        "rows": examples.ROWS,
        "actions": examples.ACTIONS,
        "timeline": examples.TIMELINE,
        "board": examples.BOARD,
        "tree": examples.TREE,
        "stale": examples.STALE,
        "morning": examples.MORNING,
        "zone": examples.CHICAGO,
        "weekdays": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        "days": specimen_days(),
        "charts": SimpleNamespace(**specimen_charts()),
        "within": [("spent", 20), ("promised", 50), ("forecast", 30)],
        "over": [("spent", 30), ("promised", 62), ("over", 8)],
        "icon_names": icon_names(),
        "sections": examples.SECTIONS,
    }


def icon_names() -> list[str]:
    """Read from the sprite itself, so that none is forgotten."""
    return re.findall(r'id="i-([\w-]+)"', render_to_string("components/icons.html"))
