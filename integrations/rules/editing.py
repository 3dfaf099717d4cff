"""The editor of rules: what its controls say, as a rule, and a rule as its controls."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from core.actor import Actor
from core.query import Comparison, Condition, Operator, QueryError
from core.query.ast import And, Or, quote
from core.query.kinds import SYMBOLS
from core.query.values import print_value
from core.surfaces import surface_named, surfaces
from integrations.models.webhooks import Webhook
from integrations.rules.choices import Severity, When
from integrations.rules.models import EventRule
from integrations.rules.running import condition_of
from integrations.rules.sentences import say_value
from integrations.rules.steps import ACT, ALERT, CREATE, TASK, UPDATE, WEBHOOK, input_names
from integrations.rules.values import ELSE, FROM, MAP

ROWS, VALUES = 4, 6
ALL, ANY = "all", "any"
EMPTY, GIVEN = "empty", "given"
OPERATORS = (
    (Operator.EQ, gettext_lazy("is")),
    (Operator.NE, gettext_lazy("is not")),
    (Operator.GT, gettext_lazy("is above")),
    (Operator.GTE, gettext_lazy("is at least")),
    (Operator.LT, gettext_lazy("is below")),
    (Operator.LTE, gettext_lazy("is at most")),
    (Operator.IN, gettext_lazy("is one of")),
    (Operator.ICONTAINS, gettext_lazy("contains")),
    (GIVEN, gettext_lazy("is given")),
    (EMPTY, gettext_lazy("is empty")),
)
# "by data.severity: critical=now, high=today, else=week"
CHOSEN = re.compile(r"by ([a-z_]+(?:\.[\w-]+)*): (.+)", re.DOTALL)
# Modules that rules mostly add records to stand first.
USUAL = ("work_order", "request")


@dataclass
class ConditionRow:
    """One line of the conditions: a field, an operator, a value."""

    name: str = ""
    operator: str = str(Operator.EQ)
    value: str = ""


@dataclass
class StepRow:
    """One step as the form shows it: its kind, plain members, and names with values."""

    do: str
    plain: dict[str, str] = field(default_factory=dict)
    values: list[tuple[str, str]] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What stands over the step."""
        if self.do == CREATE:
            return _("Add a %s") % surface_named(self.plain["module"]).label
        return str(KINDS[self.do])


KINDS = {
    UPDATE: gettext_lazy("Change the record"),
    ACT: gettext_lazy("Do something with the record"),
    TASK: gettext_lazy("Give a task"),
    ALERT: gettext_lazy("Alert people"),
    WEBHOOK: gettext_lazy("Tell another system"),
}
# Where the lines of names and values of a step stand.
LINES = {ACT: "inputs", WEBHOOK: "data"}


def rows_of(rule: EventRule, *, actor: Actor) -> tuple[str, list[ConditionRow], str]:
    """The conditions as lines joined by all or any; what lines cannot say is left as an expression."""
    try:
        condition = condition_of(rule, actor=actor)
    except QueryError:
        return ALL, [], rule.condition
    parts = condition.parts if isinstance(condition, And | Or) else (condition,)
    rows = [row_of(part) for part in parts]
    if any(row is None for row in rows) or len(rows) > ROWS:
        return ALL, [], rule.condition
    return ANY if isinstance(condition, Or) else ALL, [row for row in rows if row], ""


def row_of(part: Condition) -> ConditionRow | None:
    """The line of one comparison."""
    if not isinstance(part, Comparison):
        return None
    if part.operator is Operator.ISNULL:
        return ConditionRow(part.field.name, EMPTY if part.values[0] else GIVEN)
    if part.operator not in dict(OPERATORS) or (len(part.values) > 1 and part.operator is not Operator.IN):
        return None
    return ConditionRow(part.field.name, str(part.operator), ", ".join(print_value(one) for one in part.values))


def read_rows(data: Mapping[str, str]) -> list[ConditionRow]:
    """The lines that were filled in."""
    rows = [
        ConditionRow(
            data.get(f"if-{place}-field", "").strip(),
            data.get(f"if-{place}-operator", str(Operator.EQ)),
            data.get(f"if-{place}-value", "").strip(),
        )
        for place in range(ROWS)
    ]
    return [row for row in rows if row.name]


def read_condition(data: Mapping[str, str]) -> str:
    """The expression of lines and written words together."""
    joined = " or " if data.get("if-join") == ANY else " and "
    lines = joined.join(expression_of(row) for row in read_rows(data))
    written = data.get("condition", "").strip()
    return f"({lines}) and ({written})" if lines and written else lines or written


def expression_of(row: ConditionRow) -> str:
    """One line as an expression."""
    if row.operator in (EMPTY, GIVEN):
        return f"{row.name} is {'null' if row.operator == EMPTY else 'not null'}"
    known = {str(operator): operator for operator, _label in OPERATORS if isinstance(operator, Operator)}
    operator = known.get(row.operator, Operator.EQ)
    if operator is Operator.IN:
        values = ", ".join(quote(one.strip()) for one in row.value.split(","))
        return f"{row.name} in ({values})"
    return f"{row.name} {SYMBOLS[operator]} {quote(row.value)}"


def step_row(step: Mapping[str, Any]) -> StepRow:
    """A step of a rule as the form shows it."""
    values = step.get(LINES.get(step["do"], "values"), {})
    return StepRow(
        do=step["do"],
        plain={name: say_value(one) for name, one in step.items() if isinstance(one, str | Mapping) and name in PLAIN},
        values=[(name, say_value(value)) for name, value in values.items()],
        roles=[str(one) for one in step.get("roles", [])],
        people=[str(one) for one in step.get("people", [])],
    )


PLAIN = ("module", "verb", "title", "text", "due", "severity", "webhook")


def read_steps(data: Any) -> list[StepRow]:
    """The steps that the form holds, in their order. `data` is the request's POST."""
    rows = []
    for place in range(20):
        at = f"then-{place}-"
        do = data.get(f"{at}do")
        if do not in (CREATE, *KINDS) or (do == CREATE and not is_module(data.get(f"{at}module", ""))):
            continue
        pairs = [
            (data.get(f"{at}name-{line}", ""), data.get(f"{at}value-{line}", "").strip()) for line in range(VALUES + 60)
        ]
        rows.append(
            StepRow(
                do=do,
                plain={name: data[at + name].strip() for name in PLAIN if at + name in data},
                values=[(name, value) for name, value in pairs if name and value],
                roles=data.getlist(f"{at}roles"),
                people=data.getlist(f"{at}people"),
            )
        )
    return rows


def is_module(name: str) -> bool:
    """Whether a rule can add records of the module."""
    return any(one.module == name and one.create for one in surfaces())


def step_of(row: StepRow) -> dict[str, Any]:
    """The step that a part of the form says."""
    step: dict[str, Any] = {"do": row.do, **{name: read_value(one) for name, one in row.plain.items() if one}}
    values = {name: read_value(value) for name, value in row.values}
    if row.do == ALERT:
        return {**step, "roles": row.roles, "people": row.people}
    if row.do in LINES:
        return {**step, LINES[row.do]: values}
    if row.do == TASK and not values:
        return step
    return {**step, "values": values}


def read_value(text: str) -> Any:
    """A text, or a choice by what came: "by data.severity: critical=now, else=week"."""
    match = CHOSEN.fullmatch(text)
    pairs = [one.partition("=") for one in match[2].split(",")] if match else []
    if match is None or not all(sign for _name, sign, _value in pairs):
        return text
    choices = {name.strip(): value.strip() for name, _sign, value in pairs}
    otherwise = {ELSE: choices.pop(ELSE)} if ELSE in choices else {}
    return {FROM: match[1], MAP: choices, **otherwise}


def module_about(data: Mapping[str, str]) -> str:
    """The module that the form's rule is about."""
    if data.get("when") == When.CHANGE:
        return data.get("type", "").partition(".")[0]
    return data.get("record_module", "")


def offered_names(row: StepRow, module: str) -> list[tuple[str, str]]:
    """The members that a step of this kind can set, with their words; what is sent is named freely."""
    if row.do == WEBHOOK:
        return []
    if row.do == CREATE:
        module = row.plain["module"]
    if row.do == TASK:
        module = "work_order"
    surface = next((one for one in surfaces() if one.module == module), None)
    if surface is None:
        return []
    if row.do == ACT:
        action = surface.action(row.plain.get("verb", ""))
        return [(name, capfirst(name.replace("_", " "))) for name in input_names(action)] if action else []
    columns: Any = surface.model._meta
    return [(name, capfirst(str(columns.get_field(name).verbose_name))) for name in surface.write]


def offered_verbs(module: str) -> list[tuple[str, str]]:
    """What can be done with a record of the module."""
    surface = next((one for one in surfaces() if one.module == module), None)
    return [(one.verb, str(one.label)) for one in surface.actions] if surface else []


def offered_modules() -> list[tuple[str, str]]:
    """Modules that a rule can be about."""
    return sorted(((one.module, capfirst(one.label)) for one in surfaces()), key=lambda pair: pair[1])


def offered_steps() -> list[tuple[str, str]]:
    """What can be added to a rule: its value as the form sends it, and its words."""
    adding = [surface for surface in surfaces() if surface.create and surface.module in USUAL]
    more = [(f"{CREATE}:{one.module}", str(_("Add a %s") % one.label)) for one in adding]
    return [*more, *((kind, str(label)) for kind, label in KINDS.items())]


def new_step(chosen: str) -> StepRow | None:
    """An empty step of the kind that was chosen."""
    kind, _colon, module = chosen.partition(":")
    if kind == CREATE:
        return StepRow(CREATE, {"module": module}) if is_module(module) else None
    return StepRow(kind) if kind in KINDS else None


def offered_roles(actor: Actor) -> list[str]:
    """Roles that can be told."""
    rows = Role.objects.filter(organization_id=actor.organization_id)
    return list(rows.order_by("name").values_list("name", flat=True))


def offered_webhooks(actor: Actor) -> list[tuple[str, str]]:
    """Webhooks that can be sent to, for those who may see them."""
    if not actor.may(surface_named("webhook").permission("view")):
        return []
    rows = Webhook.objects.visible_to(actor).filter(archived_at__isnull=True).order_by("name", "id")
    return [(str(row.pk), row.name) for row in rows]


SEVERITIES = tuple((one.value, one.label) for one in Severity)
