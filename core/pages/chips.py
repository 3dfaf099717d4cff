"""The conditions of a list as a sentence of chips, each with the form that changes it in place."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from core.pages.addresses import list_address
from core.pages.custom import all_query_fields
from core.pages.fields import field_at, name_of, title_of
from core.pages.listing import Listing
from core.pages.names import seen_records
from core.pages.options import people_of
from core.pages.requests import PageRequest
from core.query import Comparison, Kind, Operator, QueryField, referenced, to_parameters, to_sentence
from core.query.ast import comparisons
from core.surfaces import Surface, surfaces

RELATIVE = (
    "now", "today", "yesterday", "tomorrow", "this_week", "last_week", "next_week", "this_month", "last_month",
    "next_month", "this_year", "last_year", "last_7_days", "last_30_days", "next_7_days", "next_30_days",
)  # fmt: skip
FEW = 40


@dataclass(frozen=True)
class Editor:
    """The form behind a chip: which field, which operators, which values are chosen."""

    field: QueryField
    operator: str
    values: tuple[str, ...]
    words: str
    kept: list[tuple[str, str]]
    remove_url: str
    operators: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    options: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    options_url: str = ""
    is_open: bool = False
    some: Sequence[tuple[str, str]] = ()

    @property
    def kind(self) -> str:
        """Which of the small forms: ticks, dates, figures, words or yes and no."""
        kinds = {Kind.CHOICE: "ticks", Kind.REFERENCE: "ticks", Kind.PERSON: "ticks", Kind.BOOLEAN: "yes"}
        dates = {Kind.DATE: "date", Kind.DATETIME: "date"}
        figures = {Kind.INTEGER: "figure", Kind.DECIMAL: "figure", Kind.MONEY: "figure"}
        return {**kinds, **dates, **figures}.get(self.field.kind, "words")

    @property
    def relative(self) -> list[tuple[str, str]]:
        """The relative dates that are offered, and the one that was asked."""
        asked = () if self.day or not self.value or self.value in RELATIVE else (self.value,)
        return [(word, word.replace("_", " ")) for word in (*RELATIVE, *asked)]

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def day(self) -> str:
        """The value where it is a day of the calendar; relative dates stand in their own list."""
        return self.value[:10] if self.value[:4].isdigit() else ""

    @property
    def value_to(self) -> str:
        return self.values[1] if len(self.values) > 1 else ""


def build_editors(request: PageRequest, listing: Listing) -> list[Editor]:
    """One editor for each condition of the listing, and one for the field that `add` names."""
    names = names_of(request, referenced(listing.condition))
    fields = all_query_fields(request, listing.surface)
    editors = []
    for chip in to_sentence(listing.condition, names):
        kept = _kept(listing, chip.without)
        remove_url = list_address(request, listing.surface) + "?" + urlencode(kept, safe=":,/")
        one = fields.get(chip.field)
        if one is None or not chip.editable:
            one = QueryField("where", Kind.TEXT)
        chosen = {value: names.get(_uuid(value), value) for value in chip.values} if one.reference else {}
        editors.append(_editor(request, one, chip.operator, chip.values, chip.words, kept, remove_url, chosen))
    return editors + _added(request, listing)


def _added(request: PageRequest, listing: Listing) -> list[Editor]:
    one = all_query_fields(request, listing.surface).get(request.GET.get("add", ""))
    if one is None or not one.filterable:
        return []
    # Without a script a list of names is what there is to choose from.
    some = some_names(request, one)
    kept = _kept(listing, to_parameters(listing.condition))
    remove_url = list_address(request, listing.surface) + "?" + urlencode(kept, safe=":,/")
    return [_editor(request, one, "", (), str(one.label), kept, remove_url, {}, is_open=True, some=some)]


def _editor(
    request: PageRequest,
    one: QueryField,
    operator: str,
    values: tuple[str, ...],
    words: str,
    kept: list[tuple[str, str]],
    remove_url: str,
    known: dict[str, Any],
    is_open: bool = False,
    some: Sequence[tuple[str, str]] = (),
) -> Editor:
    options = _options(request, one, known)
    target = _target(one)
    url = list_address(request, target) + "options/" if target else ""
    return Editor(one, operator, values, words, kept, remove_url, _operators(one), options, url, is_open, some)


def _kept(listing: Listing, condition: dict[str, str]) -> list[tuple[str, str]]:
    """What else the address says, for the hidden fields of an editor."""
    reserved = [
        (name, value)
        for name, values in listing.parameters.items()
        if name in listing.reserved and name not in ("cursor", "add")
        for value in values
    ]
    return [*condition.items(), *reserved]


def surface_named_by(label: str) -> Surface | None:
    """The surface of a model by its label; people and picklists have none."""
    model: Any = apps.get_model(label)
    return next((surface for surface in surfaces() if surface.model is model), None)


def _target(one: QueryField) -> Surface | None:
    return surface_named_by(one.reference) if one.reference else None


def _options(request: PageRequest, one: QueryField, known: dict[str, Any]) -> list[tuple[str, str]]:
    """What can be ticked: choices, tokens for people, and for references those already chosen."""
    if one.kind is Kind.CHOICE:
        return [(value, str(label)) for value, label in one.choices]
    if one.kind is Kind.PERSON:
        return [
            ("me", _("Me")),
            ("nobody", _("Nobody")),
            *((v, str(n)) for v, n in known.items() if v not in ("me", "nobody")),
        ]
    return [(value, str(name)) for value, name in known.items()]


def model_of(one: QueryField) -> Any:
    """The model a field belongs to; conditions that stand beside it have none and refer to nothing."""
    assert one.model, one.name
    return one.model


def some_names(request: PageRequest, one: QueryField) -> list[tuple[str, str]]:
    """The first records that a reference can be asked for, by name; people are the organization's."""
    if one.kind is Kind.PERSON:
        return [(str(row.pk), row.name) for row in people_of(request.actor)[:FEW]]
    if one.kind is not Kind.REFERENCE:
        return []
    model: Any = apps.get_model(one.reference)
    rows = model.objects.visible_to(request.actor).order_by(title_of(model), "pk")
    limit = {} if one.custom else field_at(model_of(one), one.name).get_limit_choices_to()
    return [(str(row.pk), name_of(row)) for row in rows.filter(**limit)[:FEW]]


def _operators(one: QueryField) -> list[tuple[str, str]]:
    offered = OFFERED.get(one.kind, TEXTS)
    return [(str(operator), str(words())) for operator, words in offered if operator in one.operators]


TICKS = (
    (Operator.IN, lambda: _("is any of")),
    (Operator.NIN, lambda: _("is none of")),
    (Operator.ISNULL, lambda: _("is empty")),
)
TEXTS = (
    (Operator.ICONTAINS, lambda: _("contains")),
    (Operator.EQ, lambda: _("is exactly")),
    (Operator.STARTSWITH, lambda: _("starts with")),
    (Operator.NE, lambda: _("is not")),
    (Operator.ISNULL, lambda: _("is empty")),
)
DATES = (
    (Operator.EQ, lambda: _("is within")),
    (Operator.LT, lambda: _("is before")),
    (Operator.LTE, lambda: _("is up to")),
    (Operator.GTE, lambda: _("is since")),
    (Operator.GT, lambda: _("is after")),
    (Operator.ISNULL, lambda: _("is empty")),
)
FIGURES = (
    (Operator.EQ, lambda: _("is")),
    (Operator.GTE, lambda: _("is at least")),
    (Operator.LTE, lambda: _("is at most")),
    (Operator.BETWEEN, lambda: _("is between")),
    (Operator.ISNULL, lambda: _("is empty")),
)
OFFERED = {
    Kind.CHOICE: TICKS,
    Kind.REFERENCE: TICKS,
    Kind.PERSON: TICKS,
    Kind.BOOLEAN: ((Operator.EQ, lambda: _("is")),),
    Kind.DATE: DATES,
    Kind.DATETIME: DATES,
    Kind.INTEGER: FIGURES,
    Kind.DECIMAL: FIGURES,
    Kind.MONEY: FIGURES,
    Kind.SEARCH: ((Operator.EQ, lambda: _("has the words")),),
}


def names_of(request: PageRequest, wanted: dict[str, set[Any]]) -> dict[Any, str]:
    """What the referenced records are called, in one statement for each module; the unseen keep their id."""
    names: dict[Any, str] = {}
    for label, ids in wanted.items():
        seen = seen_records(apps.get_model(label), ids, actor=request.actor)
        names |= {key: name_of(row) for key, row in seen.items()}
    return names


def _uuid(text: str) -> Any:
    try:
        return UUID(text)
    except ValueError:
        return text


def offered_fields(request: PageRequest, listing: Listing) -> Iterable[QueryField]:
    """What a condition can be added for, by label."""
    asked = {one.field.name for one in _comparisons(listing)}
    fields = all_query_fields(request, listing.surface).values()
    return sorted((f for f in fields if f.filterable and f.name not in asked), key=lambda f: str(f.label))


def _comparisons(listing: Listing) -> Iterable[Comparison]:
    return comparisons(listing.condition)
