"""All that an organization owns, as sets of rows that can be compared across databases."""

import hashlib
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import connection

from accounts.copies.catalogue import Table, exported_tables, stored
from accounts.copies.rules import rules
from core.acting import acting
from core.actor import Actor

# Numbers of a database's own transactions and rows, which begin anew elsewhere.
OF_THE_DATABASE = {
    "core_change": ("id", "xid", "era"),
    "api_auditentry": ("xid", "era"),
}
CHANGE = (
    "(select jsonb_build_object('at', c.at, 'event', c.event, 'record', c.record_id, 'after', c.after)"
    " from core_change c where c.id = t.change_id and c.organization_id = t.organization_id)"
)


def contents(organization_id: UUID) -> dict[str, set[str]]:
    """The rows of every table that travels, by table, with what is replaced on the way as it arrives."""
    found = {}
    with acting(Actor.system(organization_id)), connection.cursor() as cursor:
        for table in exported_tables():
            columns = [one for one in table.names if one not in OF_THE_DATABASE.get(table.name, ())]
            values = [f"'{one}', {value_of(table, one)}" for one in columns]
            # A function takes a hundred arguments.
            parts = [", ".join(values[start : start + 40]) for start in range(0, len(values), 40)]
            row = " || ".join(f"jsonb_build_object({part})" for part in parts)
            # A generation is a moment and never comes back.
            kept = "where sequence not in ('definitions', 'promises')" if table.name == "core_counter" else ""
            cursor.execute(f"select ({row})::text from {table.name} t {kept}")
            rows = [text for (text,) in cursor.fetchall()]
            found[table.name] = set(rows)
            assert len(found[table.name]) == len(rows), table.name
    return found


def value_of(table: Table, column: str) -> str:
    place = f"{table.name}.{column}"
    if place in rules().made:
        return "''"
    if place == "accounts_credential.revoked_at":
        return "revoked_at is not null or true"
    if place == "integrations_webhookreplay.finished_at":
        return "true"
    if place in rules().replaced:
        return rules().replaced[place]
    return CHANGE if column == "change_id" else stored(table, column)


def people_of_the_installation() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select jsonb_build_array(id, email, name, kind, time_zone, theme, is_active, created_at)::text"
                       " from accounts_person")  # fmt: skip
        return {text for (text,) in cursor.fetchall()}


def files_below(folder: str) -> dict[str, str]:
    """Checksums of all files in a folder of the storage, by path."""
    folders, files = default_storage.listdir(folder)
    found = {}
    for name in files:
        with default_storage.open(f"{folder}/{name}") as file:
            found[f"{folder}/{name}"] = hashlib.sha256(file.read()).hexdigest()
    for name in folders:
        found |= files_below(f"{folder}/{name}")
    return found
