"""Look-ups that may use an index under row-level security."""

from typing import Any

from django.db.models import CharField, Lookup, TextField


@CharField.register_lookup
@TextField.register_lookup
class Under(Lookup):
    """`path__under="3/17/"`: the node itself and everything below it.

    PostgreSQL's `^@` is leakproof and uses the index of a C-collated column; LIKE is not, and would read the table.
    """

    lookup_name = "under"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} ^@ {right}", [*left_params, *right_params]
