"""The pages of rules: the editor that reads as sentences, what a rule does, and what it would have done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.errors import RuleBroken, StaleVersion
from core.pages.addresses import list_address, record_address, whole_number
from core.pages.answers import page
from core.pages.edit_page import given_values
from core.pages.fields import name_of
from core.pages.forms import RecordForm, build_form
from core.pages.record_page import answer_record, get_record, record_context
from core.pages.requests import PageRequest
from core.query import FieldSet, QueryError
from core.surfaces import surface_named
from integrations.models import EventRule, EventType
from integrations.rules.choices import When
from integrations.rules.editing import (
    OPERATORS,
    ROWS,
    SEVERITIES,
    VALUES,
    ConditionRow,
    StepRow,
    module_about,
    new_step,
    offered_modules,
    offered_names,
    offered_roles,
    offered_steps,
    offered_verbs,
    offered_webhooks,
    read_condition,
    read_rows,
    read_steps,
    rows_of,
    step_of,
    step_row,
)
from integrations.rules.fields import fields_for
from integrations.rules.occasions import Occasion
from integrations.rules.rehearsal import rehearse
from integrations.rules.sentences import say_rule, say_run
from integrations.rules.surfaces import event_rules, runs_of

OWN = ("condition", "actions")
# What stands in a form of its own, beside the lines of conditions and steps.
PLAIN = tuple(name for name in event_rules.form if name not in OWN)
LATEST = 10


@dataclass
class Editor:
    """The editor as it stands: the plain fields, the lines of conditions, what they do not say, and the steps."""

    form: RecordForm
    join: str
    rows: list[ConditionRow]
    written: str
    steps: list[StepRow]
    module: str
    when: str


@page
def rule_page(request: PageRequest, number: int) -> HttpResponse:
    """A rule as it reads, and what it did last."""
    request.actor.require(event_rules.permission("view"))
    rule = get_record(request, event_rules, number)
    runs = list(runs_of([rule.pk], request.actor).select_related("event")[:LATEST])
    more = {
        "sentence": say_rule(rule, actor=request.actor),
        "runs": [{"run": run, "words": say_run(run)} for run in runs],
        "dry_run_url": record_address(request, event_rules, rule.number, "dry-run"),
    }
    return answer_record(request, event_rules, rule, "", **more)


@page
def new_rule(request: PageRequest) -> HttpResponse:
    """A rule that is not there yet."""
    request.actor.require(event_rules.permission("add"))
    return edit(request, None)


@page
def edit_rule(request: PageRequest, number: int) -> HttpResponse:
    """A rule that is there."""
    request.actor.require(event_rules.permission("change"))
    return edit(request, get_record(request, event_rules, number))


def edit(request: PageRequest, rule: EventRule | None) -> HttpResponse:
    """Show the editor, add or take away a step, or save."""
    if request.method != "POST":
        return show(request, rule, opened(request, rule))
    editor = typed(request, rule)
    if request.POST.get("show") or "add" in request.POST or "remove" in request.POST:
        change_steps(editor, request.POST)
        editor.form = build_form(request, event_rules, PLAIN, record=rule, initial=request.POST.dict())
        return show(request, rule, editor)
    if saved := save(request, rule, editor):
        messages.success(request, _("%s saved") % f"{event_rules.prefix}-{saved.number}")
        return redirect(record_address(request, event_rules, saved.number))
    return show(request, rule, editor, status=422)


def opened(request: PageRequest, rule: EventRule | None) -> Editor:
    """The editor as it is opened. A link may propose what the rule is about."""
    if rule is None:
        asked = {name: request.GET[name] for name in PLAIN if request.GET.get(name)}
        form = build_form(request, event_rules, PLAIN, initial=asked)
        return Editor(form, "all", [], "", [], asked.get("record_module", ""), asked.get("when", When.EVENT))
    form = build_form(request, event_rules, PLAIN, record=rule)
    join, rows, written = rows_of(rule, actor=request.actor)
    steps = [step_row(step) for step in rule.actions]
    return Editor(form, join, rows, written, steps, rule.record_module, rule.when)


def typed(request: PageRequest, rule: EventRule | None) -> Editor:
    """The editor as it was sent."""
    data = request.POST
    form = build_form(request, event_rules, PLAIN, record=rule, data=data)
    join, module = data.get("if-join", "all"), module_about(data)
    return Editor(
        form, join, read_rows(data), data.get("condition", ""), read_steps(data), module, data.get("when", "")
    )


def change_steps(editor: Editor, data: Any) -> None:
    """Add the step that was chosen, or take one away."""
    if "remove" in data:
        place = whole_number(data["remove"])
        editor.steps = [step for position, step in enumerate(editor.steps) if position != place]
    elif "add" in data and (step := new_step(data.get("step", ""))):
        editor.steps.append(step)


def save(request: PageRequest, rule: EventRule | None, editor: Editor) -> EventRule | None:
    """Save what was sent; None with the form saying why not."""
    if not editor.form.is_valid():
        return None
    values = given_values(editor.form) | {
        "condition": read_condition(request.POST),
        "actions": [step_of(step) for step in editor.steps],
    }
    assert event_rules.create and event_rules.update
    try:
        if rule is None:
            return event_rules.create(actor=request.actor, **values)
        version = whole_number(request.POST.get("version", ""))
        event_rules.update(rule, actor=request.actor, version=version, **values)
    except RuleBroken as broken:
        for problem in broken.problems:
            known = problem.field if problem.field in editor.form.fields else None
            words = (
                problem.message if known or not problem.field else f"{place_words(problem.field)}: {problem.message}"
            )
            editor.form.add_error(known, words)
        return None
    except StaleVersion:
        editor.form.add_error(None, _("Somebody else has changed this rule. Open it again and repeat your change."))
        return None
    return rule


def place_words(field: str) -> str:
    """Where in the editor something is wrong: "Step 1, title"."""
    root, *path = field.split(".")
    if root == "actions" and path and path[0].isdigit():
        return ", ".join([_("Step %d") % (int(path[0]) + 1), *(one.replace("_", " ") for one in path[-1:] if path[1:])])
    return _("Conditions") if root == "condition" else root.replace("_", " ")


def show(request: PageRequest, rule: EventRule | None, editor: Editor, status: int = 200) -> HttpResponse:
    """The editor's page."""
    editor.rows += [ConditionRow() for _row in range(ROWS - len(editor.rows))]
    context = {
        "surface": event_rules,
        "form": editor.form,
        "editor": editor,
        "operators": OPERATORS,
        "fields": field_choices(request, editor),
        "steps": [step_context(step, editor.module, place) for place, step in enumerate(editor.steps)],
        "step_choices": offered_steps(),
        "modules": offered_modules(),
        "roles": offered_roles(request.actor),
        "webhooks": offered_webhooks(request.actor),
        "severities": SEVERITIES,
        "types": EventType.objects.visible_to(request.actor).order_by("name").values_list("name", flat=True)[:200],
        "back_url": list_address(request, event_rules),
        "is_saved": rule is not None,
    }
    if rule is not None:
        context |= {**record_context(request, event_rules, rule), "version": rule.version}
        context["back_url"] = context["record_url"]
    return render(request, "integrations/event_rule_form.html", context, status=status)


def field_choices(request: PageRequest, editor: Editor) -> list[tuple[str, str]]:
    """What a condition can ask, for the list of suggestions."""
    try:
        when = editor.when if editor.when in When.values else When.EVENT
        fields: FieldSet = fields_for(when, editor.module, actor=request.actor)
    except (KeyError, QueryError):
        return []
    return [(one.name, str(one.label)) for one in fields.fields]


def step_context(step: StepRow, module: str, place: int) -> dict[str, Any]:
    """One step of the editor with the lines of its values."""
    values = step.values + [("", "")] * max(2, VALUES - len(step.values))
    names = offered_names(step, module)
    return {
        "step": step,
        "place": place,
        "at": f"then-{place}-",
        "values": [{"line": line, "name": name, "value": value} for line, (name, value) in enumerate(values)],
        "names": names,
        "verbs": offered_verbs(module),
    }


@page
def dry_run_page(request: PageRequest, number: int) -> HttpResponse:
    """What of the last thirty days would have set the rule off."""
    request.actor.require(event_rules.permission("view"))
    rule = get_record(request, event_rules, number)
    found = rehearse(rule, actor=request.actor)
    context = {
        **record_context(request, event_rules, rule),
        "sentence": say_rule(rule, actor=request.actor),
        "found": found,
        "lines": lines_of(request, found.shown),
    }
    return render(request, "integrations/dry_run.html", context)


def lines_of(request: PageRequest, occasions: Sequence[Occasion]) -> list[dict[str, Any]]:
    """The happenings of a dry run; what they are about is read by one query for each module."""
    ids: dict[str, set[UUID]] = {}
    for one in occasions:
        if one.record_id is not None:
            ids.setdefault(one.module, set()).add(one.record_id)
    records = {
        module: surface_named(module).model.objects.visible_to(request.actor).in_bulk(keys)
        for module, keys in ids.items()
    }
    return [line_of(request, one, records) for one in occasions]


def line_of(request: PageRequest, occasion: Occasion, records: Mapping[str, Mapping[UUID, Any]]) -> dict[str, Any]:
    """One happening, with the way to what it is about."""
    words, url = "", ""
    if occasion.record_id is not None:
        record = records[occasion.module].get(occasion.record_id)
        words = name_of(record) if record else _("no longer there")
        url = record_address(request, surface_named(occasion.module), record.number) if record else ""
    what = occasion.event.type if occasion.event else occasion.module.replace("_", " ")
    return {"at": occasion.at, "what": what, "words": words, "url": url}
