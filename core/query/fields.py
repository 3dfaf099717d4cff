"""The fields a list can be asked: declared by name, their kind, label and choices read from the model."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.query.errors import QueryError, nearest
from core.query.kinds import OPERATORS, Kind, Operator

Words = str | Promise

# The first that fits wins. A field class that is more than its column may carry its own `query_kind`.
_KINDS: tuple[tuple[type[models.Field], Kind], ...] = (
    (models.BooleanField, Kind.BOOLEAN),
    (models.DateTimeField, Kind.DATETIME),
    (models.DateField, Kind.DATE),
    (models.DecimalField, Kind.DECIMAL),
    (models.FloatField, Kind.DECIMAL),
    (models.IntegerField, Kind.INTEGER),
    (models.UUIDField, Kind.UUID),
    (models.CharField, Kind.TEXT),
    (models.TextField, Kind.LONGTEXT),
    (ArrayField, Kind.TAGS),
)


# The database fills these before a row is written; only a model object in the making lacks them.
_STAMPS = frozenset({"created_at", "updated_at"})


@dataclass(frozen=True, slots=True)
class QueryField:
    """One thing that can be asked. `name` is what callers write, `path` where Django finds it.

    `hierarchy` names the target's materialized path, so that a region reaches everything below it.
    `phrase` makes a chip read as a sentence: "at %s", "%s priority".
    `custom` is the key of a custom field; `searched` says that the column is part of the search text.
    """

    name: str
    kind: Kind
    path: str = ""
    label: Words = field(default="", compare=False)
    choices: tuple[tuple[str, Words], ...] = field(default=(), compare=False)
    operators: frozenset[Operator] = frozenset()
    sortable: bool = False
    filterable: bool = True
    reference: str = ""
    hierarchy: str = ""
    phrase: Words = field(default="", compare=False)
    custom: str = ""
    searched: bool = False
    # Reached through a to-many relation: asked by a subquery, so that no row appears twice.
    multiple: bool = False
    nullable: bool = True
    model: type[models.Model] | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.operators:
            object.__setattr__(self, "operators", OPERATORS[self.kind])


@dataclass(frozen=True)
class FieldSet(Mapping[str, QueryField]):
    """Everything one module's lists can be asked, by name."""

    model: type[models.Model]
    fields: tuple[QueryField, ...]
    by_name: dict[str, QueryField] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.name: one for one in self.fields})

    def __getitem__(self, name: str) -> QueryField:
        return self.by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)

    def named(self, name: str, parameter: str, also_known: Iterable[str] = ()) -> QueryField:
        """The field called `name`, or QueryError with the nearest known one."""
        if name not in self.by_name:
            detail = _("There is no field “%s” here.") % name[:60]
            raise QueryError(parameter, "unknown-field", detail, nearest(name, (*self.by_name, *also_known)))
        return self.by_name[name]

    def with_custom(self, definitions: Iterable[QueryField]) -> "FieldSet":
        """The same set and one organization's custom fields, called `custom_fields.<name>`."""
        return replace(self, fields=self.fields + tuple(self._custom(one) for one in definitions))

    def _custom(self, definition: QueryField) -> QueryField:
        name = f"custom_fields.{definition.name}"
        return replace(definition, name=name, custom=definition.name, path="custom_fields", model=self.model)


def build_fields(
    model: type[models.Model], names: Iterable[str | QueryField], *, searched: Iterable[str] = ()
) -> FieldSet:
    """The named fields of `model`: `status`, `property.name`, `q`, `external_id`, or a QueryField made by hand.

    Lists are explicit: there is no "all". What a QueryField leaves open is derived from its path or name.
    """
    in_text = frozenset(searched)
    return FieldSet(model, tuple(_build_field(model, one, in_text) for one in names))


def _build_field(model: type[models.Model], one: str | QueryField, searched: frozenset[str]) -> QueryField:
    if isinstance(one, QueryField):
        derived = replace(one, model=model, path=one.path or one.name.replace(".", "__"))
        return derived if derived.label else replace(derived, label=_label(model, derived))
    if one in _BESIDE_THE_MODEL:
        return replace(_BESIDE_THE_MODEL[one], model=model)
    path = one.replace(".", "__")
    column, multiple, nullable = _walk(model, path)
    kind = _kind(column)
    return QueryField(
        name=one,
        kind=kind,
        path=path,
        label=capfirst(str(column.verbose_name)) if "." not in one else _label(model, QueryField(one, kind, path)),
        choices=tuple((str(value), label) for value, label in column.flatchoices),
        sortable=path in indexed_columns(model),
        reference=column.related_model._meta.label_lower if column.is_relation else "",
        hierarchy=_tree_of(column),
        searched=one in searched,
        multiple=multiple,
        nullable=nullable,
        model=model,
    )


_BESIDE_THE_MODEL = {
    "q": QueryField("q", Kind.SEARCH, label=gettext_lazy("Search")),
    "external_id": QueryField("external_id", Kind.EXTERNAL_ID, label=gettext_lazy("External id")),
}


def _label(model: type[models.Model], one: QueryField) -> str:
    """ "Property: name" for `property__name`: the labels along the path."""
    labels: list[str] = []
    current: Any = model
    for part in one.path.split("__"):
        column = current._meta.get_field(part)
        labels.append(_words_of(column))
        current = column.related_model or current
    return capfirst(": ".join(labels))


def _words_of(column: Any) -> str:
    """What a step of a path is called; from the other end of a reference by the name it has there."""
    words = getattr(column, "verbose_name", None)
    return str(words) if words else _(str(column.related_name or column.related_model._meta.verbose_name))


def _walk(model: type[models.Model], path: str) -> tuple[Any, bool, bool]:
    """The column at the end of a path, whether a to-many relation lies on the way, and whether it may be empty."""
    current: Any = model
    steps: list[Any] = []
    for part in path.split("__"):
        steps.append(current._meta.get_field(part))
        current = steps[-1].related_model or current
    multiple = any(step.many_to_many or step.one_to_many for step in steps)
    return steps[-1], multiple, any(step.null and step.name not in _STAMPS for step in steps)


def _tree_of(column: Any) -> str:
    """The materialized path of the referenced model, if its records form a tree: a node means all below it too."""
    columns = column.related_model._meta.concrete_fields if column.is_relation else ()
    return "path" if any(one.name == "path" and one.db_collation == "C" for one in columns) else ""


def _kind(column: Any) -> Kind:
    if kind := getattr(column, "query_kind", None):
        return Kind(kind)
    if column.is_relation:
        person = column.related_model._meta.label == settings.AUTH_USER_MODEL
        return Kind.PERSON if person else Kind.REFERENCE
    if column.flatchoices:
        return Kind.CHOICE
    for column_type, kind in _KINDS:
        if isinstance(column, column_type):
            return kind
    raise TypeError(f"{column} cannot be filtered; declare a QueryField for it")


def indexed_columns(model: type[models.Model]) -> frozenset[str]:
    """Columns an organization's list can be sorted by without reading the whole organization.

    An index serves when the column is its first, the organization apart, and no condition narrows it.
    """
    indexes = [
        one.fields for one in model._meta.indexes if type(one) is models.Index and one.fields and one.condition is None
    ]
    unique = [
        list(one.fields)
        for one in model._meta.constraints
        if isinstance(one, models.UniqueConstraint) and one.fields and one.condition is None
    ]
    keys = [[name.lstrip("-") for name in names if name.lstrip("-") != "organization"] for names in indexes + unique]
    plain = {one.name for one in model._meta.local_fields if getattr(one, "db_index", False) or one.unique}
    return frozenset(plain | {names[0] for names in keys if names})
