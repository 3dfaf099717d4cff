"""Records as they were after a change: any question of a module, asked of what the change record kept.

    rows = after_changes(WorkOrder.objects.within(actor), ids, actor.organization_id)

The queryset's own table is replaced by its rows as the changes left them, so that filters, scope, references and
readers stay what they are. What other records held at that time is not kept: a reference has its present name.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Field, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.datastructures import BaseTable

from core.records import Owned

Rows = TypeVar("Rows", bound=QuerySet[Any])
# What a row of a deletion holds lies in `before`. A member that the change does not tell, because the column came
# later, has its present value.
_STATES = """(select state.*, c.id as atrium_change, c.after ?& {columns} as atrium_whole from core_change c
    left join {table} present on present.organization_id = c.organization_id and present.id = c.record_id
    cross join lateral jsonb_populate_record(present, {told}) state
    where c.organization_id = %s and c.id = any(%s){only}) {alias}"""
_CHANGED_SINCE = " and present.version is distinct from (coalesce(c.after, c.before) ->> 'version')::integer"
_AFTER, _BEFORE = "coalesce(c.after, c.before)", "coalesce(c.after, '{}') || coalesce(c.before, '{}')"


class _States(BaseTable):
    """A table's rows as some changes left them, or found them."""

    def __init__(self, model: type[Owned], alias: str, told: str, only: str, parameters: Any) -> None:
        super().__init__(model._meta.db_table, alias)
        self.model, self.told, self.only, self.parameters = model, told, only, parameters

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        quoted = connection.ops.quote_name
        names = {"table": quoted(self.table_name), "alias": quoted(self.table_alias)}
        columns = _recorded(self.model)
        return _STATES.format(**names, told=self.told, only=self.only, columns=columns), self.parameters


@cache
def _recorded(model: type[Owned]) -> str:
    """The columns that a change of the model tells, as SQL."""
    columns = {str(field.column) for field in model._meta.concrete_fields}.difference(model.unrecorded)
    quoted = ", ".join(f"'{column}'" for column in sorted(columns))
    return f"array[{quoted}]"


def after_changes(rows: Rows, changes: Sequence[int], organization_id: UUID, *, changed_since: bool = False) -> Rows:
    """The rows that changes left, one for each change that the queryset selects.

    With `changed_since` only those that their table does not hold any more, as they were changed or deleted again.
    """
    return _replaced(rows, _AFTER, changes, organization_id, only=_CHANGED_SINCE if changed_since else "")


def before_changes(rows: Rows, changes: Sequence[int], organization_id: UUID) -> Rows:
    """The rows that changes found."""
    return _replaced(rows, _BEFORE, changes, organization_id)


def change_key(model: type[Model]) -> RawSQL:
    """The change that a row belongs to, as a value beside the row's own."""
    return _beside(model, "atrium_change", BigIntegerField())


def told_whole(model: type[Model]) -> RawSQL:
    """Whether the change tells every column: no row that is made of it has a value that came later."""
    return _beside(model, "atrium_whole", BooleanField())


def _beside(model: type[Model], name: str, kind: Field) -> RawSQL:
    table = connection.ops.quote_name(model._meta.db_table)
    return RawSQL(f'{table}."{name}"', [], kind)  # noqa: S611  of a table's own name


def _replaced(rows: Rows, told: str, changes: Sequence[int], organization_id: UUID, *, only: str = "") -> Rows:
    found = rows.order_by()
    alias = found.query.get_initial_alias()
    assert alias is not None
    found.query.alias_map[alias] = _States(found.model, alias, told, only, (organization_id, list(changes)))
    return found
