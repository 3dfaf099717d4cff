"""What a request asks of a list: which records, in which order, which page, which members."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from api.modules import RecordReader, build_reader, fields_of
from core.actor import Actor
from core.custom_questions import asked_fields
from core.query import (
    Condition,
    Ordering,
    QueryContext,
    QueryError,
    asks_for_changes,
    parse_ordering,
    parse_parameters,
)
from core.query.errors import nearest
from core.reading.compiled import Reader
from core.reading.horizon import read_horizon
from core.reading.pages import PAGE_PARAMETERS, Page, parse_page, read_page
from core.surfaces import Surface

SHAPE_PARAMETERS = frozenset({"fields", "include"})
LIST_PARAMETERS = PAGE_PARAMETERS | SHAPE_PARAMETERS | {"ordering", "archived"}
ARCHIVED: dict[str, dict[str, bool]] = {
    "false": {"archived_at__isnull": True},
    "true": {"archived_at__isnull": False},
    "any": {},
}


@dataclass(frozen=True)
class Question:
    """The records that a request selects, before paging."""

    surface: Surface
    actor: Actor
    condition: Condition
    archived: str

    def records(self) -> QuerySet[Any]:
        """What the actor sees of what was asked for."""
        now = timezone.now()
        context = QueryContext(
            now=now, zone=ZoneInfo(self.actor.time_zone), actor=self.actor, person_id=self.actor.person_id
        )
        rows = self.surface.model.objects.visible_to(self.actor).filter(**ARCHIVED[self.archived])
        if asks_for_changes(self.condition):
            # Nothing newer than the oldest open write: a row that commits late would be missed for ever.
            rows = rows.filter(updated_at__lt=read_horizon(longest_write=settings.WRITE_TRANSACTION_LIMIT))
        return rows.filter(self.condition.to_q(context))


def parse_question(surface: Surface, actor: Actor, parameters: QueryDict, *, reserved: frozenset[str]) -> Question:
    """The filters of a request, or QueryError naming the parameter that is not understood."""
    given = dict(parameters.lists())
    check_single(given, reserved)
    fields = asked_fields(fields_of(surface), surface.module, given, actor=actor)
    condition = parse_parameters(fields, given, reserved=reserved)
    # Whoever follows changes must see a record being archived; other lists leave archived records out.
    archived = parameters.get("archived", "any" if asks_for_changes(condition) else "false")
    if archived not in ARCHIVED:
        raise QueryError("archived", "invalid-value", _("One of: false, true, any."))
    return Question(surface, actor, condition, archived)


def check_single(given: Mapping[str, list[str]], names: frozenset[str]) -> None:
    """Parameters that are no filters are given once."""
    for name in names & given.keys():
        if len(given[name]) > 1:
            raise QueryError(name, "repeated", _("The parameter is given more than once."))


def check_known(parameters: QueryDict, known: frozenset[str]) -> None:
    """A parameter that the address does not know is refused, never ignored."""
    check_single(dict(parameters.lists()), known)
    for name in parameters:
        if name not in known:
            raise QueryError(
                name, "unknown-parameter", _("This address does not know the parameter."), nearest(name, known)
            )


def read_list(surface: Surface, actor: Actor, parameters: QueryDict) -> Page:
    """One page of a module's list."""
    question = parse_question(surface, actor, parameters, reserved=LIST_PARAMETERS)
    request = parse_page({name: str(parameters[name]) for name in PAGE_PARAMETERS & parameters.keys()})
    reader = shape(surface, actor, parameters)
    # The reader adds actions and parts to what the compiled one reads, by the same method.
    return read_page(question.records(), cast(Reader, reader), ordering_of(surface, parameters), request)


def shape(surface: Surface, actor: Actor, parameters: QueryDict, *, parts: bool = True) -> RecordReader:
    """The members that `fields` and `include` ask for; a file has one row a record, and so no to-many parts."""
    reader = build_reader(surface, actor, parameters.get("fields"), parameters.get("include"))
    if not parts and (reader.parts or reader.history):
        raise QueryError("include", "invalid-value", _("A file holds one row for each record, and no lists in it."))
    return reader


def ordering_of(surface: Surface, parameters: QueryDict) -> Ordering:
    """The order asked for, or the module's own."""
    return parse_ordering(fields_of(surface), parameters.get("ordering", ",".join(surface.default_ordering)))
