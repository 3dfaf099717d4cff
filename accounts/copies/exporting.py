"""Writing an organization into one file: the tables as they are at one moment, then the files they name."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from accounts.copies.archive import FILE_LIST, FILES, FORMAT, TABLES, VERSION, ArchiveWriter, file_line, in_pieces
from accounts.copies.catalogue import (
    Table,
    exported_tables,
    organization_table,
    people_of,
    people_table,
    quoted,
    stored,
)
from accounts.copies.rules import rules
from accounts.copies.versions import own_version, present_migrations
from accounts.models import Organization
from core.acting import acting
from core.actor import Actor

# The same text for the same value on every server.
PLAIN = "select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true)"
# Told of each row and file that was written, with how many there are in all.
Progress = Callable[[int, int], None]


@dataclass
class Exported:
    """What was written."""

    rows: int = 0
    files: int = 0
    total: int = 0
    missing: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.rows + self.files


def export_organization(organization: Organization, file: IO[bytes], *, told: Progress) -> Exported:
    """Write everything the organization owns. Called outside any transaction."""
    archive, outcome = ArchiveWriter(file), Exported()
    system = Actor.system(organization.pk, name="Export")
    with acting(system, snapshot=True):
        with connection.cursor() as cursor:
            cursor.execute(PLAIN)
        sources = build_sources(organization)
        counts = {table.name: count_rows(query) for table, query in sources}
        names = file_names([table for table, _query in sources], organization)
        outcome.total = sum(counts.values()) + len(names)
        tables = []
        for table, query in sources:
            tables.append(write_table(archive, table, query, counts[table.name]))
            outcome.rows += counts[table.name]
            told(outcome.done, outcome.total)
    listed = write_files(archive, names, outcome, told)
    archive.finish(
        {
            "format": FORMAT,
            "version": VERSION,
            "atrium": own_version(),
            "made_at": timezone.now().isoformat(),
            "migrations": present_migrations(),
            "organization": {"id": str(organization.pk), "name": organization.name, "slug": organization.slug},
            "tables": tables,
            "files": listed,
            "missing_files": outcome.missing,
            "left_out": dict(rules().stays),
        }
    )
    return outcome


def build_sources(organization: Organization) -> list[tuple[Table, str]]:
    """Each table with the query of its rows: the organization, its people, and what it owns."""
    tables = exported_tables()
    whose, people = f"'{organization.pk}'", people_table()
    return [
        (organization_table(), select(organization_table(), f"id = {whose}")),
        (people, select(people, f"id in ({people_of(tables, organization.pk)})")),
        *((table, select(table, f"organization_id = {whose}")) for table in tables),
    ]


def select(table: Table, condition: str) -> str:
    """The rows of a table, in the order of their ids, with what must not travel replaced."""
    columns = ", ".join(
        f"{rules().replaced.get(f'{table.name}.{name}', stored(table, name))} as {quoted(name)}" for name in table.names
    )
    order = " order by id" if "id" in table.names else ""
    return f"select {columns} from {quoted(table.name)} where {condition}{order}"


def count_rows(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({query.rpartition(' order by ')[0] or query}) r")
        return int(cursor.fetchone()[0])


def write_table(archive: ArchiveWriter, table: Table, query: str, rows: int) -> dict[str, Any]:
    """One table, and what the manifest says of it."""
    member = archive.add(f"{TABLES}{table.name}.csv", copied(query))
    return {"table": table.name, "columns": table.names, "rows": rows, **asdict(member)}


def copied(query: str) -> Iterator[bytes | memoryview]:
    """The rows of a query as CSV, piece by piece."""
    with connection.cursor() as cursor, cursor.cursor.copy(f"copy ({query}) to stdout (format csv, header)") as copy:
        yield from copy


def file_names(tables: list[Table], organization: Organization) -> list[str]:
    """Every file that a row of the tables names."""
    parts = [
        f"select {quoted(name)} from {quoted(table.name)}"
        f" where organization_id = '{organization.pk}' and {quoted(name)} <> ''"
        for table in tables
        for name in sorted(table.files)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" union ".join(parts) + " order by 1")
        return [name for (name,) in cursor.fetchall()]


def write_files(archive: ArchiveWriter, names: list[str], outcome: Exported, told: Progress) -> dict[str, Any]:
    """The files, and their list. One that the storage has lost is named in the manifest."""
    with tempfile.TemporaryFile() as lines:
        for name in names:
            try:
                with default_storage.open(name, "rb") as file:
                    lines.write(file_line(name, archive.add(FILES + name, in_pieces(file))))
            except FileNotFoundError:
                outcome.missing.append(name)
            outcome.files += 1
            told(outcome.done, outcome.total)
        lines.seek(0)
        return asdict(archive.add(FILE_LIST, in_pieces(lines)))
