"""The pages of maintenance plans: the form with its preview, common duties, and how a plan keeps its dates."""

from typing import Any

from django.db.models import Max
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.figures import say_number
from core.pages.addresses import address, list_address, record_address, whole_number
from core.pages.answers import page
from core.pages.edit_page import edit_page, first_values, form_names, form_of, new_page, templates
from core.pages.forms import RecordForm, build_form
from core.pages.record_page import answer_record, get_record, record_context
from core.pages.requests import PageRequest
from workorders.actions.plans import apply_maintenance_plan
from workorders.models import MaintenancePlan, Occurrence, PlanTarget
from workorders.plan_choices import OccurrenceState
from workorders.plans.compliance import YEAR, Compliance, compliance_of
from workorders.plans.duties import DUTIES, duty_named
from workorders.plans.preview import Preview, dates_of, preview_plan
from workorders.plans.projection import projected_day
from workorders.plans.schedules import day_at
from workorders.recurrence import parse_rule
from workorders.recurrence.words import say_rule
from workorders.surfaces import maintenance_plans, occurrences
from workorders.surfaces.plans import targets_of

PLACES_SHOWN = 50


@page
def new_plan(request: PageRequest) -> HttpResponseBase:
    """The form of a new plan. A common duty fills it in; `duty=` in the address names it."""
    if request.method == "POST":
        return new_page(request, organization=request.organization.slug, slug=maintenance_plans.slug)
    request.actor.require(maintenance_plans.permission("add"))
    duty = duty_named(request.GET.get("duty", ""))
    initial = {"starts_on": timezone.localdate(), **(duty.values() if duty else {})}
    initial |= first_values(request, maintenance_plans)
    form = build_form(request, maintenance_plans, form_names(request, maintenance_plans), initial=initial)
    context = {"surface": maintenance_plans, "form": form, "back_url": list_address(request, maintenance_plans)}
    return render(request, templates(maintenance_plans, "form"), context)


@page
def edit_plan(request: PageRequest, number: int) -> HttpResponseBase:
    """Change a plan, and with it, when that is asked for, its open orders that nobody has begun."""
    slug = {"organization": request.organization.slug, "slug": maintenance_plans.slug}
    answer = edit_page(request, **slug, number=number)
    if request.method == "POST" and answer.status_code == 302 and request.POST.get("apply"):
        apply_maintenance_plan(get_record(request, maintenance_plans, number), actor=request.actor)
    return answer


@page
def duties(request: PageRequest) -> HttpResponse:
    """Common duties to begin a plan with."""
    request.actor.require(maintenance_plans.permission("add"))
    groups: dict[str, list[dict[str, Any]]] = {}
    for duty in DUTIES:
        url = address(request, maintenance_plans.slug, "new", duty=duty.code)
        entry = {"duty": duty, "url": url, "words": say_rule(parse_rule(duty.rule))}
        groups.setdefault(str(duty.group), []).append(entry)
    return render(request, "workorders/duties.html", {"surface": maintenance_plans, "groups": groups.items()})


@page
def preview_page(request: PageRequest) -> HttpResponseBase:
    """The next dates of what the form says, before it is saved: as a part of the page, or as the whole form again."""
    if request.method != "POST":
        return redirect(address(request, maintenance_plans.slug, "new"))
    number = whole_number(request.POST.get("plan", ""))
    record = get_record(request, maintenance_plans, number) if number is not None else None
    request.actor.require(maintenance_plans.permission("change" if record else "add"))
    form = typed_form(request, record)
    form.is_valid()
    preview = read_preview(request, form, record)
    context = {"surface": maintenance_plans, "form": form, "preview": preview, "preview_problems": problems_of(form)}
    if request.headers.get("HX-Request") == "true":
        return render(request, "workorders/plan_preview.html", context)
    return render(request, templates(maintenance_plans, "form"), {**context, **around(request, record)})


def typed_form(request: PageRequest, record: MaintenancePlan | None) -> RecordForm:
    """The form with what was typed."""
    if record is not None:
        return form_of(request, maintenance_plans, record, request.POST)
    return build_form(request, maintenance_plans, form_names(request, maintenance_plans), data=request.POST)


def read_preview(request: PageRequest, form: RecordForm, record: MaintenancePlan | None) -> Preview | None:
    """The dates of what was typed, or None with the form saying why not. A plan needs no title to be looked at."""
    given = {name: form.cleaned_data[name] for name in maintenance_plans.form if name in form.cleaned_data}
    plan = MaintenancePlan(pk=record.pk) if record else MaintenancePlan()
    plan.organization_id = request.actor.organization_id
    for name, value in given.items():
        if value not in (None, ""):
            setattr(plan, name, value)
    plan.title = plan.title or "-"
    if set(form.errors) - {"title"}:
        return None
    try:
        return preview_plan(plan, actor=request.actor)
    except RuleBroken as error:
        form.add_problems(error)
        return None


def problems_of(form: RecordForm) -> list[tuple[str, str]]:
    """What keeps the dates from being shown: the field and the words."""
    return [
        (str(form.fields[name].label) if name in form.fields else "", " ".join(map(str, words)))
        for name, words in form.errors.items()
        if name != "title"
    ]


def around(request: PageRequest, record: MaintenancePlan | None) -> dict[str, Any]:
    """What the page of the form shows beside it."""
    if record is None:
        return {"back_url": list_address(request, maintenance_plans)}
    context = record_context(request, maintenance_plans, record)
    version = request.POST.get("version", record.version)
    return {**context, "version": version, "back_url": context["record_url"]}


@page
def plan_page(request: PageRequest, number: int) -> HttpResponse:
    """One plan: its next dates, its places, and how it kept its dates over the last year."""
    request.actor.require(maintenance_plans.permission("view"))
    record = get_record(request, maintenance_plans, number)
    more = {
        "preview": dates_of(record, actor=request.actor) if record.by_dates else None,
        "places": places_of(request, record),
        **year_of(request, record),
    }
    return answer_record(request, maintenance_plans, record, "", **more)


def places_of(request: PageRequest, plan: MaintenancePlan) -> list[dict[str, Any]]:
    """Each place with what is next there and when it was last done."""
    targets = list(targets_of([plan.pk], request.actor)[:PLACES_SHOWN])
    rows = Occurrence.objects.visible_to(request.actor).filter(target__in=targets)
    planned = {row.target_id: row for row in rows.filter(state=OccurrenceState.PLANNED)}
    done = dict(rows.order_by().values_list("target_id").annotate(last=Max("done_on")))
    return [place_line(request, target, planned.get(target.pk), done.get(target.pk)) for target in targets]


def place_line(request: PageRequest, target: PlanTarget, coming: Occurrence | None, done: Any) -> dict[str, Any]:
    """One line of the table of places."""
    total = coming.meter_target if coming else None
    return {
        "name": str(target),
        "property": target.property,
        "next": coming,
        "next_url": record_address(request, occurrences, coming.number) if coming else "",
        "total": total,
        "unit": target.meter.unit if target.meter else "",
        "estimate": projected_day(target.meter, total) if target.meter and total is not None else None,
        "done": done,
    }


def year_of(request: PageRequest, plan: MaintenancePlan) -> dict[str, Any]:
    """What became of what was due in the last year; each number opens its rows."""
    today = day_at(timezone.now(), plan.property.time_zone)
    first = today - YEAR
    rows = Occurrence.objects.visible_to(request.actor).filter(plan_id=plan.pk)
    found = compliance_of(rows, first=first, last=today, today=today)
    period = {"plan": plan.pk, "due_on__gte": first.isoformat(), "due_on__lte": today.isoformat(), "view": "all"}
    share = {
        "label": _("Done inside the window"),
        "value": say_number(found.percent, 1) if found.percent is not None else None,
        "unit": _("%% of the %(count)d due") % {"count": found.due},
    }
    return {
        "compliance": found,
        "compliance_figures": [share],
        "compliance_tiles": tiles_of(request, found, period),
    }


def tiles_of(request: PageRequest, found: Compliance, period: dict[str, Any]) -> list[dict[str, Any]]:
    """Late and missed apart, each with the way to its rows."""
    kinds = (
        (_("Done in time"), found.in_time, "done", ""),
        (_("Done early"), found.early, "done_early", ""),
        (_("Done late"), found.late, "done_late", "warning"),
        (_("Missed"), found.missed, "missed", "danger"),
        (_("Not performed"), found.not_performed, "not_performed", ""),
    )
    return [
        {
            "label": label,
            "value": count,
            "url": list_address(request, occurrences, **period, state=state),
            "tone": tone if count else "",
        }
        for label, count, state, tone in kinds
    ]
