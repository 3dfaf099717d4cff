"""Migration operations that put a table under guard: policy, version stamp, change record, search, composite keys."""

from typing import Any

from django.db.migrations.operations.base import Operation

POLICY = "organization_id = (select nullif(current_setting('atrium.organization', true), '')::uuid)"
STAMP = "create trigger stamp before insert or update on {table} for each row execute function core_stamp()"
CHANGE = """
create trigger change_insert after insert on {table} referencing new table as new_rows
    for each statement execute function core_record_change({arguments});
create trigger change_update after update on {table} referencing old table as old_rows new table as new_rows
    for each statement execute function core_record_change({arguments});
create trigger change_delete after delete on {table} referencing old table as old_rows
    for each statement execute function core_record_change({arguments});
"""
# Column names stand in the function itself: reading them from JSON made up most of a bulk load.
SEARCH = """
create or replace function {table}_search() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $body$
begin
    if tg_op = 'INSERT' then
        insert into core_search (organization_id, module, record_id, text, document, values)
        select n.organization_id, '{module}', n.id, {text}, {document}, {values} from new_rows n;
    elsif tg_op = 'UPDATE' then
        insert into core_search (organization_id, module, record_id, text, document, values)
        select n.organization_id, '{module}', n.id, {text}, {document}, {values}
        from new_rows n join old_rows o on o.id = n.id where {changed}
        on conflict (organization_id, module, record_id) do update
            set text = excluded.text, document = excluded.document, values = excluded.values;
    else
        delete from core_search s using old_rows o
        where s.organization_id = o.organization_id and s.module = '{module}' and s.record_id = o.id;
    end if;
    return null;
end
$body$;
create trigger search_insert after insert on {table} referencing new table as new_rows
    for each statement execute function {table}_search();
create trigger search_update after update on {table} referencing old table as old_rows new table as new_rows
    for each statement execute function {table}_search();
create trigger search_delete after delete on {table} referencing old table as old_rows
    for each statement execute function {table}_search();
"""


class GuardModel(Operation):
    """Put a new model's table under guard. Use it in the migration that creates the table, after its constraints.

    `search` gives the weight of each searched column, such as {"title": "A", "description": "B"}.
    `exclude` names columns that never enter the change record (hashes of secrets).
    `recorded=False` leaves a table of bookkeeping out of the change record; the policy stays.
    """

    reversible = True

    def __init__(
        self,
        name: str,
        *,
        module: str = "",
        search: dict[str, str] | None = None,
        exclude: tuple[str, ...] = (),
        recorded: bool = True,
    ) -> None:
        self.name, self.module, self.search = name, module, search or {}
        self.exclude, self.recorded = exclude, recorded

    def deconstruct(self) -> Any:
        kwargs = {"name": self.name, "module": self.module, "search": self.search, "exclude": self.exclude}
        return self.__class__.__name__, [], {**kwargs, "recorded": self.recorded}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models' state does not change: guards live in the database alone."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        schema_editor.execute(f"alter table {table} enable row level security")
        schema_editor.execute(f"create policy organization on {table} using ({POLICY}) with check ({POLICY})")
        schema_editor.execute(
            f"alter table {table} add constraint {table}_organization_key unique (organization_id, id)"
        )
        if self.recorded:
            schema_editor.execute(STAMP.format(table=table))
            arguments = ", ".join(f"'{value}'" for value in (self.module, ",".join(self.exclude)))
            schema_editor.execute(CHANGE.format(table=table, arguments=arguments))
        if self.search:
            extended = any(field.column == "custom_fields" for field in model._meta.local_fields)
            schema_editor.execute(build_search(table, self.module, self.search, extended=extended))
        for field in model._meta.local_fields:
            if is_owned_reference(field):
                add_composite_key(schema_editor, table, field)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Nothing to undo: the same migration drops the table, and its guards go with it."""

    def describe(self) -> str:
        return f"Guard {self.name}"


class GuardReference(Operation):
    """Give one owned reference that was added to a guarded table its composite key."""

    reversible = True

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name, self.name = model_name, name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models' state does not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        add_composite_key(schema_editor, model._meta.db_table, model._meta.get_field(self.name))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The column is dropped by the operation before this one, and its key goes with it."""

    def describe(self) -> str:
        return f"Guard {self.model_name}.{self.name}"


def build_search(table: str, module: str, search: dict[str, str], *, extended: bool) -> str:
    """The function that keeps a table's search text, weighed column by column, and the triggers that call it."""
    by_weight = {
        weight: ", ".join(f"n.{column}" for column in search if search[column] == weight)
        for weight in dict.fromkeys(search.values())
    }
    parts = [f"setweight(to_tsvector('simple', concat_ws(' ', {c})), '{w}')" for w, c in by_weight.items()]
    columns = [*search, *(["custom_fields"] if extended else [])]
    return SEARCH.format(
        table=table,
        module=module,
        text=f"concat_ws(' ', {', '.join(f'n.{column}' for column in search)})",
        document=" || ".join(parts),
        values="n.custom_fields" if extended else "'{}'",
        changed=" or ".join(f"n.{column} is distinct from o.{column}" for column in columns),
    )


def is_owned_reference(field: Any) -> bool:
    """Whether the field refers to a record of the same organization."""
    return field.__class__.__name__ == "OwnedReference"


def add_composite_key(schema_editor: Any, table: str, field: Any) -> None:
    """(organization_id, x_id) → (organization_id, id): the database itself refuses another organization's id.

    Deferred to the commit, so that a nested create may write the child first. It is deferred SQL because two
    tables of one migration may refer to each other.
    """
    target = field.remote_field.model._meta.db_table
    schema_editor.deferred_sql.append(
        f"alter table {table} add constraint fk_{table}_{field.column} foreign key (organization_id, {field.column})"
        f" references {target} (organization_id, id) deferrable initially deferred"
    )
