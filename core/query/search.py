"""Look-ups through the organization's search table.

Under row-level policies full text, trigrams and jsonb containment may use no index; `core_search_visible`, a view
that carries the organization's condition itself, may. It is always asked as `id in (select record_id …)`.
"""

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, UUIDField
from django.db.models.expressions import RawSQL

if TYPE_CHECKING:
    from core.query.fields import QueryField
    from core.query.values import Value

_VISIBLE = "select record_id from core_search_visible where module = %s and "
# A trigram index needs three characters to find anything.
SHORTEST_TRIGRAM = 3


def document_q(field: "QueryField", words: str) -> Q:
    """Records in which all `words` occur; "quoted" words in sequence, `or` for alternatives, -word excluded."""
    return _records(field, "document @@ websearch_to_tsquery('simple', %s)", words)


def text_q(field: "QueryField", part: str) -> Q:
    """Records whose search text contains `part`: the index finds few, the column itself then decides."""
    return _records(field, "text ilike %s", f"%{escape_like(part)}%")


def custom_value_q(field: "QueryField", value: "Value") -> Q:
    """Records whose custom field has exactly this value."""
    return _records(field, "values @> %s::jsonb", f"{{{json.dumps(field.custom)}: {json_text(value)}}}")


def external_id_q(field: "QueryField", value: str) -> Q:
    """The record another system calls `value`, such as yardi:P-100."""
    system, _colon, key = value.partition(":")
    sql = (
        "select record_id from core_external_id where"
        " organization_id = nullif(current_setting('atrium.organization', true), '')::uuid"
        " and record_module = %s and system = %s and key = %s"
    )
    return _in(sql, module_of(field), system, key)


def module_of(field: "QueryField") -> str:
    """The name under which the field's model stands in the search table."""
    assert field.model, f"{field.name} belongs to no model"
    return str(getattr(field.model, "module", "") or field.model._meta.model_name)


def escape_like(text: str) -> str:
    """`text` with the characters that LIKE treats as wild cards made ordinary."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def json_text(value: "Value") -> str:
    """A custom field's value as its JSON text. A decimal is a number with all of its digits."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value if isinstance(value, (bool, int)) else str(value))


def _records(field: "QueryField", condition: str, value: str) -> Q:
    return _in(_VISIBLE + condition, module_of(field), value)


def _in(sql: str, *parameters: str) -> Q:
    """Records whose id the statement finds. Its text is constant: what callers write comes as parameters."""
    return Q(pk__in=RawSQL(sql, parameters, output_field=UUIDField()))  # noqa: S611
