"""Business time, without a database: which minutes count, and when so many of them have passed.

`Calendar` says when a building is open, its `Ruler` measures between instants, `elapsed` and `due` read the ruler in
both directions, and `walk` tells every minute in words. Nothing else in Atrium computes a deadline.
"""

from workorders.clocks.calendars import DAY_MINUTES, ROUND_THE_CLOCK, Calendar, Unit, Week, week_of
from workorders.clocks.reading import Target, due, elapsed
from workorders.clocks.ruler import DAY_TICKS, MINUTE_TICKS, Pause, Ruler
from workorders.clocks.walking import Kind, Piece, walk

__all__ = [
    "DAY_MINUTES",
    "DAY_TICKS",
    "MINUTE_TICKS",
    "ROUND_THE_CLOCK",
    "Calendar",
    "Kind",
    "Pause",
    "Piece",
    "Ruler",
    "Target",
    "Unit",
    "Week",
    "due",
    "elapsed",
    "walk",
    "week_of",
]
