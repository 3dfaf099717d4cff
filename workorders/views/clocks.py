"""The panel of an order's clocks: what is left, what was counted, and why every other minute was not."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages.requests import PageRequest
from workorders.choices import ClockState
from workorders.clocks import Kind, Piece
from workorders.hours import say_minutes
from workorders.models import WorkOrder
from workorders.promises.explaining import Story, tell_clocks, words_of

# The strip is drawn this wide and stretched to the page.
STRIP = 1000


def clocks_context(request: PageRequest, record: WorkOrder) -> dict[str, Any]:
    """Each clock as a card, and the ledger of what was done to them."""
    told = tell_clocks(record, actor=request.actor)
    return {"clocks": [clock_card(story) for story in told.stories], "ledger": told.ledger}


def clock_card(story: Story) -> dict[str, Any]:
    """One clock: the words first, then the strip, then every minute."""
    held = sum(whole_minutes(piece) for piece in story.pauses)
    return {
        "story": story,
        "clock": story.clock,
        "tone": tone_of(story),
        "words": words_for(story),
        "strip": strip_of(story),
        "used": say_minutes(story.counted),
        "whole": say_minutes(max(story.counted + story.left, 0)),
        "held": say_minutes(held) if held else "",
        "rows": rows_of(story),
    }


def tone_of(story: Story) -> str:
    """Red when it was broken, amber when that is near, green while all is well; grey when nothing counts."""
    clock = story.clock
    if clock.state == ClockState.VOID or clock.excused_at:
        return ""
    if story.is_late:
        return "danger"
    running = clock.state == ClockState.RUNNING and clock.at_risk_at <= timezone.now()
    return "warning" if running or clock.state == ClockState.PAUSED else "success"


def words_for(story: Story) -> str:
    """What is left, after what the clock does now where it does not run."""
    state, left = story.clock.state, story.left_words
    if state == ClockState.PAUSED:
        return _("Paused, %s") % left
    if state == ClockState.STOPPED:
        return _("Met late, %s") % left if story.left < 0 else _("Met, %s") % left
    return left


def strip_of(story: Story) -> list[dict[str, Any]]:
    """Opening time only, as stretches that ran or were held, and what is left of the promise."""
    parts = [("ran" if piece.kind is Kind.COUNTED else "held", piece.length / timedelta(minutes=1))
             for piece in story.pieces if piece.kind is not Kind.CLOSED]  # fmt: skip
    if story.left > 0 and story.clock.state != ClockState.VOID:
        parts.append(("left", float(story.left)))
    whole, x, drawn = sum(length for _kind, length in parts) or 1.0, 0.0, []
    for kind, length in parts:
        width = length / whole * STRIP
        drawn.append({"kind": kind, "x": f"{x:.1f}", "width": f"{width:.1f}"})
        x += width
    return drawn


def rows_of(story: Story) -> list[dict[str, Any]]:
    """Every stretch with what became of it, and the running total of what counted."""
    rows, total = [], timedelta()
    for piece in story.pieces:
        total += piece.length if piece.kind is Kind.COUNTED else timedelta()
        rows.append(
            {
                "piece": piece,
                "words": words_of(piece),
                "minutes": say_minutes(whole_minutes(piece)) if piece.kind is not Kind.CLOSED else "0",
                "counts": piece.kind is Kind.COUNTED,
                "total": say_minutes(total // timedelta(minutes=1)),
            }
        )
    return rows


def whole_minutes(piece: Piece) -> int:
    """Its length in minutes, as a clock on the wall would show it."""
    return round(piece.length / timedelta(minutes=1))
