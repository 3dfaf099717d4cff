"""What a technician may do with a job at the place, in the order in which it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.documents.actions import add_document
from workorders.actions.assignment import accept_work_order, decline_assignment
from workorders.actions.field import finish_work_order
from workorders.actions.holds import hold_work_order, resume_work_order
from workorders.actions.meters import read_meter
from workorders.actions.tasks import tick_task
from workorders.actions.times import check_in_work_order, check_out_work_order, passed
from workorders.choices import State, TimeKind
from workorders.field_forms import (
    CheckInForm,
    CheckOutForm,
    FinishForm,
    HoldForm,
    Offers,
    PhotoForm,
    PlainForm,
    ReadingForm,
    ReasonForm,
    StepForm,
    TasksForm,
)
from workorders.models import Meter, Task, WorkOrder
from workorders.states import BY_VERB


@dataclass(frozen=True, slots=True)
class Standing:
    """How a job stands for the person who looks: as stored, or as it will be once a phone has sent what waits."""

    state: str
    at: str = ""  # the kind of time one is giving to it now; empty: not checked in


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `when` says in which standings it is shown, in words that the script knows too."""

    name: str
    label: Any
    icon: str
    form: type[StepForm]
    run: Callable[..., Any]
    permission: str
    when: str
    is_open: bool = False  # asked openly, not behind its name
    needs: str = ""  # of what is offered at the job; without any there is nothing to do


def _tick(work_order: WorkOrder, *, actor: Actor, tasks: list[Task]) -> None:
    """What somebody else has ticked meanwhile is done as well."""
    for task in tasks:
        if Task.objects.get_visible(actor, pk=task.pk).done_at is None:
            tick_task(task, actor=actor)


def _read(work_order: WorkOrder, *, actor: Actor, meter: Meter, value: Decimal, at: datetime | None) -> None:
    read_meter(meter, actor=actor, value=value, read_at=passed(at, "value"))


def _add_photos(work_order: WorkOrder, *, actor: Actor, photos: list[Any]) -> None:
    for photo in photos:
        add_document(work_order, actor=actor, file=photo)


ORDER = "workorders.{}_workorder".format
STEPS = (
    Step("accept", _("Accept"), "check", PlainForm, accept_work_order, ORDER("accept"), "assigned", is_open=True),
    Step("check-in", _("Check in"), "clock", CheckInForm, check_in_work_order, ORDER("check_in"), "out", is_open=True),
    Step(
        "check-out",
        _("Check out"),
        "logout",
        CheckOutForm,
        check_out_work_order,
        ORDER("check_out"),
        "in",
        is_open=True,
    ),
    Step("resume", _("Go on"), "play", PlainForm, resume_work_order, ORDER("resume"), "held", is_open=True),
    Step("tasks", _("Checklist"), "list", TasksForm, _tick, "workorders.tick_task", "any", needs="tasks"),
    Step("reading", _("Read a meter"), "chart", ReadingForm, _read, "workorders.read_meter", "any", needs="meters"),
    Step("finish", _("Done"), "ok", FinishForm, finish_work_order, ORDER("complete"), "any"),
    Step("photo", _("Add a photo"), "camera", PhotoForm, _add_photos, ORDER("comment"), "any"),
    Step("hold", _("Put on hold"), "pause", HoldForm, hold_work_order, ORDER("hold"), "moving"),
    Step("decline", _("Give back"), "undo", ReasonForm, decline_assignment, ORDER("decline_assignment"), "assigned"),
)
BY_NAME = {step.name: step for step in STEPS}

_FITS: dict[str, Callable[[Standing], bool]] = {
    "any": lambda one: True,
    "in": lambda one: one.at != "",
    "out": lambda one: one.at in ("", TimeKind.TRAVEL) and one.state != State.ON_HOLD,
    "held": lambda one: one.state == State.ON_HOLD,
    "moving": lambda one: one.state in BY_VERB["hold"].sources,
    "assigned": lambda one: one.state == State.ASSIGNED,
}


def is_offered(step: Step, standing: Standing) -> bool:
    """Whether a step fits how the job stands."""
    return _FITS[step.when](standing)


def has_what_it_needs(step: Step, offers: Offers) -> bool:
    """Whether there is anything to tick or to read at the job, for a step that ticks or reads."""
    return not step.needs or bool(getattr(offers, step.needs))
