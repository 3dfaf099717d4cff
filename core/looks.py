"""The tone and icon that belong to a state, so that the same word looks the same on every page."""

from typing import NamedTuple


class Look(NamedTuple):
    tone: str
    icon: str


PLAIN = Look("", "circle")

STATES: dict[str, Look] = {
    # begun and not begun
    "new": Look("info", "circle"),
    "draft": PLAIN,
    "requested": Look("info", "circle"),
    "planned": PLAIN,
    "assigned": PLAIN,
    "accepted": Look("accent", "check"),
    "scheduled": Look("info", "calendar"),
    "open": Look("info", "circle"),
    "pending": Look("warning", "clock"),
    "awaiting_approval": Look("warning", "clock"),
    "submitted": Look("info", "send"),
    "in_progress": Look("accent", "play"),
    "running": Look("accent", "play"),
    "queued": Look("info", "clock"),
    "waiting": Look("info", "clock"),
    "clean": Look("success", "ok"),
    "infected": Look("danger", "ban"),
    "sending": Look("info", "send"),
    "sent": Look("success", "ok"),
    "suppressed": Look("", "ban"),
    "on_hold": Look("warning", "pause"),
    "paused": Look("warning", "pause"),
    # over
    "completed": Look("success", "ok"),
    "done": Look("success", "ok"),
    "verified": Look("success", "ok"),
    "approved": Look("success", "ok"),
    "passed": Look("success", "ok"),
    "met": Look("success", "ok"),
    "on_track": Look("success", "clock"),
    "excused": Look("", "ok"),
    "closed": Look("", "ok"),
    "duplicate": Look("", "copy"),
    "cancelled": Look("", "ban"),
    "withdrawn": Look("", "ban"),
    # what someone must look at
    "declined": Look("danger", "ban"),
    "rejected": Look("danger", "ban"),
    "failed": Look("danger", "alert"),
    "overdue": Look("danger", "alert"),
    "missed": Look("danger", "alert"),
    "done_late": Look("warning", "ok"),
    "not_performed": Look("warning", "ban"),
    "skipped": Look("", "minus"),
    "ignored": Look("", "minus"),
    "unhandled": Look("", "help"),
    "processed": Look("success", "ok"),
    "stopped": Look("danger", "ban"),
    "bypassed": Look("", "layers"),
    "expired": Look("danger", "alert"),
    "at_risk": Look("warning", "clock"),
    "sla_at_risk": Look("warning", "clock"),
    "sla_breached": Look("danger", "alert"),
    "escalated": Look("danger", "bell"),
    "breached": Look("danger", "alert"),
    "expiring": Look("warning", "clock"),
    # places, equipment, companies, people
    "active": Look("success", "ok"),
    "in_service": Look("success", "ok"),
    "occupied": Look("success", "ok"),
    "vacant": Look("info", "circle"),
    "out_of_service": Look("warning", "pause"),
    "under_construction": Look("warning", "equipment"),
    "retired": Look("", "archive"),
    "decommissioned": Look("", "archive"),
    "disposed": Look("", "archive"),
    "sold": Look("", "archive"),
    "inactive": Look("", "minus"),
    "deactivated": Look("", "minus"),
    "archived": Look("", "archive"),
    "deleted": Look("danger", "trash"),
    "invited": Look("info", "mail"),
    "revoked": Look("danger", "ban"),
    # what happened to a record
    "created": Look("info", "plus"),
    "updated": Look("", "edit"),
    "restored": Look("info", "undo"),
    "started": Look("accent", "play"),
    "held": Look("warning", "pause"),
    "resumed": Look("accent", "play"),
    "reopened": Look("info", "undo"),
    "assignment_declined": Look("danger", "undo"),
    "marked_duplicate": Look("", "copy"),
}


def look_of(state: str) -> Look:
    """The look of a state; a state nobody has drawn is plain, never an error."""
    return STATES.get(state.strip().lower().replace(" ", "_").replace("-", "_"), PLAIN)


def words_of(state: str) -> str:
    """``on_hold`` as a person would write it: "On hold"."""
    text = state.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
