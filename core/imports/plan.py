"""An import made ready: the columns of one file with their parsers, compiled once for all its lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext as _

from core.actor import Actor
from core.custom_fields import CustomFieldKind, model_of
from core.external_ids import is_key
from core.imports import cells
from core.imports.cells import Parser, Refused
from core.imports.dates import day_parser, moment_parser
from core.imports.mapping import Mapping, check_mapping
from core.imports.references import References, number_in
from core.imports.targets import EXTERNAL_ID, NUMBER, Target, targets_of
from core.surfaces import Surface


@dataclass(frozen=True, slots=True)
class Column:
    """A mapped column: its place in the line, where its values go, and how they are read."""

    place: int
    heading: str
    target: Target
    attname: str
    parse: Parser
    references: References | None = None

    @property
    def is_custom(self) -> bool:
        return self.target.custom is not None

    @property
    def is_moment(self) -> bool:
        custom = self.target.custom
        kind = custom.kind if custom is not None else ""
        return kind == CustomFieldKind.DATETIME or isinstance(self.target.field, models.DateTimeField)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that reading a line needs."""

    surface: Surface
    mapping: Mapping
    heading: Sequence[str]
    columns: tuple[Column, ...]
    key: Column | None
    # The heading of each filled member, to say where a rule's refusal belongs.
    headings: dict[str, str] = field(default_factory=dict)

    @property
    def own_references(self) -> tuple[Column, ...]:
        """Columns that refer to records of the same module, which the same file may bring."""
        return tuple(one for one in self.columns if one.references and one.target.model is self.surface.model)


def build_plan(surface: Surface, mapping: Mapping, heading: Sequence[str], *, actor: Actor) -> Plan:
    """Check the mapping against the file's heading and compile its columns. Who may neither add nor change may not."""
    if not actor.may(surface.permission("change")):
        actor.require(surface.permission("add"))
    mapping = check_mapping(mapping, surface, heading, actor=actor)
    targets = targets_of(surface, actor=actor)
    columns = [
        _column(list(heading).index(name), name, targets[target], surface, mapping, actor)
        for name, target in mapping.columns.items()
    ]
    key = next((one for one in columns if one.target.name == mapping.match), None)
    headings = {one.target.member: one.heading for one in columns}
    return Plan(surface, mapping, heading, tuple(columns), key, headings)


def _column(place: int, name: str, target: Target, surface: Surface, mapping: Mapping, actor: Actor) -> Column:
    attname = target.custom.name if target.custom else getattr(target.field, "attname", target.name)
    if target.model is not None:
        references = References.of(target, actor=actor, system=mapping.system)
        return Column(place, name, target, attname, cells.clean, references)
    if target.custom is not None and target.custom.kind == CustomFieldKind.REFERENCE:
        model = model_of(target.custom.to)
        assert model is not None, "a definition is only kept for a module that exists"
        return Column(place, name, target, attname, cells.clean, References(model, actor=actor, system=mapping.system))
    return Column(place, name, target, attname, cells.remembering(_parser(target, surface, mapping, actor)))


def _parser(target: Target, surface: Surface, mapping: Mapping, actor: Actor) -> Parser:
    if target.name == EXTERNAL_ID:
        return _external_key
    if target.name == NUMBER:
        return _number_parser(surface)
    days, moments = day_parser(mapping.dates), moment_parser(mapping.dates)
    if target.custom is not None:
        return _custom_parser(target, days, moments)
    assert target.field is not None
    if target.name in surface.synonyms:
        return cells.choice_parser(list(target.field.flatchoices), surface.synonyms[target.name](mapping.system))
    return cells.field_parser(target.field, days, moments)


def _external_key(text: str) -> str | Refused:
    return text if is_key(text) else Refused("invalid", _("An external id has at most 200 printable characters."))


def _number_parser(surface: Surface) -> Parser:
    refusal = Refused("number", _("Give a number such as %s-1042.") % surface.prefix)

    def parse(text: str) -> int | Refused:
        number = number_in(text, surface.prefix)
        return refusal if number is None else number

    return parse


def _custom_parser(target: Target, days: Parser, moments: Parser) -> Parser:
    """A custom field's texts as its own rule takes them; it is checked with the record."""
    custom = target.custom
    assert custom is not None
    parsers: dict[str, Parser] = {
        CustomFieldKind.INTEGER: cells.integer,
        CustomFieldKind.DECIMAL: cells.decimal,
        CustomFieldKind.BOOLEAN: cells.boolean,
        CustomFieldKind.DATE: days,
        CustomFieldKind.DATETIME: moments,
        CustomFieldKind.CHOICE: cells.choice_parser([tuple(pair) for pair in custom.choices]),
    }
    return parsers.get(custom.kind, cells.text_parser(None))
