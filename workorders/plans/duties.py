"""Common duties to begin a plan with. The words are our own; the intervals are usual ones, to be confirmed locally."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Duty:
    """A usual piece of maintenance: what is done, how often, and how much play the date has."""

    code: str
    group: Any
    title: Any
    checklist: tuple[Any, ...]
    rule: str
    days_before: int = 0
    days_after: int = 0
    mode: str = "fixed"
    photos: bool = False
    signature: bool = False

    def values(self) -> dict[str, Any]:
        """What a new plan begins with."""
        return {
            "title": str(self.title),
            "checklist": "\n".join(str(item) for item in self.checklist),
            "rule": self.rule,
            "mode": self.mode,
            "days_before": self.days_before,
            "days_after": self.days_after,
            "requires_photos": self.photos,
            "requires_signature": self.signature,
        }


_FIRE, _POWER, _WATER, _AIR, _LIFT, _SITE = (
    _("Fire protection"), _("Power"), _("Water"), _("Heating and air"), _("Lifts"), _("Building and site")
)  # fmt: skip

DUTIES = (
    Duty(
        "extinguisher-look",
        _FIRE,
        _("Fire extinguisher monthly look"),
        (
            _("Each extinguisher hangs where its sign says and can be reached"),
            _("The needle stands in the green"),
            _("Pin and seal are in place, nothing leaks or rusts"),
            _("Initial and date the tag"),
        ),
        "FREQ=MONTHLY;BYMONTHDAY=1",
        days_after=29,
    ),
    Duty(
        "extinguisher-service",
        _FIRE,
        _("Fire extinguisher annual service"),
        (_("Service company weighs and checks each one"), _("New tag on each"), _("Report is kept")),
        "FREQ=YEARLY",
        30,
        30,
        signature=True,
    ),
    Duty(
        "sprinkler-valves",
        _FIRE,
        _("Sprinkler valves and gauges weekly look"),
        (_("Control valves are open and sealed"), _("Gauges show their usual pressure"), _("The pump room is warm")),
        "FREQ=WEEKLY;BYDAY=MO",
        days_after=6,
    ),
    Duty(
        "sprinkler-flow",
        _FIRE,
        _("Sprinkler flow alarm quarterly test"),
        (_("Tell the monitoring station"), _("Open the test valve until the alarm sounds"), _("Reset and tell again")),
        "FREQ=MONTHLY;INTERVAL=3",
        15,
        15,
    ),
    Duty(
        "fire-alarm",
        _FIRE,
        _("Fire alarm annual test"),
        (_("Every detector and pull station"), _("Horns and lights on each floor"), _("Batteries under load")),
        "FREQ=YEARLY",
        60,
        60,
        signature=True,
    ),
    Duty(
        "fire-doors",
        _FIRE,
        _("Fire doors annual walk"),
        (_("Closes and latches by itself"), _("Gaps and seals"), _("Nothing holds it open")),
        "FREQ=YEARLY",
        60,
        60,
        photos=True,
    ),
    Duty(
        "emergency-lights",
        _FIRE,
        _("Emergency lights monthly test"),
        (_("Press the test button for 30 seconds"), _("Exit signs are lit"), _("Note what did not light")),
        "FREQ=MONTHLY;BYDAY=1MO",
        days_after=14,
    ),
    Duty(
        "emergency-lights-year",
        _FIRE,
        _("Emergency lights annual test of 90 minutes"),
        (_("Switch the circuit off for 90 minutes"), _("Walk every floor at the end"), _("Replace weak batteries")),
        "FREQ=YEARLY",
        30,
        30,
    ),
    Duty(
        "generator-look",
        _POWER,
        _("Generator weekly look"),
        (_("Oil, coolant and fuel"), _("Battery and charger"), _("Switch stands on automatic")),
        "FREQ=WEEKLY;BYDAY=TU",
        days_after=5,
    ),
    Duty(
        "generator-run",
        _POWER,
        _("Generator monthly run under load"),
        (_("Run 30 minutes under the building's load"), _("Note load and temperature"), _("Transfer switch both ways")),
        "FREQ=MONTHLY;BYDAY=2TU",
        7,
        7,
    ),
    Duty(
        "backflow",
        _WATER,
        _("Backflow preventer annual test"),
        (_("Certified tester"), _("Send the report to the water utility")),
        "FREQ=YEARLY",
        30,
        0,
        signature=True,
    ),
    Duty(
        "hot-water",
        _WATER,
        _("Hot water temperatures monthly"),
        (_("Heater outlet and return"), _("Farthest tap of each riser"), _("Flush what is seldom used")),
        "FREQ=MONTHLY;BYDAY=1WE",
        days_after=10,
    ),
    Duty(
        "eyewash",
        _WATER,
        _("Eyewash stations weekly flush"),
        (_("Run until clear"), _("Both eyes, lukewarm"), _("Sign the tag")),
        "FREQ=WEEKLY;BYDAY=WE",
        days_after=4,
    ),
    Duty(
        "air-filters",
        _AIR,
        _("Air filters change"),
        (_("Size and grade as on the unit"), _("Date on the frame"), _("Belt and drain pan")),
        "FREQ=MONTHLY;INTERVAL=3",
        14,
        14,
        mode="floating",
    ),
    Duty(
        "boiler",
        _AIR,
        _("Boiler annual inspection"),
        (_("Safety valve and low-water cut-off"), _("Burner and flue"), _("Certificate is posted")),
        "FREQ=YEARLY;BYMONTH=8",
        30,
        30,
        signature=True,
    ),
    Duty(
        "lift-look",
        _LIFT,
        _("Lift monthly look"),
        (_("Levels with the floor"), _("Door edge and call button"), _("Emergency phone answers")),
        "FREQ=MONTHLY;BYDAY=1TH",
        days_after=10,
    ),
    Duty(
        "roof",
        _SITE,
        _("Roof and drains twice a year"),
        (_("Drains and gutters clear"), _("Seams, flashings and skylights"), _("Nothing loose")),
        "FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=15",
        20,
        20,
        photos=True,
    ),
    Duty(
        "aed",
        _SITE,
        _("Defibrillator monthly look"),
        (_("Shows ready"), _("Pads and battery in date"), _("Cabinet alarm works")),
        "FREQ=MONTHLY;BYMONTHDAY=1",
        days_after=29,
    ),
)


def duty_named(code: str) -> Duty | None:
    """The duty of that code."""
    return next((duty for duty in DUTIES if duty.code == code), None)
