"""Numbers of sequences: who makes records in an organization no longer waits for everybody else who does."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0020_number_sequences.sql"

# The rows that counted before go on from where the sequences are.
UNDO = """
update core_counter set last = coalesce(pg_sequence_last_value(core_sequence(organization_id, sequence)), last);
drop trigger end_numbers on core_counter;
do $body$
declare
    place regclass;
begin
    for place in select core_sequence(organization_id, sequence) from core_counter loop
        if place is not null then
            execute format('drop sequence %s', place);
        end if;
    end loop;
end
$body$;
drop function core_end_numbers();
drop function core_last_number(uuid, text, bigint);
drop function core_take_numbers(uuid, text, bigint);
drop function core_begin_numbers(uuid, text);
drop function core_sequence(uuid, text);
drop function core_name_of_sequence(uuid, text);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0019_events_used_up")]
    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]
