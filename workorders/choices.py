"""Fixed choices of work orders."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a work order stands. What it means and which move is legal is said in `workorders.states`."""

    AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
    OPEN = "open", _("Open")
    ASSIGNED = "assigned", _("Assigned")
    ACCEPTED = "accepted", _("Accepted")
    IN_PROGRESS = "in_progress", _("In progress")
    ON_HOLD = "on_hold", _("On hold")
    COMPLETED = "completed", _("Completed")
    VERIFIED = "verified", _("Verified")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")
    DECLINED = "declined", _("Declined")
    DUPLICATE = "duplicate", _("Duplicate")


class Category(models.TextChoices):
    """What a state means to everybody: fixed, while reasons and words are the organization's."""

    TRIAGE = "triage", _("To be judged")
    ACTIVE = "active", _("To be done")
    HOLD = "hold", _("Waiting")
    DONE = "done", _("Done")
    FINAL = "final", _("Over")


class Clock(models.TextChoices):
    """What a clock does while a work order is in a state."""

    IDLE = "idle", _("has not begun")
    RUNS = "runs", _("runs")
    PAUSED = "paused", _("is paused")
    STOPPED = "stopped", _("is stopped")
    VOID = "void", _("is void")
    BY_REASON = "by_reason", _("runs or is paused, by the reason of the hold")
    BY_POLICY = "by_policy", _("runs or is stopped, by the policy")


class Impact(models.TextChoices):
    """How much is at stake."""

    LIFE_SAFETY = "life_safety", _("Life safety or building down")
    MANY = "many", _("Many people, code, or damage growing")
    ONE = "one", _("One space or function")
    COSMETIC = "cosmetic", _("Cosmetic")


class Urgency(models.TextChoices):
    """How soon it must be seen to."""

    NOW = "now", _("Now")
    TODAY = "today", _("Today")
    WEEK = "week", _("This week")
    CAN_WAIT = "can_wait", _("Can wait")


class Priority(models.TextChoices):
    """What drives the clocks: impact × urgency, not the requester's wish."""

    P1 = "P1", _("P1 Emergency")
    P2 = "P2", _("P2 Urgent")
    P3 = "P3", _("P3 Routine")
    P4 = "P4", _("P4 Scheduled")
    P5 = "P5", _("P5 Planned")


class RequestState(models.TextChoices):
    """Where a request stands. Which move is legal is said in `workorders.request_states`."""

    NEW = "new", _("New")
    ACCEPTED = "accepted", _("Accepted")
    DUPLICATE = "duplicate", _("Duplicate")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RequestSource(models.TextChoices):
    """By which way a request came in."""

    PAGE = "page", _("In Atrium")
    LINK = "link", _("Request link")
    QR = "qr", _("QR code")
    MAIL = "mail", _("E-mail")
    API = "api", _("API")
    IMPORT = "import", _("Import")


class Entry(models.TextChoices):
    """Whether somebody may come in to do the work."""

    ANY_TIME = "any_time", _("Yes, also when nobody is there")
    WHEN_PRESENT = "when_present", _("Only when somebody is there")
    ASK_FIRST = "ask_first", _("Ask first")


class ResponseMet(models.TextChoices):
    """What counts as the answer to a report."""

    ACCEPTED = "accepted", _("Somebody accepts the job")
    ON_SITE = "on_site", _("Somebody begins the work")


class Timer(models.TextChoices):
    """What a clock promises."""

    RESPONSE = "response", _("Response")
    RESOLUTION = "resolution", _("Resolution")
    VENDOR = "vendor", _("Vendor")


class TimeKind(models.TextChoices):
    """What somebody did with the time they gave to a work order."""

    TRAVEL = "travel", _("On the way")
    ON_SITE = "on_site", _("On site")
    WAITING = "waiting", _("Waiting")
    OFFICE = "office", _("In the office")


class TargetUnit(models.TextChoices):
    """What a promise is counted in."""

    MINUTES = "minutes", _("Minutes of opening time")
    DAYS = "days", _("Working days")


class ClockState(models.TextChoices):
    """What a clock does now."""

    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    VOID = "void", _("Void")


class SlaState(models.TextChoices):
    """How the promises of an order stand: the worst of its clocks. It stays so once the work is done."""

    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    BREACHED = "breached", _("Breached")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Kept")
    EXCUSED = "excused", _("Excused")


class SlaAct(models.TextChoices):
    """What a line in the ledger of clocks says."""

    STARTED = "started", _("Began")
    MOVED = "moved", _("Due at another time")
    ENDED = "ended", _("No longer promised")
    AT_RISK = "at_risk", _("At risk")
    BREACHED = "breached", _("Breached")
    EXCUSED = "excused", _("Excused")
    NOT_COUNTED = "not_counted", _("Time taken out")
    COUNTED = "counted", _("Time put back")


class EscalateOn(models.TextChoices):
    """What of a promise is brought before people."""

    AT_RISK = "at_risk", _("It is at risk")
    BREACHED = "breached", _("It is broken")


class FeedScope(models.TextChoices):
    """Whose work a private calendar address shows."""

    MINE = "mine", _("Mine")
    TEAM = "team", _("My team's")
    ALL = "all", _("All that I may see")
