"""Look-ups that may use an index under row-level security, and one that takes many keys as one value."""

from typing import Any

from django.db.models import CharField, IntegerField, Lookup, TextField, UUIDField

# Sorts after every character that a path can hold, in the byte order of a "C" column.
_LAST = "\U0010ffff"
# Below every path. Stands for an id that names no node, so that "not in that region" still selects all.
_NOWHERE = "\x01"


@CharField.register_lookup
@TextField.register_lookup
class Under(Lookup):
    """`path__under="3/17/"`: the node itself and everything below it. The path may come from a subquery.

    PostgreSQL's `^@` is leakproof and uses the index of a C-collated column; LIKE is not, and would read the table.
    `^@` needs its prefix while planning, so for a subquery stands the range of all texts that begin with it: the same
    set. The coalesce must be inside a select of its own: beside the column it counts as leaky, and the index is lost.
    """

    lookup_name = "under"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # a list is as good as a tuple to Django
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        once = [*left_params, *right_params]
        if self.rhs_is_direct_value():
            return f"{left} ^@ {right}", once
        start = f"(select coalesce({right}, '{_NOWHERE}'))"
        return f"({left} >= {start} and {left} < {start} || '{_LAST}')", [*once, *once]


@UUIDField.register_lookup
@IntegerField.register_lookup
class Among(Lookup):
    """`pk__among=ids`: one of many keys, as a single value. However many there are, the statement stays the same."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # a list is as good as a tuple to Django
        left, left_params = self.process_lhs(compiler, connection)
        # One text rather than a list, which the driver would write element by element.
        keys = f"{{{','.join(map(str, self.rhs))}}}"
        return f"{left} = any(%s::{self.lhs.output_field.db_type(connection)}[])", [*left_params, keys]
