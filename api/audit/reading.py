"""What the audit log can be asked, in the one query language, and how an entry is shown."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from api.audit.models import AuditEntry
from api.exports import columns_of
from api.serializers import RowSerializer
from core.actor import Actor
from core.query import FieldSet, QueryContext, build_fields, parse_ordering, parse_parameters
from core.query.ordering import Ordering
from core.reading.compiled import Reader, build_node
from core.reading.exports import ExportColumn

PERMISSION = "accounts.view_auditlog"
SCOPE = "admin"
MEMBERS = (
    "id", "at", "duration_ms", "credential", "person", "address", "method", "path", "status", "problem", "module",
    "record_id", "deprecated", "request_id",
)  # fmt: skip
NEWEST_FIRST = "-at"


class AuditEntrySerializer(RowSerializer):
    """One call of the API: who, from where, what, and how it ended."""

    class Meta:
        model = AuditEntry
        fields = MEMBERS


@cache
def audit_fields() -> FieldSet:
    """Every member can be asked."""
    return build_fields(AuditEntry, MEMBERS)


@cache
def audit_reader() -> Reader:
    return Reader(build_node(AuditEntrySerializer))


def find_entries(
    given: Mapping[str, Iterable[str]],
    actor: Actor,
    *,
    reserved: frozenset[str] = frozenset(),
    skip_empty: bool = False,
) -> "QuerySet[AuditEntry]":
    """The entries that the parameters select, or QueryError."""
    condition = parse_parameters(audit_fields(), given, reserved=reserved, skip_empty=skip_empty)
    zone = ZoneInfo(actor.time_zone)
    context = QueryContext(now=timezone.now(), zone=zone, actor=actor, person_id=actor.person_id)
    return AuditEntry.objects.visible_to(actor).filter(condition.to_q(context))


def ordering_of_entries(text: str = NEWEST_FIRST) -> Ordering:
    return parse_ordering(audit_fields(), text)


def file_columns(rows: "QuerySet[AuditEntry]", actor: Actor) -> tuple[QuerySet[Any], list[ExportColumn]]:
    return columns_of(rows, audit_reader(), actor)
