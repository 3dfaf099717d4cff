"""My work on a phone: the jobs of today and those that follow, and what is done with each, with one thumb."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import RuleBroken
from core.pages.addresses import address, list_address, record_address
from core.pages.answers import page
from core.pages.places import visible_rows
from core.pages.requests import PageRequest
from workorders.actions.field import is_first
from workorders.actions.times import open_entry_of
from workorders.choices import State
from workorders.field_forms import Offers, StepForm
from workorders.field_steps import BY_NAME, STEPS, Standing, Step, has_what_it_needs, is_offered
from workorders.models import HoldReason, Meter, Task, TimeEntry, WorkOrder
from workorders.states import ACTIVE_STATES, BY_VERB, OPEN_STATES
from workorders.surfaces import work_orders
from workorders.teams import own_of

TODAY, NEXT = 20, 10
WORKED_ON = (*ACTIVE_STATES, State.ON_HOLD)
SCRIPT = "js/my-work-worker.js"


@require_GET
@page
def my_work(request: PageRequest) -> HttpResponse:
    """The jobs of whoever looks, soonest first."""
    request.actor.require(work_orders.permission("view"))
    return answer_my_work(request)


def answer_my_work(request: PageRequest, bound: Mapping[tuple[int, str], StepForm] | None = None) -> HttpResponse:
    """The page; `bound` has a form that was refused, to be shown with what is wrong in it."""
    entry = open_entry_of(request.actor.person_id, request.actor)
    here, jobs = address(request, "my-work").partition("?")[0], my_jobs(request)
    # Not an exclusion: what has no plan and no due time fits neither comparison.
    following = jobs.exclude(pk__in=jobs.filter(of_today()).order_by().values("pk"))
    today, later = list(jobs.filter(of_today())[:TODAY]), list(following[:NEXT])
    offers = offers_at(request, [*today, *later])
    groups = [
        {"label": label, "jobs": [job(request, order, entry, offers[order.pk], bound or {}) for order in orders]}
        for label, orders in ((_("Today"), today), (_("Next"), later))
    ]
    context = {
        "groups": groups,
        "entry": entry,
        "all_url": list_address(request, work_orders, assignee="me", state__in=",".join(OPEN_STATES)),
        "worker_url": f"{here}worker.js",
        "here": here,
        "person": request.actor.person_id,
        "moving": " ".join(BY_VERB["hold"].sources),
    }
    return render(request, "workorders/my_work.html", context, status=422 if bound else 200)


def my_jobs(request: PageRequest) -> QuerySet[WorkOrder]:
    """Jobs in hand: one's own, and those of one's team or company that nobody of it has taken."""
    own = own_of(request.actor)
    shared = Q(team_id__in=own.records["workorders.team"]) | Q(vendor_id__in=own.records["vendors.vendor"])
    mine = Q(assignee_id=request.actor.person_id) | Q(shared, assignee__isnull=True)
    rows = visible_rows(request, WorkOrder).filter(mine, state__in=WORKED_ON, archived_at__isnull=True)
    rows = rows.select_related("property", "space", "equipment", "trade", "hold_reason", "team")
    return rows.order_by(F("planned_start").asc(nulls_last=True), "priority", F("due_at").asc(nulls_last=True), "id")


def of_today() -> Q:
    """Planned or due by the end of the reader's day, or begun."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Q(planned_start__lt=midnight) | Q(due_at__lt=midnight) | Q(state=State.IN_PROGRESS)


def offers_at(request: PageRequest, orders: Sequence[WorkOrder], *, ticked: bool = False) -> dict[UUID, Offers]:
    """What may be chosen at each job: few statements, however many jobs. `ticked` tasks too, for what was sent late."""
    actor = request.actor
    reasons = list(HoldReason.objects.visible_to(actor).filter(is_active=True, archived_at__isnull=True))
    waiting = Task.objects.visible_to(actor).filter(work_order__in=orders)
    waiting = waiting if ticked else waiting.filter(done_at__isnull=True)
    machines = {order.equipment_id for order in orders if order.equipment_id is not None}
    meters = Meter.objects.visible_to(actor).filter(equipment_id__in=machines, archived_at__isnull=True)
    tasks, shown = list(waiting.order_by("position", "number")), list(meters.order_by("name"))
    return {
        order.pk: Offers(
            reasons,
            [task for task in tasks if task.work_order_id == order.pk],
            [meter for meter in shown if meter.equipment_id == order.equipment_id],
        )
        for order in orders
    }


def job(
    request: PageRequest,
    order: WorkOrder,
    entry: TimeEntry | None,
    offers: Offers,
    bound: Mapping[tuple[int, str], StepForm],
) -> dict[str, Any]:
    """One job with the steps that its person may take."""
    standing = Standing(order.state, entry.kind if entry is not None and entry.work_order_id == order.pk else "")
    steps = [
        {
            "step": step,
            "form": bound.get((order.number, step.name)) or build(order, step, offers),
            "url": address(request, "my-work", step.name, order.number),
            "shown": is_offered(step, standing),
            "refused": (order.number, step.name) in bound,
        }
        for step in STEPS
        if request.actor.may(step.permission) and has_what_it_needs(step, offers)
    ]
    url = record_address(request, work_orders, order.number)
    return {"order": order, "url": url, "standing": standing, "steps": steps, "is_late": order.is_overdue()}


def build(order: WorkOrder, step: Step, offers: Offers, **sent: Any) -> StepForm:
    """The form of one step of one job."""
    return step.form(offers=offers, auto_id=f"id_{order.number}_{step.name}_%s", **sent)


@require_POST
@page
def take_step(request: PageRequest, step: str, number: int) -> HttpResponse:
    """Do one thing with a job. A phone may send it late, and more than once: it is done once, with its real time."""
    request.actor.require(work_orders.permission("view"))
    if step not in BY_NAME:
        raise Http404
    one, order = BY_NAME[step], WorkOrder.objects.get_visible(request.actor, number=number)
    request.actor.require(one.permission)
    form = build(order, one, offers_at(request, [order], ticked=True)[order.pk], data=request.POST, files=request.FILES)
    if form.is_valid():
        try:
            if not form.cleaned_data["key"] or is_first(form.cleaned_data["key"], actor=request.actor):
                one.run(order, actor=request.actor, **form.values())
            return done(request, order, one)
        except RuleBroken as refused:
            form.add_problems(refused)
    return told_why(request, order, one, form)


def done(request: PageRequest, order: WorkOrder, step: Step) -> HttpResponse:
    """It was done, now or by an earlier sending."""
    words = f"{work_orders.prefix}-{order.number}: {step.label}"
    if wants_data(request):
        return JsonResponse({"outcome": "done", "message": words})
    messages.success(request, words)
    return redirect(address(request, "my-work"))


def told_why(request: PageRequest, order: WorkOrder, step: Step, form: StepForm) -> HttpResponse:
    """It was refused: nothing was written, and what was typed comes back."""
    if wants_data(request):
        problems = [f"{words}" for errors in form.errors.values() for words in errors]
        return JsonResponse({"outcome": "refused", "message": " ".join(problems)}, status=422)
    return answer_my_work(request, {(order.number, step.name): form})


def wants_data(request: PageRequest) -> bool:
    """Whether the script asks, which shows the outcome itself."""
    return request.headers.get("Accept", "").startswith("application/json")


@require_GET
@page
def worker(request: PageRequest) -> HttpResponse:
    """The script that keeps this page for when there is no connection. Only below its own address may it look."""
    request.actor.require(work_orders.permission("view"))
    with open_script() as file:
        return HttpResponse(file.read(), content_type="text/javascript")


def open_script() -> Any:
    """The script, as collected for a release or as it lies in the sources."""
    if settings.PRODUCTION:
        return staticfiles_storage.open(SCRIPT)
    return open(str(finders.find(SCRIPT)), "rb")
