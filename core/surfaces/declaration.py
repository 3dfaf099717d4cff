"""The declaration of a surface. Lists are explicit, never "all"; what needs more than a list is a class of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias
from uuid import UUID

from django.db.models import Q, QuerySet

from core.actor import Actor
from core.errors import Problem
from core.records import Record

# What creates, updates or deletes a record: `(record, *, actor, **values)`; to create, without the record.
Act: TypeAlias = Callable[..., Any]
Kind = Literal["text", "longtext", "choice", "reference", "person", "integer", "decimal", "boolean", "date", "datetime"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """Something an action asks for that is no field of the model, such as the reason of a cancellation."""

    name: str
    kind: Kind
    label: Any
    required: bool = True
    help: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    to: str = ""  # module of a reference
    limit: tuple[tuple[str, Any], ...] = ()  # which of the module are offered, such as the entries of one list


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A named act on one record. `run(record, *, actor, **inputs)` holds the rule and emits `<module>.<event>`.

    `verb` stands in the address, the permission and the API path. `inputs` are names of model fields or Inputs.
    `offered(record)` says whether the record's state allows it; a guard may still refuse with 409.
    """

    verb: str
    event: str
    label: Any
    run: Callable[..., Any]
    inputs: tuple[str | Input, ...] = ()
    offered: Callable[[Any], bool] = lambda record: True
    icon: str = ""
    tone: str = ""
    help: Any = ""  # what will happen, said under the button
    leaves: bool = False  # whoever does it may not see the record afterwards, as one who gives a job back
    # What its answer shows this once, in `revealed` of the record: each member's name, and words about it.
    reveals: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Include:
    """A part of a record that may be long and comes only with `include=`, and a tab on its page."""

    name: str
    label: Any
    rows: Callable[[list[UUID], Actor], QuerySet[Any]]  # the rows of several parents, by id, in one query
    parent: str  # the field of a row that refers to the parent
    read: tuple[str, ...]
    create: Callable[..., Any] | None = None
    write: tuple[str, ...] = ()
    # Says all rows anew, `(record, *, <rows>, actor, version)`, where only together they are right or wrong.
    replace: Callable[..., Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A page for rows of several modules, such as the printing of labels, which apps below know nothing of.

    A list sends it the `module` and the `selected` ids (or `matching`) by POST; a record's menu names both in the
    address.
    """

    modules: tuple[str, ...]
    label: Any
    icon: str
    path: str  # below the organization
    permission: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that is asked of one record and is more than its members, such as how its clocks ran.

    `answer(record, *, actor)` gives what the API answers at `/<id>/<name>/`; its docstring says what that is, and its
    type, a TypedDict, which members it has (core.told).
    """

    name: str
    label: Any
    answer: Callable[..., Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surface:
    """One module: its model, its names, and what of it is shown, asked, filtered, sorted, imported and done.

    `scope` is the stem of the API scopes, `prefix` stands before the number, `title` names the field that names a
    record. Paths may cross one reference ("property.name"). `ordering` lists columns that an index serves.
    """

    model: type[Record]
    slug: str
    scope: str
    prefix: str
    icon: str
    title: str = "name"
    columns: tuple[str, ...]
    default_columns: tuple[str, ...]
    filters: tuple[str, ...]
    ordering: tuple[str, ...]
    default_ordering: tuple[str, ...]
    form: tuple[str, ...]
    imports: tuple[str, ...]
    read: tuple[str, ...]
    write: tuple[str, ...]
    # Further words that a file may have for the choices of a field: by the system it comes from, each word's value.
    synonyms: Mapping[str, Callable[[str], Mapping[str, str]]] = field(default_factory=dict)
    search: Mapping[str, str] = field(default_factory=dict)
    bulk: tuple[str, ...] = ()  # fields that bulk edit may set
    # How a condition reads in a sentence, such as {"property": _("at %s")}, and how form and facts are grouped.
    phrases: Mapping[str, Any] = field(default_factory=dict)
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    includes: tuple[Include, ...] = ()
    questions: tuple[Question, ...] = ()
    create: Act | None = None
    # What a creation's answer shows this once, as `reveals` of an action.
    reveals: Mapping[str, Any] = field(default_factory=dict, hash=False)
    update: Act | None = None
    delete: Act | None = None
    # The rule of `create` for a set of new rows: derives and checks, `(rows, *, actor)` -> problems by position.
    # With it an import creates thousands by few statements; without it each row goes through `create`.
    settle_many: Callable[..., dict[int, list[Problem]]] | None = None
    # What follows once a set of new rows is there, `(rows, *, actor)`: an order's clocks begin.
    created_many: Callable[..., None] | None = None
    # `create` for a set of new rows, `(rows, *, actor)`, and `update` for locked ones, `(rows, values, *, actor)`: all
    # or nothing, RowsBroken names those refused. Without them each row goes through the action for one. Whoever calls
    # them sees to it that no row ends outside the actor's scope.
    create_many: Callable[..., Any] | None = None
    update_many: Callable[..., Any] | None = None
    actions: tuple[Action, ...] = ()
    # Which records wait for something that the actor may do, counted in the sidebar; None where nothing can.
    waiting: Callable[[Actor], Q | None] | None = None
    # Columns besides those of every record's state from which `offered` of an action decides.
    decisive: tuple[str, ...] = ()
    # Further verbs a role may hold that are no action, with their words, such as reading internal notes.
    grants: Mapping[str, Any] = field(default_factory=dict)

    @property
    def module(self) -> str:
        """The singular name in events, references and the API's `module`: work_order."""
        return self.model.module

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def permission(self, verb: str) -> str:
        """The permission for a verb: view, add, change, delete or an action's, such as workorders.assign_workorder."""
        return f"{self.model._meta.app_label}.{verb}_{self.model._meta.model_name}"

    @property
    def verbs(self) -> tuple[str, ...]:
        """Every verb that can be granted."""
        basic = [("view", True), ("add", self.create), ("change", self.update), ("delete", self.delete)]
        return (*(verb for verb, there in basic if there), *(action.verb for action in self.actions), *self.grants)

    @property
    def events(self) -> tuple[str, ...]:
        """Every event the module emits."""
        basic = [("created", self.create), ("updated", self.update), ("deleted", self.delete)]
        names = [name for name, there in basic if there] + [action.event for action in self.actions]
        return tuple(f"{self.module}.{name}" for name in dict.fromkeys(names))

    def action(self, verb: str) -> Action | None:
        """The action of that verb."""
        return next((action for action in self.actions if action.verb == verb), None)

    def label_of(self, record: Any) -> str:
        """What people call the record: its title field."""
        return str(getattr(record, self.title))
